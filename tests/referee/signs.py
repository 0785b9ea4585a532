"""Signs of LCBI 2 and LCBI 3 (chapter 4, table 1): which ones, and on which days they were seen.

LCBI 2, any age: fever above 38.0 °C, chills or hypotension. LCBI 3, up to one year of age: fever above 38.0 °C,
hypothermia below 36.0 °C, apnoea or bradycardia. 38.0 °C and 100.4 °F are no fever.
"""

from datetime import date, timedelta
from fractions import Fraction

from tests.referee.history import History, Temperature, day

OF_ANY_AGE = frozenset({"fever", "chills", "hypotension"})
OF_AN_INFANT = frozenset({"fever", "hypothermia", "apnea", "bradycardia"})


def seen(history: History, names: frozenset[str]) -> set[date]:
    """The days on which one of the signs was there."""
    days = {day(one.seen) for one in history.signs if one.name in names}
    for one in history.temperatures:
        celsius = _celsius(one)
        if ("fever" in names and celsius > 38) or ("hypothermia" in names and celsius < 36):
            days.add(day(one.taken))
    return days


def _celsius(one: Temperature) -> Fraction:
    value = Fraction(str(one.value))
    return (value - 32) * 5 / 9 if "F" in one.unit else value


def first_in(days: set[date], around: date) -> date | None:
    """The first of these days inside the infection window period around a day."""
    for shift in range(-3, 4):
        if around + timedelta(days=shift) in days:
            return around + timedelta(days=shift)
    return None


def birthday(born: date, years: int) -> date:
    """The birthday that many years later; of 29 February, in other years 1 March."""
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return date(born.year + years, 3, 1)


def up_to_one_year(history: History, on: date) -> bool:
    """LCBI 3: one year of age or less."""
    return history.born is not None and on <= birthday(history.born, 1)


def under_one_year(history: History, on: date) -> bool:
    """MBI-LCBI 3: less than one year of age."""
    return history.born is not None and on < birthday(history.born, 1)
