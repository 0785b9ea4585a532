"""The detector's process: journal in, pages out.

It is a child of `graftwatch serve`, so that neither waits for the other: an acknowledgement for detection, or
detection for the network.

It ends when the line to its parent ends, whatever happened to the parent; what it was doing is undone by the store
and done again at the next start.
"""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from time import monotonic
from zoneinfo import ZoneInfo

import structlog
from anyio.lowlevel import checkpoint
from prometheus_client import CollectorRegistry, generate_latest

from graftwatch.adapters.clock import SystemClock
from graftwatch.adapters.prometheus.acknowledging import AuditCollector
from graftwatch.adapters.prometheus.blinding import left_out
from graftwatch.adapters.prometheus.detector import DetectorMetrics
from graftwatch.adapters.prometheus.feeds import FeedCollector
from graftwatch.adapters.prometheus.on_call import OnCallCollector
from graftwatch.adapters.prometheus.paging import DeliveryCounters
from graftwatch.adapters.prometheus.protocol import ProtocolCollector
from graftwatch.adapters.prometheus.search import SearchCollector, SearchMetrics
from graftwatch.adapters.prometheus.trial import TrialCollector
from graftwatch.adapters.prometheus.unacknowledged import UnacknowledgedCollector
from graftwatch.adapters.senders.delivery import DeliveryLoop
from graftwatch.adapters.sqlite.audit import SqliteAudit
from graftwatch.adapters.sqlite.newest_assessments import NewestAssessments
from graftwatch.adapters.sqlite.state import open_state
from graftwatch.committee.infusion import several_arms
from graftwatch.entrypoints.batch_log import log_batch
from graftwatch.entrypoints.child_main import run_child
from graftwatch.entrypoints.dispatch import with_link
from graftwatch.entrypoints.feed_standings import standings
from graftwatch.entrypoints.known_troubles import KnownTroubles
from graftwatch.entrypoints.link import Status, decode_word, decode_wrong, open_line
from graftwatch.entrypoints.protocol_in_force import protocol_news
from graftwatch.entrypoints.settings import Settings
from graftwatch.entrypoints.wiring import DataFolder, detection_of, on_call_of, reach_of
from graftwatch.hl7.header import Header, read_header
from graftwatch.hl7.timestamps import instant
from graftwatch.paging import HealthKind, Trouble
from graftwatch.pipeline.batch import Batch
from graftwatch.pipeline.channel_watch import tell_of_channels
from graftwatch.pipeline.feed_standing import FeedStanding
from graftwatch.pipeline.journal import Entry, EntryKind
from graftwatch.pipeline.on_call_watch import OnCallWatch
from graftwatch.pipeline.sender import as_it_is, at_own_address
from graftwatch.pipeline.trial_now import TrialMemo, TrialNow
from graftwatch.pipeline.unacknowledged import Unacknowledged, unacknowledged

# Another process may append (the command line); it says nothing, so the journal is looked at this often.
LOOK_SECONDS = 0.25
# After a failure of the store: long enough not to spin, short enough to go on soon when space is back.
REST_AFTER_FAULT_SECONDS = 1.0
# A channel counts as failing after a minute; looking four times as often is near enough. What was given up is told at
# once.
CHANNEL_LOOK_SECONDS = 15.0
# The gateway's process asks after this one in each of its rounds, the longest of which tries every channel once.
GATEWAY_ROUND_SECONDS = 30.0
# Deliveries under way when the service stops may end for so long; the others are in the outbox.
STOP_SECONDS = 5.0
# Acknowledgements come first when both cores are busy; the journal keeps what waits.
NICENESS = 5


class DetectorProcess:
    """The detector, its deliveries, and the line to the gateway's process."""

    def __init__(self, settings: Settings) -> None:
        self._log = structlog.get_logger(component="detector")
        self._clock = SystemClock()
        folder = DataFolder(settings.data)
        self._settings = settings
        self._connection = open_state(folder.state)
        self._on_call = on_call_of(settings, folder)
        self._on_call.start()
        self._on_call_watch = OnCallWatch()
        self._detection = detection_of(settings, self._connection, self._clock.now, self._on_call.on_call)
        self._news = protocol_news(settings, self._detection.taken, self._clock.now())
        self._news.log(self._log)
        self._reach = reach_of(self._detection.routes, self._detection.protocol, self._on_call.on_call)
        self._zones = {one.name: ZoneInfo(one.time_zone) for one in settings.feeds if one.time_zone}
        self._replay = settings.clock == "replay"
        self._registry = CollectorRegistry()
        self._metrics = DetectorMetrics(self._registry, self._several_arms, self._detection.protocol.severity)
        self._assessments, self._memo = NewestAssessments(), TrialMemo()
        self._registry.register(TrialCollector(self._trial, self._lag_seconds))
        self._ages: dict[str, float] = {}
        self._registry.register(FeedCollector(self._standings, lambda: self._ages))
        self._searched = SearchMetrics(self._registry)
        store, search = self._detection.store, self._detection.search
        self._registry.register(SearchCollector(search.behind, lambda: len(store.searches_put_off())))
        self._registry.register(UnacknowledgedCollector(self._unacknowledged, self._clock.now))
        outbox, routes = self._detection.outbox, self._detection.routes
        names = [one.channel.name for one in routes if one.channel.severities]
        beating = [one.channel.name for one in routes if one.channel.heartbeat_every is not None]
        self._deliveries = DeliveryCounters(self._registry, outbox, self._clock.now, names, beating)
        self._deliveries.blind(self._several_arms)
        self._wrong = KnownTroubles(
            store.service_ledgers,
            self._lag_seconds,
            settings.limits.lag_seconds,
            [one.channel.name for one in routes if not one.channel.severities],
        )
        prepare = with_link(at_own_address(as_it_is, self._on_call.on_call), folder.links(settings))
        self._delivery = DeliveryLoop(
            outbox, routes, self._clock.now, self._deliveries, self._wrong.said_with(prepare), self._reach
        )
        self._registry.register(
            OnCallCollector(lambda: len(self._on_call.faults), lambda: self._reach.reached(self._clock.now()))
        )
        self._registry.register(ProtocolCollector(self._news.version))
        self._registry.register(AuditCollector(SqliteAudit(self._connection).size, self._several_arms))
        self._new = asyncio.Event()
        self._stopping = False
        self._progress_at = self._asked_at = monotonic()
        self._started_at = self._clock.now()
        self._fault = ""

    async def run(self, end: socket.socket) -> None:
        """Works until the line ends or says stop."""
        await checkpoint()  # loads what HTTP channels run on, which would hold up the first page
        reader, writer = await open_line(end)
        delivering = asyncio.create_task(self._delivery.run(), name="deliver")
        detecting = asyncio.create_task(self._detect(), name="detect")
        listening = asyncio.create_task(self._listen(reader, writer), name="listen")
        if self._news.taken.refused:
            self._delivery.gave_up.set()  # told at once
        watching = asyncio.create_task(self._watch_channels(), name="channels")
        calling = asyncio.create_task(self._on_call.watch(), name="on call")
        writer.write(b'"ready"\n')
        work = {delivering, detecting, listening, watching, calling}
        done, _ = await asyncio.wait(work, return_when=asyncio.FIRST_COMPLETED)
        self._stopping = True
        self._new.set()
        self._delivery.stop()
        watching.cancel()
        calling.cancel()
        await asyncio.wait({delivering, detecting}, timeout=STOP_SECONDS)
        for task in done:
            task.result()

    async def _listen(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await _next_line(reader):
            self._asked_at = monotonic()
            wrong = decode_wrong(line)
            if wrong is not None:
                self._wrong.gateway = wrong
                continue
            match decode_word(line):
                case "new":
                    self._new.set()
                case "status" | "metrics" as word:
                    metrics = generate_latest(self._registry).decode() if word == "metrics" else ""
                    writer.write(self._status(metrics).model_dump_json().encode() + b"\n")
                    await writer.drain()
                case _:
                    return

    async def _detect(self) -> None:
        while not self._stopping:
            self._new.clear()
            try:
                worked = self._work()
            except Exception as fault:  # noqa: BLE001 - the store may be full or locked: told, and tried again
                self._fault = f"a batch failed: {type(fault).__name__}"
                self._log.exception("batch failed")
                await self._rest(REST_AFTER_FAULT_SECONDS)
                continue
            self._fault = ""
            self._progress_at = monotonic()
            if worked:
                await asyncio.sleep(0)
            else:
                await self._rest(LOOK_SECONDS)

    def _work(self) -> bool:
        """One batch, one search that was put off; the index where there is nothing else, or a search waits for it."""
        detector, found = self._detection.detector, False
        for batch in (detector.run_batch(), detector.next_search()):
            if batch is not None:
                self._publish(batch)
                found = True
        if found and not detector.searches_wait:
            return True
        return detector.advance_index() or found

    async def _watch_channels(self) -> None:
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._delivery.gave_up.wait(), CHANNEL_LOOK_SECONDS)
            self._delivery.gave_up.clear()
            try:
                self._tell_of_channels()
                self._detection.detector.note_position()
            except Exception:  # noqa: BLE001 - the store may be full or locked: told at the next look
                self._log.exception("channels could not be told of")

    def _tell_of_channels(self) -> None:
        detection, now = self._detection, self._clock.now()
        on_call = self._on_call_watch.troubles(self._reach, self._on_call.faults, now)
        pages = tell_of_channels(
            (*self._delivery.troubles(), *on_call, *self._news.troubles(), *self._gateway_silent(now)),
            detection.store,
            detection.outbox,
            self._reach,
            detection.protocol.paging,
            now,
        )
        if pages:
            self._delivery.wake()

    def _gateway_silent(self, now: datetime) -> Iterator[Trouble]:
        """The gateway's process asks again and again how this one is; one that does not takes no message, either."""
        silent = monotonic() - self._asked_at
        if not self._replay and silent > self._settings.limits.lag_seconds + GATEWAY_ROUND_SECONDS:
            reason = "the gateway's process hangs: no message is taken, health and metrics are not answered"
            yield Trouble(HealthKind.HEARTBEAT_MISSING, "gateway", reason, now - timedelta(seconds=silent))

    async def _rest(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._new.wait(), seconds)

    def _publish(self, batch: Batch) -> None:
        self._note_age(batch.last)
        self._metrics.publish(batch, batch.last.received_at if self._replay else self._clock.now())
        self._searched.publish(batch)
        for stepped in batch.stepped:
            self._deliveries.acknowledged(stepped.decided.heard)
        log_batch(self._log, batch)
        if batch.pages or batch.beats:
            self._delivery.wake()

    def _standings(self) -> list[FeedStanding]:
        now = self._clock.now()
        newest = self._detection.journal.entry(self._detection.detector.position) if self._replay else None
        at = newest.received_at if newest else now
        return standings(self._settings, self._detection.protocol, self._connection, at, rates=False)

    def _note_age(self, entry: Entry) -> None:
        """How old a feed's message was when it came, by MSH-7: one a batch, for the sender's own delay."""
        header = read_header(entry.content) if entry.kind is EntryKind.FRAME else None
        if isinstance(header, Header):
            zone = self._detection.protocol.zone
            sent = instant(header.sent_at.decode("ascii", "replace"), self._zones.get(entry.feed, zone), zone)
            if sent is not None:
                self._ages[entry.feed] = (entry.came_at - sent).total_seconds()

    def _trial(self) -> TrialNow:
        detection = self._detection
        newest = detection.journal.entry(detection.detector.position)
        as_of = newest.received_at if newest else self._clock.now()
        held = self._assessments.of(self._connection)
        return self._memo.now(detection.detector.roster, held, detection.protocol, as_of)

    def _unacknowledged(self) -> Unacknowledged:
        store = self._detection.store
        hidden = left_out(blinded=self._several_arms())
        return unacknowledged([*store.unheard_ledgers(), *store.service_ledgers()], hidden)

    def _several_arms(self) -> bool:
        return several_arms(self._detection.detector.roster, self._detection.protocol)

    def _behind(self) -> int:
        return self._detection.journal.last_seq() - self._detection.detector.position

    def _lag_seconds(self) -> float:
        if self._behind() <= 0 or self._replay:
            return 0.0
        waiting = self._detection.journal.read_after(self._detection.detector.position, 1)
        return max((self._clock.now() - waiting[0].received_at) / timedelta(seconds=1), 0.0) if waiting else 0.0

    def _heartbeat_age_seconds(self) -> float:
        return max((self._clock.now() - self._deliveries.newest_beat(self._started_at)).total_seconds(), 0.0)

    def _status(self, metrics: str) -> Status:
        return Status(
            position=self._detection.detector.position,
            behind=self._behind(),
            lag_seconds=self._lag_seconds(),
            progress_age_seconds=monotonic() - self._progress_at,
            fault=self._fault or self._delivery.fault,
            stuck=self._delivery.stuck(),
            heartbeat_age_seconds=self._heartbeat_age_seconds(),
            metrics=metrics,
        )


async def _next_line(reader: asyncio.StreamReader) -> bytes:
    """The next line; none where the other process is gone, however it went."""
    try:
        return await reader.readline()
    except ConnectionError:
        return b""


if __name__ == "__main__":
    run_child(DetectorProcess, NICENESS)
