"""Secondary bloodstream infection: blood organisms that belong to an infection at another site.

Source: NHSN Patient Safety Component Manual, chapter 4, appendix on secondary BSI, January 2026. Scenario 1: at least
one organism of the blood matches the site's specimen, and the blood was collected in the attribution period. Scenario
2: the blood culture is an element of the site's criterion and was collected in its infection window period; its
organisms then stand for the site's. All eligible organisms of a matching specimen go with it, except those that the
site excludes (endocarditis: only the matching ones). A specimen without a match is judged anew. A secondary BSI sets
no repeat infection timeframe. Necrotising enterocolitis takes a pathogen or a commensal pair without any match.

Where the manual leaves two answers open, these are chosen:
- Blood that alone would not meet BSI cannot be secondary, so a commensal pair without a sign is not; to necrotising
  enterocolitis, which asks for the pair alone, it is.
- Each specimen of a commensal pair is judged by its own day. Where blood must hold an MBI organism as an element, the
  two specimens of a pair, which are one element, are looked at together.
- What blood must match as an element (ABUTI, ENDO) it must match only where the decision names organisms of the site.
- One infection decided under two names (UTI and SUTI, PNEU and PNU2) counts once, by the newer decision.
- What a site takes can be a primary event's as well (assigned_twice.py).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from graftwatch.bsi.blood_culture import BloodCulture
from graftwatch.bsi.commensal_pair import CommensalPair
from graftwatch.bsi.eligible import is_pathogen, without
from graftwatch.bsi.episode import organisms_of
from graftwatch.bsi.hospital_stay import HospitalStays
from graftwatch.bsi.lcbi import CriterionMet, is_at_most_one_year_old
from graftwatch.bsi.named_organism import NamedOrganism
from graftwatch.bsi.open_site import OpenSite, Site, open_site, site_organisms
from graftwatch.bsi.site_criteria import BLOOD_HOLDS_MBI_ORGANISM, site_criterion


@dataclass(frozen=True, slots=True)
class SecondaryBsi:
    """What one site infection takes: blood cultures reduced to the organisms that go with it, by collection.

    Attributes:
        open_site: the site infection with its rules, the organisms of its elements among its own.
        scenario: "1", "2" or "NEC".
        cultures: what it takes.
        elements: keys of the draws that are elements of its criterion.
    """

    open_site: OpenSite
    scenario: str
    cultures: tuple[BloodCulture, ...]
    elements: frozenset[str] = frozenset()

    @property
    def site(self) -> Site:
        """The person's decision."""
        return self.open_site.site

    @property
    def organisms(self) -> tuple[NamedOrganism, ...]:
        """The organisms taken, each once by its more precise name."""
        return organisms_of(self.cultures)

    @property
    def draws(self) -> frozenset[str]:
        """Keys of its blood draws."""
        return frozenset(one.key for one in self.cultures)


@dataclass(frozen=True, slots=True)
class Blood:
    """The blood that sites may take: cultures that count, their commensal pairs, and the criteria they meet alone."""

    cultures: Sequence[BloodCulture]
    pairs: Sequence[CommensalPair]
    met: Sequence[CriterionMet]

    def with_pairs(self, pairs: Iterable[CommensalPair]) -> list[BloodCulture]:
        """The blood cultures with their pathogens, and those commensals that stand in one of these pairs."""
        paired = frozenset(name for one in pairs for name in one.names)
        reduced = (replace(one, found=tuple(f for f in one.found if _is_able(one, f, paired))) for one in self.cultures)
        return [one for one in reduced if one.found]

    @property
    def able(self) -> list[BloodCulture]:
        """The blood cultures with what alone would meet BSI: their pathogens, and pairs that meet LCBI 2 or 3."""
        return self.with_pairs(one.pair for one in self.met if one.pair is not None)


def secondary_infections(
    blood: Blood, sites: Iterable[Site], stays: HospitalStays, born: date | None
) -> list[SecondaryBsi]:
    """The secondary infections, one a site, by the site's date of event.

    Args:
        blood: what may be secondary.
        sites: site infections that people found.
        stays: hospital stays, which a repeat infection timeframe does not leave.
        born: date of birth, for necrotising enterocolitis.
    """
    able = blood.able
    taken = (_taken(one, blood, able, born) for one in open_sites(sites, stays))
    return [one for one in taken if one is not None]


def open_sites(sites: Iterable[Site], stays: HospitalStays) -> list[OpenSite]:
    """The site infections that may take blood, each once, by date of event."""
    newest: dict[tuple[str, str, date], OpenSite] = {}
    for site in sorted(sites, key=lambda one: (one.version, one.identity)):
        one = open_site(site, stays)
        if one.criterion.refusal is None:
            newest[one.criterion.site, one.criterion.place, site.statement.date_of_event] = one
    return sorted(newest.values(), key=lambda one: (one.site.statement.date_of_event, one.site.identity))


def refused_decisions(sites: Iterable[Site]) -> list[str]:
    """Site infections whose criterion takes no BSI, or whose dates cannot be, each with the reason."""
    refused = []
    for site in sorted(sites, key=lambda one: (one.statement.date_of_event, one.identity)):
        one = site.statement
        refusal = site_criterion(one, site_organisms(one)).refusal
        if refusal is not None:
            named = f"{one.site} {one.criterion}".strip()
            refused.append(f"site_infection {named} of {one.date_of_event.isoformat()}: {refusal}")
    return refused


def remaining(cultures: Iterable[BloodCulture], secondary: Iterable[SecondaryBsi]) -> list[BloodCulture]:
    """The blood cultures without the organisms that other sites took; those without any left are left out."""
    names: dict[str, set[str]] = {}
    for infection in secondary:
        for culture in infection.cultures:
            names.setdefault(culture.key, set()).update(one.organism.name for one in culture.found)
    rest = (without(one, frozenset(names.get(one.key, ()))) for one in cultures)
    return [one for one in rest if one.found]


def _is_able(culture: BloodCulture, found: NamedOrganism, paired: frozenset[tuple[str, str]]) -> bool:
    return is_pathogen(found.organism) or (culture.key, found.organism.name) in paired


def _taken(site: OpenSite, blood: Blood, able: Sequence[BloodCulture], born: date | None) -> SecondaryBsi | None:
    if site.criterion.is_necrotising_enterocolitis:
        return _by_enterocolitis(site, blood, born)
    elements = _elements(site, blood, able)
    if not elements and not site.criterion.by_match:
        return None
    standing = replace(site, from_blood=tuple(found.organism for one in elements for found in one.found))
    keys = frozenset(one.key for one in elements)
    matched = _matching(standing, [one for one in able if one.key not in keys])
    taken = {one.key: one for one in (*elements, *matched)}
    cultures = tuple(taken[one.key] for one in able if one.key in taken)
    return SecondaryBsi(standing, "2" if elements else "1", cultures, keys) if cultures else None


def _elements(site: OpenSite, blood: Blood, able: Iterable[BloodCulture]) -> list[BloodCulture]:
    """Scenario 2: the blood cultures in the site's infection window period that are its element."""
    if not site.criterion.by_element:
        return []
    inside = [kept for one in able if one.on in site.window and (kept := site.of_element(one)).found]
    if site.criterion.element_of not in BLOOD_HOLDS_MBI_ORGANISM:
        return inside
    holding = {one.key for one in inside if any(found.organism.mbi for found in one.found)}
    pairs = [one.pair for one in blood.met if one.pair is not None]
    holding |= {culture.key for one in pairs if holding & _draws(one) for culture in (one.first, one.second)}
    return [one for one in inside if one.key in holding]


def _draws(pair: CommensalPair) -> set[str]:
    return {pair.first.key, pair.second.key}


def _matching(site: OpenSite, able: Iterable[BloodCulture]) -> list[BloodCulture]:
    """Scenario 1: the blood cultures in the attribution period with a matching organism."""
    inside = (one for one in able if one.on in site.attribution)
    return [site.of_matching(one) for one in inside if any(site.matches(found.organism) for found in one.found)]


def _by_enterocolitis(site: OpenSite, blood: Blood, born: date | None) -> SecondaryBsi | None:
    if not is_at_most_one_year_old(born, site.site.statement.date_of_event):
        return None
    period = site.attribution
    pairs = [one for one in blood.pairs if one.first.on in period and one.second.on in period]
    inside = tuple(one for one in blood.with_pairs(pairs) if one.on in period)
    return SecondaryBsi(site, "NEC", inside) if inside else None
