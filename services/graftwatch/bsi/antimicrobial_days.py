"""Qualifying antimicrobial days (QAD) around a blood culture: the presumed infection of an Adult Sepsis Event.

Source: CDC, Hospital Toolkit for Adult Sepsis Surveillance (2018), "qualifying antimicrobial days". A course of one
antimicrobial begins on a day with a dose after two calendar days without any: it is new then. A single day without a
dose between two doses of the same antimicrobial belongs to its course; between different ones it does not. The first
QAD is a day within 2 days of the blood culture on which a new antimicrobial begins, and at least one new one in those
days goes into a vein or muscle. From it, 4 days in a row need an antimicrobial that began in those days or later. Fewer
do where the recipient dies, goes into comfort care or to another acute hospital before: then each day up to the day
before that one is enough. Vancomycin by mouth is another antimicrobial than vancomycin into a vein.

    blood 06-04    06-02  06-03  06-04  06-05  06-06  06-07  06-08
    cefazolin        x      x      x      x      x              began 06-01: not new, none of its days qualifies
    meropenem                      x             x      x       06-05 lies in a gap of one day: QADs 06-04 to 06-07, 4
    vancomycin                     x                    x       a gap of two days ends the course

Chosen where the toolkit leaves it open: a route that nobody stated may be a vein (the notice says so); where a row of
days breaks off, a later new antimicrobial of the same days may begin another.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from graftwatch.bsi.history import Element, History
from graftwatch.bsi.period import Period
from graftwatch.facts import Condition, Death, Fact, Treatment
from graftwatch.terminology.treatments import ANTIMICROBIAL

DAYS_NEEDED: Final = 4
DAYS_EACH_SIDE: Final = 2
LONGEST_GAP_DAYS: Final = 1
ENDINGS: Final = frozenset({"comfort_care", "transfer_to_acute_care"})
ONE_DAY: Final = timedelta(days=1)
ORAL_IS_ANOTHER: Final = "vancomycin"


@dataclass(frozen=True, slots=True)
class Course:
    """A row of days of one antimicrobial; `parenteral` is None where nobody said how it was given."""

    drug: str
    days: Period
    parenteral: bool | None
    ground: Fact[Treatment]


@dataclass(frozen=True, slots=True)
class PresumedInfection:
    """The qualifying days, the courses that make them, and what ended them early."""

    days: Period
    courses: tuple[Course, ...]
    ended_by: str = ""

    @property
    def elements(self) -> tuple[Element, ...]:
        """The courses as elements."""
        return tuple(_element(one) for one in self.courses)


def courses_of(history: History) -> list[Course]:
    """All courses of antimicrobials up to today, by first day."""
    given: defaultdict[tuple[str, bool], dict[date, Fact[Treatment]]] = defaultdict(dict)
    facts = (one for one in history.chart.of(Treatment) if one.statement.kind == ANTIMICROBIAL)
    for fact in sorted(facts, key=lambda one: (one.statement.since, one.identity)):
        said = fact.statement
        by_mouth = said.drug == ORAL_IS_ANOTHER and said.parenteral is False
        for day in _days(said, history.today):
            given[said.drug, by_mouth].setdefault(day, fact)
    courses = [one for (drug, _), days in given.items() for one in _courses(drug, days)]
    return sorted(courses, key=lambda one: (one.days, one.drug))


def presumed_infection(history: History, blood: date, courses: Sequence[Course]) -> PresumedInfection | None:
    """The qualifying antimicrobial days around a blood culture; None where they are too few."""
    near = Period.around(blood, DAYS_EACH_SIDE, DAYS_EACH_SIDE)
    new = [one for one in courses if one.days.first in near]
    if not any(one.parenteral is not False for one in new):
        return None
    counting = [one for one in courses if one.days.first >= near.first]
    for first in sorted({one.days.first for one in new}):
        last = _last_in_a_row(first, counting)
        ended_by = _ended_by(history, first, last)
        if (last - first).days + 1 >= DAYS_NEEDED or ended_by:
            days = Period(first, last)
            made_of = tuple(one for one in counting if one.days.first <= last and one.days.last >= first)
            return PresumedInfection(days, made_of, ended_by)
    return None


def _days(said: Treatment, today: date) -> Iterable[date]:
    last = min(said.until or today, today)
    return (said.since + timedelta(days=n) for n in range((last - said.since).days + 1))


def _courses(drug: str, days: dict[date, Fact[Treatment]]) -> list[Course]:
    ordered = sorted(days)
    breaks = [later for earlier, later in pairwise(ordered) if (later - earlier).days > LONGEST_GAP_DAYS + 1]
    starts = [ordered[0], *breaks]
    courses = []
    for start, following in zip(starts, [*breaks, date.max], strict=True):
        of_course = [day for day in ordered if start <= day < following]
        routes = {days[day].statement.parenteral for day in of_course if day == start}
        courses.append(Course(drug, Period(start, of_course[-1]), next(iter(routes)), days[start]))
    return courses


def _last_in_a_row(first: date, courses: Iterable[Course]) -> date:
    held = [one.days for one in courses]
    last = first
    while any(last + ONE_DAY in days for days in held):
        last += ONE_DAY
    return last


def _ended_by(history: History, first: date, last: date) -> str:
    """What ended the days before the fourth: death, comfort care, another acute hospital; empty where nothing did."""
    deaths = [(one.statement.died.on, "death") for one in history.chart.of(Death)]
    others = [
        (one.statement.since, one.statement.condition.replace("_", " "))
        for one in history.chart.of(Condition)
        if one.statement.condition in ENDINGS
    ]
    for day, what in sorted([*deaths, *others]):
        before_the_fourth = first <= day < first + timedelta(days=DAYS_NEEDED)
        if before_the_fourth and last >= day - ONE_DAY:
            return f"{what} on {history.words(day)}"
    return ""


def _element(course: Course) -> Element:
    first, last = (day.isoformat() for day in course.days.days())
    how = ", route not stated" if course.parenteral is None else "" if course.parenteral else ", by mouth"
    return Element(course.days.first, f"{course.drug} new on {first}, to {last}{how}", course.ground)
