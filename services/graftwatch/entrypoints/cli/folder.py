"""A data folder as commands use it: its settings and protocol, who is enrolled, and the way into the journal.

Whatever a command changes, it appends to the journal, as the service does; the service need not run. What the service
has concluded is read from its store and never written here.

On the Kafka engine the folder is that of a copy which follows (a console's, a detector's, safety's): it is read as it
is, and what a command changes goes to the topic `decisions`, whether any copy runs or not.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import click

from graftwatch.adapters.clock import SystemClock
from graftwatch.adapters.sqlite.audit import SqliteAudit
from graftwatch.adapters.sqlite.journal_reader import SqliteJournalReader
from graftwatch.adapters.sqlite.outbox import SqliteOutbox
from graftwatch.adapters.sqlite.quarantine import SqliteQuarantine
from graftwatch.adapters.sqlite.state import SqliteState, open_state
from graftwatch.entrypoints.cli.faults import InputFault
from graftwatch.entrypoints.codes_watch import codes_in_force
from graftwatch.entrypoints.options import StartOptions
from graftwatch.entrypoints.protocol_in_force import protocol_in_force
from graftwatch.entrypoints.settings import Settings
from graftwatch.entrypoints.wiring import DataFolder, intake_of
from graftwatch.pipeline.intake import Intake
from graftwatch.pipeline.journal import Entry, EntryKind, JournalWriter, NewEntry
from graftwatch.protocol import Protocol
from graftwatch.roster import ENTERED_CHANGE, Roster, RosterConflict

ENTRIES_AT_A_TIME = 1000
FOLLOWERS = ("console", "detector", "safety")
"""The roles whose folders hold what detection concluded, the one that is nearest to people first."""

Function = TypeVar("Function", bound=Callable[..., object])


def folder_options(function: Function) -> Function:
    """The options that say which data folder a command is about."""
    config = click.option("--config", type=click.Path(path_type=Path), help="Settings file (TOML).")
    data = click.option("--data", type=click.Path(path_type=Path), help="Data folder; default: the settings' one.")
    return data(config(function))


@dataclass(frozen=True)
class OpenFolder:
    """One data folder with its settings.

    Attributes:
        settings: the settings in force.
        place: where everything lies.
    """

    settings: Settings
    place: DataFolder

    @classmethod
    def of(cls, data: Path | None, config: Path | None, *, make: bool = False) -> "OpenFolder":
        """The folder that the options and settings name.

        Raises:
            InputFault: it is not there, and is not to be made.
            SettingsError: the settings cannot be used.
        """
        settings = StartOptions(config=config, data=data).settings()
        place = DataFolder(settings.data)
        if settings.engine == "kafka":
            place = following(place)
        elif make:
            place.make()
        if not make and not place.journal.is_dir():
            raise InputFault(f"{place.root}: there is no data folder; give --data, or start the service there first")
        return cls(settings, place)

    @classmethod
    def of_settings(cls, settings: Settings) -> "OpenFolder":
        """The folder that settings name; on the Kafka engine, that of a copy that follows."""
        place = DataFolder(settings.data)
        return cls(settings, following(place) if settings.engine == "kafka" else place)

    @cached_property
    def protocol(self) -> Protocol:
        """The trial's rules that are in force here."""
        return protocol_in_force(self.settings, self.place)

    @cached_property
    def journal(self) -> SqliteJournalReader:
        """The journal, for reading."""
        return self.place.reader()

    def read_until(self, position: int) -> datetime:
        """The time of the last entry that the service has read, by its position; now, where there is none."""
        entry = self.journal.entry(position)
        return entry.received_at if entry else self.now()

    @contextmanager
    def state(self) -> Iterator[SqliteState]:
        """What the service has concluded, for reading."""
        with self.connection() as connection:
            yield SqliteState(connection)

    @contextmanager
    def outbox(self) -> Iterator[SqliteOutbox]:
        """What is to be delivered, and what was, for reading."""
        with self.connection() as connection:
            yield SqliteOutbox(connection)

    @contextmanager
    def audit(self) -> Iterator[SqliteAudit]:
        """Who was told what, when, and who heard it, for reading."""
        with self.connection() as connection:
            yield SqliteAudit(connection)

    @contextmanager
    def connection(self) -> Iterator[sqlite3.Connection]:
        """The service's store, for reading."""
        if not self.place.state.exists():
            raise InputFault(f"{self.place.root}: the service has not run on this folder yet; start it first")
        with closing(open_state(self.place.state, read_only=True)) as connection:
            yield connection

    @contextmanager
    def quarantine(self) -> Iterator[SqliteQuarantine]:
        """The quarantine."""
        with closing(self.place.open_quarantine(self.settings)) as opened:
            yield opened

    def roster(self) -> Roster:
        """Who is enrolled: what the service has handled, and the changes that still wait for it."""
        roster, position = self._handled_roster()
        for entry in self.entries_after(position):
            if entry.kind is EntryKind.ROSTER:
                _apply(roster, entry)
        return roster

    def intake(self) -> Intake:
        """How frames become facts, over the roster of now and the codes in force."""
        codes = {feed: change.site_codes() for feed, change in codes_in_force(self.place).items()}
        return intake_of(self.settings, self.protocol).with_roster(self.roster()).with_codes(codes)

    def entries_after(self, seq: int) -> Iterator[Entry]:
        """The journal's entries behind a sequence number."""
        while entries := self.journal.read_after(seq, ENTRIES_AT_A_TIME):
            yield from entries
            seq = entries[-1].seq

    @contextmanager
    def entering(self) -> Iterator[JournalWriter]:
        """The way in for what a person enters: the journal, or the topic `decisions`."""
        if self.settings.engine == "kafka":
            from graftwatch.entrypoints.kafka_commands import entering  # noqa: PLC0415 - only with this engine

            with entering(self.settings) as decisions:
                yield decisions
            return
        with closing(self.place.writer(self.settings)) as journal:
            yield journal

    def append(self, entries: list[tuple[EntryKind, str, bytes]]) -> int:
        """Enters (kind, feed, content), all or none; gives the first one's place."""
        at = self.now()
        with self.entering() as journal:
            return journal.append([NewEntry(at, kind, feed, "", content) for kind, feed, content in entries])

    def now(self) -> datetime:
        """The time of what is entered now: the real one, never before what the journal holds already.

        Where time runs by the messages, just after the newest one: what somebody enters does not move a replay's time,
        and of two decisions about the same thing the later one still counts.
        """
        newest = self.journal.entry(self.journal.last_seq())
        if newest and self.settings.clock == "replay":
            return newest.received_at + timedelta(milliseconds=1)
        return self.read_at()

    def read_at(self) -> datetime:
        """The time at which somebody reads: the real one, never before what the journal holds already."""
        newest = self.journal.entry(self.journal.last_seq())
        now = SystemClock().now()
        return max(now, newest.received_at) if newest else now

    def _handled_roster(self) -> tuple[Roster, int]:
        if not self.place.state.exists():
            return Roster(), 0
        with self.state() as state:
            position = state.position()  # first: a change that is handled in between is only taken twice
            return Roster.of_changes(state.roster_changes()), position


def following(place: DataFolder) -> DataFolder:
    """The folder of a copy that follows: this one, or that of a role below it, where all roles run on this machine."""
    below = (DataFolder(place.root / name) for name in FOLLOWERS)
    return next((one for one in below if one.state.exists()), place)


def _apply(roster: Roster, entry: Entry) -> None:
    """Takes a waiting change; one that the service will not take either is passed over."""
    try:
        roster.apply(ENTERED_CHANGE.validate_json(entry.content))
    except (ValueError, RosterConflict):
        return
