"""Which code system a message means by the name it writes into a coded element's third component.

Source: HL7 table 0396 and the OIDs of the systems. A system that is not in the table is a site's own. SNM
(SNOMED's old axis codes) is not SNOMED CT.
"""

from enum import StrEnum
from types import MappingProxyType
from typing import Final


class CodeSystem(StrEnum):
    """A code system with tables here."""

    LOINC = "loinc"
    JLAC10 = "jlac10"
    SNOMED_CT = "snomed_ct"
    JANIS = "janis"


SPELLINGS: Final = MappingProxyType(
    {
        CodeSystem.LOINC: ("LN", "LOINC", "2.16.840.1.113883.6.1", "http://loinc.org"),
        CodeSystem.JLAC10: ("JC10", "JLAC10", "JLAC", "1.2.392.200119.4.504"),
        CodeSystem.SNOMED_CT: (
            "SCT",
            "SCT2",
            "SNOMED",
            "SNOMEDCT",
            "SNOMED-CT",
            "SNOMED CT",
            "2.16.840.1.113883.6.96",
            "http://snomed.info/sct",
        ),
        CodeSystem.JANIS: ("JANIS", "JNS", "99JANIS", "JANIS2"),
    }
)
_BY_SPELLING: Final = MappingProxyType(
    {spelling.casefold(): system for system, spellings in SPELLINGS.items() for spelling in spellings}
)


def code_system(name: str | None) -> CodeSystem | None:
    """The code system of that name, or None for a site's own or an unknown one."""
    if name is None:
        return None
    spelling = name.strip().casefold().removeprefix("urn:oid:")
    return _BY_SPELLING.get(spelling)
