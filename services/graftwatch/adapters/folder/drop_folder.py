"""A drop folder: what appears in it is taken once, and lies in `done` or `failed` afterwards, its outcome beside it.

Taking a file is renaming it into `taking` under a name that no other file can have, so two processes cannot take one
twice; while it is worked on it is locked, so that what lies there unlocked was left by a process that died, and is
taken up again. Nothing is deleted but what retention says of `done`.
"""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from math import inf
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote

import structlog

from graftwatch.adapters.folder.arrivals import DONE, FAILED, Arrived, DropPlace, Settling, arrived
from graftwatch.adapters.folder.file_reader import FileReader
from graftwatch.adapters.folder.outcome_file import SUFFIX, OutcomeFile, kept_as
from graftwatch.adapters.folder.progress import Progress
from graftwatch.hl7.batch_structure import BatchStructure
from graftwatch.pipeline.clock import Clock
from graftwatch.pipeline.file_intake import FileIntake
from graftwatch.pipeline.file_metrics import FileMetrics
from graftwatch.pipeline.journal import JournalUnavailable
from graftwatch.pipeline.quarantine import QuarantineUnavailable

_DRAFT = ".outcome"
_BETWEEN = "--"
# A file that could not be read or moved is tried again, but not at every look.
RETRY_SECONDS = 30.0


class DropFolder:
    """One feed's drop folder."""

    def __init__(
        self,
        place: DropPlace,
        intake: FileIntake,
        progress: Progress,
        clock: Clock,
        metrics: FileMetrics,
        now: Callable[[], float],
    ) -> None:
        """`now` gives seconds that never go back; the clock is the service's."""
        self._place = place
        self._intake = intake
        self._progress = progress
        self._clock = clock
        self._metrics = metrics
        self._now = now
        self._settling = Settling(place.settle_seconds)
        self._again_at: dict[str, float] = {}
        self._feed = intake.terms.feed
        self._log = structlog.get_logger(component="folder", feed=self._feed)
        self.fault = ""
        self.alive_at = now()

    def look(self) -> int:
        """Takes what was left behind and what has settled; gives how many files were dealt with."""
        self.fault = ""
        self.alive_at = self._now()
        try:
            self._place.make()
            done = sum(self._resume(path) for path in sorted(self._place.taking.iterdir()))
            ready = (file for file in arrived(self._place) if not self._stands(file.name))
            files = list(islice(ready, self._place.files_at_a_time))
        except OSError as error:
            self._trouble(str(self._place.path), f"the folder cannot be used: {error.strerror}", is_file=False)
            return 0
        settled = self._settling.settled(files, self._now())
        self._metrics.waiting(self._feed, len(files), self._settling.oldest_seconds(self._now()))
        done += sum(self._take(file) for file in settled)
        self._say_refusals()
        return done

    def _say_refusals(self) -> None:
        try:
            self._intake.say_refusals()
        except JournalUnavailable as error:
            self._trouble(str(self._place.path), str(error), is_file=False)

    def _take(self, file: Arrived) -> bool:
        """Renames a file into `taking` and works on it; False where it is left for later."""
        token = f"{file.inode:x}-{file.modified_ns:x}{_BETWEEN}{file.name.replace('%', '%25').replace('/', '%2F')}"
        taken = self._place.taking / token
        try:
            with file.path.open("rb"):  # a file that cannot be read is not moved: its owner finds it where it was put
                file.path.rename(taken)
        except FileNotFoundError:
            return False  # another process was first
        except OSError as error:
            self._trouble(file.name, f"the file cannot be taken: {error.strerror}")
            return False
        return self._resume(taken)

    def _resume(self, taken: Path) -> bool:
        """Works on a file in `taking`, unless another process does."""
        if taken.name.endswith(_DRAFT):
            self._finish_left(taken)
            return False
        if self._stands(taken.name):
            return False
        try:
            with _locked(taken) as file:
                if file is None:
                    return False
                self._work(taken, file)
        except (JournalUnavailable, QuarantineUnavailable) as error:
            self._trouble(taken.name, str(error), is_file=False)
            return False
        except OSError as error:
            self._trouble(taken.name, f"the file cannot be dealt with: {error.strerror}")
            return False
        return True

    def _work(self, taken: Path, file: BinaryIO) -> None:
        """Reads a file, says what became of it, and puts it away."""
        if self._was_put_away(taken):
            return
        name = unquote(taken.name.partition(_BETWEEN)[2])
        size = os.fstat(file.fileno()).st_size
        with OutcomeFile(taken.with_name(taken.name + _DRAFT), name, self._feed) as outcome:
            too_large = size > self._place.max_file_bytes
            fault = f"the file has {size} bytes, more than the {self._place.max_file_bytes} taken" if too_large else ""
            structure = BatchStructure() if too_large else self._read(taken, file, outcome)
            is_well = outcome.all_taken and not structure.faults
            if not fault and not outcome.counts:
                fault = "the file holds no message"
            target = self._free_target(DONE if is_well else FAILED, name)
            outcome.finish(structure, str(target.relative_to(self._place.path)), fault)
        self._put_away(taken, target)
        self._progress.forget(self._feed, taken.name)
        self._metrics.file(self._feed, DONE if is_well else FAILED, size)
        self._log.info("file taken", outcome=DONE if is_well else FAILED, **dict(outcome.counts))

    def _read(self, taken: Path, file: BinaryIO, outcome: OutcomeFile) -> BatchStructure:
        reader = FileReader(file, self._intake, self._progress.kept_before(self._feed, taken.name))
        for group in reader.outcomes():
            outcome.add(group)
            self.alive_at = self._now()
            self._progress.note(self._feed, taken.name, reader.kept_before)
            self._metrics.last_message(self._feed, self._clock.now())
        for name, count in outcome.counts.items():
            self._metrics.frames(self._feed, name, count)
        return reader.structure

    def _free_target(self, folder: str, name: str) -> Path:
        """Where the file goes: its name, or that with a number when it is taken."""
        first = self._place.path / folder / name
        first.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        target, count = first, 1
        while target.exists() or target.with_name(target.name + SUFFIX).exists():
            count += 1
            target = first.with_name(f"{first.stem}.{count}{first.suffix}")
        return target

    def _put_away(self, taken: Path, target: Path) -> None:
        """Moves the file, then its outcome; dying in between is made good at the next look."""
        _move(taken, target)
        _move(taken.with_name(taken.name + _DRAFT), target.with_name(target.name + SUFFIX))

    def _was_put_away(self, taken: Path) -> bool:
        """Whether the process that died had come as far as giving the file its last name."""
        draft = taken.with_name(taken.name + _DRAFT)
        target = self._place.path / kept_as(draft) if draft.exists() and kept_as(draft) else None
        if target is None or not target.exists() or not target.samefile(taken):
            return False
        taken.unlink()
        self._finish_left(draft)
        return True

    def _finish_left(self, draft: Path) -> None:
        """An outcome whose file has gone before it goes after it."""
        taken = draft.with_name(draft.name.removesuffix(_DRAFT))
        if taken.exists() or not draft.exists():
            return
        target = kept_as(draft)
        if target:
            _move(draft, self._place.path / (target + SUFFIX))
            self._progress.forget(self._feed, taken.name)

    def _stands(self, place: str) -> bool:
        """Whether it is too early to try this place again."""
        return self._again_at.get(place, -inf) > self._now()

    def _trouble(self, place: str, text: str, *, is_file: bool = True) -> None:
        """Tells it, and lets the others go on; what is not one file's fault holds up the feed and is its fault."""
        self._again_at = {known: at for known, at in self._again_at.items() if at > self._now()}
        if is_file:
            self._again_at[place] = self._now() + RETRY_SECONDS
            self._metrics.file(self._feed, "unreadable", 0)
            self._log.error("a file could not be taken", place=place, reason=text)
        else:
            self.fault = f"feed {self._feed}: {text}"


@contextmanager
def _locked(path: Path) -> Iterator[BinaryIO | None]:
    """The file, locked; nothing where another process has it, or has just put it away."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        yield None
        return
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield None
            return
        yield file if path.exists() else None


def _move(source: Path, target: Path) -> None:
    """Moves a file without ever replacing another; where links are not to be had, by looking first."""
    try:
        target.hardlink_to(source)
    except FileExistsError:
        raise
    except OSError:
        if target.exists():
            raise
        source.rename(target)
    else:
        source.unlink()
