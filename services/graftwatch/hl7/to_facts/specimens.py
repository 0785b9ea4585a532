"""What was sampled, which specimen it was and when it was collected.

Source: HL7 v2.5.1 chapter 7 (SPM-2, SPM-4, SPM-17) and chapter 4 of v2.3 (OBR-15, OBR-7, OBR-8); HL7 tables 0070 and
0487, SNOMED CT specimens. The message's own specimen wins over what a code's name says where it is plainly another:
a catheter tip sent under a blood culture's code is no blood. A type that nobody knows is kept in the sender's words
and listed. Left out: body sites.
"""

import re
import unicodedata
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from graftwatch.facts import ClinicalTime, pseudonymous_key
from graftwatch.hl7.message import Segment
from graftwatch.hl7.to_facts.coded import Triplet, coded
from graftwatch.hl7.to_facts.reading import TEXT_LIMIT, Reading
from graftwatch.hl7.to_facts.result_groups import ResultGroup, parent_number

BLOOD: Final = "blood"
SERUM: Final = "serum"
PLASMA: Final = "plasma"

# HL7 tables 0070 and 0487, SNOMED CT (names: "Blood specimen", "Venous blood specimen", …), JLAC10 materials.
_CODES: Final = MappingProxyType(
    {
        **dict.fromkeys(("BLD", "BLDV", "BLDA", "BLDC", "WB", "BBL", "BLOOD"), BLOOD),
        **dict.fromkeys(("119297000", "122555007", "122552005", "122554006", "258580003"), BLOOD),
        **dict.fromkeys(("SER", "SERUM", "119364003"), SERUM),
        **dict.fromkeys(("PLAS", "PPP", "PLASMA", "119361006"), PLASMA),
        **dict.fromkeys(("UR", "URC", "URT", "URNS", "URINE", "122575003"), "urine"),
        **dict.fromkeys(("CSF", "258450006"), "cerebrospinal fluid"),
        **dict.fromkeys(("SPT", "SPTEX", "SPUTUM", "119334006"), "sputum"),
        **dict.fromkeys(("STL", "STOOL", "119339001"), "stool"),
        **dict.fromkeys(("CTP", "CATHT", "119312009"), "catheter tip"),
        **dict.fromkeys(("BIL", "BILE", "119341000"), "bile"),
        **dict.fromkeys(("PRT", "PELV"), "peritoneal fluid"),
        **dict.fromkeys(("PLR",), "pleural fluid"),
        **dict.fromkeys(("WND", "WOUND"), "wound"),
        **dict.fromkeys(("BAL",), "bronchoalveolar lavage"),
        **dict.fromkeys(("THRT",), "throat"),
        **dict.fromkeys(("TISS",), "tissue"),
        **dict.fromkeys(("CBLD", "BLDCO"), "umbilical cord"),
    }
)
_JLAC10: Final = MappingProxyType({"017": BLOOD, "018": BLOOD, "019": BLOOD, "023": SERUM, "001": "urine"})
# The first row whose words stand in the text decides, so the particular stands before the general.
_WORDS: Final = (
    (re.compile(r"catheter.?tip|cath.?tip|line tip|カテーテル|カテ先"), "catheter tip"),
    (re.compile(r"cord blood|臍帯血"), "umbilical cord"),
    (re.compile(r"blood (bag|product|unit)|occult|潜血"), "transfusion bag"),
    (re.compile(r"\bserum\b|血清"), SERUM),
    (re.compile(r"\bplasma\b|血漿"), PLASMA),
    (re.compile(r"\bblood\b|\bbld\b|血液|静脈血|動脈血|全血|末梢血"), BLOOD),
    (re.compile(r"\burine\b|尿"), "urine"),
    (re.compile(r"\bcsf\b|cerebrospinal|髄液"), "cerebrospinal fluid"),
    (re.compile(r"\bsputum\b|喀痰"), "sputum"),
    (re.compile(r"\bstool\b|\bfa?eces\b|便"), "stool"),
    (re.compile(r"\bbile\b|胆汁"), "bile"),
    (re.compile(r"\bascit|\bperitoneal|腹水"), "peritoneal fluid"),
    (re.compile(r"\bpleural|胸水"), "pleural fluid"),
    (re.compile(r"bronchoalveolar|\bbal\b|気管支肺胞洗浄"), "bronchoalveolar lavage"),
    (re.compile(r"\bwound\b|創"), "wound"),
    (re.compile(r"\bdrain|ドレーン"), "drainage"),
    (re.compile(r"\bpus\b|abscess|膿"), "pus"),
    (re.compile(r"\bnasal|\bnasopharyn|鼻"), "nasopharynx"),
    (re.compile(r"\bthroat|\bpharyn|咽頭"), "throat"),
    (re.compile(r"\btissue\b|\bbiops|組織|生検"), "tissue"),
)
KNOWN_TYPES: Final = frozenset(_CODES.values()) | {name for _, name in _WORDS}
"""Types that the tables name; anything else is in the sender's words."""


@dataclass(frozen=True, slots=True)
class GroupSpecimen:
    """The specimen of one result group.

    Attributes:
        kind: what was sampled, lower case; None where nobody said.
        key: pseudonymous key of the specimen.
        accession: pseudonymous key of the order it was taken for, None where there is no order number.
        number: the specimen's own number as sent, for identities; never leaves this room as it is.
        collected: when it was collected.
    """

    kind: str | None
    key: str
    accession: str | None
    collected: ClinicalTime | None
    number: str = ""


def specimen_of(reading: Reading, group: ResultGroup) -> GroupSpecimen:
    """The specimen of a group, from its SPM or, before v2.5, from its OBR."""
    collected = reading.time(group.specimen, 17) or reading.time(group.request, 7) or reading.time(group.request, 8)
    number = specimen_number(group.specimen)
    order = group.placer or group.filler
    key = number or parent_number(group) or group.filler or order
    if not key:
        key = str(collected) if collected is not None else f"message {reading.message.control_id}"
    return GroupSpecimen(
        kind=_kind(reading, group),
        key=pseudonymous_key("specimen", key),
        accession=pseudonymous_key("order", order) if order else None,
        collected=collected,
        number=number,
    )


def specimen_number(specimen: Segment | None) -> str:
    """SPM-2: the laboratory's number, else the ward's; empty where there is none."""
    if specimen is None:
        return ""
    return specimen.value(2, 2) or specimen.value(2, 1)


def _kind(reading: Reading, group: ResultGroup) -> str | None:
    stated = _specimen_type(group.specimen)
    if stated:
        return _named(reading, "SPM-4", stated)
    source = group.request
    stated = _source(source) if source is not None and source.value(15) else ()
    return _named(reading, "OBR-15", stated) if stated else None


def _specimen_type(specimen: Segment | None) -> tuple[Triplet, ...]:
    """SPM-4; some senders write its whole triplet one level too deep, as sub-components of the first component."""
    stated = coded(specimen, 4)
    if specimen is None or not stated or stated[0].text or stated[0].system:
        return stated
    return (_triplet(specimen, specimen.repetitions(4)[0]), *stated[1:])


def _source(request: Segment) -> tuple[Triplet, ...]:
    """OBR-15 (CM, v2.3): the source as sub-components, and its free text; many write the text beside the code."""
    separators = request.separators
    first = request.repetitions(15)[0]
    beside = (separators.plain(part).strip() for part in first.split(separators.component)[1:3])
    said = (_triplet(request, first), *(Triplet("", words, "") for words in beside))
    return tuple(one for one in said if one.code or one.text)


def _triplet(segment: Segment, repetition: str) -> Triplet:
    """Code, text and system as the sub-components of a repetition's first component."""
    separators = segment.separators
    parts = repetition.split(separators.component, maxsplit=1)[0].split(separators.subcomponent)
    code, text, system = (separators.plain(part).strip() for part in (*parts, "", "")[:3])
    return Triplet(code, text, system)


def _named(reading: Reading, where: str, stated: tuple[Triplet, ...]) -> str:
    known = next((kind for one in stated if (kind := specimen_kind(one)) is not None), None)
    if known is not None:
        return known
    first = stated[0]
    reading.list_unmapped(where, first.code or first.text, first.system, first.text)
    return (first.text or first.code).lower()[:TEXT_LIMIT]


def specimen_kind(stated: Triplet) -> str | None:
    """What a coded specimen is, or None where neither its code nor its text is known.

    >>> specimen_kind(Triplet("BLDV", "", "HL70487")), specimen_kind(Triplet("X1", "Catheter tip, blood", "L"))
    ('blood', 'catheter tip')
    """
    if stated.system.upper() in {"JC10", "JLAC10"} and stated.code in _JLAC10:
        return _JLAC10[stated.code]
    by_code = _CODES.get(stated.code.upper())
    if by_code is not None:
        return by_code
    words = unicodedata.normalize("NFKC", stated.text or stated.code).casefold()
    return next((kind for pattern, kind in _WORDS if pattern.search(words)), None)
