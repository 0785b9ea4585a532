"""Names in an SS-MIX2 storage: read, built, and why a name is none.

Source: SS-MIX2 standardised storage and extended storage, guidelines on structure, version 1.2g. A message lies at
`ID[0:3]/ID[3:6]/ID/DAY/TYPE/NAME`, with NAME = `ID_DAY_TYPE_ORDER_TIME_DEPARTMENT_FLAG`; DAY is YYYYMMDD, or `-` for
what belongs to no day; TIME is when the transaction was made, to the millisecond. In the extended storage NAME is a
folder, its message in it a file, and TYPE a code with its name and system, such as
`L-OBSERVATIONS^OBSERVATIONS^99ZL01`. A file is never changed: what replaces it has a new name, and the old one's flag
is renamed. Tolerated, as hospitals write it: a TIME of less digits, no DEPARTMENT, an ending `.hl7`.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase

NO_DAY = "-"
TIME_DIGITS = 17
# What the service understands: admissions, laboratory and microbiology results, administrations; of the extended
# storage, observations at the bedside and pathology (LOINC 11526-1 study, 60567-5 report, 11529-5 surgical).
UNDERSTOOD_TYPES = (
    "ADT-*",
    "OML-11",
    "OMP-1[12]",
    "L-OBSERVATIONS^*",
    "*^11526-1^*",
    "*^60567-5^*",
    "*^11529-5^*",
)

_NAME = re.compile(
    r"(?P<patient>[^_/]+)_(?P<day>[^_/]+)_(?P<data_type>[^/]+)_(?P<order>[^_/]*)"
    r"_(?P<at>[0-9]{12,17})(?:_(?P<department>[^_/]*))?_(?P<flag>[^_/.]*)(?P<ending>\.hl7)?",
    re.IGNORECASE,
)
_DAY = re.compile(r"[0-9]{8}|-")


class Flag(StrEnum):
    """What a file is worth: only a current one counts."""

    DELETED = "0"
    CURRENT = "1"
    SUPERSEDED = "2"


@dataclass(frozen=True, slots=True)
class StorageName:
    """A name in the storage, in its parts; `department` is empty where the name has none."""

    patient: str
    day: str
    data_type: str
    order: str
    at: str
    department: str
    flag: Flag
    ending: str = ""

    @property
    def folder(self) -> str:
        """Where it lies, from the storage's root."""
        return type_folder(self.patient, self.day, self.data_type)

    @property
    def stem(self) -> str:
        """What stays the same when its flag changes."""
        return "_".join((*self.series, self.at, self.department)) + self.ending

    @property
    def series(self) -> tuple[str, str, str, str]:
        """What it shares with what it replaces and what replaces it."""
        return self.patient, self.day, self.data_type, self.order

    @property
    def order_in_series(self) -> int:
        """A number that is greater the later the transaction was made."""
        return int(self.at.ljust(TIME_DIGITS, "0"))


@dataclass(frozen=True, slots=True)
class NotAName:
    """Why a name is none of the storage's, in words that repeat nothing of it."""

    text: str


def read_name(name: str) -> StorageName | NotAName:
    """The parts of a name, or why it is none.

    >>> read_name("0123456789_20260601_OML-11_000000000000123_20260601093000123_01_1").series
    ('0123456789', '20260601', 'OML-11', '000000000000123')
    >>> read_name("Thumbs.db")
    NotAName(text='it is not of the form ID_DAY_TYPE_ORDER_TIME_DEPARTMENT_FLAG')
    """
    found = _NAME.fullmatch(name)
    if not found:
        return NotAName("it is not of the form ID_DAY_TYPE_ORDER_TIME_DEPARTMENT_FLAG")
    parts = found.groupdict(default="")
    if not _DAY.fullmatch(parts["day"]):
        return NotAName("its day is neither YYYYMMDD nor -")
    if parts["flag"] not in set(Flag):
        return NotAName("its flag is none of 0, 1 and 2")
    return StorageName(**{**parts, "flag": Flag(parts["flag"])})  # type: ignore[arg-type]  # flag alone is no text


def build_name(name: StorageName) -> str:
    """The name of the parts.

    >>> build_name(StorageName("01234567", "-", "ADT-00", "999999999999999", "20260601093000123", "-", Flag.CURRENT))
    '01234567_-_ADT-00_999999999999999_20260601093000123_-_1'
    """
    return "_".join((*name.series, name.at, name.department, name.flag)) + name.ending


def type_folder(patient: str, day: str, data_type: str) -> str:
    """Where messages of one patient, day and type lie, from the storage's root.

    >>> type_folder("0123456789", "20260601", "OML-11")
    '012/345/0123456789/20260601/OML-11'
    """
    return "/".join((patient_folder(patient), day, data_type))


def patient_folder(patient: str) -> str:
    """Where everything of one patient lies, from the storage's root."""
    return "/".join((patient[0:3], patient[3:6], patient))


def is_day_wanted(day: str, first: str) -> bool:
    """Whether a folder of this name holds messages of that day or a later one; `-` always does."""
    return day == NO_DAY or (_DAY.fullmatch(day) is not None and day >= first)


def is_type_wanted(data_type: str, patterns: tuple[str, ...]) -> bool:
    """Whether one of the patterns is the type's."""
    return any(fnmatchcase(data_type, pattern) for pattern in patterns)
