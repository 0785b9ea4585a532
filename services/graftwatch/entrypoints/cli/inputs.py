"""Reading what a command is given: HL7 files and folders, roster, protocol, codes. All at once or refused in words."""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from graftwatch.entrypoints.cli.faults import InputFault
from graftwatch.entrypoints.codes_files import read_codes_file
from graftwatch.hl7.batch import Part, split_messages
from graftwatch.protocol import Protocol, parse_protocol
from graftwatch.roster import Roster, parse_roster
from graftwatch.terminology.site_codes import SiteCodes

HL7_SUFFIXES = frozenset({".hl7", ".txt", ".dat", ".msg", ""})
STANDARD_INPUT = Path("-")
INPUT_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
INPUT_PATH = click.Path(path_type=Path, allow_dash=True)


@dataclass(frozen=True, slots=True)
class FileMessage:
    """One message of a file: which file, where in it, its bytes; `is_message` is False for bytes that are none."""

    file: str
    offset: int
    content: bytes
    is_message: bool = True


def messages_of(paths: Iterable[Path]) -> Iterator[FileMessage]:
    """Every message of files and folders, in name order; a folder is read whole, `-` is standard input.

    Raises:
        InputFault: a path is not there.
    """
    for path in paths:
        if path == STANDARD_INPUT:
            yield from _messages("standard input", sys.stdin.buffer.read())
            continue
        for file in files_below(path):
            yield from _messages(str(file), file.read_bytes())


def files_below(path: Path) -> list[Path]:
    """A file, or a folder's files that may hold messages, in name order.

    Raises:
        InputFault: it is not there.
    """
    if not path.exists():
        raise InputFault(f"{path}: there is no such file or folder")
    return sorted(_files(path))


def _messages(file: str, content: bytes) -> Iterator[FileMessage]:
    for part in split_messages(content) or [Part(0, b"", is_message=False, size=0)]:
        yield FileMessage(file, part.offset, part.content, part.is_message)


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
        return
    for file in path.rglob("*"):
        if file.is_file() and file.suffix.lower() in HL7_SUFFIXES and not file.name.startswith("."):
            yield file


def read_text(path: Path) -> str:
    """A text file in UTF-8.

    Raises:
        InputFault: it is not there or not UTF-8.
    """
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise InputFault(f"{path}: byte {fault.start} is not UTF-8; save the file as UTF-8") from None


def read_protocol(path: Path | None) -> Protocol:
    """The protocol of a file, or the built-in default."""
    return parse_protocol(read_text(path), path.name) if path else Protocol()


def read_roster(path: Path, protocol: Protocol) -> Roster:
    """The roster of a file."""
    return Roster.of_changes(parse_roster(read_text(path), path.name, protocol.zone))


def read_codes(path: Path | None) -> SiteCodes:
    """The site's own codes of a file, or none."""
    return read_codes_file("", path).site_codes() if path else SiteCodes()
