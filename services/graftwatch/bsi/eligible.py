"""Which named organisms count: non-culture tests beside cultures, excluded organisms, pathogens and commensals.

Source: NHSN Patient Safety Component Manual, chapter 4, January 2026. A non-culture test is ignored when blood for
culture was collected from 2 calendar days before to 1 day after it: then the culture alone decides, positive, negative
or not yet read. The culture of the test's own specimen is one of them.

    culture collected    06-01    06-02    06-03    06-04    06-05    06-06
    PCR of 06-04          −3       −2       −1       same     +1       +2
    who decides          PCR      culture  culture  culture  culture   PCR

Organisms of the excluded list never count; those excluded as primary do not count as the sole pathogen.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from graftwatch.bsi.blood_culture import BloodCulture
from graftwatch.bsi.named_organism import NamedOrganism
from graftwatch.bsi.period import Period
from graftwatch.terminology.organism import Eligibility, Organism

CULTURE_DECIDES_DAYS_BEFORE: Final = 2
CULTURE_DECIDES_DAYS_AFTER: Final = 1


def counting(cultures: Sequence[BloodCulture], *, final_only: bool) -> list[BloodCulture]:
    """The blood cultures with only the organisms that count; those without any are left out."""
    culture_days = {one.on for one in cultures if one.cultured}
    reduced = (replace(one, found=_counting(one, culture_days, final_only)) for one in cultures)
    return [one for one in reduced if one.found]


def culture_decides(test_day: date, culture_days: Iterable[date]) -> bool:
    """Whether blood for culture was collected near enough to a non-culture test to decide in its place."""
    near = Period.around(test_day, CULTURE_DECIDES_DAYS_BEFORE, CULTURE_DECIDES_DAYS_AFTER)
    return any(day in near for day in culture_days)


def without(culture: BloodCulture, names: frozenset[str]) -> BloodCulture:
    """The blood culture without some organisms."""
    return replace(culture, found=tuple(one for one in culture.found if one.organism.name not in names))


def is_excluded_everywhere(organism: Organism) -> bool:
    """Whether the organism can be no healthcare-associated infection at all."""
    return organism.eligibility is Eligibility.EXCLUDED_EVERYWHERE


def is_pathogen(organism: Organism) -> bool:
    """Whether the organism is a recognised pathogen in blood: eligible, and no common commensal.

    By culture every term of the manual's organism list is one, a form in a final report ("Gram-negative bacillus",
    "aerobic bacteria", "yeast") among them; a non-culture test must name a genus or a species. "Bacteria"
    alone is no term: nothing is named, the culture is unresolved, and a person reads it.
    """
    return not organism.common_commensal and not is_excluded_everywhere(organism)


def is_sole_pathogen(organism: Organism) -> bool:
    """Whether the organism alone can be a primary bloodstream infection by LCBI 1."""
    return is_pathogen(organism) and organism.eligibility is not Eligibility.EXCLUDED_AS_PRIMARY


def pathogens(culture: BloodCulture) -> list[NamedOrganism]:
    """The pathogens of a blood culture, by name."""
    return [one for one in culture.found if is_pathogen(one.organism)]


def _counting(culture: BloodCulture, culture_days: set[date], final_only: bool) -> tuple[NamedOrganism, ...]:  # noqa: FBT001 - private, always by its name
    tests_count = not culture_decides(culture.on, culture_days)
    return tuple(
        one
        for one in culture.found
        if (one.final or not final_only)
        and (one.by_culture or tests_count)
        and not is_excluded_everywhere(one.organism)
    )
