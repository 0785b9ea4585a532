"""Secondary bloodstream infection: blood organisms that belong to an infection at another site.

Source: NHSN Patient Safety Component Manual, chapter 4, appendix on secondary BSI, January 2026. Scenario 1: at least
one organism of the blood matches the site's specimen, and the blood was collected in the attribution period. Scenario
2: the blood culture is an element of the site's criterion and was collected in its infection window period; its
organisms then stand for the site's. All eligible organisms of a matching specimen go with it, except those that the
site excludes (endocarditis: only the matching ones). A specimen without a match is judged anew. A secondary BSI sets
no repeat infection timeframe. Necrotising enterocolitis takes a pathogen or a commensal pair without any match.

Where the manual leaves two answers open: blood that alone would not meet BSI cannot be secondary, so a commensal pair
without a sign is not. What a site takes can be a primary event's as well (assigned_twice.py).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from graftwatch.bsi.attribution_period import attribution_period, site_window
from graftwatch.bsi.blood_culture import BloodCulture
from graftwatch.bsi.eligible import is_pathogen, without
from graftwatch.bsi.hospital_stay import HospitalStays
from graftwatch.bsi.lcbi import CriterionMet, is_at_most_one_year_old
from graftwatch.bsi.named_organism import NamedOrganism, organism_named
from graftwatch.bsi.period import Period
from graftwatch.bsi.site_criteria import BLOOD_HOLDS_MBI_ORGANISM, YEAST_ONLY, SiteCriterion, site_criterion
from graftwatch.bsi.site_exclusions import is_excluded_by_site
from graftwatch.facts import Fact, SiteInfection
from graftwatch.terminology.organism import Organism, OrganismKind
from graftwatch.terminology.organism_matching import matches

Site = Fact[SiteInfection]


@dataclass(frozen=True, slots=True)
class SecondaryBsi:
    """What one site infection takes: blood cultures reduced to the organisms that go with it, by collection."""

    site: Site
    scenario: str
    cultures: tuple[BloodCulture, ...]

    @property
    def organisms(self) -> tuple[NamedOrganism, ...]:
        """The organisms taken, each once, by collection."""
        first: dict[str, NamedOrganism] = {}
        for culture in self.cultures:
            for one in culture.found:
                first.setdefault(one.organism.name, one)
        return tuple(first.values())

    @property
    def draws(self) -> frozenset[str]:
        """Keys of its blood draws."""
        return frozenset(one.key for one in self.cultures)


@dataclass(frozen=True, slots=True)
class OpenSite:
    """A site infection that may take blood organisms, with its rules in hand."""

    site: Site
    criterion: SiteCriterion
    organisms: tuple[Organism, ...]
    window: Period
    attribution: Period

    def takes(self, organism: Organism) -> bool:
        """Whether the site does not exclude the organism."""
        return not is_excluded_by_site(self.criterion.name, self.site.statement, organism, self.organisms)

    def matches(self, organism: Organism) -> bool:
        """Whether a blood organism matches one of the site's specimen."""
        if self.criterion.name in YEAST_ONLY and organism.kind is not OrganismKind.YEAST:
            return False
        return self.takes(organism) and any(matches(organism, one) for one in self.organisms)


def secondary_infections(
    cultures: Sequence[BloodCulture],
    met: Sequence[CriterionMet],
    sites: Iterable[Site],
    stays: HospitalStays,
    born: date | None,
) -> list[SecondaryBsi]:
    """The secondary infections, one a site, by the site's date of event.

    Args:
        cultures: blood cultures with the organisms that count.
        met: the criteria these cultures meet alone; their commensal pairs may be secondary.
        sites: site infections that people found.
        stays: hospital stays, which an attribution period does not leave.
        born: date of birth, for necrotising enterocolitis.
    """
    able = [reduced for one in cultures if (reduced := _able_to_be_secondary(one, met)).found]
    opened = (_open(site, stays) for site in sorted(sites, key=lambda one: (one.statement.date_of_event, one.identity)))
    taken = (_taken(site, able, stays, born) for site in opened if site.criterion.refusal is None)
    return [one for one in taken if one is not None]


def refused_decisions(sites: Iterable[Site]) -> list[str]:
    """Site infections whose criterion takes no BSI, each with the reason."""
    refused = []
    for site in sorted(sites, key=lambda one: (one.statement.date_of_event, one.identity)):
        one = site.statement
        refusal = site_criterion(one, site_organisms(one)).refusal
        if refusal is not None:
            refused.append(f"site_infection {one.site} {one.criterion} of {one.date_of_event.isoformat()}: {refusal}")
    return refused


def remaining(cultures: Iterable[BloodCulture], secondary: Iterable[SecondaryBsi]) -> list[BloodCulture]:
    """The blood cultures without the organisms that other sites took; those without any left are left out."""
    names: dict[str, set[str]] = {}
    for infection in secondary:
        for culture in infection.cultures:
            names.setdefault(culture.key, set()).update(one.organism.name for one in culture.found)
    rest = (without(one, frozenset(names.get(one.key, ()))) for one in cultures)
    return [one for one in rest if one.found]


def site_organisms(infection: SiteInfection) -> tuple[Organism, ...]:
    """The organisms of the site's specimen, as the terminology knows them."""
    found = (organism_named(name) for name in infection.organisms)
    return tuple(one for one in found if one is not None)


def _able_to_be_secondary(culture: BloodCulture, met: Sequence[CriterionMet]) -> BloodCulture:
    """The blood culture with its pathogens, and those commensals that meet LCBI 2 or 3 by their pair."""
    paired = {
        found.organism.name
        for one in met
        if one.pair is not None and culture.key in {one.pair.first.key, one.pair.second.key}
        for found in one.pair.found
    }
    kept = tuple(one for one in culture.found if is_pathogen(one.organism) or one.organism.name in paired)
    return replace(culture, found=kept)


def _open(site: Site, stays: HospitalStays) -> OpenSite:
    one = site.statement
    organisms = site_organisms(one)
    criterion = site_criterion(one, organisms)
    return OpenSite(site, criterion, organisms, site_window(one), attribution_period(one, stays))


def _taken(
    site: OpenSite, able: Sequence[BloodCulture], stays: HospitalStays, born: date | None
) -> SecondaryBsi | None:
    if site.criterion.is_necrotising_enterocolitis:
        return _by_enterocolitis(site, able, born)
    elements = _elements(site, able)
    as_matched = replace(site, organisms=site.organisms + tuple(f.organism for one in elements for f in one.found))
    matched = _matching(as_matched if elements else site, able, stays, {one.key for one in elements})
    if not elements and not site.criterion.by_match:
        return None
    cultures = sorted([*elements, *matched], key=lambda one: (one.on, one.key))
    return SecondaryBsi(site.site, "2" if elements else "1", tuple(cultures)) if cultures else None


def _elements(site: OpenSite, able: Sequence[BloodCulture]) -> list[BloodCulture]:
    """Scenario 2: the blood cultures in the site's infection window period that are its element."""
    if not site.criterion.by_element:
        return []
    inside = [_kept(one, site) for one in able if one.on in site.window]
    if site.criterion.name in BLOOD_HOLDS_MBI_ORGANISM:
        inside = [one for one in inside if any(found.organism.mbi for found in one.found)]
    return [one for one in inside if one.found]


def _matching(
    site: OpenSite, able: Sequence[BloodCulture], stays: HospitalStays, elements: set[str]
) -> list[BloodCulture]:
    """Scenario 1: the blood cultures in the attribution period with a matching organism."""
    event = site.site.statement.date_of_event
    found = (
        _going_together(one, site)
        for one in able
        if one.key not in elements
        and one.on in site.attribution
        and (one.on in site.window or stays.same(one.on, event))
        and any(site.matches(found.organism) for found in one.found)
    )
    return [one for one in found if one.found]


def _going_together(culture: BloodCulture, site: OpenSite) -> BloodCulture:
    """All eligible organisms of a matching specimen; for endocarditis only the matching ones."""
    if not site.criterion.name.startswith("ENDO"):
        return _kept(culture, site)
    return replace(culture, found=tuple(one for one in culture.found if site.matches(one.organism)))


def _kept(culture: BloodCulture, site: OpenSite) -> BloodCulture:
    return replace(culture, found=tuple(one for one in culture.found if site.takes(one.organism)))


def _by_enterocolitis(site: OpenSite, able: Sequence[BloodCulture], born: date | None) -> SecondaryBsi | None:
    if not is_at_most_one_year_old(born, site.site.statement.date_of_event):
        return None
    inside = tuple(one for one in able if one.on in site.attribution)
    return SecondaryBsi(site.site, "NEC", inside) if inside else None
