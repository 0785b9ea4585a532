"""Segments, headers and times of the messages that simulated systems send.

A `Sender` is one sending application with its habits: version, charset, whether its times state a zone, whether
its assigning authority carries an OID. Source: HL7 v2.3 to v2.5.1, chapters 2, 3, 4 and 7.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

HOSPITAL: Final = "GWH"
"""Assigning authority of the simulated hospital."""


@dataclass(frozen=True, slots=True)
class Sender:
    """One sending application.

    Attributes:
        application: MSH-3.
        version: MSH-12.
        charset: Python's name of the encoding.
        charset_name: MSH-18; empty where the system does not say.
        states_zone: whether its times carry the offset from UTC.
        authority: PID-3.4 of the hospital's own numbers.
    """

    application: str
    version: str
    charset: str = "utf-8"
    charset_name: str = "UNICODE UTF-8"
    states_zone: bool = True
    authority: str = HOSPITAL

    def time(self, at: datetime) -> str:
        """A time as this system writes it."""
        return at.strftime("%Y%m%d%H%M%S%z" if self.states_zone else "%Y%m%d%H%M%S")

    def header(self, message_type: str, control_id: str, stated_at: datetime) -> str:
        """The MSH segment."""
        start = f"MSH|^~\\&|{self.application}|{HOSPITAL}|GRAFTWATCH|{HOSPITAL}|{self.time(stated_at)}||{message_type}"
        return f"{start}|{control_id}{self.header_end}"

    @property
    def header_end(self) -> str:
        """MSH behind the control id: processing id, version, charset and how it is switched."""
        switched = "||ISO 2022-1994" if self.is_iso_2022 else ""
        return f"|P|{self.version}||||||{self.charset_name}{switched}".rstrip("|")

    @property
    def is_iso_2022(self) -> bool:
        """Whether Japanese stands in escape sequences."""
        return self.charset.startswith("iso2022")

    def encoded(self, segments: Iterable[str]) -> bytes:
        """The message's bytes; segments end with CR."""
        return "".join(f"{one}\r" for one in segments).encode(self.charset)

    @property
    def result_type(self) -> str:
        """MSH-9 of a result: the structure is named from v2.3.1 on."""
        return "ORU^R01" if self.version < "2.4" else "ORU^R01^ORU_R01"


_WITH_OID: Final = f"{HOSPITAL}&2.999.1&ISO"  # 2.999 is the arc reserved for examples
_LATIN: Final = ("latin-1", "8859/1")
_ISO_2022: Final = ("iso2022_jp_ext", "~ISO IR87")

CHEMISTRY: Final = Sender("LABSYS", "2.5.1")
CHEMISTRY_JLAC10: Final = Sender("LABJ", "2.5", authority=_WITH_OID)
MICROBIOLOGY: Final = Sender("MICROLAB", "2.5.1", authority=_WITH_OID)
JAPANESE_MICROBIOLOGY: Final = Sender("MICROJ", "2.5")
OLD_MICROBIOLOGY: Final = Sender("OLDMIC", "2.3", "ascii", "", states_zone=False)
WEST_MICROBIOLOGY: Final = Sender("WESTMIC", "2.4", *_LATIN)
WARDS: Final = Sender("WARDVS", "2.4", *_LATIN)
JAPANESE_WARDS: Final = Sender("WARDJ", "2.5")
INTENSIVE_CARE: Final = Sender("ICUVS", "2.5.1", "ascii", "ASCII", authority=_WITH_OID)
ADMISSIONS: Final = Sender("ADTSYS", "2.5.1")
OLD_CHEMISTRY: Final = Sender("OLDLAB", "2.3", "ascii", "", states_zone=False)
NEW_CHEMISTRY: Final = Sender("NEWLAB", "2.8", authority=_WITH_OID)
ISO_2022_CHEMISTRY: Final = Sender("LISJ", "2.5", *_ISO_2022, states_zone=False)
ISO_2022_MICROBIOLOGY: Final = Sender("BACTJ", "2.5", *_ISO_2022, states_zone=False)
TEXT_MICROBIOLOGY: Final = Sender("TEXTMIC", "2.3.1", *_LATIN, states_zone=False)
NEW_MICROBIOLOGY: Final = Sender("NEWMIC", "2.8", authority=_WITH_OID)
BEDSIDE: Final = Sender("BEDSIDE", "2.6", "ascii", "ASCII")
ISO_2022_WARDS: Final = Sender("WARDISO", "2.5", *_ISO_2022, states_zone=False)
DOCUMENTS: Final = Sender("DOCSYS", "2.6")
RADIOLOGY: Final = Sender("RADIS", "2.3.1", *_LATIN, states_zone=False)
PHARMACY: Final = Sender("PHARM", "2.5.1", authority=_WITH_OID)
ORDER_ENTRY: Final = Sender("CPOE", "2.4", *_LATIN)
SCHEDULING: Final = Sender("SCHED", "2.3.1", "ascii", "", states_zone=False)
BILLING: Final = Sender("BILLING", "2.3", "ascii", "", states_zone=False)
REGISTRY: Final = Sender("VAXREG", "2.5.1", "ascii", "ASCII")


def segment(name: str, fields: Mapping[int, str]) -> str:
    """A segment from its fields by number; those left out are empty.

    >>> segment("ORC", {1: "RE", 3: "F-1"})
    'ORC|RE||F-1'
    """
    last = max(fields)
    return "|".join((name, *(fields.get(number, "") for number in range(1, last + 1))))
