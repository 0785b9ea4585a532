"""A roster file as it is uploaded: its bytes as text, in whatever encoding a hospital's spreadsheet wrote it."""

from dataclasses import dataclass
from typing import Final

from graftwatch.roster import CellFault, FaultKind, RosterFile

BYTES_AT_MOST: Final = 1_000_000
ROWS_AT_MOST: Final = 2_000
"""A trial enrols some dozens; so many are entered in seconds."""
_OTHER_PAGES: Final = frozenset({".", "..", "enrol", "import"})
_WORKBOOK: Final = b"PK\x03\x04"
_OLD_WORKBOOK: Final = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class FileText:
    """A file's text and how it was read; a fault instead, where it is none."""

    text: str = ""
    encoding: str = ""
    fault: CellFault | None = None


def text_of(content: bytes) -> FileText:
    """The text of a file: UTF-8, UTF-16 with its mark, or Shift_JIS as Japanese spreadsheets write it (CP932)."""
    if not content.strip():
        return _refused(FaultKind.EMPTY_FILE, "the file is empty; choose the file that you saved")
    if len(content) > BYTES_AT_MOST:
        said = f"the file is larger than {BYTES_AT_MOST:,} bytes; import it in parts"
        return _refused(FaultKind.TOO_LARGE, said, f"{BYTES_AT_MOST:,}")
    if content.startswith((_WORKBOOK, _OLD_WORKBOOK)):
        said = "this is an Excel workbook; save it as “CSV UTF-8 (comma delimited)” and choose that file"
        return _refused(FaultKind.SPREADSHEET, said)
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decoded(content, "utf-16", "UTF-16")
    if b"\x00" in content:
        return _refused(FaultKind.NOT_TEXT, "the file is no text; save it as CSV in UTF-8")
    read = _decoded(content, "utf-8-sig", "UTF-8")
    return read if read.fault is None else _decoded(content, "cp932", "Shift_JIS (CP932)")


def refuse_without_address(read: RosterFile) -> None:
    """A subject that cannot stand in the address of its page is a fault here, as nobody could open it."""
    for row in read.rows:
        subject = row.cells.get("subject", "")
        if "/" in subject or subject in _OTHER_PAGES:
            said = "`subject` cannot stand in the address of a page; choose an id without '/', such as S01"
            read.faults.append(CellFault(row.line, "subject", FaultKind.NO_ADDRESS, said))


def _decoded(content: bytes, codec: str, name: str) -> FileText:
    try:
        return FileText(content.decode(codec), name)
    except UnicodeDecodeError:
        return _refused(FaultKind.NOT_TEXT, "the file is no text in UTF-8 or Shift_JIS; save it as CSV in UTF-8")


def _refused(kind: FaultKind, words: str, about: str = "") -> FileText:
    return FileText(fault=CellFault(0, "", kind, words, about))
