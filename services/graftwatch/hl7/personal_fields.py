"""Which fields of a message say who somebody is, and which say nothing of it.

Source: HL7 v2.5.1 chapters 2 to 7 and 13 (segments and their data types: CX, XPN, XCN, XAD, XTN, NDL, TS). Fields that
are listed as harmless may be shown; everything else, of any segment, may not: a segment that nobody here knows holds
whatever its sender likes.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Personal(StrEnum):
    """What a field that says who somebody is holds."""

    NUMBER = "number"
    NAME = "name"
    STAFF = "staff"
    STAFF_PARTS = "staff in sub-components"
    ADDRESS = "address"
    PHONE = "phone"
    BORN = "born"


COMPONENTS: Final[Mapping[Personal, tuple[int, ...]]] = MappingProxyType(
    {
        Personal.NUMBER: (1,),
        Personal.NAME: (1, 2, 3),
        Personal.STAFF: (2, 3, 4),
        Personal.STAFF_PARTS: (1,),
        Personal.ADDRESS: (1, 2, 5, 8),
        Personal.PHONE: (1, 4, 7, 12),
        Personal.BORN: (1,),
    }
)
"""The components that tell who it is wherever they stand; of the others ("MR", "HOSP", a city) the field is enough."""

_N, _A, _P, _B = Personal.NUMBER, Personal.ADDRESS, Personal.PHONE, Personal.BORN
_NAME, _STAFF, _PARTS = Personal.NAME, Personal.STAFF, Personal.STAFF_PARTS

PERSONAL: Final[Mapping[str, Mapping[int, Personal]]] = MappingProxyType(
    {
        "PID": {
            2: _N,
            3: _N,
            4: _N,
            5: _NAME,
            6: _NAME,
            7: _B,
            9: _NAME,
            11: _A,
            13: _P,
            14: _P,
            18: _N,
            19: _N,
            20: _N,
            21: _N,
        },
        "NK1": {2: _NAME, 4: _A, 5: _P, 6: _P, 12: _N, 16: _B, 30: _NAME, 31: _P, 32: _A, 33: _N, 37: _N},
        "GT1": {2: _N, 3: _NAME, 4: _NAME, 5: _A, 6: _P, 7: _P, 8: _B, 12: _N, 19: _N},
        "IN1": {16: _NAME, 18: _B, 19: _A, 36: _N, 49: _N},
        "IN2": {2: _N, 6: _N, 8: _N, 22: _NAME, 61: _N, 63: _P, 64: _P},
        "MRG": {1: _N, 2: _N, 3: _N, 4: _N, 5: _N, 6: _N, 7: _NAME},
        "PV1": {5: _N, 7: _STAFF, 8: _STAFF, 9: _STAFF, 17: _STAFF, 19: _N, 50: _N, 52: _STAFF},
        "PD1": {4: _STAFF},
        "EVN": {5: _STAFF},
        "ORC": {10: _STAFF, 11: _STAFF, 12: _STAFF, 14: _P, 19: _STAFF},
        "OBR": {10: _STAFF, 16: _STAFF, 17: _P, 28: _STAFF, 32: _PARTS, 33: _PARTS, 34: _PARTS, 35: _PARTS},
        "OBX": {16: _STAFF, 25: _STAFF},
        "RXA": {10: _STAFF},
        "ROL": {4: _STAFF},
        "DG1": {16: _STAFF},
        "TXA": {5: _STAFF, 9: _STAFF, 10: _STAFF, 11: _STAFF, 22: _STAFF},
    }
)


def _to(last: int) -> frozenset[int]:
    return frozenset(range(1, last + 1))


HARMLESS: Final[Mapping[str, frozenset[int]]] = MappingProxyType(
    {
        "MSH": _to(21) - {8},
        "MSA": frozenset((1, 2, 3)),
        "ERR": frozenset((1, 2, 3, 4)),
        "EVN": frozenset((1, 2, 3, 4, 6)),
        "PID": frozenset((1, 8, 29, 30)),
        "NK1": frozenset((1,)),
        "PV1": frozenset((1, 2, 3, 4, 6, 10, 13, 14, 15, 18, 36, 44, 45)),
        "PV2": frozenset((1, 2, 3, 4, 8, 9)),
        "ORC": frozenset((1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 25)),
        "OBR": frozenset((*range(1, 10), 11, 14, 15, 18, 19, 20, 21, 22, 24, 25, 26, 27, 29, 36, 44)),
        "OBX": frozenset((*range(1, 10), 11, 12, 13, 14, 15, 17, 19)),
        "NTE": frozenset((1, 2, 3, 4)),
        "SPM": frozenset((*range(1, 10), 11, 12, 14, 15, 17, 18, 20, 21, 24, 27)),
        "SAC": frozenset((3, 4, 6)),
        "TQ1": _to(9),
        "RXA": frozenset((*_to(9), 15, 16, 17, 18, 20, 21, 22)),
        "RXE": frozenset((1, 2, 3, 4, 5, 6, 7, 10, 12, 15, 16, 17, 18, 19, 20)),
        "RXO": frozenset((1, 2, 3, 4, 5, 6, 7, 18, 19, 20)),
        "RXR": _to(4),
        "RXC": _to(4),
        "AL1": _to(6),
        "DG1": _to(6),
        "DSC": frozenset((2,)),
        "SFT": frozenset((2, 3, 4)),
    }
)
"""Fields that say nothing of who somebody is by what they are; their text is still searched for names and numbers."""

KNOWN_SEGMENTS: Final = frozenset((*PERSONAL, *HARMLESS))

PERSONAL_TYPES: Final = frozenset(("XPN", "PN", "XCN", "CN", "PPN", "XAD", "AD", "XTN", "TN", "CX", "NDL"))
"""OBX-2: a result of this type is a person's name, number or address itself (table 0125)."""
OPAQUE_TYPES: Final = frozenset(("ED", "RP"))
"""OBX-2: a document or a pointer to one; nobody has looked what stands in it."""
