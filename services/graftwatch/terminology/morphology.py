"""Gram-stain phrases to forms: "GPC in clusters" is a Gram-positive coccus in clusters, not a species.

Source: descriptive terms of the NHSN list (2026). A form has a Gram reaction, a shape, sometimes the need for
oxygen, and an arrangement. It is an organism term in the manual's sense, with neither flag, and never matches
another report.
"""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from graftwatch.terminology.organism import Organism, OrganismKind, Precision
from graftwatch.terminology.organism_codes import SNOMED_BY_NAME

_SHAPES: Final = MappingProxyType(
    {shape: shape for shape in ("coccus", "bacillus", "coccobacillus", "diplococcus")} | {"rod": "bacillus"}
)
_SIGNS: Final = frozenset({"positive", "negative", "variable"})
FORM_ABBREVIATIONS: Final = MappingProxyType(
    {
        "gpc": ("positive", "coccus"),
        "gpr": ("positive", "bacillus"),
        "gpb": ("positive", "bacillus"),
        "gpdc": ("positive", "diplococcus"),
        "gpcb": ("positive", "coccobacillus"),
        "gnc": ("negative", "coccus"),
        "gnr": ("negative", "bacillus"),
        "gnb": ("negative", "bacillus"),
        "gndc": ("negative", "diplococcus"),
        "gncb": ("negative", "coccobacillus"),
        "gvr": ("variable", "bacillus"),
        "gvc": ("variable", "coccus"),
    }
)
_ARRANGEMENTS: Final = MappingProxyType(
    {
        "cluster": "clusters",
        "clusters": "clusters",
        "clumps": "clusters",
        "chain": "chains",
        "chains": "chains",
        "pair": "pairs",
        "pairs": "pairs",
        "tetrads": "tetrads",
        "tetrad": "tetrads",
    }
)
_GAP: Final = 3  # words that may stand between reaction and shape: "gram positive small round coccus"


@dataclass(frozen=True, slots=True)
class Form:
    """A form, and how many words of the text it took."""

    organism: Organism
    length: int


def form(words: list[str], start: int) -> Form | None:
    """The form that begins at this word, if one does."""
    oxygen = words[start] if words[start] in {"anaerobic", "aerobic"} else ""
    at = start + bool(oxygen)
    if at >= len(words):
        return None
    if words[at] in FORM_ABBREVIATIONS:
        sign, shape = FORM_ABBREVIATIONS[words[at]]
        return _with_arrangement(oxygen, sign, shape, words, start, at + 1)
    if words[at] != "gram" or at + 1 >= len(words) or words[at + 1] not in _SIGNS:
        return None
    for end in range(at + 2, min(at + 3 + _GAP, len(words))):
        if words[end] in _SHAPES:
            pleomorphic = "pleomorphic" in words[at:end]
            shape = _SHAPES[words[end]]
            shape = f"pleomorphic {shape}" if pleomorphic else shape
            return _with_arrangement(oxygen, words[at + 1], shape, words, start, end + 1)
    kind = "bacteria" if at + 2 < len(words) and words[at + 2] in {"bacteria", "bacterium", "organism"} else ""
    return _with_arrangement(oxygen, words[at + 1], kind, words, start, at + 2 + bool(kind)) if kind else None


def _with_arrangement(oxygen: str, sign: str, shape: str, words: list[str], start: int, end: int) -> Form:
    tail = words[end : end + 5]
    arrangement = ""
    for offset, word in enumerate(tail):
        if word in _ARRANGEMENTS:
            arrangement = _ARRANGEMENTS[word]
            end = end + offset + 1
            break
        if word not in {"in", "arranged", "(", ")", "/", "singly", "resembling", "staphylococcus", "streptococcus"}:
            break
    return Form(named_form(oxygen, sign, shape, arrangement), end - start)


def named_form(oxygen: str, sign: str, shape: str, arrangement: str) -> Organism:
    """The organism term of a form."""
    base = f"{oxygen} gram-{sign} {shape}".strip()
    name = base[0].upper() + base[1:] if not oxygen else f"{oxygen.capitalize()} Gram-{sign} {shape}"
    full = f"{name} in {arrangement}" if arrangement else name
    return Organism(
        name=full,
        genus=None,
        species=None,
        kind=OrganismKind.BACTERIUM,
        precision=Precision.MORPHOLOGY,
        common_commensal=False,
        mbi=False,
        snomed=SNOMED_BY_NAME.get(name),
    )
