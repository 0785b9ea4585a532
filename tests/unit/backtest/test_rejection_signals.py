"""Few signals: what counts as a signal in time, and what as a false one, at the edges of each day and moment."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from graftwatch.assessment import assess
from graftwatch.backtest.course import Course, SignalSeen
from graftwatch.backtest.observed import Observed
from graftwatch.backtest.rejection_signals import (
    LABORATORY,
    FalseSignals,
    false_signals,
    rejection_signals,
    signalled,
)
from graftwatch.backtest.truth import ExpectedSignal, Kind, LiverInjury, TrueCourse, TrueEvent
from graftwatch.facts import FactSet
from graftwatch.findings import Severity, Signal, SignalKind, SignalStatus
from graftwatch.paging import Ledger
from graftwatch.protocol import Protocol
from graftwatch.roster import Recipient

PROTOCOL = Protocol()
ZONE = ZoneInfo("Asia/Tokyo")
TRANSPLANT = datetime(2026, 6, 1, 9, 30, tzinfo=ZONE)
UNTIL = datetime(2026, 7, 31, tzinfo=ZONE)
RISE, SUSPECTED = SignalKind.REJECTION_ENZYME_RISE, SignalKind.REJECTION_SUSPECTED
LEAK = LiverInjury("bile leak", date(2026, 6, 12), date(2026, 6, 15))
REJECTION = TrueEvent("S01", Kind.REJECTION, date(2026, 6, 20), began_on=date(2026, 6, 17))


def at(day: int, hour: int = 8, minute: int = 0) -> datetime:
    return datetime(2026, 6, 1, hour, minute, tzinfo=ZONE) + timedelta(days=day - 1)


def seen(kind: SignalKind, moment: datetime, name: str = "rejection-1") -> SignalSeen:
    signal = Signal(
        id=name,
        kind=kind,
        severity=Severity.NOTIFY,
        status=SignalStatus.OPEN,
        since=moment,
        summary="Liver-enzyme rise",
        reason="ALT",
    )
    return SignalSeen(signal, moment, moment)


def observed(*signals: SignalSeen, truth: TrueCourse) -> Observed:
    recipient = Recipient("S01", frozenset(), TRANSPLANT)
    course = Course(recipient, assess(recipient, FactSet(), PROTOCOL, UNTIL), FactSet(), Ledger())
    course.signals = {(one.signal.id, one.signal.kind): one for one in signals}
    return Observed("feed", course, truth, PROTOCOL, UNTIL)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param(10, FalseSignals(0, 1, ()), id="two days before the leak: nothing explains it"),
        pytest.param(11, FalseSignals(0, 0, ("bile leak",)), id="the day before its first day"),
        pytest.param(15, FalseSignals(0, 0, ("bile leak",)), id="its last day"),
        pytest.param(16, FalseSignals(0, 1, ()), id="the day after its last"),
        pytest.param(31, FalseSignals(0, 1, ()), id="the window's last day"),
        pytest.param(32, FalseSignals(0, 0, ()), id="after the window: not under observation"),
    ],
)
def test_an_enzyme_rise_is_explained_by_an_injury_of_its_day(day: int, expected: FalseSignals) -> None:
    assert false_signals(observed(seen(RISE, at(day)), truth=TrueCourse("S01", injuries=(LEAK,)))) == expected


def test_a_rise_that_became_a_suspicion_is_one_signal() -> None:
    one = observed(seen(RISE, at(13)), seen(SUSPECTED, at(14)), truth=TrueCourse("S01", injuries=(LEAK,)))
    assert false_signals(one) == FalseSignals(1, 0, ())


def test_a_rise_that_a_simulation_planned_is_told_apart() -> None:
    planned = (ExpectedSignal("S01", RISE, at(20)),)
    assert false_signals(observed(seen(RISE, at(20)), truth=TrueCourse("S01", signals=planned))) == FalseSignals(
        0, 0, ("planned by the simulation",)
    )


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        pytest.param(at(15, 23, 59), False, id="two days before it began"),
        pytest.param(at(16, 0), True, id="the day before it began"),
        pytest.param(at(21, 14), True, id="at the moment the biopsy was entered"),
        pytest.param(at(21, 14, 1), False, id="a minute later"),
    ],
)
def test_a_rejection_is_signalled_between_its_begin_and_its_biopsys_result(moment: datetime, expected: bool) -> None:  # noqa: FBT001 - a case's verdict
    one = observed(seen(RISE, moment), truth=TrueCourse("S01", (REJECTION,)))
    assert signalled(one, REJECTION, LABORATORY, by=at(21, 14)) is expected


def test_the_three_definitions_side_by_side() -> None:
    everybody = [
        observed(seen(RISE, at(18)), truth=TrueCourse("S01", (REJECTION,))),
        observed(seen(SUSPECTED, at(9)), truth=TrueCourse("S01")),
        observed(seen(RISE, at(13)), seen(RISE, at(25), "rejection-2"), truth=TrueCourse("S01", injuries=(LEAK,))),
    ]
    pages, not_so, every = rejection_signals(everybody)
    assert [one.sensitivity_before_biopsy.count for one in (pages, not_so, every)] == [0, 1, 1]
    assert [one.false_signals.count for one in (pages, not_so, every)] == [1, 2, 3]
    # Two recipients of 30 days 14.5 hours each: 2.011 months.
    assert every.false_signals.months == pytest.approx(2.011, abs=5e-4)
    assert every.false_per_10_months == pytest.approx(14.918, abs=5e-3)
    assert not any(one.target_met for one in (pages, not_so, every))
