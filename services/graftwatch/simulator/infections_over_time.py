"""Scenarios that unfold over days: earlier, later, again, named in steps, corrected, or not final at the end.

Source of the truth: NHSN manual, chapter 2 (2026): 14 days of repeat infection timeframe, the date of event being
day 1; organisms found in it are added to the event. A corrected report replaces what was said before.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from graftwatch.simulator import planned_events
from graftwatch.simulator.cultures import Stage, negative_set, positive_set
from graftwatch.simulator.infections import (
    LAST_STORY_DAY,
    by_chance,
    fever_before,
    second_draw,
    sets_of_pathogen,
    story_of_pathogen,
)
from graftwatch.simulator.organisms import (
    AUREUS,
    EPIDERMIDIS,
    ESCHERICHIA,
    FAECALIS,
    FAECIUM,
    KLEBSIELLA,
    PATHOGENS,
    Organism,
)
from graftwatch.simulator.story import DAYS_TO_FINAL, FIRST_STORY_DAY, Course, Story

REPEAT_INFECTION_DAYS: Final = 14
AFTER_A_MONTH: Final = 31
DAYS_TO_CORRECTION: Final = DAYS_TO_FINAL + 2
DAYS_BEFORE_TRANSPLANT: Final = 5
"""A culture that early is final on the day of the transplant, and its timeframe reaches past it."""


def _again(course: Course, told: Story, day: int, organism: Organism) -> Story:
    """One more organism in the same event."""
    first = course.some_time(day)
    sets, _ = sets_of_pathogen(course, first, (organism,))
    organisms = tuple(sorted({*told.bsi[0].organisms, organism.name}))
    event = told.bsi[0].model_copy(update={"organisms": organisms})
    return replace(told, sets=told.sets + sets, fevers=(*told.fevers, fever_before(course, first)), bsi=(event,))


def before_transplant(course: Course) -> Story:
    """An infection before the transplant, and by chance another organism after it in the same event: no endpoint."""
    organisms = course.random.sample(PATHOGENS, 2)
    first = course.some_time(-DAYS_BEFORE_TRANSPLANT)
    told = story_of_pathogen(course, "infection before the transplant", first, (organisms[0],))
    if by_chance(course) or course.days_followed < FIRST_STORY_DAY + DAYS_TO_FINAL:
        return told
    last_day = REPEAT_INFECTION_DAYS - DAYS_BEFORE_TRANSPLANT - 1
    return _again(course, told, course.random.randint(FIRST_STORY_DAY, last_day), organisms[1])


def after_window(course: Course) -> Story:
    """An infection in the days after the default window: found, and no endpoint."""
    first = course.some_time(course.some_day(AFTER_A_MONTH, AFTER_A_MONTH + 2))
    return story_of_pathogen(course, "infection after the window", first, (course.random.choice(PATHOGENS),))


def at_the_edge_of_the_window(course: Course) -> Story:
    """Blood drawn minutes before or after midnight of the window's default last day: the calendar day decides."""
    first = course.at(AFTER_A_MONTH - 1, 23, 44) if by_chance(course) else course.at(AFTER_A_MONTH, 0, 12)
    sets = (positive_set(course.random, first, (ESCHERICHIA,)), negative_set(course.random, second_draw(course, first)))
    event = planned_events.lcbi_1(course, sets[:1], (ESCHERICHIA,))
    confirmed = planned_events.confirmation(event, planned_events.first_final(sets[:1]))
    signals = planned_events.suspicion(course, sets[:1]) + confirmed
    return Story("at the edge of the window", sets, bsi=(event,), signals=signals)


def again_within_timeframe(course: Course) -> Story:
    """A second organism within the repeat infection timeframe: one event with both."""
    day = course.some_day(FIRST_STORY_DAY, 14, spare=DAYS_TO_FINAL + REPEAT_INFECTION_DAYS - 1)
    organisms = course.random.sample(PATHOGENS, 2)
    told = story_of_pathogen(course, "again within the timeframe", course.some_time(day), (organisms[0],))
    return _again(course, told, day + course.random.randint(4, REPEAT_INFECTION_DAYS - 1), organisms[1])


def two_events(course: Course) -> Story:
    """A second infection after the repeat infection timeframe: two events."""
    organisms = course.random.sample(PATHOGENS, 2)
    first = story_of_pathogen(course, "infection", course.some_time(FIRST_STORY_DAY), (organisms[0],))
    day = FIRST_STORY_DAY + REPEAT_INFECTION_DAYS + course.random.randint(0, 3)
    return first + story_of_pathogen(course, "another after the timeframe", course.some_time(day), (organisms[1],))


def organism_added(course: Course) -> Story:
    """The first name is one organism, the final report holds two."""
    first = course.some_time(course.some_day(FIRST_STORY_DAY, LAST_STORY_DAY))
    organisms = (ESCHERICHIA, course.random.choice((FAECALIS, FAECIUM)))
    grown = positive_set(course.random, first, organisms, named=organisms[:1])
    event = planned_events.lcbi_1(course, (grown,), organisms)
    confirmed = planned_events.confirmation(event, planned_events.first_final((grown,)))
    return Story(
        "organism added in a later report",
        (grown, negative_set(course.random, second_draw(course, first))),
        (fever_before(course, first),),
        (event,),
        signals=planned_events.suspicion(course, (grown,)) + confirmed,
    )


def _corrected(course: Course, name: str, wrong: Organism, right: tuple[Organism, ...]) -> Story:
    """A final report that is corrected later; no truth yet."""
    first = course.some_time(course.some_day(FIRST_STORY_DAY, LAST_STORY_DAY, spare=DAYS_TO_CORRECTION))
    after = timedelta(hours=course.random.randint(8, 30))
    grown = positive_set(course.random, first, (wrong,)).corrected(right, after=after)
    resent = replace(grown, resent=by_chance(course))
    sets = (resent, negative_set(course.random, second_draw(course, first)))
    return Story(name, sets, (fever_before(course, first),), signals=planned_events.suspicion(course, (resent,)))


def retracted(course: Course) -> Story:
    """The correction removes the organism: nothing is left to find."""
    told = _corrected(course, "retracted by a correction", course.random.choice(PATHOGENS), ())
    return replace(told, retracted_on=(told.sets[0].collected.date(),))


def corrected_to_pathogen(course: Course) -> Story:
    """The correction names another pathogen."""
    told = _corrected(course, "corrected to another pathogen", ESCHERICHIA, (KLEBSIELLA,))
    event = planned_events.lcbi_1(course, told.sets[:1], (KLEBSIELLA,))
    confirmed = planned_events.confirmation(event, planned_events.first_final(told.sets[:1]))
    return replace(told, bsi=(event,), signals=told.signals + confirmed)


def corrected_to_commensal(course: Course) -> Story:
    """The correction names a commensal, in one draw only: a contaminant."""
    told = _corrected(course, "corrected to a commensal", AUREUS, (EPIDERMIDIS,))
    return replace(told, contaminants=(planned_events.contaminant(told.sets[0], EPIDERMIDIS),))


def still_preliminary(course: Course) -> Story:
    """Named in a preliminary report when the feed ends: suspected, with the criterion it would meet."""
    first = course.some_time(course.days_followed - 3)
    organism = course.random.choice((AUREUS, ESCHERICHIA, KLEBSIELLA, FAECALIS))
    grown = positive_set(course.random, first, (organism,)).until(Stage.NAMED)
    event = planned_events.lcbi_1(course, (grown,), (organism,)).model_copy(update={"status": "suspected"})
    return Story(
        "still preliminary at the end",
        (grown, negative_set(course.random, second_draw(course, first))),
        (fever_before(course, first),),
        (event,),
        signals=planned_events.suspicion(course, (grown,)),
    )
