"""Primary bloodstream infections: LCBI 1, 2 and 3, one after the other as the blood was collected (chapters 2 and 4).

Day by day: blood of a day inside the repeat infection timeframe of an earlier infection of the same stay adds its
organisms to that infection; else it may begin a new one. On one day LCBI 1 goes before LCBI 2.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import combinations

from tests.referee import signs
from tests.referee.blood_that_counts import commensals, pathogens
from tests.referee.history import Blood, History
from tests.referee.matching import more_precise, most_precise, same_commensal
from tests.referee.organisms import Organism
from tests.referee.stays import on_admission, same_stay

Taken = dict[str, set[Organism]]
"""By specimen number, the organisms that an infection at another site took."""


@dataclass(slots=True)
class Infection:
    """One primary infection while it grows."""

    criterion: str
    date_of_event: date
    blood_on: date
    first_element: date
    organisms: set[Organism] = field(default_factory=set)
    specimens: set[str] = field(default_factory=set)
    opened_by: set[str] = field(default_factory=set)

    @property
    def timeframe(self) -> tuple[date, date]:
        """The 14 days from the date of event."""
        return self.date_of_event, self.date_of_event + timedelta(days=13)


@dataclass(frozen=True, slots=True)
class Pair:
    """The same commensal from two specimens of the same or of consecutive days."""

    organism: Organism
    first: Blood
    second: Blood


def pairs(bloods: list[Blood]) -> Iterator[Pair]:
    """Every matching pair of commensals from separate occasions."""
    for one, other in combinations(bloods, 2):
        if abs((other.on - one.on).days) <= 1:
            for left in commensals(one):
                for right in commensals(other):
                    if same_commensal(left, right):
                        yield Pair(more_precise(left, right), one, other)


def with_sign(history: History, pair: Pair) -> tuple[str, date] | None:
    """The criterion that a pair meets and the day of its first element, or None where no sign is in its window.

    In an infant both LCBI 2 and LCBI 3 may be met: the one whose sign came first, and LCBI 2 where it is the same.
    """
    on, met = pair.first.on, []
    for criterion, names in (("LCBI-2", signs.OF_ANY_AGE), ("LCBI-3", signs.OF_AN_INFANT)):
        if criterion == "LCBI-3" and not signs.up_to_one_year(history, on):
            continue
        seen = signs.first_in(signs.seen(history, names), on)
        if seen is not None:
            met.append((min(seen, on), criterion))
    return min(met)[::-1] if met else None


def primary_infections(history: History, bloods: list[Blood], taken: Taken) -> list[Infection]:
    """The primary infections, in order: first what begins one, day by day, then what falls into its timeframe."""
    infections: list[Infection] = []
    all_pairs = [one for one in pairs(bloods) if not _is_taken(one, taken)]
    left = {one.number: [each for each in pathogens(one) if each not in taken.get(one.number, ())] for one in bloods}
    for on in sorted({one.on for one in bloods}):
        _begin(history, infections, [one for one in bloods if one.on == on], left)
        for pair in (one for one in all_pairs if one.first.on == on):
            _begin_by_pair(history, infections, pair)
    for blood in bloods:
        if running := running_on(history, infections, blood.on, blood.on):
            _add(running, left[blood.number], blood)
    for pair in all_pairs:
        if running := _running_for(history, infections, pair):
            _add(running, [pair.organism], pair.first, pair.second)
    return infections


def _is_taken(pair: Pair, taken: Taken) -> bool:
    of_both = taken.get(pair.first.number, set()) | taken.get(pair.second.number, set())
    return any(same_commensal(one, pair.organism) for one in of_both)


def running_on(history: History, infections: list[Infection], on: date, blood_on: date) -> Infection | None:
    """The infection whose repeat infection timeframe holds this day, in the same stay.

    Blood of the two days before an admission counts as of hospital day 1, like the infection it belongs to.
    """
    counted = on_admission(history, on)
    for one in infections:
        begin, end = one.timeframe
        if begin <= counted <= end and same_stay(history, one.blood_on, blood_on):
            return one
    return None


def _begin(history: History, infections: list[Infection], today: list[Blood], left: dict[str, list[Organism]]) -> None:
    """LCBI 1, by a pathogen that alone may make a primary infection; within an LCBI 2's window it becomes LCBI 1."""
    opening = [one for one in today if any(each.excluded == "" for each in left[one.number])]
    for blood in sorted(opening, key=lambda one: one.collected.isoformat()):
        running = running_on(history, infections, blood.on, blood.on)
        if running is None:
            began = on_admission(history, blood.on)
            infections.append(Infection("LCBI-1", began, blood.on, blood.on, opened_by={blood.number}))
        elif abs((blood.on - running.blood_on).days) <= 3:
            running.criterion = "LCBI-1"


def _running_for(history: History, infections: list[Infection], pair: Pair) -> Infection | None:
    """The infection that a pair with a sign belongs to: the one whose timeframe holds its first element.

    The manual does not say whether a pair without a sign is added in a timeframe. Chosen: it is not, because only
    organisms that meet LCBI criteria are added (chapter 4, reporting instructions); and the date that counts is that
    of the pair's first element. Where a pair shares a specimen with the one that opened an infection, and its own date
    of event lies in that timeframe and stay, it belongs there also when its first blood was drawn after the stay, and
    when that blood lies in another infection's timeframe: its date of event does not. A viridans species and "viridans
    streptococci" are one organism there, too.
    """
    met = with_sign(history, pair)
    if met is None:
        return None
    specimens = {pair.first.number, pair.second.number}
    sharing = [one for one in infections if one.specimens & specimens and _holds(one, pair.organism)]
    return (
        running_on(history, infections, met[1], pair.first.on)
        or running_on(history, sharing, met[1], met[1])
        or running_on(history, infections, pair.first.on, pair.first.on)
    )


def _holds(infection: Infection, organism: Organism) -> bool:
    """Whether an organism is one of the infection's, by its own or by a complementary name."""
    return any(same_commensal(one, organism) for one in infection.organisms)


def _begin_by_pair(history: History, infections: list[Infection], pair: Pair) -> None:
    """LCBI 2 or 3, unless its blood or its date of event lies in the timeframe of an earlier infection."""
    met = with_sign(history, pair)
    if met is None or _running_for(history, infections, pair):
        return
    criterion, first = met
    begun = Infection(criterion, on_admission(history, first), pair.first.on, first)
    begun.opened_by = {pair.first.number, pair.second.number}
    _add(begun, [pair.organism], pair.first, pair.second)
    infections.append(begun)


def _add(infection: Infection, organisms: list[Organism], *bloods: Blood) -> None:
    """Adds organisms; one that is there by its genus and by its species is reported by the species (table 4)."""
    infection.organisms = most_precise(infection.organisms | set(organisms))
    if organisms:
        infection.specimens |= {one.number for one in bloods}
