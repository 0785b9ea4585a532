"""What is done with the files of one folder of a storage: read once, journalled, and withdrawn when they count no more.

A file whose flag says deleted or superseded is never read. When it had been read before, the journal is told that its
message no longer counts: of a deleted one at once, of a superseded one when its successor is in the journal, so that a
result never vanishes for the moment in between. What cannot be stored is kept and tried again.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import structlog

from graftwatch.adapters.ssmix2.index import Known, StorageIndex
from graftwatch.hl7.batch import Part
from graftwatch.hl7.mllp import HEAD_LIMIT_BYTES
from graftwatch.hl7.ssmix2 import Flag, StorageName, read_name
from graftwatch.pipeline.clock import Clock
from graftwatch.pipeline.file_intake import FileIntake, MessageOutcome
from graftwatch.pipeline.file_metrics import FileMetrics

# One journal transaction; see adapters.folder.file_reader.
GROUP_MESSAGES = 256
GROUP_BYTES = 1024 * 1024
# A content folder gets its file right after it is made; one that is empty for longer stays so.
EMPTY_SECONDS = 60.0
# Files that are being written at the same time; beyond, something else is wrong.
MOST_SEEN = 10_000
_FRAMING = b"\x0b\x1c\r\n \t\x00"
_NANOSECONDS = 1_000_000_000
_MESSAGE_ENDING = ".hl7"


@dataclass(frozen=True, slots=True)
class _File:
    """A current file to be taken: its name, where its message is, and its state when it was looked at."""

    name: StorageName
    path: str
    size: int
    modified_ns: int
    before: Known | None

    @property
    def counts_again(self) -> bool:
        """Whether it was deleted or superseded before: its message is journalled anew."""
        return self.before is not None and self.before.flag is not Flag.CURRENT


@dataclass(frozen=True, slots=True)
class Settle:
    """When a file is whole: its time is so many seconds past by `wall`, or it stood still so long by `now`."""

    seconds: float
    wall: Callable[[], float]
    now: Callable[[], float]


class Taking:
    """One storage's files on their way into the journal.

    Attributes:
        young: folders to be looked at again, and when, as something in them may still be written.
        foreign: names seen that follow no rule of the storage.
        withdrawn: messages that were told to count no more.
        without_successor: superseded files whose successor is not in the journal yet.
    """

    def __init__(
        self, intake: FileIntake, index: StorageIndex, clock: Clock, metrics: FileMetrics, settle: Settle
    ) -> None:
        self._intake = intake
        self.index = index
        self._clock = clock
        self._metrics = metrics
        self._settle = settle
        self.feed = intake.terms.feed
        self._log = structlog.get_logger(component="ssmix2", feed=self.feed)
        self._group: dict[str, tuple[_File, Part]] = {}
        self._held_bytes = 0
        self._ended: dict[str, tuple[StorageName, Known]] = {}
        self._told: set[str] = set()
        self._seen: dict[str, tuple[int, int, float]] = {}
        self.young: dict[str, float] = {}
        self.without_successor: set[str] = set()
        self.foreign = self.withdrawn = 0

    def look_at(self, folder: str, path: str) -> None:
        """Takes what is new in a type folder, and notes what has ended.

        Raises:
            JournalUnavailable, QuarantineUnavailable: see `flush`.
        """
        self.young.pop(folder, None)
        entries = list(self._names(folder, path))
        known = self.index.known([name for name, _ in entries])
        for name, where in entries:
            before = known.get(name.stem)
            if name.flag is Flag.CURRENT:
                if name.stem not in self._group:
                    self._current(folder, name, where, before)
            elif before is not None and before.flag is Flag.CURRENT:
                self._ended[name.stem] = (name, before)
        if len(self._group) >= GROUP_MESSAGES or self._held_bytes >= GROUP_BYTES:
            self.flush()

    def begin_scan(self) -> None:
        """A whole scan begins: what it finds wrong is counted and told anew."""
        self.foreign = 0
        self._told.clear()

    def flush(self) -> None:
        """Makes durable what was read, then tells what counts no more.

        Raises:
            JournalUnavailable, QuarantineUnavailable: everything is still held; call it again.
        """
        for again in (False, True):
            group = [one for one in self._group.values() if one[0].counts_again is again]
            if group:
                self._keep(group, again=again)
        self._group, self._held_bytes = {}, 0
        for name, before in list(self._ended.values()):
            self._end(name, before)
            del self._ended[name.stem]
        self._intake.say_refusals()

    def tell(self, **levels: float) -> None:
        """Tells the metrics."""
        self._metrics.storage(self.feed, **levels)

    def _keep(self, group: list[tuple[_File, Part]], *, again: bool) -> None:
        """Journals files; a version of a file that was read too soon makes way; only then is any of them known."""
        outcomes = self._intake.keep([part for _, part in group], anew=again)
        kept: list[tuple[StorageName, Known]] = []
        for (file, _), outcome in zip(group, outcomes, strict=True):
            before = file.before.seq if file.before and not again else None
            if before and outcome.seq and before != outcome.seq:
                self._withdraw(before, outcome.seq)
            kept.append((file.name, Known(file.size, file.modified_ns, Flag.CURRENT, outcome.seq or before)))
        self.index.note(kept)
        self._count(group, outcomes)
        for file, _ in group:
            del self._group[file.name.stem]

    def _names(self, folder: str, path: str) -> Iterator[tuple[StorageName, str]]:
        try:
            with os.scandir(path) as entries:
                for entry in entries:
                    name = read_name(entry.name)
                    if isinstance(name, StorageName) and folder.endswith(f"{name.patient}/{name.day}/{name.data_type}"):
                        yield name, entry.path
                    else:
                        self.foreign += 1
        except FileNotFoundError:
            return
        except PermissionError:
            self._unreadable("a folder may not be read")

    def _current(self, folder: str, name: StorageName, where: str, before: Known | None) -> None:
        try:
            path = _message_in(where)
            status = os.stat(path or where)  # noqa: PTH116 -- a path object for each of a million files costs
        except FileNotFoundError:
            return  # renamed meanwhile; that is told, too
        except PermissionError:
            self._unreadable("a content folder may not be read")
            return
        as_before = before and (before.size, before.modified_ns, before.flag) == (
            *(status.st_size, status.st_mtime_ns),
            Flag.CURRENT,
        )
        if as_before:
            return
        if not self._is_settled(name.stem, status, EMPTY_SECONDS if path is None else self._settle.seconds):
            self.young[folder] = self._settle.now() + self._settle.seconds
        elif path is not None:
            self._read(_File(name, path, status.st_size, status.st_mtime_ns, before))

    def _is_settled(self, stem: str, status: os.stat_result, seconds: float) -> bool:
        """Whether a file has stood still; its own clock may be wrong, so what was seen counts, too."""
        now = self._settle.now()
        size, modified_ns, since = self._seen.pop(stem, (status.st_size, status.st_mtime_ns, now))
        if (size, modified_ns) != (status.st_size, status.st_mtime_ns):
            since = now
        if self._settle.wall() - status.st_mtime_ns / _NANOSECONDS >= seconds or now - since >= seconds:
            return True
        if len(self._seen) >= MOST_SEEN:
            self._seen.clear()  # each of them is seen to settle a little later
        self._seen[stem] = (status.st_size, status.st_mtime_ns, since)
        return False

    def _read(self, file: _File) -> None:
        limit = self._intake.terms.max_message_bytes
        try:
            with open(file.path, "rb") as opened:  # noqa: PTH123 -- as above
                content = opened.read(limit + 1)
        except FileNotFoundError:
            return
        except OSError as error:
            self._unreadable(f"a file of type {file.name.data_type} cannot be read: {error.strerror}")
            return
        bare = content.strip(_FRAMING)
        if len(content) > limit:
            self._hold(file, Part(0, bare[:HEAD_LIMIT_BYTES], is_message=True, size=file.size))
        else:
            self._hold(file, Part(0, bare, is_message=True, size=len(bare)))

    def _hold(self, file: _File, part: Part) -> None:
        self._group[file.name.stem] = (file, part)
        self._held_bytes += len(part.content)

    def _end(self, name: StorageName, before: Known) -> None:
        """Tells that a message counts no more, once it may be told."""
        successor = self.index.successor(name) if name.flag is Flag.SUPERSEDED else None
        if name.flag is Flag.SUPERSEDED and successor is None and before.seq is not None:
            self.without_successor.add(name.stem)
            return
        if before.seq is not None:
            self._withdraw(before.seq, successor)
        self.without_successor.discard(name.stem)
        self.index.note([(name, Known(before.size, before.modified_ns, name.flag, before.seq))])

    def _withdraw(self, seq: int, successor: int | None) -> None:
        self._intake.withdraw(seq, successor)
        self.withdrawn += 1

    def _count(self, group: list[tuple[_File, Part]], outcomes: list[MessageOutcome]) -> None:
        for name, count in Counter(one.outcome for one in outcomes).items():
            self._metrics.frames(self.feed, name, count)
        for (file, _), outcome in zip(group, outcomes, strict=True):
            self._metrics.file(self.feed, "done" if outcome.code == "AA" else "failed", file.size)
        self._metrics.last_message(self.feed, self._clock.now())

    def _unreadable(self, text: str) -> None:
        """Told without the place, which names a patient, and once a scan."""
        self._metrics.file(self.feed, "unreadable", 0)
        if text not in self._told:
            self._told.add(text)
            self._log.error("something in the storage cannot be read", reason=text)


def _message_in(where: str) -> str | None:
    """The message of a name: itself, or the file in its content folder; nothing where that has none yet."""
    if not os.path.isdir(where):  # noqa: PTH112 -- as above
        return where
    names = sorted(name for name in os.listdir(where) if name.lower().endswith(_MESSAGE_ENDING))  # noqa: PTH208 -- as above
    return f"{where}/{names[0]}" if names else None
