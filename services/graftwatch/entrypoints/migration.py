"""Carries an embedded service's data folder over to a cluster: what was received, what was concluded, what was told.

In this order, each step written down on the cluster, so that it may be broken off and run again at any moment:

1. the journal's frames go to hl7.raw with their own times, where later searches find them; intake begins behind them
2. from here on the folder takes nothing more and is not started again
3. the entries that the detector has not handled go to `entries`, under the numbers that they have
4. in one transaction: the store row by row, the pagers' part of it, the roster, the assessments, the quarantine, and
   that all is done

Nothing of the folder is changed but a note that it was carried over. Until the fourth step the folder is the truth, and
after it the cluster is; there is no moment with two.
"""

import json
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import blake2b

from graftwatch.adapters.kafka.assess.conclusions import assessment_out, markers_out, quarantine_out, roster_out
from graftwatch.adapters.kafka.faults import ClusterUnfit
from graftwatch.adapters.kafka.migration import Carried, Carrier, MigrationRecord, outbox_rows, rows_of
from graftwatch.adapters.kafka.names import Topic
from graftwatch.adapters.kafka.outgoing import Outgoing
from graftwatch.adapters.kafka.raw.records import frame_key
from graftwatch.adapters.kafka.records.entry import EntryRecord
from graftwatch.adapters.kafka.records.raw import RawFrame
from graftwatch.adapters.key_file import secret_key
from graftwatch.adapters.sqlite.outbox import SqliteOutbox
from graftwatch.adapters.sqlite.quarantine import SqliteQuarantine
from graftwatch.adapters.sqlite.state import SqliteState
from graftwatch.entrypoints.assess.privacy import cleaned_of
from graftwatch.entrypoints.heartbeat import FEED as HEARTBEAT_FEED
from graftwatch.entrypoints.settings import Settings
from graftwatch.entrypoints.wiring import DataFolder
from graftwatch.pipeline.journal import Entry, EntryKind
from graftwatch.pipeline.quarantine import NewQuarantined
from graftwatch.roster import Roster

ENTRIES_AT_A_TIME = 1000
"""In one transaction; a frame may have megabytes, and few have."""


@dataclass(frozen=True, slots=True)
class Inventory:
    """What there is to be carried over.

    Attributes:
        entries: of the journal, all kinds.
        not_handled: of these, the ones that the detector has not handled.
        recipients: enrolled, without the service's own test recipient.
        pages: decided so far.
        waiting: deliveries that wait to be made.
        quarantined: messages that wait in quarantine for a person.
        audit_rows: of the audit of pages.
    """

    entries: int
    not_handled: int
    recipients: int
    pages: int
    waiting: int
    quarantined: int
    audit_rows: int


class Migration:
    """One folder and one cluster; the folder's lock is held.

    Args:
        settings: of the new engine, with the folder to be carried over as `data`.
        connection: the folder's store.
        carrier: the way into the cluster.
        now: the current time.
    """

    def __init__(
        self, settings: Settings, connection: sqlite3.Connection, carrier: Carrier, now: Callable[[], datetime]
    ) -> None:
        self._settings, self._connection, self._carrier, self._now = settings, connection, carrier, now
        self._place = DataFolder(settings.data)
        self._store = SqliteState(connection)
        self._journal = self._place.reader()
        self._folder = blake2b(secret_key(self._place.acknowledge_key), digest_size=8).hexdigest()

    def inventory(self) -> Inventory:
        """What there is; nothing is written."""
        first = self._journal.read_after(0, 1)
        last = self._journal.last_seq()
        (pages,) = self._connection.execute("SELECT count(*) FROM page").fetchone()
        (audit,) = self._connection.execute("SELECT count(*) FROM audit").fetchone()
        return Inventory(
            entries=last - first[0].seq + 1 if first else 0,
            not_handled=last - self._store.position(),
            recipients=sum(not one.is_heartbeat for one in self._roster()),
            pages=int(pages),
            waiting=sum(one.waiting for one in SqliteOutbox(self._connection).backlog()),
            quarantined=len(self._quarantined()),
            audit_rows=int(audit),
        )

    def standing(self) -> MigrationRecord | None:
        """How far it came; None where nothing was begun.

        Raises:
            ClusterUnfit: another folder was carried over, or the cluster was used already.
        """
        standing = self._carrier.standing()
        if standing is not None and standing.folder != self._folder:
            raise ClusterUnfit("another data folder was carried over to these topics; choose another kafka.prefix")
        used = self._carrier.used() if standing is None else []
        if used:
            raise ClusterUnfit(
                f"the cluster is not empty: {', '.join(used)} hold records. A folder is carried over before the first "
                "role starts; choose another kafka.prefix, or delete these topics and run `graftwatch kafka init`"
            )
        return standing

    def run(self, advanced: Callable[[int], None] = lambda _: None) -> bool:
        """Carries over whatever is not there yet; False: all of it was.

        Args:
            advanced: told how many entries of the journal were done.

        Raises:
            ClusterUnavailable: the cluster went away; run it again.
            ClusterUnfit, LeadershipLost: somebody else uses the cluster.
        """
        if self._is_done():
            return False
        self._carrier.lead()
        if self._is_done():
            return False
        standing = self.standing()
        if standing is None:
            standing = MigrationRecord(folder=self._folder, at=self._now())
            self._carrier.keep(standing)
        standing = self._carry_frames(standing, advanced)
        self._mark("under way")
        standing = self._carry_frames(standing, advanced)
        if standing.base < 0:
            standing = standing.model_copy(update={"base": self._store.position(), "at": self._now()})
            self._carrier.keep(standing)
        self._carry_entries(standing.base)
        self._refuse_others(standing)
        ends = self._carrier.frames_end()
        done = standing.model_copy(update={"done": True, "at": self._now()})
        self._carrier.keep(done, self._concluded(standing.base, [*ends]), intake=ends)
        self._mark("done")
        return True

    def _is_done(self) -> bool:
        standing = self.standing()
        if standing is None or not standing.done:
            return False
        self._mark("done")
        return True

    def _carry_frames(self, standing: MigrationRecord, advanced: Callable[[int], None]) -> MigrationRecord:
        """The frames that are not in hl7.raw yet."""
        while entries := self._journal.read_after(standing.frames_up_to, ENTRIES_AT_A_TIME):
            ends = self._carrier.frames_end()
            frames = [one for one in entries if one.kind is EntryKind.FRAME and one.feed != HEARTBEAT_FEED]
            news = {"frames_up_to": entries[-1].seq, "frames_end": ends, "frames_newest": len(frames)}
            standing = standing.model_copy(update=news | {"at": self._now()})
            self._carrier.keep(
                standing, (Carried(_frame_out(one), min(one.received_at, standing.at)) for one in frames)
            )
            advanced(len(entries))
        return standing

    def _carry_entries(self, base: int) -> None:
        """The entries behind the detector's position that are not there yet."""
        kept, last = self._carrier.entries_kept()
        if last is not None:
            mine = self._journal.entry(base + kept)
            if mine is None or _entry_record(mine) != last:
                raise ClusterUnfit(
                    "`entries` holds something else than this folder's journal: a role has run meanwhile"
                )
        self._carrier.append_entries(self._entries_after(base + kept), self._now())

    def _entries_after(self, seq: int) -> Iterator[EntryRecord]:
        while entries := self._journal.read_after(seq, ENTRIES_AT_A_TIME):
            for one in entries:
                if one.seq != seq + 1:
                    raise ClusterUnfit(
                        f"the journal lacks entries between {seq} and {one.seq}; restore it from a backup"
                    )
                yield _entry_record(one)
                seq = one.seq

    def _refuse_others(self, standing: MigrationRecord) -> None:
        others = self._carrier.written_by_others(standing)
        if others:
            raise ClusterUnfit(
                f"somebody else wrote into {', '.join(others)} meanwhile: stop every role, delete the topics, run "
                "`graftwatch kafka init`, and this again"
            )

    def _concluded(self, base: int, partitions: list[int]) -> Iterator[Carried]:
        """All that goes in the last transaction."""
        now = self._now()
        for one in self._concluded_records(base, partitions, now):
            yield Carried(one, now)
        for old in self._quarantined():
            yield Carried(quarantine_out(old), old.at)

    def _concluded_records(self, base: int, partitions: list[int], now: datetime) -> Iterator[Outgoing]:
        yield from rows_of(self._connection, base)
        yield from outbox_rows(self._connection, self._carrier.page_partition)
        roster = self._roster()
        for recipient in roster:
            yield roster_out(recipient, now)
        for assessment in self._store.assessments():
            yield assessment_out(assessment, cleaned_of(roster.get(assessment.subject)))
        for search in self._store.searches_put_off():
            yield from markers_out(search, partitions, now)

    def _roster(self) -> Roster:
        return Roster.of_changes(self._store.roster_changes())

    def _quarantined(self) -> list[NewQuarantined]:
        if not self._place.quarantine.exists():
            return []
        with closing(SqliteQuarantine(self._place.quarantine)) as quarantine:
            held = [quarantine.show(one.id) for one in quarantine.list_records()]
        return [
            NewQuarantined(one.feed, one.reason, one.text, one.content, one.size, one.position, one.last_tried_at)
            for one in held
            if one is not None
        ]

    def _mark(self, state: str) -> None:
        """Notes in the folder that it is not to be used any more, durably."""
        said = {"state": state, "at": self._now().isoformat(), "to": list(self._settings.kafka.bootstrap)}
        draft = self._place.migrated.with_suffix(".draft")
        with draft.open("w", encoding="utf-8") as file:
            json.dump(said | {"prefix": self._settings.kafka.prefix}, file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._place.migrated)


def described(inventory: Inventory) -> dict[str, int]:
    """For machines."""
    return asdict(inventory)


def _frame_out(entry: Entry) -> Outgoing:
    headers = RawFrame(entry.feed, entry.control_id, entry.received_at).headers()
    return Outgoing(Topic.RAW, frame_key(entry.content, entry.feed), entry.content, headers)


def _entry_record(entry: Entry) -> EntryRecord:
    return EntryRecord(
        received_at=entry.received_at,
        kind=entry.kind,
        feed=entry.feed,
        control_id=entry.control_id,
        content=entry.content,
        first_received_at=entry.first_received_at,
    )
