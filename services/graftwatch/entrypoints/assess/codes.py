"""The feeds' own codes where the settings name files: the leader watches them and enters what they hold anew.

Every copy of the detector has the files. A change that two copies enter while the lead passes on is in force once, as
the second changes nothing.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import datetime
from typing import Final

import structlog

from graftwatch.adapters.clock import SystemClock
from graftwatch.adapters.kafka.decision_writer import DecisionWriter
from graftwatch.entrypoints.cli.faults import InputFault
from graftwatch.entrypoints.codes_watch import CodesWatch
from graftwatch.entrypoints.settings import Settings
from graftwatch.entrypoints.wiring import DataFolder
from graftwatch.paging import HealthKind, Trouble
from graftwatch.pipeline.journal import JournalUnavailable

LOOK_SECONDS: Final = 1.0


class LeaderCodes:
    """Watches while this copy leads.

    Args:
        settings: names the files.
        leads: whether this copy leads, and has handled what there is.
    """

    def __init__(self, settings: Settings, leads: Callable[[], bool]) -> None:
        self._settings = settings
        self._leads = leads
        self._clock = SystemClock()
        self._writer = DecisionWriter(settings.kafka)
        self._watch = self._made()
        self._since: dict[tuple[HealthKind, str], datetime] = {}
        self._log = structlog.get_logger(component="codes")

    def faults(self) -> dict[str, int]:
        """The number of faults by feed, for every feed that has a codes file."""
        return self._watch.faults()

    def troubles(self) -> Iterator[Trouble]:
        """What is wrong with the files, since when it was seen."""
        now, found = self._clock.now(), list(self._watch.troubles())
        self._since = {(kind, feed): self._since.get((kind, feed), now) for kind, feed, _ in found}
        for kind, feed, reason in found:
            yield Trouble(kind, feed, reason, self._since[kind, feed])

    async def run(self) -> None:
        """Works until it is cancelled."""
        if not self.faults():
            return  # no feed has a file
        with closing(self._writer):
            while True:
                if self._leads():
                    await self._while_leading()
                await asyncio.sleep(LOOK_SECONDS)

    async def _while_leading(self) -> None:
        self._watch = self._made()
        try:
            await asyncio.to_thread(self._watch.start)
        except InputFault as fault:
            self._log.critical("codes are not in force", faults=str(fault))
        except JournalUnavailable as fault:
            self._log.warning("codes wait for the cluster", reason=str(fault))
            return
        running = asyncio.create_task(self._watch.run(), name="codes files")
        while self._leads() and not running.done():
            await asyncio.wait({running}, timeout=LOOK_SECONDS)
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running

    def _made(self) -> CodesWatch:
        return CodesWatch(self._settings, DataFolder(self._settings.data), self._writer, self._clock)
