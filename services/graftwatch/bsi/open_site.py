"""An infection at another site with its rules in hand: its organisms, its periods, and what it takes of blood.

Source: NHSN Patient Safety Component Manual, chapter 4, appendix on secondary BSI, and chapter 17, January 2026. An
organism that no definition may use (Cryptococcus, Histoplasma …) is none of a site's specimen either. With endocarditis
only the matching organisms of a specimen go.

Where the manual leaves two answers open: a criterion that is eligible with yeast only (GIT 2b, ORAL 3d) takes nothing
else of a matching specimen; the rest of it finds another site or is a primary infection.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from graftwatch.bsi.attribution_period import attribution_period, site_window
from graftwatch.bsi.blood_culture import BloodCulture
from graftwatch.bsi.eligible import is_excluded_everywhere
from graftwatch.bsi.hospital_stay import HospitalStays
from graftwatch.bsi.named_organism import NamedOrganism, organism_named
from graftwatch.bsi.period import Period
from graftwatch.bsi.site_criteria import BLOOD_MATCHES_AS_ELEMENT, YEAST_ONLY, SiteCriterion, site_criterion
from graftwatch.bsi.site_exclusions import is_excluded_by_site
from graftwatch.facts import Fact, SiteInfection
from graftwatch.terminology.organism import Organism, OrganismKind
from graftwatch.terminology.organism_matching import matches

Site = Fact[SiteInfection]


@dataclass(frozen=True, slots=True)
class OpenSite:
    """A site infection with its rules in hand.

    Attributes:
        site: the person's decision.
        criterion: what it can take.
        organisms: of the site's own specimen.
        window: its infection window period.
        attribution: its secondary BSI attribution period.
        from_blood: organisms that stand for the site's because blood was an element (scenario 2).
    """

    site: Site
    criterion: SiteCriterion
    organisms: tuple[Organism, ...]
    window: Period
    attribution: Period
    from_blood: tuple[Organism, ...] = ()

    def takes(self, organism: Organism) -> bool:
        """Whether the site does not exclude the organism."""
        criterion, stated = self.criterion, self.site.statement
        if criterion.name in YEAST_ONLY and organism.kind is not OrganismKind.YEAST:
            return False
        return not is_excluded_by_site(criterion.site, criterion.number, stated, organism, self.organisms)

    def matches(self, organism: Organism) -> bool:
        """Whether a blood organism matches one of the site's."""
        return self.match_of(organism) is not None

    def match_of(self, organism: Organism) -> Organism | None:
        """The organism of the site that a blood organism matches."""
        if not self.takes(organism):
            return None
        return next((one for one in (*self.organisms, *self.from_blood) if matches(organism, one)), None)

    def of_matching(self, culture: BloodCulture) -> BloodCulture:
        """What goes of a specimen with a match: all that the site does not exclude, with endocarditis the matches."""
        return _with(culture, (one for one in culture.found if self._goes_along(one)))

    def of_element(self, culture: BloodCulture) -> BloodCulture:
        """What goes of a specimen that is an element: as with a match, which some criteria ask for here, too."""
        kept = _with(culture, (one for one in culture.found if self.takes(one.organism)))
        if not self.organisms or (self.criterion.place or self.criterion.site) not in BLOOD_MATCHES_AS_ELEMENT:
            return kept
        matched = any(self.matches(one.organism) for one in kept.found)
        return self.of_matching(culture) if matched else _with(culture, ())

    def _goes_along(self, one: NamedOrganism) -> bool:
        if (self.criterion.place or self.criterion.site) == "ENDO":
            return self.matches(one.organism)
        return self.takes(one.organism)


def open_site(site: Site, stays: HospitalStays) -> OpenSite:
    """A site infection with its rules."""
    one = site.statement
    organisms = site_organisms(one)
    criterion = site_criterion(one, organisms)
    window = site_window(criterion.place or criterion.site, one)
    return OpenSite(site, criterion, organisms, window, attribution_period(criterion.site, one, stays))


def site_organisms(infection: SiteInfection) -> tuple[Organism, ...]:
    """The organisms of the site's specimen that a definition may use, as the terminology knows them."""
    found = (organism_named(name) for name in infection.organisms)
    return tuple(one for one in found if one is not None and not is_excluded_everywhere(one))


def _with(culture: BloodCulture, found: Iterable[NamedOrganism]) -> BloodCulture:
    return replace(culture, found=tuple(found))
