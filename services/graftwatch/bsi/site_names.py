"""How people write a site and its criterion: "UTI" and "SUTI 1a", "PNEU" and "PNU2", "SSI" and "OS-IAB", "IAB 3b".

Source of the names: NHSN Patient Safety Component Manual, chapters 2, 6, 7, 9, 10 and 17, January 2026. The words of
both fields are read together: one names the site, a major type ("UTI", "VAE", "GI") only what it holds, and a number
with its letter the criterion. Two different sites, or two different numbers, are a contradiction and are refused.
Left out: whether the criterion takes a bloodstream infection (site_criteria.py).

>>> read_site("UTI", "CAUTI (SUTI 1a)"), read_site("pneu", "PNU2")
(NamedSite(site='SUTI', number='1A', at=''), NamedSite(site='PNEU', number='2', at=''))
>>> read_site("SSI", "Organ/Space IAB 3b"), read_site("SSI", "DIP")
(NamedSite(site='SSI', number='3B', at='IAB'), NamedSite(site='SSI', number='', at=''))
"""

import difflib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from graftwatch.terminology.report_words import words_of

SITES: Final = words_of(
    "ABUTI BONE BRST BURN CARD CDI CIRC CONJ DECU DISC EAR EMET ENDO EPIS EYE GE GIT IAB IC IVAC JNT LUNG MED MEN NEC "
    "ORAL OREP PJI PNEU PVAP SA SINU SKIN SSI ST SUTI UMB UR USI VAC VASC VCUF"
)
"""The sites by the manual's own short names."""

MAJOR_TYPES: Final = {
    "UTI": frozenset({"SUTI", "ABUTI", "USI"}),
    "PNEU": frozenset({"PNEU", "PVAP"}),
    "VAE": frozenset({"VAC", "IVAC", "PVAP"}),
    "LRI": frozenset({"LUNG"}),
    "BJ": frozenset({"BONE", "DISC", "JNT", "PJI"}),
    "CNS": frozenset({"IC", "MEN", "SA"}),
    "CVS": frozenset({"CARD", "ENDO", "MED", "VASC"}),
    "EENT": frozenset({"CONJ", "EAR", "EYE", "ORAL", "SINU", "UR"}),
    "GI": frozenset({"CDI", "GE", "GIT", "IAB", "NEC"}),
    "GIT": frozenset({"GIT", "NEC"}),
    "REPR": frozenset({"EMET", "EPIS", "OREP", "VCUF"}),
    "SST": frozenset({"BRST", "BURN", "CIRC", "DECU", "SKIN", "ST", "UMB"}),
}
"""What a name holds where a narrower one stands beside it."""

OTHER_NAMES: Final = {"CAUTI": "UTI", "NONCAUTI": "UTI", "PNU": "PNEU", "VAP": "PNEU", "BONES": "BONE"}
INCISIONAL: Final = frozenset({"SI", "SIP", "SIS", "SUPERFICIAL", "DI", "DIP", "DIS", "DEEP"})
"""Superficial and deep incisional infections, of the primary and of a secondary incision."""
ORGAN_SPACE: Final = frozenset({"OS", "ORGAN", "SPACE"})
SPECIFIC_OF_ORGAN_SPACE: Final = words_of(
    "BONE BRST CARD DISC EAR EMET ENDO EYE GIT IAB IC JNT LUNG MED MEN ORAL OREP PJI SA SINU UR USI VASC VCUF"
)
"""The sites of an organ or space infection after an operation (chapter 9)."""
SAYS_NOTHING: Final = frozenset(
    {
        "CRITERION",
        "CRITERIA",
        "CRIT",
        "DEFINITION",
        "INCISIONAL",
        "PRIMARY",
        "SECONDARY",
        "INFECTION",
        "HAI",
        "NON",
        "AS",
    }
)


@dataclass(frozen=True, slots=True)
class NamedSite:
    """A site by its short name, the number of its criterion ("3B"), and the place of an organ or space infection."""

    site: str
    number: str = ""
    at: str = ""

    @property
    def name(self) -> str:
        """As the manual writes it: "IAB 3b", "SSI"."""
        return f"{self.site} {self.number.lower()}".strip()


def read_site(site: str, criterion: str) -> NamedSite | str:
    """The site and criterion that two fields name together; or why they name none, with the mend."""
    words, numbers = _words(f"{site} {criterion}")
    unknown = sorted(word for word in words if not _is_known(word))
    if unknown:
        return f"no site or criterion is called {unknown[0]}; {_mend(unknown[0])}"
    if len(numbers) > 1:
        return f"it names two criteria, {' and '.join(sorted(numbers)).lower()}; say one"
    number = next(iter(numbers), "")
    if words & ({"SSI"} | INCISIONAL | ORGAN_SPACE):
        return _after_an_operation(words, number)
    narrowest = _narrowest(words)
    if len(narrowest) != 1:
        return f"it names two sites, {' and '.join(sorted(narrowest))}; say one" if narrowest else "it names no site"
    return NamedSite(next(iter(narrowest)), number)


def _words(text: str) -> tuple[set[str], set[str]]:
    """Names and criterion numbers: "PNU2" is PNU and 2, "1 (a)" is 1A."""
    joined = re.sub(r"(\d)[\s(.\-]+([A-Z])\b", r"\1\2", unicodedata.normalize("NFKC", text).upper())
    parts = re.findall(r"\d+[A-Z]?(?![A-Z])|[A-Z]+", joined)
    words = {OTHER_NAMES.get(one, one) for one in parts if one.isalpha()} - SAYS_NOTHING
    return words, {one for one in parts if not one.isalpha()}


def _is_known(word: str) -> bool:
    return word in SITES or word in MAJOR_TYPES or word in INCISIONAL or word in ORGAN_SPACE


def _narrowest(words: Iterable[str]) -> set[str]:
    """The sites named, without the major types that only hold another one of them; "UTI" alone is SUTI."""
    named = set(words)
    held = {one for one in named if MAJOR_TYPES.get(one, frozenset()) & (named - {one})}
    return {"SUTI" if one == "UTI" else one for one in named - held}


def _after_an_operation(words: set[str], number: str) -> NamedSite | str:
    places = words - {"SSI"} - INCISIONAL - ORGAN_SPACE
    if not places:
        return NamedSite("SSI", number)
    wrong = sorted(places - SPECIFIC_OF_ORGAN_SPACE)
    if wrong or len(places) > 1:
        return f"{' and '.join(wrong or sorted(places))} is not the place of one infection after an operation"
    return NamedSite("SSI", number, next(iter(places)))


def _mend(word: str) -> str:
    near = difflib.get_close_matches(word, sorted(SITES | set(MAJOR_TYPES)), n=1)
    return f"did you mean {near[0]}?" if near else "write the manual's short names, like UTI and SUTI 1a, or IAB and 3b"
