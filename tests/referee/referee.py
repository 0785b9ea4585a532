"""The referee: judges a clinical history by the rule texts alone, as slowly and plainly as a person with a calendar.

Sources: NHSN Patient Safety Component Manual, January 2026, chapters 2, 4 and 17. Nothing of the service is used.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from tests.referee.barrier_injury import age_allows, injured, only_mbi
from tests.referee.blood_that_counts import named, only_final, standing
from tests.referee.central_lines import line_associated
from tests.referee.history import Blood, History
from tests.referee.matching import most_precise
from tests.referee.organisms import Organism
from tests.referee.primary import Infection, Taken, primary_infections, running_on
from tests.referee.secondary import Secondary, secondary_infections
from tests.referee.site_rules import scenario
from tests.referee.stays import onset
from tests.referee.verdict import Judgement, Leftover, Verdict

LAST_POST_OPERATIVE_DAY = 30


def judge(history: History) -> Judgement:
    """The verdicts about one recipient: confirmed by what is final, suspected where a preliminary result adds one.

    What a preliminary result adds to the blood of a confirmed primary infection waits for the final one; what it adds
    beside a site's organisms, which the site leaves, would be an infection of its own.
    """
    bloods = standing(history)
    final = only_final(bloods)
    primaries, secondaries = _infections(history, final)
    confirmed, confirmed_sites = _specimens(primaries, secondaries), [one.site for one in secondaries]
    more_primaries, more_secondaries = _infections(history, bloods)
    of_primaries = _specimens(primaries, [])
    more_primaries = [one for one in more_primaries if not one.specimens & of_primaries]
    suspected = [_primary(history, one, more_secondaries, bloods) for one in more_primaries]
    suspected += [_secondary(history, one) for one in more_secondaries if one.site not in confirmed_sites]
    return Judgement(
        frozenset(_primary(history, one, secondaries, final) for one in primaries)
        | frozenset(_secondary(history, one) for one in secondaries),
        frozenset((one.criterion or str(one.secondary_to), one.date_of_event, one.organisms) for one in suspected),
        frozenset((*_leftovers([one for one in final if one.number not in confirmed]), *_disregarded(history, final))),
        frozenset((one.site, one.date_of_event) for one in history.sites if scenario(one) == 0),
    )


def _infections(history: History, bloods: list[Blood]) -> tuple[list[Infection], list[Secondary]]:
    """What sites take first, then what is left as primary."""
    secondaries = secondary_infections(history, bloods)
    taken: Taken = {}
    for one in secondaries:
        for blood, organisms in one.taken:
            taken.setdefault(blood.number, set()).update(organisms)
    return primary_infections(history, bloods, taken), secondaries


def _specimens(primaries: list[Infection], secondaries: list[Secondary]) -> set[str]:
    return {number for one in (*primaries, *secondaries) for number in one.specimens}


def _primary(history: History, one: Infection, secondaries: list[Secondary], bloods: list[Blood]) -> Verdict:
    criterion = one.criterion
    allowed = age_allows(criterion, history, one.blood_on)
    if allowed and only_mbi(one.organisms) and injured(history, one.blood_on):
        criterion = f"MBI-{criterion}"
    three = timedelta(days=3)
    organisms = one.organisms | set(_of_two_events(history, one, secondaries, mbi="MBI" in criterion))
    return Verdict(
        criterion=criterion,
        secondary_to=None,
        date_of_event=one.date_of_event,
        onset=onset(history, one.date_of_event),
        line_associated=line_associated(history, one, bloods),
        window=(one.blood_on - three, one.blood_on + three),
        timeframe=one.timeframe,
        organisms=frozenset(each.name for each in most_precise(organisms)),
        in_window=_in_window(history, one.first_element),
    )


def _of_two_events(history: History, one: Infection, secondaries: list[Secondary], *, mbi: bool) -> Iterator[Organism]:
    """What a site took of blood in the timeframe of a primary infection: assigned to both (chapter 2, pathogens).

    The manual shows it without a rule. Chosen: not for the specimen that opened the infection, and no organism that
    is none of MBI for an MBI-LCBI, which keeps its name when such blood is secondary.
    """
    for other in secondaries:
        for blood, organisms in other.taken:
            if blood.number not in one.opened_by and running_on(history, [one], blood.on, blood.on):
                yield from (each for each in organisms if each.mbi or not mbi)


def _secondary(history: History, one: Secondary) -> Verdict:
    return Verdict(
        criterion=None,
        secondary_to=one.site.site,
        date_of_event=one.site.date_of_event,
        onset=onset(history, one.site.date_of_event),
        line_associated=None,
        window=None,
        timeframe=None,
        organisms=frozenset(each.name for each in most_precise(one.organisms)),
        in_window=_in_window(history, min(blood.on for blood, _ in one.taken)),
    )


def _in_window(history: History, on: date) -> bool:
    return 0 <= (on - history.transplanted.date()).days <= LAST_POST_OPERATIVE_DAY


def _leftovers(bloods: list[Blood]) -> Iterator[Leftover]:
    """One line a specimen: the state of what most needs a person's eye, and all that was found in it."""
    for blood in bloods:
        organisms = named(blood)
        if any(one.family == "unknown" for one in organisms):
            state = "unresolved"
        else:
            state = "excluded" if any(one.excluded for one in organisms) else "contaminant"
        yield from ((state, blood.on, one.name) for one in organisms)


def _disregarded(history: History, standing_bloods: list[Blood]) -> Iterator[Leftover]:
    """An unknown name asks for a review even in a non-culture test that is disregarded; bsi.md does not say so.

    Chosen on the safe side: nothing that nobody could read is passed over in silence.
    """
    for blood in history.bloods:
        stands = blood.number in {one.number for one in standing_bloods} or blood.current.status == "X"
        if not stands and any(one.family == "unknown" for one in blood.current.organisms):
            yield from (("unresolved", blood.on, one.name) for one in named(blood))
