"""Which finding is which true event: the stated rule, at its edges."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from graftwatch.backtest.matching import Pair, belongs_to, in_period, paired
from graftwatch.backtest.rates import months_in, rate, share
from graftwatch.backtest.truth import Kind, Standing, TrueCourse, TrueEvent
from graftwatch.backtest.words import percent, rate_in_words, share_in_words
from graftwatch.findings import Event, EventKind, EventStatus, OrganismFound

ZONE = ZoneInfo("Asia/Tokyo")
DAY = date(2026, 6, 10)


def true(day: int, *organisms: str, standing: Standing = Standing.CONFIRMED, kind: Kind = Kind.BSI) -> TrueEvent:
    return TrueEvent("S01", kind, date(2026, 6, day), standing, organisms=organisms)


def found(day: int | None, *organisms: str, status: EventStatus = EventStatus.CONFIRMED) -> Event:
    return Event(
        id=f"bsi-{day}-{'-'.join(organisms)}",
        kind=EventKind.BSI,
        status=status,
        date_of_event=None if day is None else date(2026, 6, day),
        organisms=tuple(OrganismFound(name=one) for one in organisms),
    )


def pairs(truth: list[TrueEvent], events: list[Event]) -> list[tuple[int | None, int | None]]:
    """The days of each pair."""

    def days(one: Pair) -> tuple[int | None, int | None]:
        said = one.found.date_of_event if one.found else None
        return one.true.on.day if one.true else None, said.day if said else None

    return [days(one) for one in paired(Kind.BSI, TrueCourse("S01", tuple(truth)), events)]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param(13, [(10, 13)], id="three days apart is the same event"),
        pytest.param(14, [(10, None), (None, 14)], id="four days apart is another"),
        pytest.param(7, [(10, 7)], id="three days before"),
        pytest.param(None, [(10, None), (None, None)], id="without a date of event it is nobody's"),
    ],
)
def test_dates_decide_what_is_the_same_event(day: int | None, expected: list[tuple[int | None, int | None]]) -> None:
    assert pairs([true(10)], [found(day)]) == expected


def test_of_several_the_same_standing_goes_before_the_nearer_date() -> None:
    nearer = found(10, "Staphylococcus hominis", status=EventStatus.CONTAMINANT)
    assert pairs([true(10)], [nearer, found(12)]) == [(10, 12), (None, 10)]


def test_of_several_a_shared_organism_goes_before_the_nearer_date() -> None:
    events = [found(10, "Escherichia coli"), found(12, "Candida albicans")]
    assert pairs([true(10, "Candida albicans")], events) == [(10, 12), (None, 10)]


def test_each_event_is_taken_once() -> None:
    assert pairs([true(10), true(11)], [found(11)]) == [(11, 11), (10, None)]


@pytest.mark.parametrize(
    ("kind", "days"),
    [
        (Kind.BSI, (-3, 13)),
        (Kind.REJECTION, (-14, 14)),
        (Kind.INFUSION_REACTION, (-1, 1)),
        (Kind.EXPOSURE_LOW, (-3, 3)),
    ],
)
def test_the_period_of_a_true_event_has_both_its_ends(kind: Kind, days: tuple[int, int]) -> None:
    event = true(10, kind=kind)
    inside = [offset for offset in range(-20, 21) if in_period(DAY + timedelta(days=offset), event)]
    assert (inside[0], inside[-1]) == days


def test_blood_of_a_contaminants_day_is_the_contaminants_also_beside_an_infection() -> None:
    course = TrueCourse("S01", (true(10), true(12, standing=Standing.CONTAMINANT)))
    dirty = belongs_to({date(2026, 6, 12)}, Kind.BSI, course)
    both = belongs_to({date(2026, 6, 12), date(2026, 6, 13)}, Kind.BSI, course)
    assert dirty is not None
    assert dirty.standing is Standing.CONTAMINANT
    assert both is not None
    assert both.standing is Standing.CONFIRMED


def test_nothing_true_near_is_nothing() -> None:
    assert belongs_to({date(2026, 6, 30)}, Kind.BSI, TrueCourse("S01", (true(10),))) is None
    assert belongs_to({DAY}, Kind.REJECTION, TrueCourse("S01", (true(10),))) is None


class TestRates:
    def test_a_month_is_a_twelfth_of_a_julian_year(self) -> None:
        assert months_in(timedelta(days=365.25)) == 12.0
        begin = datetime(2026, 6, 1, tzinfo=ZONE)
        assert months_in(begin - begin - timedelta(days=1)) == 0.0

    def test_without_any_time_nothing_is_known(self) -> None:
        assert (rate(0, 0.0).per_month, rate(0, 0.0).interval_95) == (None, (0.0, None))
        assert rate_in_words(rate(0, 0.0)) == "no time under observation"

    def test_shares_in_words(self) -> None:
        assert share_in_words(share(7, 8)) == "7 of 8 = 87.5 % (47.3–99.7)"  # R binom.test(7, 8): 0.4735–0.9968
        assert share_in_words(share(0, 0)) == "none to count"

    @pytest.mark.parametrize(
        ("value", "said"),
        [(1.0, "100"), (0.0, "0"), (0.9999, "> 99.9"), (0.0001, "< 0.1"), (0.5, "50.0"), (0.99, "99.0")],
    )
    def test_all_and_none_are_said_only_where_they_are_so(self, value: float, said: str) -> None:
        assert percent(value) == said
