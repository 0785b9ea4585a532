"""The gateway's process: listeners, journal, HTTP, and the detector's process as its child.

`serve` returns when it is told to stop: nothing more is accepted, what was taken is durable and answered, and the
detector ends its batch. A detector that dies is started again; one that keeps dying ends the service loudly.
"""

import asyncio
import fcntl
import json
import os
import shutil
import signal
import sqlite3
import sys
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from time import monotonic

import structlog
from prometheus_client import CollectorRegistry
from starlette.routing import Route

from graftwatch.adapters.clock import SystemClock
from graftwatch.adapters.mllp.gateway import Gateway
from graftwatch.adapters.prometheus.codes import CodesFileFaults
from graftwatch.adapters.prometheus.gateway import PrometheusGatewayMetrics
from graftwatch.adapters.prometheus.heartbeat import JOURNAL, StageBeats
from graftwatch.adapters.prometheus.storage import Bounds, PartFigures, StorageCollector
from graftwatch.adapters.sqlite.page_standings import SqlitePageStandings
from graftwatch.adapters.sqlite.retention import expire
from graftwatch.adapters.sqlite.storage import storage_parts
from graftwatch.entrypoints.acknowledge_routes import acknowledge_routes
from graftwatch.entrypoints.cli.faults import InputFault
from graftwatch.entrypoints.codes_watch import CodesWatch, refuse_faulty_codes
from graftwatch.entrypoints.committee_routes import CommitteeDoor
from graftwatch.entrypoints.console_door import ConsoleDoor
from graftwatch.entrypoints.detector_child import DetectorChild
from graftwatch.entrypoints.files_child import FilesChild
from graftwatch.entrypoints.health import Health
from graftwatch.entrypoints.heartbeat import FEED as HEARTBEAT_FEED
from graftwatch.entrypoints.heartbeat import heartbeat_enrolment, heartbeat_message
from graftwatch.entrypoints.http import HttpServer
from graftwatch.entrypoints.http_probe import http_hangs
from graftwatch.entrypoints.listeners import addresses_of, gateway_limits
from graftwatch.entrypoints.on_call_files import OnCallFiles
from graftwatch.entrypoints.options import StartOptions
from graftwatch.entrypoints.protocol_in_force import file_beside_history
from graftwatch.entrypoints.settings import Settings
from graftwatch.entrypoints.watchdog import Patience, People, Watchdog
from graftwatch.entrypoints.wiring import (
    DataFolder,
    clock_of,
    on_call_of,
    routes_of,
    taken_as_files,
)
from graftwatch.paging import HealthKind
from graftwatch.pipeline.acknowledging import Acknowledging, AcknowledgingPorts
from graftwatch.pipeline.clock import Clock
from graftwatch.pipeline.duplicates import DuplicateWindow
from graftwatch.pipeline.ingest import Ingest
from graftwatch.pipeline.journal import EntryKind, NewEntry
from graftwatch.pipeline.quarantine import QuarantineUnavailable
from graftwatch.protocol import Protocol
from graftwatch.roster import Enrolment, parse_roster

# A service that was killed leaves the folder to the next one as soon as its child has seen it.
LOCK_SECONDS = 10.0
LOCK_LOOK_SECONDS = 0.1
RETENTION_SECONDS = 3600.0
# While the detector catches up, days that are past their time are not handled yet and wait for it.
RETENTION_BEHIND_SECONDS = 2.0


async def serve(options: StartOptions, roster_file: Path | None) -> None:
    """Runs the service until SIGTERM or SIGINT.

    Raises:
        SettingsError, ProtocolError, RosterFileError, InputFault: what was given cannot be used.
        ChildGone: the detector's process cannot be kept running.
    """
    settings = options.settings()
    folder = DataFolder(settings.data)
    protocol = file_beside_history(settings, folder, SystemClock().now()).in_force.protocol
    addresses_of(settings)  # a fault in the files of TLS is said before anything starts
    enrolments = _read_roster(roster_file, protocol)
    if not folder.state.exists():
        refuse_faulty_codes(settings)
    on_call = on_call_of(settings, folder)
    on_call.start()
    on_call.refuse()
    folder.make()
    on_call.keep()
    lock = await lock_folder(folder)
    try:
        await Service(settings, options, protocol, folder, Held(lock, on_call)).run(enrolments)
    finally:
        os.close(lock)


def _read_roster(file: Path | None, protocol: Protocol) -> Sequence[Enrolment]:
    return parse_roster(file.read_text("utf-8-sig"), file.name, protocol.zone) if file else ()


async def lock_folder(folder: DataFolder) -> int:
    """The data folder's lock: one service at a time."""
    descriptor = os.open(folder.lock, os.O_RDWR | os.O_CREAT, 0o600)
    until = monotonic() + LOCK_SECONDS
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if monotonic() > until:
                os.close(descriptor)
                raise InputFault(f"{folder.root}: another service runs on this folder; stop it first") from None
            await asyncio.sleep(LOCK_LOOK_SECONDS)
        else:
            return descriptor


@dataclass(frozen=True, slots=True)
class Held:
    """What the service holds from its start on: the folder's lock, and who is on call."""

    lock: int
    on_call: OnCallFiles


class Service:
    """The running service."""

    def __init__(
        self, settings: Settings, options: StartOptions, protocol: Protocol, folder: DataFolder, held: Held
    ) -> None:
        self._settings = settings
        self._folder = folder
        self._log = structlog.get_logger(component="serve")
        self._journal = folder.writer(settings)
        self._reader = folder.reader()
        self._clock: Clock = clock_of(settings, protocol, self._reader)
        self._registry = CollectorRegistry()
        self._beats = StageBeats(self._registry)
        self._codes = CodesWatch(settings, folder, self._journal, self._clock)
        self._registry.register(CodesFileFaults(self._codes.faults))
        self._child = DetectorChild(options, keeps=(held.lock,))
        self._committee = CommitteeDoor(settings, options)
        self._console = ConsoleDoor(options, settings, self._registry)
        self._files = FilesChild(options, keeps=(held.lock,)) if taken_as_files(settings) else None
        self._health = Health(self._child, self._files, self._console, self._registry, settings.limits.lag_seconds)
        self._protocol = protocol
        self._on_call = held.on_call
        self._watchdog = self._watchdog_of(People(held.on_call.on_call, folder.links(settings)))
        self._stored = True
        self._has_beaten = False
        self._stop = asyncio.Event()

    async def run(self, enrolments: Sequence[Enrolment]) -> None:
        """Starts everything, says that it is ready, and works until it is told to stop."""
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, self._stop.set)
        self._enrol_first(enrolments)
        gateway, http = self._gateway(), self._http_server()
        children: list[DetectorChild | FilesChild] = [self._child, *([self._files] if self._files else [])]
        await self._child.start()
        self._codes.start()  # before any feed's messages
        if self._files is not None:
            await self._files.start()
        ports = await self._listen(gateway)
        await http.start()
        self._console.reached_at(http.port)
        self._say_ready(ports, http.url)
        tasks = {
            *(asyncio.create_task(child.keep_running(), name=child.what) for child in children),
            asyncio.create_task(self._beat(gateway), name="heartbeat"),
            asyncio.create_task(self._expire(), name="retention"),
            asyncio.create_task(self._watch(http.url), name="watchdog"),
            asyncio.create_task(self._watchdog.deliver(), name="watchdog's deliveries"),
            asyncio.create_task(self._codes.run(), name="codes"),
            asyncio.create_task(self._on_call.watch(self._on_call.keep), name="on call"),
            asyncio.create_task(http.ended(), name="http"),
            asyncio.create_task(self._console.serve(), name="console"),
        }
        stop = asyncio.create_task(self._stop.wait())
        done, _ = await asyncio.wait({*tasks, stop}, return_when=asyncio.FIRST_COMPLETED)
        await gateway.close()
        for child in reversed(children):
            await child.stop()
        await self._console.stop()  # ends the event streams, which the HTTP side would wait for
        await http.stop()
        await self._committee.stop()
        for task in {*tasks, stop} - done:
            task.cancel()
        self._journal.close()
        for task in done:
            task.result()

    def _http_server(self) -> HttpServer:
        return HttpServer(self._settings.http, self._health, self.routes(), self._console.answer)

    def routes(self) -> list[Route]:
        """What it serves besides health and metrics: links in pages, receivers' webhooks, the trial's page."""
        loop = asyncio.get_running_loop()
        ports = AcknowledgingPorts(
            SqlitePageStandings(self._folder.state),
            self._journal,
            self._reader,
            self._clock.now,
            lambda: loop.call_soon_threadsafe(self._child.wake),
            self._watchdog,
        )
        door = Acknowledging(ports)
        acknowledging = acknowledge_routes(self._settings, self._protocol, self._folder, door, self._registry)
        return [*acknowledging, *self._committee.routes()]

    async def _listen(self, gateway: Gateway) -> list[tuple[str, int]]:
        """Listens for every feed; SIGHUP takes up the files of TLS at once."""
        ports = []
        for feeds in addresses_of(self._settings):
            port = await gateway.listen(*feeds)
            ports += [(at.feed, port) for at in feeds]
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, gateway.reload_tls)
        self._health.warnings_from(lambda: (*gateway.warnings(), *self._on_call.warnings()))
        return ports

    def _gateway(self) -> Gateway:
        window = DuplicateWindow(self._settings.limits.duplicate_window)
        metrics = PrometheusGatewayMetrics(self._registry)
        quarantine = self._folder.open_quarantine(self._settings)
        self._registry.register(StorageCollector(self._parts, quarantine.room, self._bounds))
        metrics.ingest_levels_from(lambda: len(window), lambda: self._journal.wal_bytes)
        ingest = Ingest(self._journal, self._reader, window)
        ingest.reload(self._settings.limits.duplicate_window)
        return Gateway(
            ingest,
            quarantine,
            self._clock,
            metrics,
            on_durable=lambda _: self._child.wake(),
            limits=gateway_limits(self._settings),
        )

    def _enrol_first(self, enrolments: Sequence[Enrolment]) -> None:
        """Writes the roster into an empty journal; later changes go through `graftwatch enroll`."""
        if self._reader.last_seq() > 0:
            if enrolments:
                self._log.warning("roster ignored: the folder has one already; use `graftwatch enroll import`")
            return
        now = self._clock.now()
        everybody = [heartbeat_enrolment(now), *enrolments]
        self._journal.append(
            [NewEntry(now, EntryKind.ROSTER, "roster", "", one.model_dump_json().encode()) for one in everybody]
        )

    def _say_ready(self, ports: Sequence[tuple[str, int]], url: str) -> None:
        ready = {
            "ready": True,
            "mllp": [{"feed": feed, "port": port} for feed, port in ports],
            "folders": [
                {"feed": feed.name, "kind": feed.kind, "path": str(feed.path.resolve())}
                for feed in taken_as_files(self._settings)
            ],
            "http": url,
            "data": str(self._settings.data.resolve()),
        }
        if link := self._console.first_link(url):
            ready["console"] = link
            if sys.stderr.isatty():
                sys.stderr.write(f"Open {link} on this machine within an hour to make the console's first account.\n")
        sys.stdout.write(json.dumps(ready) + "\n")
        sys.stdout.flush()

    async def _beat(self, gateway: Gateway) -> None:
        """Sends the service's own message; in a replay the messages alone bring the time."""
        while self._settings.clock == "real":
            at = self._clock.now()
            answer = await gateway.submit(HEARTBEAT_FEED, heartbeat_message(at))
            self._stored = b"|AA|" in answer
            if self._stored:
                self._beats.passed(JOURNAL, at)
            self._has_beaten = self._has_beaten or self._stored
            if not self._stored:
                self._log.error("the heartbeat was not taken")
            await asyncio.sleep(self._settings.heartbeat_seconds)
        await self._stop.wait()

    def _watchdog_of(self, people: People) -> Watchdog:
        patience = Patience(
            timedelta(seconds=self._settings.limits.lag_seconds), timedelta(seconds=self._settings.heartbeat_seconds)
        )
        routes = routes_of(self._settings, self._protocol, self._folder)
        return Watchdog(routes, self._protocol.paging, self._settings.base_url, patience, self._clock.now, people)

    async def _watch(self, http_url: str) -> None:
        """Pages about the detector and the storage, which cannot do so themselves when they fail."""
        while self._settings.clock == "real":
            await asyncio.sleep(self._watchdog.look_seconds)
            others = list(self._codes.troubles())
            if await http_hangs(http_url):
                others.append((HealthKind.STAGE_LAGGING, "http", "health and metrics are not answered"))
            self._watchdog.look(await self._child.status(), stored=self._stored, others=others)
            self._child.say_wrong(self._watchdog.wrong)
        await self._stop.wait()

    def _parts(self) -> list[PartFigures]:
        parts = storage_parts(self._folder.journal, self._folder.state, self._folder.quarantine)
        return [PartFigures(one.name, one.size_bytes, one.oldest.timestamp() if one.oldest else None) for one in parts]

    def _bounds(self) -> Bounds:
        disk = shutil.disk_usage(self._folder.root)
        return Bounds(disk.free, disk.total, self._settings.limits.quarantine_bytes)

    def _expire_quarantine(self) -> None:
        before = self._clock.now() - timedelta(days=self._settings.limits.quarantine_days)
        try:
            with closing(self._folder.open_quarantine(self._settings)) as quarantine:
                gone = quarantine.expire(before)
        except (QuarantineUnavailable, sqlite3.Error) as fault:
            self._log.warning("the quarantine's old records could not be deleted", error=str(fault))
            return
        if gone:
            self._log.info("old records of the quarantine deleted", count=gone)

    async def _expire(self) -> None:
        """Deletes the journal's days that are past their time and handled.

        The newest day is never deleted; after a long rest it is an old one until the first heartbeat begins today's.
        """
        while self._settings.clock == "real":
            begun, status = self._has_beaten, await self._child.status()
            if status is not None:
                oldest = (self._clock.now() - timedelta(days=self._settings.limits.journal_days)).date()
                with suppress(OSError):
                    for name in await asyncio.to_thread(expire, self._folder.journal, oldest, status.position):
                        self._log.info("journal day deleted", segment=name)
            await asyncio.to_thread(self._expire_quarantine)
            caught_up = begun and status is not None and status.behind == 0
            await asyncio.sleep(RETENTION_SECONDS if caught_up else RETENTION_BEHIND_SECONDS)
        await self._stop.wait()
