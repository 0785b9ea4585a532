"""Scenarios of one occasion: pathogens, commensals, contaminants, and cultures that stay sterile.

Each scenario plans two sets of two bottles and perhaps a fever, and states what follows from its own plan. Nothing
else in a recipient's chart is above 38.0 degrees, outside the day after the infusion.
Left out: what unfolds over days or is corrected later (infections_over_time.py).
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from graftwatch.simulator import planned_events
from graftwatch.simulator.cultures import CultureSet, Material, Stage, negative_set, positive_set
from graftwatch.simulator.organisms import (
    COAGULASE_NEGATIVE,
    COMMENSALS,
    EPIDERMIDIS,
    EXCLUDED,
    PATHOGENS,
    STRIATUM,
    UNKNOWN,
    Organism,
)
from graftwatch.simulator.story import DAYS_TO_FINAL, FIRST_STORY_DAY, Course, Story

LAST_STORY_DAY: Final = 24
"""Well inside the default window of 30 days."""
_AROUND_MIDNIGHT: Final = 0.25  # of the pairs: two draws on consecutive days
_EVENING: Final = 6  # from seven on, twenty hours later is the next day
DAYS_OF_WINDOW_HALF: Final = 3
"""The infection window period reaches so many days before and after the first positive culture."""
_SHARE: Final = 0.5  # of the variants that a scenario chooses between, where nothing speaks for one of them


def second_draw(course: Course, first: datetime) -> datetime:
    """The other arm, some minutes later."""
    return first + timedelta(minutes=course.random.randint(8, 25))


def fever_before(course: Course, collected: datetime) -> datetime:
    """The fever that made somebody draw blood, on the same day."""
    return collected - timedelta(minutes=course.random.randint(20, 180))


def other_samples(course: Course) -> Story:
    """Urine, wound or sputum with growth: no blood, so nothing to find."""
    if course.days_followed < FIRST_STORY_DAY + DAYS_TO_FINAL or by_chance(course):
        return Story("no other sample")
    material = course.random.choice((Material.URINE, Material.WOUND, Material.SPUTUM))
    grown = positive_set(course.random, _some_draw(course), (course.random.choice((*PATHOGENS, *COMMENSALS)),))
    return Story("another sample", (replace(grown, material=material),))


def by_chance(course: Course) -> bool:
    """Which of two equally likely variants."""
    return course.random.random() < _SHARE


def _some_draw(course: Course) -> datetime:
    return course.some_time(course.some_day(FIRST_STORY_DAY, LAST_STORY_DAY))


def sets_of_pathogen(
    course: Course, first: datetime, organisms: tuple[Organism, ...]
) -> tuple[tuple[CultureSet, ...], tuple[CultureSet, ...]]:
    """Both sets of a draw whose first grows these organisms, and those of them that are positive."""
    one = positive_set(course.random, first, organisms)
    if by_chance(course):
        return (one, negative_set(course.random, second_draw(course, first))), (one,)
    both = (one, positive_set(course.random, second_draw(course, first), organisms))
    return both, both


def story_of_pathogen(course: Course, name: str, first: datetime, organisms: tuple[Organism, ...]) -> Story:
    """LCBI 1 with these organisms, and the fever before it."""
    sets, positive = sets_of_pathogen(course, first, organisms)
    event = planned_events.lcbi_1(course, positive, organisms)
    confirmed = planned_events.confirmation(event, planned_events.first_final(positive))
    signals = planned_events.suspicion(course, positive) + confirmed
    return Story(name, sets, (fever_before(course, first),), (event,), signals=signals)


def nothing_drawn(course: Course) -> Story:
    """No culture and no fever, however short the feed."""
    del course
    return Story("nothing drawn")


def sterile(course: Course) -> Story:
    """A fever, and nothing grows in two sets."""
    first = _some_draw(course)
    sets = tuple(negative_set(course.random, at) for at in (first, second_draw(course, first)))
    return Story("sterile cultures", sets, (fever_before(course, first),))


def pathogen(course: Course) -> Story:
    """LCBI 1: a recognised pathogen in one set or both."""
    return story_of_pathogen(course, "pathogen", _some_draw(course), (course.random.choice(PATHOGENS),))


def polymicrobial(course: Course) -> Story:
    """LCBI 1 with two pathogens of one draw."""
    return story_of_pathogen(course, "polymicrobial", _some_draw(course), tuple(course.random.sample(PATHOGENS, 2)))


def pathogen_beside_commensal(course: Course) -> Story:
    """A pathogen and, in the same set only, a commensal: LCBI 1 with the pathogen alone."""
    first = _some_draw(course)
    found = (course.random.choice(PATHOGENS),)
    mixed = positive_set(course.random, first, (*found, course.random.choice(COMMENSALS)))
    sets = (mixed, negative_set(course.random, second_draw(course, first)))
    event = planned_events.lcbi_1(course, (mixed,), found)
    confirmed = planned_events.confirmation(event, planned_events.first_final((mixed,)))
    signals = planned_events.suspicion(course, (mixed,)) + confirmed
    return Story("pathogen beside a commensal", sets, (fever_before(course, first),), (event,), signals=signals)


def unknown_organism(course: Course) -> Story:
    """A name that no list holds: for a person to resolve once it is named, neither pathogen nor commensal."""
    told = story_of_pathogen(course, "unknown organism", _some_draw(course), (course.random.choice(UNKNOWN),))
    event = told.bsi[0].model_copy(update={"criterion": None, "status": "unresolved"})
    named = min(report.stated_at for one in told.sets for report in one.reports if report.stage is Stage.NAMED)
    signals = told.signals[:1] + planned_events.confirmation(event, named)
    return replace(told, bsi=(event,), signals=signals)


def commensal_twice(course: Course) -> Story:
    """LCBI 2: the same commensal in two draws, and a fever on their day or the day before."""
    day = course.some_day(FIRST_STORY_DAY, LAST_STORY_DAY)
    first = course.at(day, 23, 52) if course.random.random() < _AROUND_MIDNIGHT else course.some_time(day)
    again = first + timedelta(hours=20) if by_chance(course) and first.hour > _EVENING else second_draw(course, first)
    organism = course.random.choice(COMMENSALS)
    complementary = organism is EPIDERMIDIS and by_chance(course)
    sets = (
        positive_set(course.random, first, (organism,)),
        positive_set(course.random, again, (COAGULASE_NEGATIVE if complementary else organism,)),
    )
    fever = fever_before(course, first) - timedelta(days=course.random.choice((0, 0, 1)))
    event = planned_events.lcbi_2(course, sets, organism, fever)
    confirmed = planned_events.confirmation(event, planned_events.last_final(sets))
    signals = planned_events.suspicion(course, sets) + confirmed
    return Story("same commensal in two draws, with fever", sets, (fever,), (event,), signals=signals)


def commensal_twice_without_fever(course: Course) -> Story:
    """The same commensal in two draws, 38.0 exactly (100.4 degrees Fahrenheit), a fever four days before: no sign."""
    first = course.some_time(course.some_day(FIRST_STORY_DAY + DAYS_OF_WINDOW_HALF + 1, LAST_STORY_DAY))
    organism = course.random.choice(COMMENSALS)
    draws = (first, second_draw(course, first))
    sets = tuple(positive_set(course.random, at, (organism,)) for at in draws)
    early = (first - timedelta(days=DAYS_OF_WINDOW_HALF + 1),) if by_chance(course) else ()
    return Story(
        "same commensal in two draws, no fever in the window period",
        sets,
        early,
        contaminants=(planned_events.contaminant(sets[0], organism),),
        signals=planned_events.suspicion(course, sets),
        warm=(fever_before(course, first),),
    )


def commensal_two_days_apart(course: Course) -> Story:
    """The same commensal on two days that do not follow each other, with fever: no pair, two contaminants."""
    first = course.some_time(course.some_day(FIRST_STORY_DAY, LAST_STORY_DAY, spare=DAYS_TO_FINAL + 2))
    organism = course.random.choice(COMMENSALS)
    sets = tuple(positive_set(course.random, at, (organism,)) for at in (first, first + timedelta(days=2)))
    found = tuple(planned_events.contaminant(one, organism) for one in sets)
    signals = planned_events.suspicion(course, sets)
    return Story(
        "same commensal two days apart", sets, (fever_before(course, first),), contaminants=found, signals=signals
    )


def excluded_organism(course: Course) -> Story:
    """An organism that the manual excludes, as the sole one or everywhere: seen, and no infection of this kind."""
    told = story_of_pathogen(course, "excluded organism", _some_draw(course), (course.random.choice(EXCLUDED),))
    event = told.bsi[0].model_copy(update={"criterion": None, "status": "excluded"})
    return replace(told, bsi=(event,), signals=told.signals[:1])


def contaminant(course: Course) -> Story:
    """A commensal in both bottles of one draw and not in the other: a contaminant, fever or not."""
    first = _some_draw(course)
    organism = course.random.choice(COMMENSALS)
    dirty = replace(positive_set(course.random, first, (organism,)), anaerobic_too=True)
    sets = (dirty, negative_set(course.random, second_draw(course, first)))
    fevers = (fever_before(course, first),) if by_chance(course) else ()
    found = (planned_events.contaminant(dirty, organism),)
    return Story("contaminant", sets, fevers, contaminants=found, signals=planned_events.suspicion(course, (dirty,)))


def two_different_commensals(course: Course) -> Story:
    """Two draws with a different commensal each, and fever: two contaminants, no infection."""
    first = _some_draw(course)
    draws = ((first, EPIDERMIDIS), (second_draw(course, first), STRIATUM))
    sets = tuple(positive_set(course.random, at, (organism,)) for at, organism in draws)
    found = tuple(planned_events.contaminant(one, draw[1]) for one, draw in zip(sets, draws, strict=True))
    signals = planned_events.suspicion(course, sets)
    return Story("two different commensals", sets, (fever_before(course, first),), contaminants=found, signals=signals)
