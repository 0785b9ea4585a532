"""How searches wait: an agent gathers what comes; all that waits is searched for at once, one pass a partition."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, Final

import faust
import structlog
from kafka.errors import KafkaError

from graftwatch.adapters.kafka.faults import ClusterUnavailable, RecordRefused, RecordTooNew
from graftwatch.adapters.kafka.intake.backfill import Backfill
from graftwatch.adapters.kafka.intake.door import NotSent
from graftwatch.adapters.kafka.intake.failing import Failures
from graftwatch.adapters.kafka.intake.faust_app import finisher
from graftwatch.adapters.kafka.intake.taken import Taken
from graftwatch.adapters.kafka.names import Topic
from graftwatch.adapters.kafka.records.searching import SearchRecord

# An import of a thousand recipients makes so many searches in twenty partitions; more wait in the topic.
WAITING_AT_MOST: Final = 20_000
_AGAIN_SECONDS: Final = 1.0


class Searching:
    """The agent on `backfill`.

    Args:
        app: whose partitions these are.
        backfill: does the searches.
        failures: takes those that fail.
    """

    def __init__(self, app: faust.App, backfill: Backfill, failures: Failures) -> None:
        self._app = app
        self._backfill = backfill
        self._failures = failures
        self._waiting: list[Any] = []
        self._came = asyncio.Event()
        self._room = asyncio.Event()
        self._room.set()
        self._log = structlog.get_logger(component="intake")

    async def agent(self, stream: Any) -> None:  # noqa: ANN401 - Faust's stream
        """Gathers searches, and does them beside."""
        self._waiting.clear()
        try:
            async with asyncio.TaskGroup() as both:
                both.create_task(self._search())
                both.create_task(self._gather(stream))
        except BaseExceptionGroup as faults:
            raise faults.exceptions[0] from faults

    async def _gather(self, stream: Any) -> None:  # noqa: ANN401
        async for event in stream.noack().events():
            self._waiting.append(event)
            self._came.set()
            if len(self._waiting) >= WAITING_AT_MOST:
                self._room.clear()
            await self._room.wait()

    async def _search(self) -> None:
        while True:
            await self._came.wait()
            self._came.clear()
            while self._waiting:
                events, self._waiting = self._waiting, []
                self._room.set()
                await self._do([one for one in events if self._is_held(one)])

    async def _do(self, events: list[Any]) -> None:
        """Does searches, and says in their order that they are done; those given to another worker are left to it."""
        taken = [Taken.of(one.message, Topic.BACKFILL) for one in events]
        searches = []
        for one in taken:
            try:
                searches.append(SearchRecord.read(one.value, one.headers, one.place))
            except RecordTooNew:
                raise
            except RecordRefused:
                await self._failures.guarded(one, self._backfill.handle)
        done = not searches
        while not done and any(self._is_held(one) for one in events):
            done = await self._tried(taken, searches, lambda: not any(self._is_held(one) for one in events))
        finish = finisher(self._app)
        for one in events:
            finish(one)

    async def _tried(
        self, taken: Sequence[Taken], searches: Sequence[SearchRecord], given_up: Callable[[], bool]
    ) -> bool:
        """Whether the searches are done with; not while the cluster cannot be read."""
        try:
            await self._backfill.search(searches, given_up)
        except NotSent:
            raise
        except (KafkaError, ClusterUnavailable) as fault:
            self._log.warning("a search was broken off; trying again", fault=type(fault).__name__)
            await asyncio.sleep(_AGAIN_SECONDS)
            return False
        except Exception as fault:  # noqa: BLE001 - one of them fails: each by itself, so that the others are done
            self._log.error("a search failed; each is tried by itself", exc_info=fault)
            for one in taken:
                await self._failures.guarded(one, self._backfill.handle)
        return True

    def _is_held(self, event: Any) -> bool:  # noqa: ANN401
        return bool(event.message.generation_id == self._app.consumer_generation_id)
