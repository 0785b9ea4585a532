"""How much of an organism grew, and what is an antibiogram beside it, in the laboratory's words.

Source: microbiology reports as sent: `3+`, `10^5 CFU/mL`, "heavy growth", JANIS amounts (菌量, 菌数), LOINC names of
susceptibilities ("… [Susceptibility]", "… Susc Islt"). A bare number is an amount only where its name or unit says so:
in a culture's order it may as well be a minimum inhibitory concentration or the hours to growth.
"""

import re
import unicodedata
from typing import Final

from graftwatch.hl7.message import Segment
from graftwatch.hl7.to_facts.coded import coded, words_of
from graftwatch.hl7.to_facts.naming import Named, read_text
from graftwatch.hl7.to_facts.quantities import DATES, number
from graftwatch.hl7.to_facts.reading import TEXT_LIMIT
from graftwatch.terminology.meanings import Meaning, ResultPart
from graftwatch.terminology.result_text import Saying, plain

CODED: Final = frozenset({"CE", "CWE", "CNE", "CF", "IS", "ID"})
DOCUMENTS: Final = frozenset({"ED", "RP"})
"""OBX-2 of documents and of pointers to one, which are not read."""
WITHOUT_WORDS: Final = DOCUMENTS | DATES
"""OBX-2 of values that hold neither an organism nor words."""
# An amount stands in a phrase; what is longer is prose.
PHRASE_READ: Final = 200
_NUMERIC: Final = frozenset({"NM", "SN"})
_NAMES_AN_AMOUNT: Final = re.compile(r"colony|\bcount\b|\bcfu\b|amount|quantit|\bgrowth\b|菌量|菌数|発育量")
_NO_AMOUNT: Final = re.compile(r"\btime\b|\bhours?\b|時間")
_UNIT_OF_AMOUNT: Final = re.compile(r"cfu|col(?:on|/)|個")
_NAMES_A_SUSCEPTIBILITY: Final = re.compile(
    r"suscept|\bsusc\b|\bmic\b|minimum inhibitory|\bislt\b.*(?:strip|dilution)|感受性"
)
_UNIT_OF_INHIBITION: Final = frozenset({"ug/ml", "mcg/ml", "mg/l", "μg/ml", "µg/ml", "mm"})
# OBX-8 or the value of an antibiogram line: interpretations (HL7 table 0078, SNOMED CT) and their words.
_INTERPRETATIONS: Final = frozenset(
    {"s", "i", "r", "sdd", "ns", "ms", "vs", "susceptible", "intermediate", "resistant", "sensitive", "non-susceptible"}
    | {"131196009", "11896004", "30714006"}
)
_HOW_MUCH: Final = re.compile(
    r"(?:very )?\b(?:heavy|moderate|light|scanty?|few|rare|many|abundant|profuse|numerous|occasional)\b"
    r"(?: (?:growth|numbers?|amounts?))?"
    r"|[<>≧≥≦≤]?\s?\d[\d,.]*\s*(?:[x×]\s*10\s*[\^*]?\s*\d+\s*)?(?:cfu|colon(?:y|ies))(?:\s*/\s*ml)?"
    r"|[<>≧≥≦≤]?\s?(?:\d[\d.]*\s*[x×]\s*)?\b10\s*[\^*]\s*\d+(?:\s*(?:cfu|個)?\s*/\s*ml)?"
    r"|(?<!\w)[1-4]\s?\+(?!\w)|(?:少|中等|多)量",
    re.IGNORECASE,
)


def amount_of(segment: Segment, means: Meaning | None) -> str | None:
    """The amount that an observation holds, in its words with its unit, or None where it is something else."""
    kind = segment.value(2).upper()
    if kind in WITHOUT_WORDS or not segment.raw(5):
        return None
    words = value_words(segment)
    by_code = means is not None and means.part is ResultPart.AMOUNT
    named = _names_an_amount(segment)
    bare = kind in _NUMERIC or _is_bare_number(words)
    if not by_code and not (named and bare) and (bare or read_text(words) != [Saying.AMOUNT]):
        return None
    if ":" in words:  # "Quantity: heavy growth"
        words = amount_in(words) or words
    unit = segment.value(6) if bare else ""
    return f"{words} {unit}".strip()[:TEXT_LIMIT]


def value_words(segment: Segment) -> str:
    """OBX-5 as a person reads it: the text of a code, a structured number in one piece, else as it stands."""
    kind = segment.value(2).upper()
    if kind in CODED:
        element = coded(segment, 5)
        return (words_of(element) or (element[0].code if element else "")).strip(" `")
    text = "".join(segment.components(5)) if kind == "SN" else segment.text_of(5)
    return text.strip(" `")


def amount_in(words: str) -> str | None:
    """The amount in a phrase that names one organism.

    >>> amount_in("Heavy growth of Escherichia coli"), amount_in("E. coli 10*5 CFU/mL"), amount_in("E. coli O157")
    ('Heavy growth', '10*5 CFU/mL', None)
    """
    found = _HOW_MUCH.search(unicodedata.normalize("NFKC", words[:PHRASE_READ]))
    return found[0].strip() if found is not None else None


def is_antibiogram_line(segment: Segment) -> bool:
    """Whether an observation is a susceptibility: "S", a concentration with OBX-8 "R", a code named as one."""
    if plain(segment.value(5)) in _INTERPRETATIONS or plain(segment.value(5, 2)) in _INTERPRETATIONS:
        return True
    if segment.value(2).upper() in WITHOUT_WORDS:
        return False
    interpreted = plain(segment.value(8)) in _INTERPRETATIONS
    named = bool(_NAMES_A_SUSCEPTIBILITY.search(plain(words_of(coded(segment, 3)))))
    inhibits = segment.value(6).casefold() in _UNIT_OF_INHIBITION and not _names_an_amount(segment)
    if not (interpreted or named or (inhibits and (number(value_words(segment)) is not None))):
        return False
    return not any(isinstance(one, Named) and one.organism is not None for one in read_text(value_words(segment)))


def _names_an_amount(segment: Segment) -> bool:
    name = plain(words_of(coded(segment, 3)))
    by_name = bool(_NAMES_AN_AMOUNT.search(name)) and not _NO_AMOUNT.search(name)
    return by_name or bool(_UNIT_OF_AMOUNT.search(plain(segment.value(6))))


def _is_bare_number(words: str) -> bool:
    read = number(words)
    return read is not None and not read.unit
