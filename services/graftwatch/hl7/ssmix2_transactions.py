"""The transaction log of an SS-MIX2 storage, read for hints: in which folders something has changed.

Source: SS-MIX2 guidelines 1.2g, transaction storage: `YEAR/TR_YYYYMMDDHHMMSSFFF_nnnnn.DAT` records each message with
`INS` where it was stored (which supersedes the one before) and `DEL` where it was deleted. How a record is laid out
differs between makers, so it is only searched: for a storage name, else for patient, day and type side by side,
else for the patient of the message in it. A record that gives none of them is counted, and the scan finds what it says.
"""

import re
from dataclasses import dataclass
from itertools import pairwise

from graftwatch.hl7.ssmix2 import StorageName, patient_folder, read_name, type_folder

TRANSACTION_FILE = re.compile(r"TR_[0-9]{14,17}_[0-9]+\.DAT", re.IGNORECASE)
_RECORD = re.compile(rb"(?<![0-9A-Za-z])(INS|DEL)(?![0-9A-Za-z])")
_WORD = re.compile(rb"[^\s,;|\"'/\\\x00]+_(?:[0-9]{8}|-)_[^\s,;|\"'/\\\x00]+")
_BETWEEN = rb"\"?[,;|\t ]+\"?"
_SIDE_BY_SIDE = re.compile(_BETWEEN.join((rb"([0-9A-Za-z-]{4,15})", rb"([0-9]{8}|-)", rb"([A-Z]{2,4}-[0-9]{2}|OMD)\b")))
_PATIENT = re.compile(rb"[\r\n]PID\|[^|\r\n]*\|[^|\r\n]*\|([0-9A-Za-z-]{1,15})")


@dataclass(frozen=True, slots=True)
class Hints:
    """Folders to look at, from the storage's root: of one type and day, or of a patient; and records without one."""

    folders: tuple[str, ...]
    not_understood: int


def hints_of(log: bytes) -> Hints:
    r"""The hints of a stretch of the log.

    >>> hints_of(b"INS,012345,20260601,OML-11,000000000000123\r\n")
    Hints(folders=('012/345/012345/20260601/OML-11',), not_understood=0)
    """
    starts = [found.start() for found in _RECORD.finditer(log)]
    records = [log[begin:end] for begin, end in pairwise([*starts, len(log)])]
    found = [_folder(record) for record in records]
    return Hints(tuple(dict.fromkeys(one for one in found if one)), found.count(""))


def _folder(record: bytes) -> str:
    for word in _WORD.findall(record):
        name = read_name(word.decode("ascii", "replace"))
        if isinstance(name, StorageName):
            return name.folder
    if side_by_side := _SIDE_BY_SIDE.search(record):
        return type_folder(*(part.decode("ascii") for part in side_by_side.groups()))
    patient = _PATIENT.search(record)
    return patient_folder(patient.group(1).decode("ascii")) if patient else ""
