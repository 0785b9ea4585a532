"""The feeds' own codes in the running service: what a file holds anew goes into the journal, what is wrong is told.

It runs in the gateway's process. A faulty file never stops the service once codes are in force: they stay, and the
faults are told in the log (line by line), in a metric, in `graftwatch doctor` and as one page. Only a feed that never
had codes does not start with a faulty file, since its values would be dropped without anybody noticing.
"""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing

import structlog

from graftwatch.adapters.sqlite.state import SqliteState, open_state
from graftwatch.entrypoints.cli.faults import InputFault
from graftwatch.entrypoints.codes_files import LOOK_SECONDS, CodesFiles, FaultyFile
from graftwatch.entrypoints.entered_codes_files import entered_file
from graftwatch.entrypoints.settings import Settings
from graftwatch.entrypoints.wiring import DataFolder
from graftwatch.paging import HealthKind
from graftwatch.pipeline.clock import Clock
from graftwatch.pipeline.codes_change import CODES_FEED, CodesChange
from graftwatch.pipeline.journal import EntryKind, JournalUnavailable, JournalWriter, NewEntry


def refuse_faulty_codes(settings: Settings) -> None:
    """Nothing where a folder that is new can start with the codes files as they are.

    Raises:
        InputFault: with every fault of every file, by line.
    """
    files = _files(settings)
    files.read_all(())
    _refuse(files.faulty())


def _files(settings: Settings, in_force: Mapping[str, CodesChange] | None = None) -> CodesFiles:
    paths = {feed.name: feed.codes for feed in settings.feeds if feed.codes is not None}
    entered = {feed.name: entered_file(settings.data, feed.name) for feed in settings.feeds}
    return CodesFiles(paths, dict(in_force or {}), entered)


def _refuse(faulty: Sequence[FaultyFile]) -> None:
    if faulty:
        raise InputFault("\n".join(line for one in faulty for line in one.lines()))


def codes_in_force(folder: DataFolder) -> dict[str, CodesChange]:
    """Each feed's codes as the service has taken them; none before its first start."""
    if not folder.state.exists():
        return {}
    with closing(open_state(folder.state, read_only=True)) as connection:
        return SqliteState(connection).codes()


class CodesWatch:
    """Watches the codes files of all feeds.

    Args:
        settings: names the files.
        folder: holds the codes in force.
        journal: where changes go.
        clock: the time of a change.
    """

    def __init__(self, settings: Settings, folder: DataFolder, journal: JournalWriter, clock: Clock) -> None:
        self._settings = settings
        self._folder = folder
        self._journal = journal
        self._clock = clock
        self._log = structlog.get_logger(component="codes")
        self._files = _files(settings)
        self._told: tuple[FaultyFile, ...] = ()

    def start(self) -> None:
        """Takes up what is in force, and journals what differs from it.

        Raises:
            InputFault: a feed without codes in force has a faulty file.
        """
        self._files = _files(self._settings, codes_in_force(self._folder))
        changes = self._files.read_all([feed.name for feed in self._settings.feeds])
        _refuse([one for one in self._files.faulty() if one.feed not in self._files.in_force])
        if changes:
            self._append(changes)
        self._tell_faults()

    async def run(self) -> None:
        """Looks at the files again and again."""
        waiting: list[CodesChange] = []
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            waiting += await asyncio.to_thread(self._files.look)
            self._tell_faults()
            try:
                if waiting:
                    await asyncio.to_thread(self._append, waiting)
            except JournalUnavailable as fault:
                self._log.warning("codes wait for the journal", reason=str(fault))
            else:
                waiting = []

    def faults(self) -> dict[str, int]:
        """The number of faults by feed, for every feed that has a codes file."""
        counts = {feed.name: 0 for feed in self._settings.feeds if feed.codes is not None}
        return counts | {one.feed: len(one.faults) for one in self._files.faulty()}

    def troubles(self) -> Iterator[tuple[HealthKind, str, str]]:
        """What is to be told as pages: kind, feed, and what was seen."""
        for one in self._files.faulty():
            count = len(one.faults)
            many = f"{count} faults, the first in" if count > 1 else "a fault in"
            yield HealthKind.CODES_FAULTY, one.feed, f"{one.file} has {many} line {one.faults[0].line}"

    def _append(self, changes: Sequence[CodesChange]) -> None:
        now = self._clock.now()
        entries = [NewEntry(now, EntryKind.CODES, CODES_FEED, "", one.model_dump_json().encode()) for one in changes]
        self._journal.append(entries)
        for one in changes:
            self._log.info("codes taken", feed=one.feed, file=one.file)

    def _tell_faults(self) -> None:
        faulty = tuple(self._files.faulty())
        if faulty == self._told:
            return
        for one in faulty:
            if one not in self._told:
                for line in one.lines():
                    self._log.error("codes file faulty", feed=one.feed, fault=line)
        for feed in sorted({one.feed for one in self._told} - {one.feed for one in faulty}):
            self._log.info("codes file mended", feed=feed)
        self._told = faulty
