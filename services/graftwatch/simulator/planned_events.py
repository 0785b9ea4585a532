"""From planned cultures to what must be found of them: events, contaminants, and the signals on the way.

Source of the truth: NHSN manual, chapters 2 and 4 (2026). LCBI 1 is dated by the collection of its first positive
set, LCBI 2 by its first element. A suspicion is signalled from the first positive bottle, a confirmation from the
final name; both for specimens in the window only, since nothing is asked of the service outside it.
"""

from datetime import date, datetime

from graftwatch.simulator.cultures import CultureSet, Stage
from graftwatch.simulator.organisms import Organism
from graftwatch.simulator.story import Course
from graftwatch.simulator.truth import BsiTruth, ContaminantTruth, SignalTruth

Sets = tuple[CultureSet, ...]
Organisms = tuple[Organism, ...]


def first_flagged(sets: Sets) -> datetime:
    """When the first positive bottle was reported."""
    return min(one.report(Stage.FLAGGED).stated_at for one in sets)


def collected_on(sets: Sets) -> date:
    """The calendar day of the first draw."""
    return min(one.collected for one in sets).date()


def lcbi_1(course: Course, positive: Sets, organisms: Organisms) -> BsiTruth:
    """A confirmed LCBI 1 of these sets with these organisms."""
    day = collected_on(positive)
    return BsiTruth(
        date_of_event=day,
        organisms=tuple(sorted({one.name for one in organisms})),
        criterion="LCBI-1",
        status="confirmed",
        in_window=course.in_window(day),
        first_evidence_at=first_flagged(positive),
    )


def lcbi_2(course: Course, pair: Sets, organism: Organism, fever: datetime) -> BsiTruth:
    """A confirmed LCBI 2: the same commensal in two draws and a fever not after the first."""
    day = min(fever.date(), collected_on(pair))
    dated = {"criterion": "LCBI-2", "date_of_event": day, "in_window": course.in_window(day)}
    return lcbi_1(course, pair, (organism,)).model_copy(update=dated)


def contaminant(dirty: CultureSet, organism: Organism) -> ContaminantTruth:
    """A commensal of one draw."""
    return ContaminantTruth(collected_on=dirty.collected.date(), organisms=(organism.name,))


def suspicion(course: Course, positive: Sets) -> tuple[SignalTruth, ...]:
    """The suspicion that a positive bottle raises."""
    if not course.in_window(collected_on(positive)):
        return ()
    return (SignalTruth(kind="bsi.suspected", first_evidence_at=first_flagged(positive)),)


def confirmation(event: BsiTruth, at: datetime) -> tuple[SignalTruth, ...]:
    """The signal of an event that became certain at that time."""
    kind = "bsi.unresolved" if event.status == "unresolved" else "bsi.confirmed"
    return (SignalTruth(kind=kind, first_evidence_at=at),) if event.in_window else ()


def first_final(sets: Sets) -> datetime:
    """When the first of these sets was final."""
    return min(one.report(Stage.FINAL).stated_at for one in sets)


def last_final(sets: Sets) -> datetime:
    """When all of these sets were final."""
    return max(one.report(Stage.FINAL).stated_at for one in sets)
