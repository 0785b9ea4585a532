"""Charts as pictures: the same bytes, nothing cut off, nothing covered, told apart without colour, fit for any page."""

import re
from collections.abc import Iterator
from itertools import combinations, pairwise
from typing import TYPE_CHECKING
from xml.etree.ElementTree import fromstring

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from committee_trial import SIX_OF_NINETEEN, arms_of, figures_of
from graftwatch.adapters.drawing import page_colours, picture, png, svg
from graftwatch.adapters.drawing.letters import broken, legible, width
from graftwatch.adapters.drawing.pictures import drawn
from graftwatch.adapters.drawing.tones import FAINT, INK, LOOKS, PAPER, QUIET
from graftwatch.committee.chart import Axis, Chart, Curve, Dots, Intervals, Level, Mark, Steps, Table, Tone
from graftwatch.committee.charts import arm_charts, trial_charts
from graftwatch.protocol import Boundary, Protocol

if TYPE_CHECKING:
    from matplotlib.transforms import Bbox

FINE = 200.0
LONG = "a name so long that nobody would choose it, and yet somebody does, with_a_word_that_has_no_end_at_all_in_it"


def planned(**fields: object) -> Protocol:
    return Protocol(boundaries=(Boundary.model_validate({"endpoint": "bsi", "p0": 0.2, **fields}),))


def chart(*marks: Mark, name: str = "chart", y: Axis | None = None) -> Chart:
    x = Axis("evaluable recipients", 0, 37, whole=True)
    return Chart(name, "Title", "What is seen.", x, y or Axis("events", 0, 10), marks, Table(("n",), ()))


TRIALS = {
    "nobody yet": figures_of(()),
    "three": figures_of((True, False, True), planned(rule="pocock", n=3)),
    "no events": figures_of((False,) * 19),
    "all events": figures_of((True,) * 9),
    "no boundary": figures_of(SIX_OF_NINETEEN, Protocol(boundaries=())),
    "crossed at the last look": figures_of((*[False] * 34, *[True] * 3), planned(rule="table", n=37, table={37: 3})),
    "a thousand planned": figures_of([number % 9 == 0 for number in range(300)], planned(rule="pocock", n=1000)),
    "nineteen": figures_of(SIX_OF_NINETEEN),
}
CHARTS = {
    **{f"{trial}: {one.name}": one for trial, figures in TRIALS.items() for one in trial_charts(figures)[:5]},
    **{one.name: one for one in trial_charts(TRIALS["nineteen"])[-2:]},
    **{one.name: one for one in arm_charts(arms_of(SIX_OF_NINETEEN))[:1]},
    "twelve strata with long names": chart(
        Intervals("", tuple((f"{number}: {LONG}", number / 12, 0.0, 1.0) for number in range(12))),
        Level(LONG, 13.0, across=False),
    ),
    "all names long": chart(
        Steps(LONG, ((0.0, 0.0), (36.0, 9.0)), until=37.0),
        *(Curve(f"{LONG} {tone}", ((0.0, 1.0), (37.0, 9.0)), tone) for tone in Tone),
        Level(LONG, 5.0),
        y=Axis(LONG),
    ),
    "many upright lines and many ends in one place": chart(
        *(Level(f"threshold of {at} %", at, across=False) for at in (33.0, 35.0, 36.0, 36.5, 37.0)),
        *(Curve(f"ends {tone}", ((0.0, 0.0), (37.0, 0.1)), tone) for tone in Tone),
    ),
    "nothing to draw": chart(),
}


def texts(one: Chart) -> Iterator[tuple[str, "Bbox"]]:
    with drawn(one) as figure:
        figure.dpi = FINE
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
        for text in figure.findobj(Text):
            assert isinstance(text, Text)
            if text.get_text() and text.get_visible():
                yield text.get_text(), text.get_window_extent(canvas.get_renderer())


@pytest.mark.parametrize("name", CHARTS)
def test_nothing_is_cut_off_and_no_words_cover_others(name: str) -> None:
    held = list(texts(CHARTS[name]))
    with drawn(CHARTS[name]) as figure:
        wide, high = figure.get_size_inches() * FINE
    cut = [words for words, box in held if box.x0 < -1 or box.y0 < -1 or box.x1 > wide + 1 or box.y1 > high + 1]
    assert cut == []
    covering = [
        (one[0], other[0])
        for one, other in combinations(held, 2)
        if min(one[1].x1, other[1].x1) - max(one[1].x0, other[1].x0) > 1
        and min(one[1].y1, other[1].y1) - max(one[1].y0, other[1].y0) > 1.5
    ]
    assert covering == []


def test_every_named_mark_stands_in_words() -> None:
    for one in CHARTS.values():
        words = " ".join(text for text, _ in texts(one)).replace("\u00a0", " ")
        for mark in one.names():
            assert mark.split(" ")[-1] in words
    assert {"stop here or", "above"} <= {text for text, _ in texts(CHARTS["nineteen: bsi-boundary"])}


def test_the_same_chart_gives_the_same_bytes_whatever_was_drawn_between() -> None:
    one, other = CHARTS["nineteen: bsi-boundary"], CHARTS["nineteen: bsi-posterior"]
    first = svg(one), picture(one), png(one)
    svg(other)
    assert (svg(one), picture(one), png(one)) == first
    assert png(one, 100) != png(one, 200)


@pytest.mark.parametrize("name", ["nineteen: bsi-boundary", "nineteen: bsi-posterior", "nineteen: bsi-by-risk"])
def test_an_svg_fits_into_a_page_that_allows_no_style(name: str) -> None:
    text = svg(CHARTS[name])
    root = fromstring(text)  # noqa: S314 - our own
    assert not [one for one in root.iter() if "style" in one.attrib or one.tag.endswith(("style", "script"))]
    ids = [one.attrib["id"] for one in root.iter() if "id" in one.attrib]
    assert len(ids) == len(set(ids))
    assert all(one.startswith(CHARTS[name].name) for one in ids)
    asked = re.findall(r'(?:href="#|url\(#)([^")]+)', text)
    assert set(asked) <= set(ids)
    assert (root[0].text, root[1].text) == (CHARTS[name].title, CHARTS[name].says)
    assert "width" not in root.attrib
    assert not re.search(r"#[0-9a-f]{6}(?!\))", text), "a colour that the page cannot change"


def test_a_hatch_is_not_made_as_faint_as_its_area() -> None:
    root = fromstring(svg(CHARTS["nineteen: bsi-posterior"]))  # noqa: S314 - our own
    hatched = [one for one in root.iter() if "url(" in one.get("fill", "")]
    assert len(hatched) == 2
    assert not any("fill-opacity" in one.attrib for one in hatched)


def test_signs_that_the_font_has_not_are_words_in_an_svg_and_numbers_in_print() -> None:
    """Any warning is an error here, so nothing is drawn as an empty box either."""
    name = "細胞療法: 3 of 9"
    japanese = chart(Intervals("", ((name, 0.3, 0.1, 0.6),)))
    assert name in svg(japanese)
    assert legible(name) == "‹U+7D30›‹U+80DE›‹U+7642›‹U+6CD5›: 3 of 9"
    numbers = chart(Intervals("", ((legible(name), 0.3, 0.1, 0.6),)))
    assert png(japanese) == png(numbers)
    assert width("細胞", 10.0) == 20.0


def test_words_of_a_chart_cannot_break_out_of_the_svg() -> None:
    broken_out = svg(chart(Dots("</text><script>alert(1)</script>", ((1.0, 1.0),))))
    assert "<script" not in broken_out


def test_a_picture_of_its_own_is_on_white_and_needs_no_page() -> None:
    text = picture(CHARTS["nineteen: bsi-boundary"])
    root = fromstring(text)  # noqa: S314 - our own
    assert "var(" not in text
    assert f'fill="{PAPER}"' in text
    assert {"width", "height", "viewBox"} <= set(root.attrib)


def test_every_tone_differs_from_every_other_without_colour() -> None:
    for one, other in combinations(LOOKS.values(), 2):
        assert one.dashes != other.dashes
        assert one.marker != other.marker
        assert one.hatch != other.hatch


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("dark", [False, True])
def test_marks_and_words_stand_out_from_the_page(*, dark: bool) -> None:
    colours = dict(one.split(":") for one in page_colours(dark=dark).strip(";").split(";"))
    paper = colours["--paper"]
    assert {name for name, one in colours.items() if contrast(one, paper) < 3.0} <= {"--faint", "--paper"}
    assert min(contrast(colours[name], paper) for name in ("--ink", "--quiet")) >= 7.0


def test_drawings_hold_no_colour_but_those_that_the_page_can_change() -> None:
    known = {INK, FAINT, QUIET, PAPER, *(look.colour for look in LOOKS.values())}
    assert len(known) == 4 + len(LOOKS)
    assert all(colour in page_colours() for colour in known)


def test_rows_and_axes_do_not_mix() -> None:
    with pytest.raises(ValueError, match="rows of intervals go together with upright levels only"):
        svg(chart(Intervals("", (("a", 0.5, 0.1, 0.9),)), Dots("b", ((1.0, 1.0),))))


def test_lines_are_broken_where_they_fit_and_never_before_a_per_cent_sign() -> None:
    lines = broken("historical rate of about 28.6 % in all", 90.0)
    assert all(width(line) <= 90.0 for line in lines)
    assert not any(line.startswith("%") for line in lines)
    assert "".join(broken("x" * 60, 90.0)) == "x" * 60
    assert all(later for _, later in pairwise(lines))
