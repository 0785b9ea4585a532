"""One worker of intake: the Faust agents, the roster they ask, and the watch over their progress, put together.

Agents take one record after the other and say themselves when it is done (`noack`), in the order of the partition: what
is in flight is never passed by a commit. A worker that cannot go on says so through `failed` and handles nothing more.
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

import structlog
from faust.types import TP

from graftwatch.adapters.kafka.faults import KafkaFault, RecordRefused, RecordTooNew
from graftwatch.adapters.kafka.intake.backfill import Backfill
from graftwatch.adapters.kafka.intake.dead_letters import dead_letters_since
from graftwatch.adapters.kafka.intake.door import Door
from graftwatch.adapters.kafka.intake.entered import Entered
from graftwatch.adapters.kafka.intake.failing import Failures, again, due_in
from graftwatch.adapters.kafka.intake.faust_app import faust_app, finisher, raw_topic
from graftwatch.adapters.kafka.intake.figures import IntakeFigures
from graftwatch.adapters.kafka.intake.frames import Frames
from graftwatch.adapters.kafka.intake.hearing import Hearing
from graftwatch.adapters.kafka.intake.known_numbers import KnownNumbers
from graftwatch.adapters.kafka.intake.lane import Lane
from graftwatch.adapters.kafka.intake.progress import Progress
from graftwatch.adapters.kafka.intake.searching import Searching
from graftwatch.adapters.kafka.intake.standing_still import Place
from graftwatch.adapters.kafka.intake.taken import Handle, Taken
from graftwatch.adapters.kafka.names import Names, Topic
from graftwatch.adapters.kafka.records.failing import FailedRecord
from graftwatch.adapters.kafka.records.raw import is_marker
from graftwatch.adapters.kafka.settings import KafkaSettings
from graftwatch.pipeline.clock import Clock

_ROSTER_SECONDS: Final = 10.0
_STOP_SECONDS: Final = 10.0

Agent = Callable[[Any], Awaitable[None]]


class Ended(KafkaFault):
    """The worker ended without being asked to."""


class IntakeWorker:
    """A worker; made inside the running event loop.

    Args:
        settings: of the cluster.
        folder: for Faust's own folders.
        clock: what time it is.
        stuck: told, from another thread, that the worker stands still; the event loop may hang by then.
    """

    def __init__(self, settings: KafkaSettings, folder: Path, clock: Clock, stuck: Callable[[str], None]) -> None:
        self._loop = asyncio.get_running_loop()
        self.figures = IntakeFigures()
        self.failed: asyncio.Future[BaseException] = self._loop.create_future()
        self._names = Names(settings.prefix)
        self._settings = settings
        self._clock = clock
        folder.mkdir(parents=True, exist_ok=True)
        self._app = faust_app(settings, folder)
        self._known = KnownNumbers(settings, self._fail_from_a_thread)
        self._hearing = Hearing()
        self._door = Door(self._app, self._names, self.figures)
        self._failures = Failures(settings, self._door, self.figures, clock, partial(dead_letters_since, settings))
        self._frames = Frames(self._known, self._door, self._hearing, self._names, self.figures, clock)
        self._backfill = Backfill(settings, self._door, self.figures, clock)
        self._searching = Searching(self._app, self._backfill, self._failures)
        self._progress = Progress(settings, self._held, self.figures, stuck)
        self._lanes = defaultdict[int, Lane](lambda: Lane(finisher(self._app), self._fail))
        self._roster_of: int | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._log = structlog.get_logger(component="intake")
        self._handles: dict[str, Handle] = {
            Topic.RAW: self._frames.handle,
            Topic.DECISIONS: Entered(self._door).handle,
            Topic.BACKFILL: self._backfill.handle,
            Topic.ENTRIES: self._enter_as_it_is,
        }

    async def start(self) -> None:
        """Reads the roster, then starts the agents; waits for the cluster as long as it takes.

        Raises:
            TooManyDeadLetters: it must not go on.
            ClusterUnfit: the roster was written by a newer program.
        """
        await self._failures.check()
        self._known.start()
        await self._read_roster()
        self._agent(self._names.topic(Topic.RAW), self._raw)
        self._agent(self._names.topic(Topic.DECISIONS), self._decisions)
        self._agent(self._names.topic(Topic.BACKFILL), self._searching.agent)
        for seconds in self._settings.retry_seconds:
            topic = self._names.retry(seconds)
            self._agent(topic, partial(self._retry, topic))
        await self._app.start()
        self._progress.start()
        self._tasks += [asyncio.create_task(self._tell_what_was_heard()), asyncio.create_task(self._watch_faust())]

    async def stop(self) -> None:
        """Ends the agents; what they have done is committed."""
        self._progress.stop()
        self._known.stop()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        try:
            async with asyncio.timeout(_STOP_SECONDS):
                await self._app.stop()
        except TimeoutError:
            self._log.warning("the agents did not end in time")

    def _agent(self, topic: str, agent: Agent) -> None:
        channel = raw_topic(self._app, topic)

        async def run(stream: Any) -> None:  # noqa: ANN401 - Faust's stream
            try:
                await agent(stream)
            except asyncio.CancelledError:
                raise
            except BaseException as fault:  # noqa: BLE001 - whatever it is, nothing behind it may be handled
                self._fail(fault)
                await asyncio.Event().wait()

        self._app.agent(channel, name=f"intake.{topic}", concurrency=1)(run)

    async def _raw(self, stream: Any) -> None:  # noqa: ANN401
        async for event in stream.noack().events():
            message = event.message
            if message.generation_id != self._roster_of:  # partitions came from others, who may have known more
                await self._read_roster()
                self._roster_of = message.generation_id
            lane = self._lanes[message.partition]
            if self._frames.passes_by(message.value, message.headers):
                lane.pass_by(event)
            else:
                taken = Taken.of(message, Topic.RAW)
                await lane.begin(event, partial(self._failures.guarded, taken, self._frames.handle))
                if is_marker(taken.headers):  # what it says holds from the next frame on
                    await lane.clear()
            if lane.is_full:
                await lane.clear()

    async def _decisions(self, stream: Any) -> None:  # noqa: ANN401
        handle, finish = self._handles[Topic.DECISIONS], finisher(self._app)
        async for event in stream.noack().events():
            await self._failures.guarded(Taken.of(event.message, Topic.DECISIONS), handle)
            finish(event)

    async def _retry(self, topic: str, stream: Any) -> None:  # noqa: ANN401
        finish = finisher(self._app)
        async for event in stream.noack().events():
            taken = Taken.of(event.message, topic)
            try:
                failed = FailedRecord.read(taken.value, taken.headers, taken.place)
            except RecordTooNew:
                raise
            except RecordRefused:
                await self._failures.guarded(taken, _read_failed)
            else:
                if not await self._is_due(event.message, failed, topic):
                    continue  # it was given to another worker meanwhile
                await self._failures.guarded(again(failed), self._handles.get(failed.topic, _refuse), failed)
            finish(event)

    async def _is_due(self, message: Any, failed: FailedRecord, topic: str) -> bool:  # noqa: ANN401
        """Waits until a record is due, without fetching more of its partition; whether it is this worker's still."""
        seconds = due_in(failed, self._clock.now())
        place = TP(message.topic, message.partition)  # what the message itself has is not taken by `resume_partitions`
        if seconds > 0:
            self.figures.retry_waiting[topic] = True
            self._app.consumer.pause_partitions({place})
            await asyncio.sleep(seconds)
            self.figures.retry_waiting[topic] = False
        if message.generation_id != self._app.consumer_generation_id:
            return False
        if seconds > 0:
            self._app.consumer.resume_partitions({place})
        return True

    async def _enter_as_it_is(self, taken: Taken) -> None:
        """What the detector has sent to a retry topic: an entry that it wants when it is due."""
        await self._door.enter_bytes(taken.value, taken.headers, "retry")

    async def _read_roster(self) -> None:
        while not await asyncio.to_thread(self._known.read_to_the_end, _ROSTER_SECONDS):
            if self.failed.done():
                raise self.failed.result()
            self._log.warning("waits for the roster; no frame is looked at before it is read")

    async def _tell_what_was_heard(self) -> None:
        try:
            while True:
                await self._door.enter(await self._hearing.next())
        except KafkaFault as fault:
            self._fail(fault)

    async def _watch_faust(self) -> None:
        await self._app.wait_until_stopped()
        reason = self._app.crash_reason
        self._fail(Ended(f"the agents ended: {type(reason).__name__ if reason else 'unknown'}"))

    def _held(self) -> frozenset[Place]:
        return frozenset((one.topic, one.partition) for one in self._app.consumer.assignment())

    def _fail_from_a_thread(self, fault: BaseException) -> None:
        self._loop.call_soon_threadsafe(self._fail, fault)

    def _fail(self, fault: BaseException) -> None:
        if not self.failed.done():
            self.failed.set_result(fault)


async def _read_failed(taken: Taken) -> None:
    FailedRecord.read(taken.value, taken.headers, taken.place)


async def _refuse(taken: Taken) -> None:
    raise RecordRefused(f"a record of {taken.topic[:40]!r} is not retried here")
