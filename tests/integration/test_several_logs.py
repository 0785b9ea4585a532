"""Entries taken from several logs: repeated ones are passed over, overtaken ones are told late."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from embedded import Embedded, blood_culture, enrolment, temperature, tokyo
from graftwatch.adapters.sqlite.watch_notes import traffic_since
from graftwatch.entrypoints.feed_settings import MllpFeed
from graftwatch.findings import SignalKind
from graftwatch.paging import HealthKind, Page, PageReason
from graftwatch.pipeline.journal import Entry, EntryKind
from graftwatch.pipeline.passed_over import FoundFrame, FoundFrames, HeardFeed, HeardFeeds
from graftwatch.pipeline.withdrawal_entries import WithdrawnMessage

NOON = tokyo(6, 12)
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)


class Copied:
    """A detector over a journal that is a copy of another log."""

    def __init__(self, folder: Path) -> None:
        self.engine = Embedded(folder, (MllpFeed(silence_minutes=30),))
        self.last = 0

    def bring(self, at: datetime, kind: EntryKind, content: bytes, source: str = "entries", offset: int = -1) -> None:
        self.last += 1
        self.engine.journal.copy([Entry(self.last, at, kind, "default", "C1", content, None, source, offset)])

    def frame(self, at: datetime, content: bytes, source: str = "hl7.raw-0", offset: int = -1) -> list[Page]:
        self.bring(at, EntryKind.FRAME, content, source, offset)
        return self.engine.run()

    def heard(self, at: datetime, *feeds: HeardFeed) -> list[Page]:
        self.bring(at, EntryKind.HEARD, HeardFeeds(feeds=feeds).model_dump_json().encode())
        return self.engine.run()

    def found(self, at: datetime, *frames: tuple[datetime, bytes], cause: str = "enrolled") -> list[Page]:
        held = tuple(FoundFrame(received_at=came, feed="default", control_id="C1", content=raw) for came, raw in frames)
        found = FoundFrames(subject="S01", numbers=("4711",), cause=cause, frames=held)
        self.bring(at, EntryKind.FOUND, found.model_dump_json().encode())
        return self.engine.run()


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Copied]:
    one = Copied(tmp_path / "data")
    one.bring(tokyo(0, 10), EntryKind.ROSTER, enrolment().model_dump_json().encode())
    one.engine.run()
    yield one
    one.engine.close()


def culture(said_at: datetime) -> bytes:
    return blood_culture("C1", said_at, collected_at=tokyo(5, 8), said="Escherichia coli")


def nothing_known(at: datetime) -> bytes:
    return temperature("T1", at, "37.0").replace(b"8310-5^Body temperature^LN", b"XYZ^Unheard of^L")


def unmapped(log: Copied) -> int:
    return sum(one.count for one in log.engine.store.unmapped())


@pytest.mark.parametrize("restarts", [False, True], ids=["in one run", "with a restart between"])
def test_what_a_log_brings_again_is_handled_once(log: Copied, *, restarts: bool) -> None:
    log.frame(NOON, nothing_known(NOON), offset=7)
    before = unmapped(log)
    assert before > 0
    if restarts:
        log.engine.restart()
    log.frame(NOON + SECOND, nothing_known(NOON), offset=7)
    log.frame(NOON + SECOND, nothing_known(NOON), offset=3)
    assert unmapped(log) == before
    log.frame(NOON + SECOND, nothing_known(NOON), offset=8)
    log.frame(NOON + SECOND, nothing_known(NOON), "hl7.raw-1", offset=3)
    log.frame(NOON + SECOND, nothing_known(NOON), "entries")
    assert unmapped(log) == 4 * before


def test_what_a_log_brings_again_does_not_move_time(log: Copied) -> None:
    log.frame(NOON, nothing_known(NOON), offset=7)
    log.frame(NOON + timedelta(days=1), nothing_known(NOON), offset=7)
    assert log.engine.store.watch_notes().state.newest == NOON


def test_an_entry_that_others_overtook_is_told_now_and_as_late(log: Copied) -> None:
    log.frame(NOON, temperature("T1", NOON, "37.0"))
    came = NOON - 10 * MINUTE
    [page] = log.frame(came, culture(came), "hl7.raw-1", offset=4)
    assert (page.kind, page.decided_at, page.found_late) == (SignalKind.BSI_CONFIRMED, NOON, came)
    assert "Found late: result received 2026-06-07 11:50 JST, held up inside the service until" in page.summary
    assert log.engine.store.watch_notes().state.newest == NOON


def test_within_a_minute_an_entry_keeps_its_own_time(log: Copied) -> None:
    log.frame(NOON, temperature("T1", NOON, "37.0"))
    [page] = log.frame(NOON - MINUTE, culture(NOON - MINUTE), "hl7.raw-1", offset=4)
    assert (page.decided_at, page.found_late) == (NOON - MINUTE, None)


def test_in_a_journal_that_is_the_only_log_the_clock_was_set_back(log: Copied) -> None:
    log.frame(NOON, temperature("T1", NOON, "37.0"), source="")
    [page] = log.frame(NOON - 10 * MINUTE, culture(NOON - 10 * MINUTE), source="")
    assert (page.decided_at, page.found_late) == (NOON - 10 * MINUTE, None)
    assert log.engine.store.watch_notes().state.newest == NOON - 10 * MINUTE


def lab(first: datetime, last: datetime, count: int = 1) -> HeardFeed:
    return HeardFeed(feed="default", count=count, first_at=first, last_at=last)


def test_frames_that_were_passed_over_put_silence_off_and_are_counted(log: Copied) -> None:
    log.heard(NOON, lab(NOON, NOON, 5))
    late = NOON + timedelta(minutes=29.9)
    assert log.heard(NOON + timedelta(minutes=30.1), lab(late - SECOND, late, 40)) == [], "heard before it was due"
    silent = log.heard(late + 31 * MINUTE)
    assert [(one.kind, one.decided_at) for one in silent] == [(HealthKind.FEED_SILENT, late + 30 * MINUTE)]
    back = late + 40 * MINUTE
    [over] = log.heard(back, lab(back, back))
    assert over.reason is PageReason.RESOLVED
    rows = traffic_since(log.engine.store._db, NOON - MINUTE)
    assert sum(one.count for one in rows if one.outcome == "taken") == 46


def test_an_older_note_of_another_log_changes_no_time(log: Copied) -> None:
    log.heard(NOON, lab(NOON, NOON))
    log.heard(NOON + SECOND, lab(NOON - 5 * MINUTE, NOON - 4 * MINUTE))
    assert log.engine.store.watch_notes().last_heard["default"] == NOON


def test_earlier_frames_from_outside_are_told_as_found_late_once(log: Copied) -> None:
    came = NOON - timedelta(hours=9)
    log.heard(came, lab(came, came))
    log.heard(NOON, lab(NOON, NOON))
    [page] = log.found(NOON, (came, culture(came)), (came + MINUTE, temperature("T1", came, "38.4")))
    assert (page.kind, page.decided_at, page.found_late) == (SignalKind.BSI_CONFIRMED, NOON, came)
    kept = [*log.engine.store.kept_frames("S01")]
    assert [one.came_at for one in kept] == [came, came + MINUTE]
    assert log.found(NOON + MINUTE, (came, culture(came))) == []
    assert [*log.engine.store.kept_frames("S01")] == kept


def test_a_withdrawn_frame_that_is_found_again_stays_withdrawn(log: Copied) -> None:
    log.frame(NOON, culture(NOON), offset=1)
    withdrawn = WithdrawnMessage(seq=log.last)
    log.bring(NOON + MINUTE, EntryKind.WITHDRAWN, withdrawn.model_dump_json().encode())
    log.engine.run()
    assert log.engine.assessment().events == ()
    log.found(NOON + 2 * MINUTE, (NOON, culture(NOON)))
    assert log.engine.assessment().events == ()


def test_found_frames_of_nobody_and_found_frames_that_are_none_stop_nothing(log: Copied) -> None:
    log.bring(NOON, EntryKind.FOUND, b"{}")
    log.bring(NOON, EntryKind.FOUND, b'{"subject": "S99", "numbers": [], "cause": "enrolled", "frames": []}')
    log.bring(NOON, EntryKind.HEARD, b"[]")
    assert SignalKind.BSI_CONFIRMED in [one.kind for one in log.frame(NOON + SECOND, culture(NOON))]
    assert [one.seq for one in log.engine.store.dead_letters()] == [2, 4]


def test_a_record_that_cannot_be_read_is_a_dead_letter_and_the_next_goes_on(log: Copied) -> None:
    log.bring(NOON, EntryKind.UNREADABLE, b"")
    assert SignalKind.BSI_CONFIRMED in [one.kind for one in log.frame(NOON + SECOND, culture(NOON))]
    [letter] = log.engine.store.dead_letters()
    assert (letter.seq, letter.reason) == (2, "reading an entry: C1: EntryUnreadable")
