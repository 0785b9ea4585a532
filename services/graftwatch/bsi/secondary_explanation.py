"""Why blood is secondary to a site, and why it is not secondary to one that is near.

Source of the rules: NHSN Patient Safety Component Manual, chapter 4, appendix on secondary BSI, January 2026. A
secondary event says its scenario, which organism matches which specimen, and the period that holds the blood. Blood
near a site infection that does not take it says what stands against it: so many days outside the attribution period,
another organism, an organism that the site excludes, a criterion that takes none.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final

from graftwatch.bsi.blood_culture import BloodCulture
from graftwatch.bsi.eligible import is_pathogen
from graftwatch.bsi.history import History
from graftwatch.bsi.lcbi import is_at_most_one_year_old
from graftwatch.bsi.open_site import OpenSite, open_site
from graftwatch.bsi.period import Period
from graftwatch.bsi.secondary import SecondaryBsi
from graftwatch.bsi.site_criteria import BLOOD_HOLDS_MBI_ORGANISM, YEAST_ONLY
from graftwatch.facts import SiteInfection

NEAR_DAYS: Final = 14
"""A site is near where blood was collected within another repeat infection timeframe's length of its period."""


def site_in_words(history: History, infection: SiteInfection) -> str:
    """The site infection in words: "UTI SUTI 1a of 2026-06-08 (POD 7)"."""
    return f"{f'{infection.site} {infection.criterion}'.strip()} of {history.words(infection.date_of_event)}"


def why_secondary(history: History, infection: SecondaryBsi) -> tuple[str, ...]:
    """The lines of a secondary event's explanation."""
    site = infection.open_site
    named = site_in_words(history, site.site.statement)
    if infection.scenario == "NEC":
        period = f"collected in its attribution period, {_days(site.attribution)}"
        return (f"secondary to necrotising enterocolitis: no matching specimen is needed ({named}); {period}",)
    by_scenario = {
        "1": f"secondary by scenario 1: an organism of the blood matches the specimen of {named}",
        "2": f"secondary by scenario 2: the blood culture is an element of {named}",
    }
    lines = [by_scenario[infection.scenario]]
    for culture in infection.cultures:
        lines += _why_taken(history, infection, culture)
    return tuple(lines)


def why_not_secondary(history: History, cultures: Sequence[BloodCulture]) -> list[str]:
    """What stands against each site infection that is near and does not take this blood."""
    lines = []
    for fact in sorted(history.chart.of(SiteInfection), key=lambda one: (one.statement.date_of_event, one.identity)):
        site = open_site(fact, history.stays)
        near = [one for one in cultures if _days_outside(one.on, site.attribution) <= NEAR_DAYS]
        reasons = dict.fromkeys(_against(history, site, one) for one in near)
        named = site_in_words(history, fact.statement)
        lines += [f"not secondary to {named}: {reason}" for reason in reasons if reason]
    return lines


def _why_taken(history: History, infection: SecondaryBsi, culture: BloodCulture) -> Iterator[str]:
    site = infection.open_site
    blood = f"blood collected {history.words(culture.on)}"
    matches = [(one.organism, site.match_of(one.organism)) for one in culture.found]
    if culture.key in infection.elements:
        yield f"{blood}: in the site's infection window period, {_days(site.window)}"
        return
    for organism, match in matches:
        if match is not None:
            where = _specimen(site) if match in site.organisms else "blood that is an element of the criterion"
            period = f"in the attribution period, {_days(site.attribution)}"
            yield f"{blood}: {organism.name} matches {match.name} of {where}; {period}"
    beside = [organism.name for organism, match in matches if match is None]
    if beside:
        yield f"{blood}: {', '.join(beside)} of the same specimen goes with it"


def _specimen(site: OpenSite) -> str:
    stated = site.site.statement
    days = ", ".join(day.isoformat() for day in stated.specimen_dates)
    of_days = f" of {days}" if days else ""
    return f"the site's specimen ({stated.specimen_type}{of_days})" if stated.specimen_type else f"the site{of_days}"


def _against(history: History, site: OpenSite, culture: BloodCulture) -> str | None:
    """What stands against a site's taking a blood culture; None where nothing does, and it was taken."""
    if site.criterion.refusal is not None:
        return site.criterion.refusal
    if site.criterion.is_necrotising_enterocolitis and not is_at_most_one_year_old(
        history.recipient.born, site.site.statement.date_of_event
    ):
        return "necrotising enterocolitis is a criterion of infants up to 1 year"
    by_element_only = site.criterion.by_element and not site.criterion.by_match
    period, name = (
        (site.window, "the infection window period, in which blood is an element")
        if by_element_only and not site.from_blood
        else (site.attribution, "its attribution period")
    )
    outside = _outside(history, culture.on, period, name)
    return outside or _by_organism(site, culture)


def _by_organism(site: OpenSite, culture: BloodCulture) -> str | None:
    organisms = [one.organism for one in culture.found]
    excluded = [one.name for one in organisms if not site.takes(one)]
    if excluded and site.criterion.name in YEAST_ONLY:
        return f"the criterion takes nothing but yeast, not {_names(excluded)}"
    if excluded:
        return f"the site excludes {_names(excluded)}"
    if organisms and not any(is_pathogen(one) for one in organisms) and any(site.matches(one) for one in organisms):
        return "a common commensal that meets no criterion by itself cannot be secondary"
    if site.criterion.by_element and site.criterion.element_of in BLOOD_HOLDS_MBI_ORGANISM:
        return "the criterion asks for blood with an MBI organism" if not any(one.mbi for one in organisms) else None
    if site.criterion.by_element and not site.organisms:
        return None
    if not site.organisms:
        return "the decision names no organism of the site's specimen"
    if any(site.matches(one) for one in organisms):
        return None
    return f"{_names(organism.name for organism in organisms)} matches none of {_specimen(site)}, {_names(_of(site))}"


def _of(site: OpenSite) -> Iterator[str]:
    yield from (one.name for one in site.organisms)


def _names(names: Iterable[str]) -> str:
    return ", ".join(names)


def _outside(history: History, day: date, period: Period, name: str) -> str | None:
    days = _days_outside(day, period)
    if not days:
        return None
    side = "before" if day < period.first else "after"
    counted = f"{days} day{'s' if days > 1 else ''}"
    return f"blood collected {history.words(day)} is {counted} {side} {name}, {_days(period)}"


def _days_outside(day: date, period: Period) -> int:
    return max((period.first - day).days, (day - period.last).days, 0)


def _days(period: Period) -> str:
    last = "the end of the stay" if period.last == date.max else period.last.isoformat()
    return f"{period.first.isoformat()} to {last}"
