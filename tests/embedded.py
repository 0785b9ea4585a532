"""The embedded engine without its processes: a journal and a detector over a folder, driven entry by entry."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self

from graftwatch.adapters.sqlite.journal import SqliteJournal
from graftwatch.adapters.sqlite.state import SqliteState, open_state
from graftwatch.assessment import Assessment
from graftwatch.entrypoints.feed_settings import AnyFeed, MllpFeed
from graftwatch.entrypoints.settings import Settings, load_settings
from graftwatch.entrypoints.wiring import DataFolder, Detection, detection_of
from graftwatch.paging import Page
from graftwatch.pipeline.batch import Batch
from graftwatch.pipeline.journal import EntryKind, NewEntry
from graftwatch.roster import Enrolment, EnteredChange, PatientIdentifier

TRANSPLANT = datetime(2026, 6, 1, 1, 0, tzinfo=UTC)  # 10:00 in Tokyo, post-operative day 0


def enrolment(subject: str = "S01", number: str = "4711", authority: str = "HOSP") -> Enrolment:
    return Enrolment(
        subject=subject,
        identifiers=(PatientIdentifier(value=number, authority=authority),),
        transplanted_at=TRANSPLANT,
    )


def tokyo(day: int, hour: int, minute: int = 0) -> datetime:
    """A time of a post-operative day in Tokyo, in UTC."""
    return TRANSPLANT - timedelta(hours=10) + timedelta(days=day, hours=hour, minutes=minute)


def stamp(at: datetime) -> str:
    return at.strftime("%Y%m%d%H%M%S+0000")


def blood_culture(
    control_id: str,
    said_at: datetime,
    *,
    collected_at: datetime,
    said: str,
    status: str = "F",
    order: str = "O1",
    number: str = "4711",
    authority: str = "HOSP",
) -> bytes:
    """A blood culture report in free text."""
    return "\r".join(
        (
            rf"MSH|^~\&|MICRO|HOSP|GW|HOSP|{stamp(said_at)}||ORU^R01|{control_id}|P|2.4",
            f"PID|1||{number}^^^{authority}^MR",
            f"OBR|1|{order}|F{order}|600-7^Culture^LN|||{stamp(collected_at)}|||||||||||||||{stamp(said_at)}||MB|{status}",
            f"OBX|1|ST|600-7^Bacteria identified^LN||{said}||||||{status}",
        )
    ).encode()


def temperature(control_id: str, at: datetime, value: str, unit: str = "Cel", number: str = "4711") -> bytes:
    return "\r".join(
        (
            rf"MSH|^~\&|WARD|HOSP|GW|HOSP|{stamp(at)}||ORU^R01|{control_id}|P|2.5.1",
            f"PID|1||{number}^^^HOSP^MR",
            f"OBR|1||{control_id}|8310-5^Body temperature^LN|||{stamp(at)}",
            f"OBX|1|NM|8310-5^Body temperature^LN||{value}|{unit}|||||F|||{stamp(at)}",
        )
    ).encode()


class Embedded:
    """A service's journal and detector. `clock` is what deliveries count by."""

    def __init__(self, folder: Path, feeds: Sequence[AnyFeed] = (MllpFeed(),), protocol: Path | None = None) -> None:
        given = {} if protocol is None else {"protocol": protocol}
        self.settings: Settings = load_settings(data=folder, feeds=tuple(feeds), clock="replay", **given)
        self.folder = DataFolder(folder)
        self.folder.make()
        self.journal: SqliteJournal = self.folder.writer(self.settings)
        self.pages: list[Page] = []
        self.batches: list[Batch] = []
        self.clock = datetime(2026, 6, 1, tzinfo=UTC)
        self._connection = open_state(self.folder.state)
        self.detection: Detection = detection_of(self.settings, self._connection, lambda: self.clock)

    @property
    def store(self) -> SqliteState:
        return self.detection.store

    def enrol(self, *changes: EnteredChange, at: datetime = TRANSPLANT) -> Self:
        self.journal.append(
            [NewEntry(at, EntryKind.ROSTER, "roster", "", one.model_dump_json().encode()) for one in changes]
        )
        return self

    def receive(self, content: bytes, at: datetime, feed: str = "default") -> Self:
        control_id = content.split(b"|", 10)[9].decode("ascii", "replace") if content.count(b"|") > 9 else ""
        self.journal.append([NewEntry(at, EntryKind.FRAME, feed, control_id, content)])
        return self

    def receive_all(self, contents: Sequence[bytes], at: datetime, feed: str = "default") -> Self:
        self.journal.append([NewEntry(at, EntryKind.FRAME, feed, "", one) for one in contents])
        return self

    def journal_end(self) -> int:
        """The newest entry's number."""
        return self.detection.journal.last_seq()

    def decide(self, at: datetime, **said: object) -> Self:
        return self.decide_all(at, said)

    def decide_all(self, at: datetime, *decisions: Mapping[str, object]) -> Self:
        lines = "".join(f"{json.dumps({'at': at.isoformat(), 'by': 'ward', **one})}\n" for one in decisions)
        self.journal.append([NewEntry(at, EntryKind.DECISION, "decision", "", lines.encode())])
        return self

    def run(self, entries_at_a_time: int = 500) -> list[Page]:
        """Handles all that is in the journal; gives the pages that came of it."""
        new: list[Page] = []
        detector = self.detection.detector
        while True:
            batch = detector.run_batch(entries_at_a_time) or detector.next_search()
            if batch is None and not detector.advance_index():
                break
            if batch is not None:
                self.batches.append(batch)
                new += batch.pages
        self.pages += new
        return new

    def restart(self) -> None:
        """A new detector over the same folder, as after a crash between two batches."""
        self.detection.search.close()
        self._connection.close()
        self._connection = open_state(self.folder.state)
        self.detection = detection_of(self.settings, self._connection, lambda: self.clock)

    def assessment(self, subject: str = "S01") -> Assessment:
        return next(one for one in self.store.assessments() if one.subject == subject)

    def close(self) -> None:
        self.journal.close()
        self.detection.search.close()
        self._connection.close()
