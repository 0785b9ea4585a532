"""Quiet hours hold back what only notifies, by the hospital's wall clock, and never what wakes somebody."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from graftwatch.findings import Severity, SignalKind, SignalStatus
from graftwatch.paging import Decided, PageReason, Suppression
from graftwatch.paging.quiet import quiet_until
from graftwatch.protocol import Paging, QuietHours
from paging_builders import FOUR_IN_THE_AFTERNOON, Pager, assessment, signal

TOKYO, BERLIN = ZoneInfo("Asia/Tokyo"), ZoneInfo("Europe/Berlin")
NIGHT = QuietHours(start=time(22), end=time(7))
LOW = signal(SignalKind.EXPOSURE_LOW, severity=Severity.NOTIFY)
CRITICAL = LOW.model_copy(update={"severity": Severity.PAGE})
LOW_ENDED = LOW.model_copy(update={"status": SignalStatus.CLOSED, "closed_because": "back in range"})


def berlin(day: str, clock: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=BERLIN, fold=fold).astimezone(UTC)


@pytest.mark.parametrize(
    ("hours", "now", "until"),
    [
        pytest.param(NIGHT, berlin("2026-06-04", "21:59"), None, id="a minute before"),
        pytest.param(NIGHT, berlin("2026-06-04", "22:00"), berlin("2026-06-05", "07:00"), id="at the start"),
        pytest.param(NIGHT, berlin("2026-06-05", "06:59"), berlin("2026-06-05", "07:00"), id="after midnight"),
        pytest.param(NIGHT, berlin("2026-06-05", "07:00"), None, id="at the end"),
        pytest.param(
            QuietHours(start=time(12), end=time(14)),
            berlin("2026-06-05", "13:00"),
            berlin("2026-06-05", "14:00"),
            id="at noon, within one day",
        ),
        pytest.param(
            NIGHT, berlin("2026-10-25", "02:30", fold=1), berlin("2026-10-25", "07:00"), id="an hour that comes twice"
        ),
        pytest.param(
            QuietHours(start=time(22), end=time(2, 30)),
            berlin("2026-10-25", "02:15", fold=1),
            None,
            id="an end that comes twice is the first: the night is not quiet again",
        ),
        pytest.param(
            QuietHours(start=time(22), end=time(2, 30)),
            berlin("2026-03-29", "03:15"),
            berlin("2026-03-29", "03:30"),
            id="an end that is skipped counts by the offset before: half past three",
        ),
        pytest.param(
            QuietHours(start=time(2, 30), end=time(7)),
            berlin("2026-03-29", "03:29"),
            None,
            id="so does a start that is skipped",
        ),
        pytest.param(None, berlin("2026-06-05", "03:00"), None, id="no quiet hours"),
    ],
)
def test_when_it_is_quiet(hours: QuietHours | None, now: datetime, until: datetime | None) -> None:
    assert quiet_until(now, hours, BERLIN) == until


class Night:
    """A pager in Tokyo; hours count from 16:00, so that 6 is 22:00 and 15 is seven in the morning."""

    def __init__(self) -> None:
        self.pager = Pager(Paging(quiet_hours=NIGHT))
        self.pager.zone = TOKYO

    def looks(self, hour: float, *signals: object) -> Decided:
        return self.pager.looks(assessment(*signals), hour * 60)  # type: ignore[arg-type] # signals, for brevity

    @property
    def reasons(self) -> list[str]:
        return [one.reason.value for one in self.pager.pages]


def test_a_notice_of_the_night_is_told_in_the_morning() -> None:
    night = Night()
    held = night.looks(8, LOW)
    assert held.pages == ()
    assert [one.by for one in held.suppressed] == [Suppression.QUIET_HOURS]
    assert held.next_look is not None
    assert held.next_look.astimezone(TOKYO).isoformat() == "2026-06-05T07:00:00+09:00"
    assert [one.reason for one in night.looks(15, LOW).pages] == [PageReason.FIRST]


def test_a_notice_that_ended_in_the_night_is_never_told() -> None:
    night = Night()
    night.looks(8, LOW)
    night.looks(10, LOW_ENDED)
    night.looks(15, LOW_ENDED)
    assert night.pager.pages == []


def test_the_end_of_a_notice_that_was_told_waits_for_the_morning_and_comes_once() -> None:
    night = Night()
    night.looks(1, LOW)
    for hour in (8, 9, 15, 16):
        night.looks(hour, LOW_ENDED)
    assert [(one.reason.value, one.decided_at.astimezone(TOKYO).hour) for one in night.pager.pages] == [
        ("first", 17),
        ("resolved", 7),
    ]


def test_the_end_waits_where_the_signal_is_gone_too_and_is_not_told_where_it_is_back_by_the_morning() -> None:
    night, other = Night(), Night()
    for one in (night, other):
        one.looks(1, LOW)
        assert one.looks(8).next_look is not None
    night.looks(15)
    other.looks(15, LOW)
    assert (night.reasons, other.reasons) == (["first", "retracted"], ["first"])


def test_a_page_is_never_held() -> None:
    night = Night()
    assert [one.reason for one in night.looks(8, CRITICAL).pages] == [PageReason.FIRST]


def test_a_severity_that_rises_passes_at_once() -> None:
    night, untold = Night(), Night()
    night.looks(1, LOW)
    night.looks(8, CRITICAL)
    untold.looks(8, LOW)
    untold.looks(9, CRITICAL)
    assert (night.reasons, untold.reasons) == (["first", "escalated"], ["first"])


def test_the_end_of_what_woke_somebody_does_not_wait() -> None:
    night = Night()
    night.looks(1, CRITICAL)
    night.looks(8, LOW_ENDED)
    assert night.reasons == ["first", "resolved"]


def test_deciding_again_in_the_night_changes_nothing() -> None:
    night = Night()
    night.looks(1, LOW)
    night.looks(8)
    ledger = night.pager.ledger
    assert night.looks(8).pages == ()
    assert night.pager.ledger == ledger


def test_the_hours_are_the_hospitals_not_those_of_utc() -> None:
    assert FOUR_IN_THE_AFTERNOON.astimezone(TOKYO).hour == 16
    pager = Pager(Paging(quiet_hours=NIGHT))
    pager.zone = UTC
    assert len(pager.looks(assessment(LOW), 8 * 60).pages) == 1  # midnight in Tokyo, 15:00 UTC
