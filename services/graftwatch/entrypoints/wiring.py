"""Which adapter stands behind which port: plain calls, in one place.

The folder's layout, too: `journal/` one file a day, `state.db`, `quarantine.db`, `pages.jsonl` where no channel is set.
"""

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from graftwatch.adapters.acknowledge_links import AcknowledgeLinks
from graftwatch.adapters.clock import ReplayClock, SystemClock
from graftwatch.adapters.key_file import KEY_BYTES, secret_key
from graftwatch.adapters.senders.channels import Route, route
from graftwatch.adapters.senders.heartbeat_file import heartbeat_file
from graftwatch.adapters.senders.settings import FileChannel
from graftwatch.adapters.sqlite.journal import SqliteJournal
from graftwatch.adapters.sqlite.journal_reader import SqliteJournalReader
from graftwatch.adapters.sqlite.outbox import SqliteOutbox
from graftwatch.adapters.sqlite.patient_search import SqlitePatientSearch
from graftwatch.adapters.sqlite.quarantine import SqliteQuarantine
from graftwatch.adapters.sqlite.state import SqliteState
from graftwatch.entrypoints.feed_settings import FeedReading, FolderFeed, SsMix2Feed
from graftwatch.entrypoints.on_call_files import OnCallFiles
from graftwatch.entrypoints.settings import Settings, SettingsError
from graftwatch.entrypoints.silence_settings import silence_rule
from graftwatch.hl7.feed import FeedDefaults
from graftwatch.pipeline.clock import Clock
from graftwatch.pipeline.consequences import DetectorPorts
from graftwatch.pipeline.detector import Detector
from graftwatch.pipeline.intake import Intake
from graftwatch.pipeline.journal import JournalReader
from graftwatch.pipeline.on_call import OnCall
from graftwatch.pipeline.protocol_change import take_protocol
from graftwatch.pipeline.reach import Reach
from graftwatch.pipeline.service_watch import ServiceWatch
from graftwatch.protocol import BUILT_IN, Comparison, Protocol, StatedProtocol, stated_protocol
from graftwatch.roster import Roster

# So many of the service's own messages in a row are not missing by chance: the service did not run.
HEARTBEATS_MISSED = 6
# Where no channel is set.
FILE_CHANNEL = "file"
LEAST_STILLNESS = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class DataFolder:
    """Where everything lies in the data folder."""

    root: Path

    @property
    def journal(self) -> Path:
        """The journal's segments, one file a day."""
        return self.root / "journal"

    @property
    def state(self) -> Path:
        """The pipeline's store."""
        return self.root / "state.db"

    @property
    def quarantine(self) -> Path:
        """What could not be read."""
        return self.root / "quarantine.db"

    @property
    def files(self) -> Path:
        """How far files of drop folders are taken."""
        return self.root / "files.db"

    def storage_index(self, feed: str) -> Path:
        """Which files of an SS-MIX2 storage are known."""
        return self.root / f"ssmix2-{feed}.db"

    def storage_indexes(self) -> list[Path]:
        """What is known of every storage, whether it is still a feed or not."""
        return sorted(self.root.glob("ssmix2-*.db"))

    @property
    def spool(self) -> Path:
        """What the Kafka engine's gateway acknowledged while the cluster was away."""
        return self.root / "spool"

    @property
    def pages(self) -> Path:
        """Where pages go while no channel is set."""
        return self.root / "pages.jsonl"

    @property
    def on_call(self) -> Path:
        """The last on-call file without a fault."""
        return self.root / "on-call.json"

    @property
    def heartbeat(self) -> Path:
        """Where every heartbeat ends."""
        return self.root / "heartbeat.json"

    @property
    def audit(self) -> Path:
        """Who looked for a patient, and when; who was told what is another record (the audit of pages in state.db)."""
        return self.root / "audit.jsonl"

    @property
    def console(self) -> Path:
        """The console's accounts and sessions, and who did what there."""
        return self.root / "console.db"

    @property
    def reports(self) -> Path:
        """Which safety reports were issued."""
        return self.root / "reports.jsonl"

    @property
    def migrated(self) -> Path:
        """There once the folder was carried over to a cluster, or is about to be: it takes nothing more."""
        return self.root / "migrated.json"

    @property
    def lock(self) -> Path:
        """Held by the running service and its child."""
        return self.root / "service.lock"

    @property
    def roster_lock(self) -> Path:
        """Held while somebody looks at the roster and changes it by what they see."""
        return self.root / "roster.lock"

    def make(self) -> None:
        """Makes the folders; readable by nobody but the service's user, for identifiers lie in them."""
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.journal.mkdir(mode=0o700, exist_ok=True)

    def writer(self, settings: Settings) -> SqliteJournal:
        """The journal, for appending, as the running service does.

        In real time, not in a replay with its many days, its log has full size at once: overwriting is durable sooner.

        Raises:
            SettingsError: the folder was carried over to a cluster.
        """
        if self.migrated.exists():
            raise SettingsError(
                f"{self.root}: was carried over to a Kafka cluster by `graftwatch migrate` (see {self.migrated.name}); "
                'use `engine = "kafka"` and a new data folder, and finish a migration that was broken off by '
                "running it again"
            )
        return SqliteJournal(
            self.journal,
            wal_limit_bytes=settings.limits.write_ahead_log_bytes,
            full_size_log=settings.clock == "real",
        )

    def reader(self) -> SqliteJournalReader:
        """The journal, for reading."""
        return SqliteJournalReader(self.journal)

    def search(self) -> SqlitePatientSearch:
        """The search for a patient's frames in the journal."""
        return SqlitePatientSearch(self.journal, self.root / "identifier.key")

    @property
    def acknowledge_key(self) -> Path:
        """The secret under which links in pages are signed."""
        return self.root / "acknowledge.key"

    def links(self, settings: Settings) -> AcknowledgeLinks:
        """The links by which receivers acknowledge pages.

        Raises:
            SettingsError: the settings name a key that cannot be used.
        """
        lasting = timedelta(hours=settings.acknowledge.link_hours)
        return AcknowledgeLinks(settings.base_url, self.link_key(settings), lasting)

    def link_key(self, settings: Settings) -> bytes:
        """The secret that links are signed with.

        Raises:
            SettingsError: the settings name a key that cannot be used.
        """
        given = settings.acknowledge.key_file
        return secret_key(self.acknowledge_key) if given is None else _given_key(given)

    def open_quarantine(self, settings: Settings) -> SqliteQuarantine:
        """The quarantine."""
        return SqliteQuarantine(self.quarantine, limit_bytes=settings.limits.quarantine_bytes)


def _given_key(file: Path) -> bytes:
    try:
        key = file.read_bytes()
    except OSError as fault:
        raise SettingsError(f"`acknowledge.key_file`: {file} cannot be read: {fault.strerror}") from None
    if len(key) < KEY_BYTES:
        raise SettingsError(f"`acknowledge.key_file`: {file} has {len(key)} bytes; a secret has at least {KEY_BYTES}")
    return key


def stated_protocol_of(settings: Settings) -> StatedProtocol:
    """The trial's protocol as the settings' file says it; the built-in one where there is none."""
    if settings.protocol is None:
        return BUILT_IN
    return stated_protocol(_text(settings.protocol, "protocol"), settings.protocol.name)


def protocol_of(settings: Settings) -> Protocol:
    """The same read: what is in force where the service has not run yet (see `protocol_in_force`)."""
    return stated_protocol_of(settings).protocol


def intake_of(settings: Settings, protocol: Protocol) -> Intake:
    """How frames become facts, over an empty roster and without any feed's own codes: those are the journal's."""
    return Intake(
        roster=Roster(),
        protocol=protocol,
        feeds={feed.name: _defaults(feed) for feed in settings.feeds},
        site_codes={},
    )


def _defaults(feed: FeedReading) -> FeedDefaults:
    return FeedDefaults(
        feed.name,
        charset=feed.charset,
        authority=feed.authority,
        code_system=feed.code_system,
        units=feed.units,
        time_zone=ZoneInfo(feed.time_zone) if feed.time_zone else None,
        observation_time_is_status_time=feed.observation_time_is_status_time,
        sends_changes_only=feed.sends_changes_only,
    )


def _text(path: Path, setting: str) -> str:
    try:
        return path.read_text("utf-8-sig")
    except OSError as fault:
        raise SettingsError(f"`{setting}`: {path} cannot be read: {fault.strerror}") from None
    except UnicodeDecodeError:
        raise SettingsError(f"`{setting}`: {path} is not UTF-8") from None


def routes_of(settings: Settings, protocol: Protocol, folder: DataFolder) -> list[Route]:
    """The channels that pages go through; a file in the data folder where none is set."""
    channels = settings.channels or (FileChannel(name=FILE_CHANNEL, path=folder.pages),)
    return [route(one, protocol.zone, protocol.paging.language) for one in channels]


def channel_names(settings: Settings) -> list[str]:
    """The names of the channels that pages go through."""
    return [one.name for one in settings.channels] or [FILE_CHANNEL]


def on_call_of(settings: Settings, folder: DataFolder) -> OnCallFiles:
    """Who is on call."""
    return OnCallFiles(settings.on_call, channel_names(settings), folder.on_call)


def reach_of(routes: Sequence[Route], protocol: Protocol, on_call: OnCall) -> Reach:
    """Whom pages reach."""
    channels = tuple(one.channel for one in routes)
    return Reach(channels, protocol.paging.escalation, on_call, protocol.committee.contact)


def clock_of(settings: Settings, protocol: Protocol, journal: JournalReader) -> Clock:
    """The clock that messages are received by."""
    if settings.clock == "real":
        return SystemClock()
    newest = journal.entry(journal.last_seq())
    return ReplayClock(
        newest.received_at if newest else datetime.min.replace(year=1970, tzinfo=protocol.zone), protocol.zone
    )


def versions_of(feed: FeedReading) -> frozenset[bytes] | None:
    """The versions that a feed takes; None: every published one."""
    return frozenset(one.encode() for one in feed.versions) or None


def taken_as_files(settings: Settings) -> list[FolderFeed | SsMix2Feed]:
    """The feeds whose messages come as files."""
    return [feed for feed in settings.feeds if isinstance(feed, FolderFeed | SsMix2Feed)]


@dataclass(frozen=True, slots=True)
class Detection:
    """The detector with what its process needs besides."""

    detector: Detector
    store: SqliteState
    outbox: SqliteOutbox
    journal: SqliteJournalReader
    search: SqlitePatientSearch
    routes: list[Route]
    taken: Comparison

    @property
    def protocol(self) -> Protocol:
        """The protocol in force."""
        return self.taken.in_force.protocol


def watch_of(settings: Settings, protocol: Protocol) -> ServiceWatch:
    """The watch over the feeds; in real time, missing messages of the service's own mean that it stood still."""
    rules = {feed.name: silence_rule(feed.silence, feed.silence_minutes) for feed in settings.feeds}
    silence = {feed: rule for feed, rule in rules.items() if rule is not None}
    beats = timedelta(seconds=HEARTBEATS_MISSED * settings.heartbeat_seconds)
    stillness = max(LEAST_STILLNESS, beats) if settings.clock == "real" else None
    return ServiceWatch(silence, protocol.paging, settings.base_url, protocol.zone, stillness)


def detection_of(
    settings: Settings, connection: sqlite3.Connection, now: Callable[[], datetime], on_call: OnCall | None = None
) -> Detection:
    """The detector over a data folder, with its protocol taken up; nobody is on call where nothing is said of it."""
    folder = DataFolder(settings.data)
    store, outbox, journal = SqliteState(connection), SqliteOutbox(connection), folder.reader()
    taken = take_protocol(store, stated_protocol_of(settings), in_force_from(settings, journal, now))
    protocol = taken.in_force.protocol
    routes, search = [*routes_of(settings, protocol, folder), heartbeat_file(folder.heartbeat)], folder.search()
    search.remove_orphans()
    ports = DetectorPorts(
        journal=journal,
        search=search,
        store=store,
        quarantine=folder.open_quarantine(settings),
        outbox=outbox,
        channels=tuple(one.channel for one in routes),
        delivery_clock=now,
        on_call=on_call or OnCall(),
    )
    watch = watch_of(settings, protocol)
    detector = Detector(
        ports, intake_of(settings, protocol), watch, recipients_in_memory=settings.limits.recipients_in_memory
    )
    return Detection(detector, store, outbox, journal, search, routes, taken)


def in_force_from(settings: Settings, journal: JournalReader, now: Callable[[], datetime]) -> datetime:
    """From when a new version of the protocol is in force: now, and in a replay the time that it has come to."""
    newest = journal.entry(journal.last_seq())
    if newest is None:
        return now()
    return newest.received_at if settings.clock == "replay" else max(now(), newest.received_at)
