"""The lettered and numbered groups of CDC's special laboratories: those since named, and those without a name.

Source: the synonyms of the NHSN list of organism terms. "CDC group IIa" became a species; a designation that did not
is a term of its own without flags ("CDC group IIe"); an enteric group is one of the Enterobacterales, a coryneform
group a coryneform bacterium. Written as folded words. Left out: other meanings of "group" (Streptococcus, group C).
"""

from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

from graftwatch.terminology.report_words import words_of

_NAMED_GROUPS: Final = MappingProxyType(
    {
        "df 1": "Capnocytophaga ochracea",
        "df 2": "Capnocytophaga canimorsus",
        "df 3": "Dysgonomonas capnocytophagoides",
        "ef 22": "Campylobacter coli",
        "eo 2": "Paracoccus yeei",
        "hb 1": "Eikenella corrodens",
        "iia": "Elizabethkingia meningoseptica",
        "iib": "Chryseobacterium indologenes",
        "iif": "Weeksella virosa",
        "iij": "Bergeyella zoohelcum",
        "iik 1": "Sphingomonas paucimobilis",
        "iik 2": "Sphingobacterium multivorum",
        "iva": "Bordetella bronchiseptica",
        "ive": "Oligella ureolytica",
        "m 3": "Moraxella atlantae",
        "m 4": "Oligella urethralis",
        "m 6": "Neisseria elongata",
        "p 1": "Clostridium limosum",
        "tm 1": "Kingella denitrificans",
        "vb 1": "Pseudomonas stutzeri",
        "vb 2": "Pseudomonas mendocina",
        "vd": "Ochrobactrum anthropi",
        "vd 1": "Ochrobactrum anthropi",
        "ve 1": "Pseudomonas luteola",
        "ve 2": "Pseudomonas oryzihabitans",
    }
)
_NAMED_CORYNEFORMS: Final = MappingProxyType(
    {
        "anf": "Corynebacterium afermentans",
        "d 2": "Corynebacterium urealyticum",
        "g 1": "Corynebacterium accolens",
        "jk": "Corynebacterium jeikeium",
    }
)
_CORYNEFORMS_OF_DERMABACTER: Final = ("3", "5")
_UNNAMED_LETTERS: Final = words_of("ef eo df hb no o wo m tm p halophilic nonoxidizer")
_HIGHEST_NUMBER: Final = 31
_HIGHEST_ENTERIC_GROUP: Final = 140


def cdc_group_phrases() -> Iterator[tuple[str, str]]:
    """Each phrase of folded words with the canonical name it stands for; a later one does not replace an earlier."""
    for designation, name in _NAMED_GROUPS.items():
        yield f"cdc group {designation}", name
    for coryneform in _CORYNEFORMS_OF_DERMABACTER:
        yield f"cdc coryneform group {coryneform}", "Dermabacter hominis"
    for designation, name in _NAMED_CORYNEFORMS.items():
        for spelling in ("cdc corynebacterium group", "cdc coryneform group", "corynebacterium group", "cdc group"):
            yield f"{spelling} {designation}", name
    for number in range(1, _HIGHEST_ENTERIC_GROUP):
        yield f"cdc enteric group {number}", "Enterobacterales"
        yield f"enteric group {number}", "Enterobacterales"
    for designation in _unnamed():
        yield f"cdc group {designation}", "CDC group"
    yield from ((f"ef 4{letter}", "CDC group") for letter in ("", "a", "b"))


def _unnamed() -> Iterator[str]:
    stems = [f"{roman}{letter}" for roman in ("ii", "iii", "iv", "v", "vi") for letter in "abcdefghijk"]
    yield from stems
    for stem in [*stems, *sorted(_UNNAMED_LETTERS)]:
        for number in range(1, _HIGHEST_NUMBER):
            yield f"{stem} {number}"
            yield from (f"{stem} {number}{letter}" for letter in "ab")
