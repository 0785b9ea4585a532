"""The feeds' own codes as files: noticed when they change, taken when they are whole, told line by line when not.

A file counts when it was the same at two looks in a row, so that one that is being written is not taken by half. A
faulty file changes nothing: the codes in force stay until it is mended. What was taken goes into the journal; nothing
is concluded from a file itself. Behind a feed's file stands what people entered at the
console (entered_codes_files.py).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from graftwatch.entrypoints.entered_codes_files import read_entered
from graftwatch.pipeline.codes_change import CodesChange
from graftwatch.terminology.entered_codes import merged
from graftwatch.terminology.site_codes import SiteCodesError, SiteCodesFault

# Two looks that agree, and the entry: within two seconds of the change.
LOOK_SECONDS: Final = 0.5
# A laboratory has some thousand codes, a line each of under a hundred bytes; this is some hundred thousand lines.
LARGEST_FILE_BYTES: Final = 8 * 1024 * 1024

ENTERED_AT_CONSOLE: Final = "entered at the console"

Stamp = tuple[tuple[int, int, int, int] | None, tuple[int, int, int, int] | None]


@dataclass(slots=True)
class _File:
    path: Path | None
    entered: Path | None
    stamp: Stamp | None = None
    read: Stamp | None = None
    faults: tuple[SiteCodesFault, ...] = ()
    faulty: str = ""


@dataclass(frozen=True, slots=True)
class FaultyFile:
    """A file that cannot be taken, with every fault by line."""

    feed: str
    file: str
    faults: tuple[SiteCodesFault, ...]

    def lines(self) -> list[str]:
        """Each fault as file, line and mend."""
        return [f"{self.file}:{fault.line}: {fault.message}" for fault in self.faults]


@dataclass(slots=True)
class CodesFiles:
    """Watches the files.

    Attributes:
        paths: each feed's file; a feed that is not here has none.
        in_force: the codes that each feed was last given, by the journal.
        entered: each feed's file of what people entered, which need not be there.
    """

    paths: Mapping[str, Path]
    in_force: dict[str, CodesChange] = field(default_factory=dict)
    entered: Mapping[str, Path] = field(default_factory=dict)
    _files: dict[str, _File] = field(init=False)

    def __post_init__(self) -> None:
        """Nothing is read yet."""
        feeds = dict.fromkeys((*self.paths, *self.entered))
        self._files = {feed: _File(self.paths.get(feed), self.entered.get(feed)) for feed in feeds}

    def read_all(self, feeds: Iterable[str]) -> list[CodesChange]:
        """What differs from the codes in force, read at once; for the start, where nobody has written just now."""
        changes = [change for feed, one in self._files.items() if (change := self._take(feed, one)) is not None]
        gone = [one for one in self.in_force.values() if one.feed in set(feeds) - self._files.keys() and one.csv]
        changes += [CodesChange(feed=one.feed) for one in gone]
        self._note(changes)
        return changes

    def look(self) -> list[CodesChange]:
        """What has changed since the last look and is whole."""
        changes = list(self._changed())
        self._note(changes)
        return changes

    def faulty(self) -> list[FaultyFile]:
        """The files that cannot be taken as they are now."""
        return [FaultyFile(feed, one.faulty, one.faults) for feed, one in self._files.items() if one.faults]

    def _changed(self) -> Iterator[CodesChange]:
        for feed, one in self._files.items():
            before, one.stamp = one.stamp, _stamps(one)
            if one.stamp != one.read and one.stamp == before and (change := self._take(feed, one)) is not None:
                yield change

    def _take(self, feed: str, one: _File) -> CodesChange | None:
        one.read = one.stamp = _stamps(one)
        try:
            change = feed_codes(feed, one.path, one.entered)
        except SiteCodesError as fault:
            one.faults, one.faulty = fault.faults, fault.source_name
            return None
        one.faults = ()
        known = self.in_force.get(feed)
        return change if change.csv != (known.csv if known else None) else None

    def _note(self, changes: Iterable[CodesChange]) -> None:
        self.in_force.update({one.feed: one for one in changes})


def _stamps(one: _File) -> Stamp:
    return _stamp(one.path), _stamp(one.entered)


def _stamp(path: Path | None) -> tuple[int, int, int, int] | None:
    """What tells one state of a file from another; nothing where it is not there."""
    if path is None:
        return None
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def feed_codes(feed: str, path: Path | None, entered: Path | None) -> CodesChange:
    """A feed's codes: its file's, and behind them what was entered.

    Raises:
        SiteCodesError: with every fault of the file that has them.
    """
    own = CodesChange(feed=feed) if path is None else read_codes_file(feed, path)
    mappings = read_entered(entered)
    if not mappings:
        return own
    names = ", ".join(name for name in (own.file, ENTERED_AT_CONSOLE) if name)
    change = CodesChange(feed=feed, file=names, csv=merged(own.csv, mappings, own.file))
    change.site_codes()
    return change


def read_codes_file(feed: str, path: Path) -> CodesChange:
    """A feed's codes file as a change.

    Raises:
        SiteCodesError: with every fault of the file, by line.
    """
    change = CodesChange(feed=feed, file=path.name, csv=_text(feed, path))
    change.site_codes()
    return change


def _text(feed: str, path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE_BYTES + 1)
    except OSError as fault:
        whose = f"; it is the setting `codes` of feed {feed}" if feed else ""
        text = f"cannot be read: {fault.strerror}{whose}"
        raise SiteCodesError(path.name, [SiteCodesFault(1, text)]) from None
    if len(content) > LARGEST_FILE_BYTES:
        beyond = content.count(b"\n", 0, LARGEST_FILE_BYTES) + 1
        text = f"longer than {LARGEST_FILE_BYTES} bytes from here on; a codes.csv has one line a code"
        raise SiteCodesError(path.name, [SiteCodesFault(beyond, text)])
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = content.count(b"\n", 0, fault.start) + 1
        column = fault.start - (content.rfind(b"\n", 0, fault.start) + 1) + 1
        text = f"byte {column} of the line is not UTF-8; save the file as UTF-8"
        raise SiteCodesError(path.name, [SiteCodesFault(line, text)]) from None
