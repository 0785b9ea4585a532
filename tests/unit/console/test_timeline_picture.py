"""The timeline's picture: what stands where, that nothing covers anything, and that much of it stays small."""

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import combinations
from zoneinfo import ZoneInfo

import pytest

from charts import admission, blood_culture, isolate, june, pending_blood, recipient, said, sign, temperature
from graftwatch.console.shell.languages import words
from graftwatch.console.timeline.figure import WIDTH, Figure
from graftwatch.console.timeline.ranges import Days, asked, choices, usual
from graftwatch.console.timeline.scale import POINTED_AT, Scale
from graftwatch.console.timeline.shapes import Lane, Shape, width_of
from graftwatch.console.timeline.words import Teller
from graftwatch.facts import ClinicalTime, Death, Fact, Measurement, Status
from graftwatch.protocol import Protocol
from timeline_cases import drawn, pictured

WINDOW = (date(2026, 5, 29), date(2026, 7, 2))
DAY_PIXELS = WIDTH / 35


def lane(picture: Figure, title: str) -> Lane:
    return next(one for one in picture.lanes if one.title == title)


def glyphs(shapes: list[Shape], name: str) -> list[Shape]:
    return [one for one in shapes if one.attributes.get("href") == f"#tl-{name}"]


def x_of(shape: Shape) -> float:
    return float(shape.attributes["x"])


def test_a_culture_stands_where_it_was_collected() -> None:
    picture = pictured(drawn(blood_culture(5, "Escherichia coli", hour=0)))
    (sign_,) = glyphs(lane(picture, "Cultures").shapes, "disc")

    assert picture.days == Days(*WINDOW)
    assert x_of(sign_) == pytest.approx(DAY_PIXELS * 7, abs=0.1), "midnight of 5 June is seven days after 29 May"


def test_a_day_on_which_clocks_change_is_an_hour_shorter() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    scale = Scale(date(2026, 3, 28), date(2026, 3, 30), berlin, 710.0)

    begins = [scale.x_of_day(day) for day in scale.days]
    assert begins == [0.0, 240.0, 470.0]
    noon = datetime(2026, 3, 29, 12, tzinfo=berlin)
    assert scale.x(noon) == pytest.approx(240 + 110), "eleven hours after midnight"


@pytest.mark.parametrize(("days", "parts"), [(2, 16), (7, 42), (35, 35), (120, 40)])
def test_what_can_be_pointed_at_is_wide_enough(days: int, parts: int) -> None:
    scale = Scale(date(2026, 6, 1), date(2026, 6, 1) + timedelta(days=days - 1), ZoneInfo("Asia/Tokyo"), WIDTH)

    widths = [scale.x(end) - scale.x(begin) for begin, end in scale.parts()]
    assert all(one >= POINTED_AT for one in widths[:-1])
    assert len(widths) <= parts


def test_every_part_is_big_enough_and_covers_no_other() -> None:
    cultures = [blood_culture(4, "Escherichia coli", hour=hour, draw=str(hour)) for hour in range(10)]
    signs = [sign(day, what) for day in range(4, 10) for what in ("chills", "hypotension")]
    picture = pictured(drawn(*cultures, *signs, *(temperature(day, "37.0") for day in range(1, 20))))

    for each in picture.lanes:
        for cell in each.cells:
            assert cell.width >= POINTED_AT - 0.01
            assert cell.height >= POINTED_AT
            assert -0.01 <= cell.x <= cell.x + cell.width <= WIDTH + 0.01
        for one, other in combinations(each.cells, 2):
            beside = one.x + one.width <= other.x + 0.01 or other.x + other.width <= one.x + 0.01
            assert beside or one.y + one.height <= other.y or other.y + other.height <= one.y, (one.name, other.name)


def test_twenty_episodes_keep_their_words_apart() -> None:
    facts = [admission(1), *(blood_culture(1 + 15 * number, "Escherichia coli") for number in range(20))]
    held = drawn(*facts, now=june(330))
    assert len(held.episodes) == 20
    picture = pictured(held, (date(2026, 6, 1), date(2027, 3, 30)))

    written = [one for one in lane(picture, "Episodes").shapes if one.tag == "text"]
    boxes = [(x_of(one), x_of(one) + width_of(one.words), float(one.attributes["y"])) for one in written]
    assert len(boxes) == 20
    assert all(a[1] <= b[0] or b[1] <= a[0] or abs(a[2] - b[2]) >= 12 for a, b in combinations(boxes, 2))
    assert max(end for _, end, _ in boxes) <= WIDTH + 0.1


def hourly(days: int) -> list[Fact[Measurement]]:
    """A temperature every hour, with a fever from midnight to eight on 7 June."""
    found = []
    for hours in range(days * 24):
        at = june(1, 0) + timedelta(hours=hours)
        value = Decimal("39.4" if 144 <= hours < 152 else "36.8")
        taken = ClinicalTime.of(at, ZoneInfo("Asia/Tokyo"))
        found.append(said(f"t-{hours}", Measurement("temperature", value, "Cel", taken), at))
    return found


def test_a_month_of_hourly_temperatures_is_a_band_and_few_signs() -> None:
    picture = pictured(drawn(*hourly(30), now=june(31)))
    held = lane(picture, "Temperature")

    assert len(glyphs(held.shapes, "dot")) == 0
    assert 1 <= len(glyphs(held.shapes, "up")) <= 2, "eight hours of fever are one stretch"
    assert len(held.cells) == 30
    fever = next(one for one in held.cells if "8 above 38.0 °C" in one.name)
    assert "2026-06-07" in fever.name
    rows = [one for one in picture.rows if one.cell == fever.id]
    assert [one.says for one in rows] == ["36.8–39.4 °C, 24 values", "39.4 °C", "39.4 °C", "39.4 °C"]


def test_hourly_liver_tests_and_troughs_are_told_by_the_day() -> None:
    def hourly_of(concept: str, unit: str) -> list[Fact[Measurement]]:
        held = [replace(one.statement, concept=concept, unit=unit) for one in hourly(3)]
        return [said(f"{concept}-{each}", one, june(1)) for each, one in enumerate(held)]

    facts = [*hourly_of("alt", "U/L"), *hourly_of("ast", "U/L"), *hourly_of("tacrolimus", "ng/mL")]
    picture = pictured(drawn(*facts, now=june(5)))
    assert next(one.says for one in picture.rows if one.what == "Liver tests") == (
        "ALT 36.8–36.8 U/L, 24 values; AST 36.8–36.8 U/L, 24 values"
    )
    assert len(picture.rows) < 20


def test_one_value_is_a_sign_without_a_line() -> None:
    held = lane(pictured(drawn(temperature(4, "37.0"))), "Temperature")

    assert len(glyphs(held.shapes, "dot")) == 1
    assert [one for one in held.shapes if one.tag == "path"] == []


def test_no_data_is_an_empty_picture_that_says_so() -> None:
    picture = pictured(drawn(), (date(2026, 6, 10), date(2026, 6, 12)))

    assert picture.rows == []
    assert all(one.cells == [] for one in picture.lanes)


def test_now_and_the_days_outside_the_window_are_marked() -> None:
    picture = pictured(drawn(now=june(10, 12)))

    (now,) = [one for one in picture.head if one.attributes["class"] == "now"]
    assert float(now.attributes["x1"]) == pytest.approx(DAY_PIXELS * 12.5, abs=0.1)
    outside = [one for one in picture.head if one.attributes["class"] == "outside"]
    widths = [float(one.attributes["width"]) for one in outside]
    assert widths == [pytest.approx(DAY_PIXELS * 3, abs=0.1), pytest.approx(DAY_PIXELS, abs=0.1)]


def test_a_culture_that_waits_and_one_that_was_corrected_look_otherwise() -> None:
    corrected = blood_culture(9, "Escherichia coli", status=Status.CORRECTED)
    shapes = lane(pictured(drawn(pending_blood(4), corrected)), "Cultures").shapes

    assert [one.attributes["class"] for one in glyphs(shapes, "ring")] == ["open waiting unsettled"]
    assert [one.attributes["class"] for one in glyphs(shapes, "disc")] == ["loud corrected"]


def test_a_part_leads_to_its_message_or_to_its_rows() -> None:
    number = {("lab", "M-culture-blood-4-8-final"): 17}
    picture = pictured(drawn(blood_culture(4, "Escherichia coli"), temperature(4, "37.0"), numbers=number))

    assert [one.href for one in lane(picture, "Cultures").cells] == ["/messages/17"]
    (cell,) = lane(picture, "Temperature").cells
    place = int(cell.href.removeprefix("#tl-r"))
    assert picture.rows[place].cell == cell.id


def test_rows_are_in_order_and_say_what_the_picture_says() -> None:
    picture = pictured(
        drawn(blood_culture(4, isolate("Unheardofia strangei")), temperature(4, "38.5"), sign(3, "chills"))
    )

    assert [one.at for one in picture.rows] == sorted(one.at for one in picture.rows)
    (row,) = [one for one in picture.rows if one.what == "Culture: blood"]
    assert row.says == "“Unheardofia strangei” (name not recognised)"
    assert "final" in row.status


def test_a_long_hostile_name_is_text_that_stays_in_the_picture() -> None:
    hostile = "<script>alert(1)</script>\u202e" + "A" * 500
    picture = pictured(drawn(blood_culture(30, isolate(hostile))))

    (written,) = [one for one in lane(picture, "Cultures").shapes if one.tag == "text"]
    assert width_of(written.words) <= WIDTH
    assert written.words.endswith("…")


def test_an_entry_without_hours_stands_at_noon_of_its_day() -> None:
    died = said("death", Death(ClinicalTime(june(4).date())), june(4))
    (cross,) = glyphs(lane(pictured(drawn(died)), "Events").shapes, "cross")

    assert x_of(cross) == pytest.approx(DAY_PIXELS * 6.5, abs=0.1)


def test_days_are_asked_for_by_links_and_nonsense_is_the_window() -> None:
    held = drawn(blood_culture(4, "Escherichia coli"), now=june(10))
    teller = Teller(words("en"), ZoneInfo("Asia/Tokyo"), held.transplanted_on)
    offered = choices(held, usual(held), teller)

    assert [one.words for one in offered] == ["Whole window", "Last 7 days", "Bloodstream infection of 2026-06-04"]
    assert [one.current for one in offered] == [True, False, False]
    assert offered[1].days == Days(date(2026, 6, 4), date(2026, 6, 10))
    week = {"from": "2026-06-04", "to": "2026-06-10"}
    assert asked(week, held) == offered[1].days
    turned, endless = {"from": "2026-06-10", "to": "2026-06-04"}, {"from": "0001-01-01", "to": "9999-12-31"}
    for wrong in ({"from": "x", "to": "2026-06-10"}, turned, endless, {}):
        assert asked(wrong, held) == usual(held)


def test_japanese_says_everything_in_japanese() -> None:
    who = replace(recipient(), infused_at=june(4, 10))
    facts = (admission(1), blood_culture(4, "Escherichia coli"), temperature(4, "38.5"), sign(3, "chills"))
    picture = pictured(drawn(*facts, who=who), language="ja")

    said_ = [one.title for one in picture.lanes] + [each for row in picture.rows for each in (row.what, row.status)]
    left = {word for each in said_ for word in re.findall(r"[A-Za-z]{4,}", each)} - {"LCBI"}
    assert left == set()


def test_another_zones_protocol_counts_its_own_days() -> None:
    protocol = Protocol(time_zone="Europe/Berlin")
    held = drawn(now=june(10), protocol=protocol)

    assert held.transplanted_on == date(2026, 6, 1)
    assert pictured(held).days.first == date(2026, 5, 29)
