"""A sender whose clock is ahead: what it says is kept, counted, and does not win over what is said later."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from embedded import Embedded, blood_culture, enrolment, temperature, tokyo
from graftwatch.findings import EventStatus, SignalKind
from graftwatch.hl7.to_facts.implausible_times import AHEAD, COLLECTION, STATED
from graftwatch.paging import PageReason

DRAWN = tokyo(5, 8)
YEARS_AHEAD = tokyo(5000, 9)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Embedded]:
    one = Embedded(tmp_path).enrol(enrolment())
    yield one
    one.close()


def kinds(one: Embedded) -> set[tuple[str, str]]:
    return {(feed, finding.kind) for batch in one.batches for feed, finding in batch.implausible}


def final(control_id: str, said_at: object = YEARS_AHEAD, said: str = "Escherichia coli", status: str = "F") -> bytes:
    return blood_culture(control_id, said_at, collected_at=DRAWN, said=said, status=status)  # type: ignore[arg-type]


def test_a_final_result_of_the_future_confirms_at_once_and_is_counted(engine: Embedded) -> None:
    engine.receive(final("C1"), tokyo(8, 9)).run()
    assert [page.kind for page in engine.pages] == [SignalKind.BSI_CONFIRMED]
    assert kinds(engine) == {("default", STATED)}
    (signal,) = engine.assessment().signals
    assert signal.since == tokyo(8, 9)


def test_a_correction_by_a_right_clock_wins_over_it(engine: Embedded) -> None:
    engine.receive(final("C1"), tokyo(8, 9)).run()
    engine.receive(final("C2", tokyo(9, 9), "No growth after 5 days", "C"), tokyo(9, 9)).run()
    assert engine.pages[-1].reason is PageReason.RETRACTED
    assert not [one for one in engine.assessment().events if one.status is EventStatus.CONFIRMED]


def test_it_still_wins_over_what_was_said_before(engine: Embedded) -> None:
    engine.receive(final("C1", tokyo(8, 8)), tokyo(8, 9)).run()
    engine.receive(final("C2", YEARS_AHEAD, "No growth after 5 days", "C"), tokyo(9, 9)).run()
    assert engine.pages[-1].reason is PageReason.RETRACTED


def test_blood_and_fever_of_a_day_to_come_open_nothing_and_are_looked_at_when_it_has_come(engine: Embedded) -> None:
    mistyped = blood_culture("C1", tokyo(8, 9), collected_at=tokyo(18, 9), said="Escherichia coli")
    engine.receive(mistyped, tokyo(8, 9)).run()
    assert [(page.kind, page.reason) for page in engine.pages] == [(SignalKind.BSI_UNRESOLVED, PageReason.FIRST)]
    assert kinds(engine) == {("default", AHEAD), ("default", COLLECTION)}
    assert engine.assessment().events[0].date_of_event is None
    engine.receive(temperature("T1", tokyo(18, 10), "36.8"), tokyo(18, 10)).run()
    told = [(page.kind, page.reason) for page in engine.pages if page.reason is not PageReason.REPEATED]
    assert told[-1] == (SignalKind.BSI_CONFIRMED, PageReason.ESCALATED)
    assert engine.pages[-1].decided_at >= tokyo(18, 9)


def test_a_clock_that_is_ten_minutes_ahead_is_no_finding(engine: Embedded) -> None:
    engine.receive(final("C1", tokyo(8, 9, 10)), tokyo(8, 9)).run()
    assert kinds(engine) == set()
    engine.receive(final("C2", tokyo(9, 9, 11)), tokyo(9, 9)).run()
    assert kinds(engine) == {("default", STATED)}
