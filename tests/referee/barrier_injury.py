"""MBI-LCBI (chapter 4, table 2): an LCBI of only MBI organisms in somebody whose mucosal barrier is injured.

(a) An allogeneic stem cell transplant within the past year, with grade III or IV gut GVHD, or at least a litre of
diarrhoea in 24 hours (under 18 years also 20 mL/kg) that began on the day of the blood or in the seven days before;
either in the same stay. (b) Neutrophils or white cells below 500/mm³ on two separate days, from three days before the
positive blood to three days after.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from tests.referee.history import Condition, History
from tests.referee.organisms import Organism
from tests.referee.signs import birthday, under_one_year
from tests.referee.stays import in_stay


def only_mbi(organisms: Iterable[Organism]) -> bool:
    """Whether nothing but MBI organisms was found.

    For LCBI 2 and 3 that is viridans streptococci and Rothia, the only commensals among them. An MBI pathogen that the
    timeframe adds after the window is no non-MBI organism, so that it takes nothing away.
    """
    return all(one.mbi for one in organisms)


def age_allows(criterion: str, history: History, on: date) -> bool:
    """MBI-LCBI 3 is for those under one year; LCBI 3 goes up to one year."""
    return criterion != "LCBI-3" or under_one_year(history, on)


def injured(history: History, blood_on: date) -> bool:
    """Whether one of the two grounds is there for blood of this day."""
    return neutropenic(history, blood_on) or after_transplant(history, blood_on)


def neutropenic(history: History, blood_on: date) -> bool:
    """Ground (b)."""
    low = 0
    for shift in range(-3, 4):
        on = blood_on + timedelta(days=shift)
        low += any(one.cells < 500 for one in history.counts if one.taken.date() == on)
    return low >= 2


def after_transplant(history: History, blood_on: date) -> bool:
    """Ground (a)."""
    grafted = [one for one in history.conditions if one.name == "allogeneic_hsct"]
    if not any(one.since <= blood_on <= birthday(one.since, 1) for one in grafted):
        return False
    return any(_gut_disease(history, one, blood_on) for one in history.conditions)


def _gut_disease(history: History, one: Condition, blood_on: date) -> bool:
    if one.name == "gi_gvhd":
        return (one.grade or 0) in {3, 4} and in_stay(history, one, blood_on)
    if one.name == "diarrhoea":
        began = blood_on - timedelta(days=7) <= one.since <= blood_on
        return began and _enough(history, one, blood_on) and in_stay(history, one, blood_on)
    return False


def _enough(history: History, one: Condition, blood_on: date) -> bool:
    under_18 = history.born is not None and blood_on < birthday(history.born, 18)
    return (one.millilitres or 0) >= 1000 or (under_18 and (one.millilitres_per_kg or 0) >= 20)
