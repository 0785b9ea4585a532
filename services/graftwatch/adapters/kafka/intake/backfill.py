"""The agent on `backfill`: searches a partition for the earlier frames of a recipient, and tells of what it finds.

A search stays in its topic until it is done, so one that was broken off is done again, by whoever has it then. All that
wait are done together, one pass over each partition; meanwhile the other agents of the worker go on.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import Final

import structlog

from graftwatch.adapters.kafka.intake.door import Door
from graftwatch.adapters.kafka.intake.figures import IntakeFigures
from graftwatch.adapters.kafka.intake.partition_scan import Scanned, scan
from graftwatch.adapters.kafka.intake.taken import Taken
from graftwatch.adapters.kafka.records.entry import EntryRecord
from graftwatch.adapters.kafka.records.searching import SearchRecord
from graftwatch.adapters.kafka.settings import KafkaSettings
from graftwatch.pipeline.clock import Clock
from graftwatch.pipeline.journal import EntryKind
from graftwatch.pipeline.passed_over import FoundFrame, FoundFrames

# Frames of one entry, in bytes before base64: the detector handles an entry at once, and few topics take megabytes.
FOUND_BYTES: Final = 400_000
FOUND_FRAMES: Final = 5_000


@dataclass(slots=True)
class _Found:
    """What one search has found and not told yet."""

    frames: list[FoundFrame] = field(default_factory=list)
    size: int = 0


class Backfill:
    """Does searches.

    Args:
        settings: of the cluster.
        door: where what is found goes.
        figures: what is counted.
        clock: when it was found.
    """

    def __init__(self, settings: KafkaSettings, door: Door, figures: IntakeFigures, clock: Clock) -> None:
        self._settings = settings
        self._door = door
        self._figures = figures
        self._clock = clock
        self._log = structlog.get_logger(component="intake")

    async def handle(self, taken: Taken) -> None:
        """One search by itself."""
        await self.search([SearchRecord.read(taken.value, taken.headers, taken.place)], lambda: False)

    async def search(self, searches: Sequence[SearchRecord], given_up: Callable[[], bool]) -> None:
        """Does searches, one pass over each partition."""
        loop = asyncio.get_running_loop()
        for partition in sorted({one.partition for one in searches}):
            some = [one for one in searches if one.partition == partition]
            await asyncio.to_thread(self._pass, partition, some, given_up, loop)

    def _pass(
        self,
        partition: int,
        searches: Sequence[SearchRecord],
        given_up: Callable[[], bool],
        loop: asyncio.AbstractEventLoop,
    ) -> None:
        began, scanned, found = monotonic(), Scanned(), 0
        waiting = {index: _Found() for index in range(len(searches))}
        index_of = {id(one): index for index, one in enumerate(searches)}

        def tell(index: int) -> None:
            entry = self._entry(searches[index], waiting[index].frames)
            asyncio.run_coroutine_threadsafe(self._door.enter(entry), loop).result()
            waiting[index] = _Found()

        for search, frame in scan(self._settings, partition, searches, given_up, scanned):
            held = waiting[index_of[id(search)]]
            if held.frames and (held.size + len(frame.content) > FOUND_BYTES or len(held.frames) >= FOUND_FRAMES):
                tell(index_of[id(search)])
                held = waiting[index_of[id(search)]]
            held.frames.append(frame)
            held.size += len(frame.content)
            found += 1
        for index, held in waiting.items():
            if held.frames and not given_up():
                tell(index)
        seconds = monotonic() - began
        figures = self._figures
        figures.searches += 1
        figures.searched_frames += scanned.frames
        figures.searched_seconds += seconds
        figures.found_frames += found
        self._log.info(
            "searched a partition for earlier messages",
            partition=partition,
            searches=len(searches),
            frames=scanned.frames,
            found=found,
            seconds=round(seconds, 1),
            given_up=given_up(),
        )

    def _entry(self, search: SearchRecord, frames: Sequence[FoundFrame]) -> EntryRecord:
        said = FoundFrames(subject=search.subject, numbers=search.numbers, cause=search.cause, frames=tuple(frames))
        return EntryRecord(
            received_at=self._clock.now(), kind=EntryKind.FOUND, feed="", content=said.model_dump_json().encode()
        )
