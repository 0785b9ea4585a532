"""Which code system a message means by the name it writes into a coded element's third component.

Source: HL7 table 0396 and the OIDs of the systems. A system that is not in the table is a site's own. SNM
(SNOMED's old axis codes) is not SNOMED CT, and JLAC11, whose published structure differs, is not JLAC10.
"""

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Final


class CodeSystem(StrEnum):
    """A code system with tables here."""

    LOINC = "loinc"
    JLAC10 = "jlac10"
    SNOMED_CT = "snomed_ct"
    JANIS = "janis"
    CPT = "cpt"


SPELLINGS: Final = MappingProxyType(
    {
        CodeSystem.LOINC: ("LN", "LNC", "LOINC", "2.16.840.1.113883.6.1", "http://loinc.org"),
        CodeSystem.JLAC10: ("JC10", "JLAC10", "JLAC", "1.2.392.200119.4.504"),
        CodeSystem.SNOMED_CT: (
            "SCT",
            "SCT2",
            "SNOMED",
            "SNOMEDCT",
            "SNOMED-CT",
            "SNOMED CT",
            "SNOMED_CT",
            "2.16.840.1.113883.6.96",
            "http://snomed.info/sct",
        ),
        CodeSystem.JANIS: ("JANIS", "JNS", "99JANIS", "99JNS"),
        CodeSystem.CPT: ("C4", "CPT", "CPT4", "CPT-4", "2.16.840.1.113883.6.12"),
    }
)
_BY_SPELLING: Final = MappingProxyType(
    {spelling.casefold(): system for system, spellings in SPELLINGS.items() for spelling in spellings}
)
# Names that are also sent with a release or an edition behind them: "LOINC 2.78", "JANIS_V5.1", "SCT-US".
_WITH_EDITION: Final = re.compile(
    r"(?P<name>loinc|jlac10|janis|99janis|snomed[ _-]?ct|sct)"
    r"[\s_:;/(-]*(?:(?:v|ver|version|rev|release)?[\s._]*\d[\d.-]*|us|int)\)?"
)
_CACHED_NAMES: Final = 256


@lru_cache(maxsize=_CACHED_NAMES)
def code_system(name: str | None) -> CodeSystem | None:
    """The code system of that name, or None for a site's own or an unknown one.

    >>> [code_system(name) for name in ("LOINC 2.78", "ＳＣＴ", "JLAC11")]
    [<CodeSystem.LOINC: 'loinc'>, <CodeSystem.SNOMED_CT: 'snomed_ct'>, None]
    """
    if name is None:
        return None
    spelling = unicodedata.normalize("NFKC", name).strip().casefold().removeprefix("urn:oid:")
    with_edition = _WITH_EDITION.fullmatch(spelling)
    return _BY_SPELLING.get(with_edition["name"] if with_edition and spelling not in _BY_SPELLING else spelling)
