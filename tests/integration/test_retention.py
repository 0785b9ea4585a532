"""What is kept of whom: messages about nobody leave with their day, recipients' stay with the time they first came.

Through the real service and by the bytes on the disk: no file of the data folder holds anything of what has left.
"""

from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from embedded import enrolment, temperature
from graftwatch.adapters.clock import SystemClock
from graftwatch.adapters.sqlite.journal import SqliteJournal
from graftwatch.adapters.sqlite.quarantine import SqliteQuarantine
from graftwatch.adapters.sqlite.state import SqliteState, open_state
from graftwatch.adapters.sqlite.storage import storage_parts
from graftwatch.pipeline.journal import EntryKind, NewEntry
from graftwatch.pipeline.quarantine import NewQuarantined
from running_service import RunningService, until

NOBODY = b"ZQ-NOBODY"
RECIPIENT = b"4711"
REFUSED = b"ZQ-REFUSED"


def message(control_id: str, at: datetime, number: bytes) -> bytes:
    return temperature(control_id, at, "36.8", number=number.decode())


def holding(folder: Path, part: bytes) -> set[str]:
    """The files of the data folder that hold these bytes anywhere, free pages and logs too."""
    return {one.name for one in folder.rglob("*") if one.is_file() and part in one.read_bytes()}


def test_messages_about_nobody_leave_with_their_day_and_recipients_stay_with_their_first_time(tmp_path: Path) -> None:
    data, now = tmp_path / "data", SystemClock().now()
    old, first = now - timedelta(days=10), now - timedelta(days=12)
    (data / "journal").mkdir(parents=True)
    with closing(SqliteJournal(data / "journal")) as journal:
        change = enrolment().model_dump_json().encode()
        journal.append([NewEntry(old, EntryKind.ROSTER, "roster", "", change)])
        journal.append(
            [
                NewEntry(old, EntryKind.FRAME, "default", "N1", message("N1", old, NOBODY)),
                NewEntry(old, EntryKind.FRAME, "default", "R1", message("R1", old, RECIPIENT), first),
            ]
        )
    with closing(SqliteQuarantine(data / "quarantine.db")) as quarantine:
        text = message("Q1", old, REFUSED)
        quarantine.add([NewQuarantined("default", "not_hl7", "invented", text, len(text), 0, old)])
    days = {"GRAFTWATCH_LIMITS__JOURNAL_DAYS": "3", "GRAFTWATCH_LIMITS__QUARANTINE_DAYS": "3"}
    with RunningService(data, environment=days) as service:
        service.ready()
        segment = data / "journal" / f"{old:%Y-%m-%d}.db"
        until(lambda: not segment.exists(), 60)
        until(lambda: not holding(data, REFUSED), 60)
        assert holding(data, NOBODY) == set()
        assert not list((data / "journal").glob(f"{old:%Y-%m-%d}*"))
        parts = {one.name: one for one in storage_parts(data / "journal", data / "state.db", data / "quarantine.db")}
        assert parts["journal"].oldest is not None
        assert parts["journal"].oldest > now - timedelta(days=1)
        assert parts["recipients"].oldest == first
        families = text_string_to_metric_families(service.metrics())
        oldest = next(one for one in families if one.name == "graftwatch_storage_oldest_timestamp_seconds").samples
        assert {one.labels["part"]: one.value for one in oldest}["recipients"] == pytest.approx(first.timestamp())
        assert service.stop() == 0
    with closing(open_state(data / "state.db", read_only=True)) as connection:
        (kept,) = [one for one, subject in SqliteState(connection).frames("R1") if subject == "S01"]
    assert (kept.came_at, kept.received_at) == (first, old)


@pytest.mark.parametrize(("age", "left"), [(timedelta(days=90), 1), (timedelta(days=90, microseconds=1), 0)])
def test_a_record_of_the_quarantine_leaves_the_moment_it_is_older_than_its_days(
    tmp_path: Path, age: timedelta, left: int
) -> None:
    now = datetime(2026, 6, 4, tzinfo=UTC)
    with closing(SqliteQuarantine(tmp_path / "quarantine.db")) as quarantine:
        quarantine.add([NewQuarantined("lab", "not_hl7", "", b"kept", 4, 0, now - age)])
        assert quarantine.expire(now - timedelta(days=90)) == 1 - left
        room = quarantine.room()
        assert (room.records, room.content_bytes) == (left, 4 * left)
