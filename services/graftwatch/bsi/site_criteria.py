"""Which criterion of another site takes a bloodstream infection, and by which scenario.

Source: NHSN Patient Safety Component Manual, chapter 4, appendix on secondary BSI, and chapter 17, January 2026.
Scenario 1: an organism of the blood matches the site-specific specimen. Scenario 2: the blood culture is an element
of the site's criterion. A criterion that stands in neither list takes no BSI: the decision is refused. Never
secondary to PNU1, VASC (but as SSI), VAC and IVAC. PVAP, which the manual treats in its own chapter, is taken by
scenario 1. Necrotising enterocolitis (NEC) needs no matching specimen and has a rule of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from graftwatch.facts import SiteInfection
from graftwatch.terminology.organism import Organism

SCENARIO_1_BY_SITE: Final = {
    "ABUTI": ("",),
    "SUTI": ("1A", "1B", "2"),
    "BONE": ("1",),
    "BRST": ("1",),
    "CARD": ("1",),
    "CIRC": ("2", "3"),
    "CONJ": ("1A",),
    "DECU": ("1",),
    "DISC": ("1",),
    "EAR": ("1", "3", "5", "7"),
    "EMET": ("1",),
    "ENDO": ("1",),
    "EYE": ("1",),
    "GE": ("2A",),
    "GIT": ("2A", "2B"),
    "IAB": ("1", "3A"),
    "IC": ("1",),
    "JNT": ("1",),
    "LUNG": ("1",),
    "MED": ("1",),
    "MEN": ("1",),
    "ORAL": ("1", "3A", "3D"),
    "OREP": ("1",),
    "PJI": ("1", "3E"),
    "PNEU": ("2", "3"),
    "PVAP": ("",),
    "SA": ("1",),
    "SINU": ("1",),
    "SSI": ("SI", "DI", "OS"),
    "SKIN": ("2A",),
    "ST": ("1",),
    "UMB": ("1A",),
    "UR": ("1A", "3A"),
    "USI": ("1",),
    "VCUF": ("3",),
}
SCENARIO_2_BY_SITE: Final = {
    "ABUTI": ("",),
    "BONE": ("3A",),
    "BURN": ("1",),
    "DISC": ("3A",),
    "ENDO": ("4A", "4B", "4C", "4D", "4F", "5A", "5B", "5C", "5D", "5F", "6E", "7F"),
    "GIT": ("1B", "2C"),
    "IAB": ("2B", "3B"),
    "JNT": ("3C",),
    "MEN": ("2C", "3C"),
    "OREP": ("3A",),
    "PNEU": ("2", "3"),
    "SA": ("3A",),
    "UMB": ("1B",),
    "USI": ("3B", "4B"),
}


def _names_in(table: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    return frozenset(site + criterion for site, criteria in table.items() for criterion in criteria)


SCENARIO_1: Final = _names_in(SCENARIO_1_BY_SITE)
SCENARIO_2: Final = _names_in(SCENARIO_2_BY_SITE)
NEVER: Final = frozenset({"PNEU1", "VASC", "VAC", "IVAC"})
NECROTISING_ENTEROCOLITIS: Final = "NEC"

YEAST_ONLY: Final = frozenset({"GIT2B", "ORAL3D"})
"""Scenario 1 with nothing but a yeast as the matching organism."""

BLOOD_HOLDS_MBI_ORGANISM: Final = frozenset({"IAB2B", "IAB3B", "GIT1B", "GIT2C"})
"""Scenario 2 where the blood must hold at least one mucosal barrier injury organism."""

SITES_BY_OTHER_NAMES: Final = {"UTI": "SUTI"}


@dataclass(frozen=True, slots=True)
class SiteCriterion:
    """The criterion of a site infection, by its name in the lists, and the scenarios open to it.

    Attributes:
        name: as in the lists, "IAB3B".
        by_match: scenario 1 is open.
        by_element: scenario 2 is open.
        refusal: why it takes no BSI; None where it does.
    """

    name: str
    by_match: bool = False
    by_element: bool = False
    refusal: str | None = None

    @property
    def is_necrotising_enterocolitis(self) -> bool:
        """Whether the rule for NEC applies."""
        return self.name == NECROTISING_ENTEROCOLITIS


def site_criterion(infection: SiteInfection, organisms: tuple[Organism, ...]) -> SiteCriterion:
    """What a site infection can take.

    Args:
        infection: the person's decision.
        organisms: its organisms, as the terminology knows them.
    """
    names = _names(infection.site, infection.criterion)
    if NECROTISING_ENTEROCOLITIS in names:
        return SiteCriterion(NECROTISING_ENTEROCOLITIS)
    for name in names:
        by_element = name in SCENARIO_2 and infection.blood_is_element
        if name == "SKIN2A" and _only_commensals(organisms):
            return SiteCriterion(name, refusal="SKIN 2a with two commensals and no pathogen is not eligible")
        if name in SCENARIO_1 or by_element:
            return SiteCriterion(name, name in SCENARIO_1, by_element)
    return SiteCriterion(names[0], refusal=_refusal(names))


def _only_commensals(organisms: tuple[Organism, ...]) -> bool:
    return len(organisms) > 1 and all(one.common_commensal for one in organisms)


def _names(site: str, criterion: str) -> list[str]:
    """The names by which the lists may hold a criterion: "1a" of "UTI" is SUTI1A."""
    at, stated = _letters(site), _letters(criterion)
    at = SITES_BY_OTHER_NAMES.get(at, at).replace("PNU", "PNEU")
    stated = stated.replace("PNU", "PNEU")
    if at == "VASC" and "SSI" in stated:
        return ["SSIOS"]
    if at == "SSI" and stated[:2] in {"SI", "DI", "OS"}:
        return [f"SSI{stated[:2]}"]
    if at == "SSI" and not stated.startswith("SSI"):
        return ["SSIOS"]
    if stated.startswith("SSI"):
        return [stated[:5]]
    if NECROTISING_ENTEROCOLITIS in {at, stated[:3]}:
        return [NECROTISING_ENTEROCOLITIS]
    if "PVAP" in {at, stated[:4]}:
        return ["PVAP"]
    if "ABUTI" in {at, stated[:5]}:
        return ["ABUTI"]
    return [name for name in (at + stated, stated, at) if name]


def _letters(text: str) -> str:
    return "".join(letter for letter in text.upper() if letter.isalnum())


def _refusal(names: list[str]) -> str:
    if any(name in NEVER for name in names) or any(name.startswith("VASC") for name in names):
        return "a bloodstream infection is never secondary to PNU1, VASC, VAC or IVAC"
    if any(name in SCENARIO_2 for name in names):
        return "this criterion takes a bloodstream infection only where the blood culture is one of its elements"
    return "this criterion takes no bloodstream infection"
