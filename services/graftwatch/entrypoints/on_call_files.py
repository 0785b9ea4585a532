"""The on-call file in the running service: taken when it is whole, told line by line when not.

It is looked at again and again, with its calendars, and counts when it was the same at two looks in a row. A faulty
one changes nothing: the rota in force stays. The last good one is kept in the data folder, for nobody but the service,
so that a restart beside a faulty file pages whom the service paged before; only a first start refuses one.
"""

import asyncio
import os
from base64 import b64decode, b64encode
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Final

import structlog
from pydantic import BaseModel, ValidationError

from graftwatch.entrypoints.codes_files import LOOK_SECONDS
from graftwatch.on_call import (
    LARGEST_CALENDAR_BYTES,
    CalendarError,
    OnCallFault,
    OnCallFileError,
    Rota,
    read_rota,
)
from graftwatch.pipeline.on_call import OnCall

# A hospital's on-call file is some kilobytes; this is some ten thousand overrides.
LARGEST_FILE_BYTES: Final = 1024 * 1024

Stamp = tuple[int, int, int] | None


class OnCallTexts(BaseModel):
    """An on-call file with its calendars (in base 64), as they stood."""

    name: str
    text: str
    calendars: dict[str, str] = {}

    def rota(self, channels: Collection[str] | None) -> Rota:
        """The rota.

        Raises:
            OnCallFileError: with every fault.
        """
        return read_rota(self.text, self.name, channels, lambda name: b64decode(self.calendars[name]))


def read_on_call(
    path: Path, channels: Collection[str] | None, name: str = "", asked: list[str] | None = None
) -> tuple[OnCallTexts, Rota]:
    """The on-call file as it stands, and its rota.

    Args:
        path: the file; calendars lie beside it.
        channels: names of the settings' channels; None: not known.
        name: what faults call it; by default its own.
        asked: is given the names of the calendars, also where the file is faulty.

    Raises:
        OnCallFileError: with every fault of the file and its calendars.
    """
    calendars: dict[str, str] = {}
    asked = [] if asked is None else asked

    def content_of(name: str) -> bytes:
        asked.append(name)
        content = _calendar(path.parent / name)
        calendars[name] = b64encode(content).decode()
        return content

    text = _text(path)
    rota = read_rota(text, name or path.name, channels, content_of)
    return OnCallTexts(name=path.name, text=text, calendars=calendars), rota


def _calendar(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_CALENDAR_BYTES + 1)
    except OSError as fault:
        raise CalendarError([f"cannot be read: {fault.strerror}"]) from None


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE_BYTES + 1)
        if len(content) > LARGEST_FILE_BYTES:
            said = f"is larger than {LARGEST_FILE_BYTES} bytes; take out overrides that are past"
            raise OnCallFileError([OnCallFault(path.name, None, "", said)])
        return content.decode("utf-8-sig")
    except OSError as fault:
        said = f"cannot be read: {fault.strerror}; it is the setting `on_call`"
        raise OnCallFileError([OnCallFault(path.name, None, "", said)]) from None
    except UnicodeDecodeError as fault:
        line = fault.object[: fault.start].count(b"\n") + 1
        raise OnCallFileError([OnCallFault(path.name, line, "", "is not UTF-8; save it as UTF-8")]) from None


class OnCallFiles:
    """Watches the on-call file.

    Args:
        path: the file; None: there is none.
        channels: names of the settings' channels.
        kept: where the last good one is kept.

    Attributes:
        on_call: who is on call by the rota in force; the same object for ever.
        faults: of the file as it stands; the rota in force is then an older one.
    """

    def __init__(self, path: Path | None, channels: Collection[str], kept: Path) -> None:
        self._path = path
        self._channels = channels
        self._kept = kept
        self._log = structlog.get_logger(component="on call")
        self._texts: OnCallTexts | None = None
        self._calendars: tuple[str, ...] = ()
        self._read: tuple[Stamp, ...] | None = None
        self._seen: tuple[Stamp, ...] | None = None
        self.on_call = OnCall()
        self.faults: tuple[OnCallFault, ...] = ()

    def start(self) -> None:
        """Reads the file; where it is faulty, the last good one; where there is none, nobody is on call."""
        if self._path is None:
            return
        try:
            self._take(self._path)
        except OnCallFileError as fault:
            self.on_call.rota = self._kept_rota()
            self._tell(fault.faults)

    def refuse(self) -> None:
        """Nothing where somebody is on call, or nobody is meant to be.

        Raises:
            OnCallFileError: the file is faulty, and there is no good one.
        """
        if self.faults and self.on_call.rota is None:
            raise OnCallFileError(list(self.faults))

    def keep(self) -> None:
        """Keeps the rota in force for a restart beside a faulty file; done by one process."""
        try:
            if self._texts is not None:
                _write_privately(self._kept, self._texts.model_dump_json())
        except OSError as fault:
            self._log.warning("the on-call file could not be kept for a restart", error=fault.strerror)

    def warnings(self) -> list[str]:
        """The faults of the file as it stands, for the page about the service's health."""
        return [f"{one}; the file before it stays in force" for one in self.faults]

    def look(self) -> bool:
        """Whether another version was taken now."""
        if self._path is None:
            return False
        before, self._seen = self._seen, self._stamps()
        if self._seen == self._read or self._seen != before:
            return False
        try:
            self._take(self._path)
        except OnCallFileError as fault:
            self._tell(fault.faults)
            return False
        self._tell(())
        self._log.info("on-call file taken", file=self._path.name)
        return True

    async def watch(self, taken: Callable[[], None] = lambda: None) -> None:
        """Looks again and again; `taken` is called after another version was taken."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            if await asyncio.to_thread(self.look):
                await asyncio.to_thread(taken)

    def _take(self, path: Path) -> None:
        """Takes the file; a calendar that it names is looked at from now on, also where it is not there yet."""
        asked: list[str] = []
        self._read = self._seen = self._stamps()
        try:
            self._texts, self.on_call.rota = read_on_call(path, self._channels, asked=asked)
        finally:
            if self._calendars != tuple(asked):
                self._calendars = tuple(asked)
                self._read = self._seen = self._stamps()

    def _kept_rota(self) -> Rota | None:
        try:
            return OnCallTexts.model_validate_json(self._kept.read_bytes()).rota(self._channels)
        except (OSError, ValidationError, OnCallFileError):
            return None

    def _stamps(self) -> tuple[Stamp, ...]:
        """What tells one state of the file and its calendars from another."""
        path = self._path
        paths = () if path is None else (path, *(path.parent / name for name in self._calendars))
        return tuple(_stamp(one) for one in paths)

    def _tell(self, faults: tuple[OnCallFault, ...]) -> None:
        if faults == self.faults:
            return
        for one in faults:
            self._log.error("on-call file faulty", fault=str(one))
        self.faults = faults


def _stamp(path: Path) -> Stamp:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns


def _write_privately(path: Path, text: str) -> None:
    """Writes a file that nobody else can read, as a whole or not at all."""
    begun = path.with_suffix(".begun")
    descriptor = os.open(begun, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    begun.replace(path)
