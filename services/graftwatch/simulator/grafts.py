"""Scenarios of the graft: a quiet one, rejection, a false alarm, too little or too much tacrolimus.

A graft's course is a base line (reperfusion peak that falls within days) with planned departures by post-operative
day. Rejection is what the biopsy says: rejection activity index 3 and more (Banff). The signals stated here hold
for the default thresholds: an enzyme rise on two mornings, two troughs below 5 ng/mL, one above 10 ng/mL.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from graftwatch.simulator.liver_months import LiverMonth
from graftwatch.simulator.story import Course
from graftwatch.simulator.truth import LiverInjuryTruth, RejectionTruth, SignalTruth

FIRST_DAY: Final = 10
"""By then the enzymes of the reperfusion have fallen to where a rise cannot be mistaken."""
LAST_DAY: Final = 21
DAYS_OF_A_COURSE: Final = 6
_RISE: Final = (150, 260, 390, 300, 200, 130, 90)
"""AST in U/L from the first morning of a rise on; treatment starts on the third."""
_BIOPSIED: Final = 0.5  # of the false alarms
_GRADES: Final = ((3, "mild"), (5, "moderate"), (7, "severe"))


@dataclass(frozen=True, slots=True)
class Biopsy:
    """A biopsy and when its result was written down: rejection activity index by portal, duct and venous part."""

    taken_at: datetime
    entered_at: datetime
    portal: int
    duct: int
    venous: int

    @property
    def index(self) -> int:
        """Rejection activity index."""
        return self.portal + self.duct + self.venous


@dataclass(frozen=True, slots=True)
class MorningSignal:
    """A signal whose last evidence is the morning blood of a post-operative day."""

    kind: str
    day: int


@dataclass(frozen=True, slots=True)
class Graft:
    """One graft's course.

    Attributes:
        name: scenario.
        enzymes: AST in U/L by post-operative day, where it leaves the base line.
        troughs: tacrolimus in ng/mL by post-operative day, where it leaves the target.
        eosinophils: 10*9/L by post-operative day, where raised.
        biopsy: if one was taken.
        signals: that must be raised.
        month: all blood values by chance, which replace the base line and its departures; None: they are planned.
    """

    name: str
    enzymes: Mapping[int, int] = field(default_factory=dict)
    troughs: Mapping[int, float] = field(default_factory=dict)
    eosinophils: Mapping[int, float] = field(default_factory=dict)
    biopsy: Biopsy | None = None
    signals: tuple[MorningSignal, ...] = ()
    month: LiverMonth | None = None

    def rejection(self, course: Course) -> RejectionTruth | None:
        """What the biopsy means."""
        if self.biopsy is None:
            return None
        index = self.biopsy.index
        grade = next((word for least, word in reversed(_GRADES) if index >= least), "indeterminate")
        said = {"confirmed": index >= _GRADES[0][0], "date": self.biopsy.taken_at.date(), "grade": grade}
        began = None if self.month is None else self.month.rejection
        if began is not None:
            days = {"began_on": course.day(began.injury.first_day), "treated_on": course.day(began.treated_on)}
            said |= days | {"pattern": began.pattern}
        return RejectionTruth.model_validate(said)

    def liver_injuries(self, course: Course) -> tuple[LiverInjuryTruth, ...]:
        """What else befell the graft."""
        held = () if self.month is None else self.month.injuries
        return tuple(
            LiverInjuryTruth(cause=one.cause, first_on=course.day(one.first_day), last_on=course.day(one.last_day))
            for one in held
        )

    def biopsy_signals(self, course: Course) -> tuple[SignalTruth, ...]:
        """A confirmed rejection is signalled once the biopsy is entered."""
        found = self.rejection(course)
        if self.biopsy is None or found is None or not found.confirmed:
            return ()
        return (SignalTruth(kind="rejection.confirmed", first_evidence_at=self.biopsy.entered_at),)


def _rise(day: int) -> dict[int, int]:
    return dict(enumerate(_RISE, day))


def _low(course: Course, first: int, last: int) -> dict[int, float]:
    return {day: round(course.random.uniform(3.2, 4.6), 1) for day in range(first, last + 1)}


def _some_day(course: Course) -> int:
    return course.some_day(FIRST_DAY, LAST_DAY, spare=DAYS_OF_A_COURSE)


def _biopsy(course: Course, day: int, parts: tuple[int, int, int]) -> Biopsy:
    taken = course.some_time(day, 10, 15)
    return Biopsy(taken, taken + timedelta(hours=course.random.randint(20, 28)), *parts)


def quiet(course: Course) -> Graft:
    """Nothing happens."""
    del course
    return Graft("quiet graft")


def _rejection(course: Course, parts: tuple[int, int, int], *, troughs_low: bool) -> Graft:
    day = _some_day(course)
    low, suspected = MorningSignal("exposure.low", day - 2), MorningSignal("rejection.suspected", day + 1)
    return Graft(
        "rejection after low troughs" if troughs_low else "rejection with eosinophils",
        _rise(day),
        _low(course, day - 3, day + 1) if troughs_low else {},
        {} if troughs_low else {near: round(course.random.uniform(0.6, 1.1), 2) for near in range(day - 1, day + 3)},
        _biopsy(course, day + 2, parts),
        (low, suspected) if troughs_low else (suspected,),
    )


def rejection(course: Course) -> Graft:
    """Enzymes rise after low troughs; the biopsy grades it."""
    parts = course.random.choice(((1, 1, 1), (2, 1, 1), (2, 2, 1), (2, 2, 2), (3, 2, 2)))
    return _rejection(course, parts, troughs_low=True)


def rejection_with_eosinophils(course: Course) -> Graft:
    """Enzymes and eosinophils rise although the troughs are in the target."""
    return _rejection(course, course.random.choice(((1, 2, 1), (2, 2, 2))), troughs_low=False)


def false_alarm(course: Course) -> Graft:
    """Enzymes rise for another reason; a biopsy, if any, stays below 3."""
    day = _some_day(course)
    biopsy = _biopsy(course, day + 2, (1, 0, 1)) if course.random.random() < _BIOPSIED else None
    signals = (MorningSignal("rejection.enzyme_rise", day + 1),)
    return Graft("enzymes rise without rejection", _rise(day), biopsy=biopsy, signals=signals)


def low_exposure(course: Course) -> Graft:
    """Troughs below the target for some days, and no rejection."""
    day = _some_day(course)
    signals = (MorningSignal("exposure.low", day + 1),)
    return Graft("low exposure without rejection", troughs=_low(course, day, day + 2), signals=signals)


def high_exposure(course: Course) -> Graft:
    """One trough far above the target."""
    day = _some_day(course)
    level = round(course.random.choice((course.random.uniform(15.5, 19.5), course.random.uniform(20.5, 24))), 1)
    return Graft("high exposure", troughs={day: level}, signals=(MorningSignal("exposure.high", day),))
