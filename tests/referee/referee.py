"""The referee: judges a clinical history by the rule texts alone, as slowly and plainly as a person with a calendar.

Sources: NHSN Patient Safety Component Manual, January 2026, chapters 2, 4 and 17. Nothing of the service is used.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from tests.referee.barrier_injury import age_allows, injured, only_mbi
from tests.referee.blood_that_counts import commensals, named, standing
from tests.referee.central_lines import line_associated
from tests.referee.history import Blood, History
from tests.referee.matching import same_commensal
from tests.referee.primary import Infection, Taken, pairs, primary_infections
from tests.referee.secondary import Secondary, secondary_infections
from tests.referee.site_rules import scenario
from tests.referee.stays import onset
from tests.referee.verdict import Judgement, Leftover, Verdict

LAST_POST_OPERATIVE_DAY = 30


def judge(history: History) -> Judgement:
    """The verdicts about one recipient."""
    bloods = standing(history)
    secondaries = secondary_infections(history, bloods)
    taken: Taken = {}
    for one in secondaries:
        for blood in one.bloods:
            taken.setdefault(blood.number, set()).update(organism.name for organism in one.organisms)
    primaries = primary_infections(history, bloods, taken)
    used = set(taken).union(*(one.specimens for one in primaries))
    rest = [one for one in bloods if one.number not in used]
    return Judgement(
        frozenset([*(_primary(history, one) for one in primaries), *(_secondary(history, one) for one in secondaries)]),
        frozenset(_leftovers([one for one in rest if not _told(one, [*primaries, *secondaries], bloods)])),
        frozenset((one.site, one.date_of_event) for one in history.sites if scenario(one) == 0),
    )


def _primary(history: History, one: Infection) -> Verdict:
    criterion = one.criterion
    allowed = age_allows(criterion, history, one.blood_on)
    if allowed and only_mbi(criterion, one.organisms) and injured(history, one.blood_on):
        criterion = f"MBI-{criterion}"
    three = timedelta(days=3)
    return Verdict(
        criterion=criterion,
        secondary_to=None,
        date_of_event=one.date_of_event,
        onset=onset(history, one.date_of_event),
        line_associated=line_associated(history, one.date_of_event),
        window=(one.blood_on - three, one.blood_on + three),
        timeframe=one.timeframe,
        organisms=frozenset(organism.name for organism in one.organisms),
        in_window=_in_window(history, one.first_element),
    )


def _secondary(history: History, one: Secondary) -> Verdict:
    return Verdict(
        criterion=None,
        secondary_to=one.site.site,
        date_of_event=one.site.date_of_event,
        onset=onset(history, one.site.date_of_event),
        line_associated=None,
        window=None,
        timeframe=None,
        organisms=frozenset(organism.name for organism in one.organisms),
        in_window=_in_window(history, min(blood.on for blood in one.bloods)),
    )


def _in_window(history: History, on: date) -> bool:
    return 0 <= (on - history.transplanted.date()).days <= LAST_POST_OPERATIVE_DAY


def _leftovers(bloods: list[Blood]) -> list[Leftover]:
    """One line a specimen: the state of what most needs a person's eye, and all that was found in it."""
    found = []
    for blood in bloods:
        organisms = named(blood)
        if any(one.family == "unknown" for one in organisms):
            state = "unresolved"
        else:
            state = "excluded" if any(one.excluded for one in organisms) else "contaminant"
        found += [(state, blood.on, one.name) for one in organisms]
    return found


def _told(blood: Blood, infections: Iterable[Infection | Secondary], bloods: list[Blood]) -> bool:
    """Whether all it holds are commensals that an infection names, of blood of the same or the next day."""
    named_near = {
        each
        for one in infections
        for pair in pairs(bloods)
        if blood in {pair.first, pair.second} and pair.organism in one.organisms
        for each in commensals(blood)
        if same_commensal(each, pair.organism)
    }
    return bool(named_near) and set(named(blood)) == named_near
