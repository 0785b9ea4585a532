"""A peer that is refused again and again fills no log: one line at first, then a count a minute."""

from time import perf_counter

from structlog import wrap_logger
from structlog.testing import CapturingLogger
from structlog.typing import FilteringBoundLogger

from graftwatch.adapters.mllp.turned_away import OTHERS, TOLD_APART, TurnedAway, TurnedAwayLog

ALLOW, TLS = TurnedAway.NOT_ALLOWED, TurnedAway.HANDSHAKE_FAILED


def told() -> tuple[TurnedAwayLog, CapturingLogger]:
    lines = CapturingLogger()
    log: FilteringBoundLogger = wrap_logger(lines, processors=[])
    return TurnedAwayLog(log), lines


def said(lines: CapturingLogger) -> list[tuple[object, object, object]]:
    return [(call.kwargs["reason"], call.kwargs["peer"], call.kwargs.get("count")) for call in lines.calls]


def test_the_first_is_told_at_once_and_the_others_as_a_count_a_minute_later() -> None:
    log, lines = told()
    for _ in range(1001):
        log.tell(ALLOW, "10.0.0.1", "why")
    log.tell(TLS, "10.0.0.1", "why")
    assert said(lines) == [(ALLOW, "10.0.0.1", None), (TLS, "10.0.0.1", None)]
    log.sweep(perf_counter() + 59)
    assert len(lines.calls) == 2
    log.sweep(perf_counter() + 61)
    assert said(lines)[2:] == [(ALLOW, "10.0.0.1", 1000)]
    log.tell(ALLOW, "10.0.0.1", "why")
    assert said(lines)[3:] == [(ALLOW, "10.0.0.1", None)]


def test_more_peers_than_are_told_apart_are_counted_together() -> None:
    log, lines = told()
    for number in range(TOLD_APART + 2):
        log.tell(ALLOW, f"peer {number}", "why")
    assert len(lines.calls) == TOLD_APART
    log.sweep(perf_counter() + 61)
    assert said(lines)[TOLD_APART:] == [(ALLOW, OTHERS, 2)]
