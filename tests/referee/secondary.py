"""Blood that is secondary to an infection at another site (chapter 4, appendix B; chapter 17).

Scenario 1: the blood holds an organism of the site-specific specimen and was collected in the site's attribution
period. Scenario 2: the blood is an element of the site's criterion and was collected in the site's window.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

from tests.referee.blood_that_counts import commensals, pathogens
from tests.referee.history import Blood, History, Site
from tests.referee.matching import matches_site, same_commensal
from tests.referee.organisms import Organism
from tests.referee.primary import pairs, with_sign
from tests.referee.signs import up_to_one_year
from tests.referee.site_rules import excluded_by, long_window, may_use_blood, scenario
from tests.referee.stays import same_stay


@dataclass(slots=True)
class Secondary:
    """The blood that went to one site, and the organisms of each specimen that the site took."""

    site: Site
    taken: list[tuple[Blood, set[Organism]]] = field(default_factory=list)

    @property
    def organisms(self) -> set[Organism]:
        """All organisms that the site took."""
        return {each for _, organisms in self.taken for each in organisms}

    @property
    def specimens(self) -> set[str]:
        """The numbers of the blood specimens."""
        return {blood.number for blood, _ in self.taken}


def window(site: Site) -> tuple[date, date]:
    """The site's infection window period."""
    reach = timedelta(days=10 if long_window(site) else 3)
    return site.anchor - reach, site.anchor + reach


def in_attribution_period(history: History, site: Site, on: date) -> bool:
    """The window, and the repeat infection timeframe as far as the stay; 17 days around an SSI's date of event.

    PVAP has no window: its period is the 14 days of the ventilator-associated event.
    """
    begin, end = window(site)
    if begin <= on <= end and site.site not in {"SSI", "VAE"}:
        return True
    first, days = site.date_of_event, (on - site.date_of_event).days
    if site.site == "SSI":
        return -3 <= days <= 13
    rest_of_the_stay = site.site == "ENDO"
    return days >= 0 and (days <= 13 or rest_of_the_stay) and same_stay(history, first, on)


def secondary_infections(history: History, bloods: list[Blood]) -> list[Secondary]:
    """What each site takes."""
    found = []
    for site in history.sites:
        each = [(blood, _taken(history, site, blood, bloods)) for blood in bloods]
        one = Secondary(site, [(blood, organisms) for blood, organisms in each if organisms])
        if one.taken:
            found.append(one)
    return found


def _taken(history: History, site: Site, blood: Blood, bloods: list[Blood]) -> set[Organism]:
    """What the site takes of one blood specimen."""
    if scenario(site) == 0:
        return set()
    if _is_element(history, site, blood, bloods):
        return _eligible(history, site, blood, bloods)
    if scenario(site) == 3:
        infant = up_to_one_year(history, site.date_of_event)
        inside = [one for one in bloods if in_attribution_period(history, site, one.on)]
        return _of_nec(blood, inside) if infant and blood in inside else set()
    known = {one for one in site.organisms if one.excluded != "everywhere"}
    for other in bloods:
        if _is_element(history, site, other, bloods):
            known |= _eligible(history, site, other, bloods)
    eligible = _eligible(history, site, blood, bloods)
    matching = {one for one in eligible if any(matches_site(one, other) for other in known)}
    if not matching or not in_attribution_period(history, site, blood.on):
        return set()
    return matching if site.site == "ENDO" else eligible


def _of_nec(blood: Blood, bloods: list[Blood]) -> set[Organism]:
    """A pathogen, or the same commensal from two occasions; neither a match nor a sign is asked for."""
    mine = [one.organism for one in pairs(bloods) if blood in {one.first, one.second}]
    paired = {one for one in commensals(blood) if any(same_commensal(one, other) for other in mine)}
    return set(pathogens(blood)) | paired


def _is_element(history: History, site: Site, blood: Blood, bloods: list[Blood]) -> bool:
    """Scenario 2: collected in the window, with what the criterion asks of it; there a pair is looked at together."""
    begin, end = window(site)
    if scenario(site) != 2 or not begin <= blood.on <= end:
        return False
    eligible = _eligible(history, site, blood, bloods)
    partners = [one for one in pairs(bloods) if blood in {one.first, one.second} and with_sign(history, one)]
    inside = [other for one in partners for other in (one.first, one.second) if begin <= other.on <= end]
    beside = {each for other in inside for each in _eligible(history, site, other, bloods)}
    return bool(eligible) and may_use_blood(site, eligible | beside)


def _eligible(history: History, site: Site, blood: Blood, bloods: list[Blood]) -> set[Organism]:
    return {one for one in _countable(history, blood, bloods) if not excluded_by(site, one)}


def _countable(history: History, blood: Blood, bloods: list[Blood]) -> set[Organism]:
    """The organisms by which the blood alone would be a bloodstream infection."""
    found = set(pathogens(blood))
    for pair in pairs(bloods):
        if blood in {pair.first, pair.second} and with_sign(history, pair):
            found |= {one for one in commensals(blood) if same_commensal(one, pair.organism)}
    return found
