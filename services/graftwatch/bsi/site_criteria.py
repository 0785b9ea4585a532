"""Which criterion of another site takes a bloodstream infection, and by which scenario.

Source: NHSN Patient Safety Component Manual, chapter 4, appendix on secondary BSI, and chapters 9, 10 and 17, January
2026. Scenario 1: an organism of the blood matches the site-specific specimen. Scenario 2: the blood culture is an
element of the site's criterion. A criterion that stands in neither list takes no BSI: the decision is refused. Never
secondary to PNU1, VASC (but as SSI by criterion 1), VAC and IVAC. PVAP, which the manual treats in its own chapter, is
taken by scenario 1. Necrotising enterocolitis (NEC) needs no matching specimen and has a rule of its own.

Where the manual leaves two answers open: an organ or space infection after an operation may be met by a criterion of
its place of which blood is an element (IAB 3b); scenario 2 is then open to it as it is to the place.
"""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from graftwatch.bsi.infection_window import infection_window_period
from graftwatch.bsi.site_names import NamedSite, read_site
from graftwatch.facts import SiteInfection
from graftwatch.terminology.organism import Organism

SCENARIO_1: Final = MappingProxyType(
    {
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
        "SSI": ("",),
        "SKIN": ("2A",),
        "ST": ("1",),
        "UMB": ("1A",),
        "UR": ("1A", "3A"),
        "USI": ("1",),
        "VCUF": ("3",),
    }
)
SCENARIO_2: Final = MappingProxyType(
    {
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
)


WITHOUT_NUMBER: Final = frozenset({"ABUTI", "PVAP", "SSI", "NEC"})
"""Sites with one criterion, or whose criteria all take a BSI alike (SI, DI and OS): a number says nothing."""
NEVER: Final = frozenset({"PNEU 1", "VASC", "VAC", "IVAC"})
NECROTISING_ENTEROCOLITIS: Final = "NEC"

YEAST_ONLY: Final = frozenset({"GIT 2B", "ORAL 3D"})
"""Scenario 1 with nothing but yeast."""
BLOOD_HOLDS_MBI_ORGANISM: Final = frozenset({"IAB 2B", "IAB 3B", "GIT 1B", "GIT 2C"})
"""Scenario 2 where the blood must hold at least one mucosal barrier injury organism."""
BLOOD_MATCHES_AS_ELEMENT: Final = frozenset({"ABUTI", "ENDO"})
"""Sites whose criterion asks blood, as its element, for the very organism that it names (of the urine, of ENDO)."""
WITHOUT_INFECTION_WINDOW: Final = frozenset({"SSI", "PVAP"})
"""Sites to which infection window period and repeat infection timeframe do not apply (chapter 2)."""


@dataclass(frozen=True, slots=True)
class SiteCriterion:
    """The criterion of a site infection, and the scenarios open to it.

    Attributes:
        site: the manual's short name, "IAB"; empty where the decision names no site.
        number: "3B"; empty where the site has one criterion.
        place: the place of an organ or space infection after an operation, "IAB".
        by_match: scenario 1 is open.
        by_element: scenario 2 is open.
        refusal: why it takes no BSI; None where it does.
    """

    site: str
    number: str = ""
    place: str = ""
    by_match: bool = False
    by_element: bool = False
    refusal: str | None = None

    @property
    def name(self) -> str:
        """The site with its number: "IAB 3B"."""
        return f"{self.site} {self.number}".strip()

    @property
    def element_of(self) -> str:
        """The criterion that blood is an element of: the place's, where it is an infection after an operation."""
        return f"{self.place or self.site} {self.number}".strip()

    @property
    def is_necrotising_enterocolitis(self) -> bool:
        """Whether the rule for NEC applies."""
        return self.site == NECROTISING_ENTEROCOLITIS


def site_criterion(infection: SiteInfection, organisms: tuple[Organism, ...]) -> SiteCriterion:
    """What a site infection can take.

    Args:
        infection: the person's decision.
        organisms: its organisms, as the terminology knows them.
    """
    named = read_site(infection.site, infection.criterion)
    if isinstance(named, str):
        return SiteCriterion("", refusal=named)
    number = "" if named.site in WITHOUT_NUMBER and not named.at else named.number
    by_match, in_scenario_2 = number in SCENARIO_1.get(named.site, ()), _is_in_scenario_2(named, number)
    if named.site == "SSI":
        by_match = True
    by_element = in_scenario_2 and infection.blood_is_element
    refusal = _impossible_date(infection, named.site) or _refusal(named, number, infection, organisms)
    return SiteCriterion(named.site, number, named.at, by_match, by_element, refusal)


def _is_in_scenario_2(named: NamedSite, number: str) -> bool:
    return number in SCENARIO_2.get(named.at or named.site, ())


def _refusal(named: NamedSite, number: str, infection: SiteInfection, organisms: tuple[Organism, ...]) -> str | None:
    """Why the criterion takes no BSI."""
    site, takes_match = named.site, named.site == "SSI" or number in SCENARIO_1.get(named.site, ())
    takes_element = _is_in_scenario_2(named, number)
    if site in NEVER or named.name.upper() in NEVER:
        return "a bloodstream infection is never secondary to PNU1, VASC, VAC or IVAC"
    if named.at == "VASC" and number not in {"", "1"}:
        return "a bloodstream infection is secondary to VASC only where it is an SSI by criterion 1"
    if site == NECROTISING_ENTEROCOLITIS or (takes_element and infection.blood_is_element):
        return None
    if site == "SKIN" and takes_match and _only_commensals(organisms):
        return "SKIN 2a with two commensals and no pathogen is not eligible"
    if takes_match and infection.blood_is_element and not organisms:
        return "blood is no element of this criterion; name the organisms of the site's own specimen"
    if takes_match:
        return None
    if takes_element:
        return (
            "this criterion takes a bloodstream infection only where the blood culture is one of its elements; "
            "if it is, say so by `blood_is_element`"
        )
    return f"this criterion takes no bloodstream infection; {_eligible(site)}"


def _impossible_date(infection: SiteInfection, site: str) -> str | None:
    """Why the dates of a decision cannot be: the date of event lies in the infection window period of its anchor."""
    if site in WITHOUT_INFECTION_WINDOW:
        return None
    window = infection_window_period(infection.anchor, site)
    if infection.date_of_event in window:
        return None
    first, last = (day.isoformat() for day in window.days())
    return (
        f"the date of event {infection.date_of_event.isoformat()} is not in the infection window period of its first "
        f"positive test, {first} to {last}; correct `date_of_event` or `anchor`"
    )


def _eligible(site: str) -> str:
    """Which criteria of a site do."""
    ways = (("by a matching specimen", SCENARIO_1), ("with blood as its element", SCENARIO_2))
    taking = [f"{', '.join(table[site]).lower()} {how}" for how, table in ways if site in table]
    return f"of {site} these do: {'; '.join(taking)}" if taking else f"none of {site} does"


def _only_commensals(organisms: tuple[Organism, ...]) -> bool:
    return len(organisms) > 1 and all(one.common_commensal for one in organisms)
