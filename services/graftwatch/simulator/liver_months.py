"""A graft's first month by chance: what befalls it, its liver tests, counts and drug levels, draw by draw.

Without any injury: enzymes peak with reperfusion on the first day and fall, AST faster than ALT (half-lives of about 17
and 47 hours, the first slowed by what the graft still sheds); GGT and ALP rise in
the second week as the liver grows; bilirubin falls for weeks. Each value wobbles from day to day (within-subject 12 %
of AST, 18 % of ALT, carried over to the next day) and by the analyser's 5 %. Blood is drawn each morning for two weeks
and on most weekdays later, again in the evening in intensive care and while values rise; mornings are missed, and a
level may be drawn after the dose by mistake. Steroids are given to 7 of 10 in the first month; they empty the blood of
eosinophils, which rise a little in rejection (AUROC 0.58 in 690 protocol biopsies).

Sources: Tang et al. (149 recipients: transaminases near normal within a week, a second peak means a complication);
EFLM biological variation database for AST and ALT; Rodriguez-Peralvarez et al. (eosinophils); Foster et al., Transplant
Proc 1989 (counts above 0.5 on the days before a rejection, gone with steroids). Left out: other drugs than tacrolimus.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Final

from graftwatch.simulator.liver_injuries import (
    CAUSES,
    Injury,
    RejectionCourse,
    first_day_of_rejection,
    rejection_course,
    some_of,
)
from graftwatch.simulator.story import Course
from graftwatch.simulator.tacrolimus_levels import (
    TARGET_ALONE,
    TARGET_WITH_BASILIXIMAB,
    measured,
    protection,
    true_troughs,
)

LAST_DAY: Final = 36
_LAST_FIRST_DAY: Final = 26  # of a rejection, so that its biopsy lies in a window of 30 days
_MONTHS_WEIGHED: Final = 24  # of which one is taken, the likelier the less its troughs protect
_WITH_BASILIXIMAB: Final = 0.15
_ON_STEROIDS: Final = 0.7
_PULSE_DAYS: Final = 3
_ANALYSER: Final = 0.05
_WOBBLE: Final = {"ast": 0.12, "alt": 0.18, "alp": 0.08, "ggt": 0.10, "bilirubin": 0.10}
_CARRIED_OVER: Final = 0.6
_LEFT_BY_STEROIDS: Final = 0.2  # of the eosinophils
_RAISED_BY_REJECTION: Final = (1.8, 0.5)
_EARLIER: Final = 2  # days before the liver tests
_COUNT_WOBBLE: Final = 0.35
_DRAWN_AFTER_DOSE: Final = (0.02, 1.6)  # how often, and how much higher the level is
_DAILY_UNTIL: Final = 14
_MORNING, _AFTER_DOSE, _EVENING = 6, 10, 17  # o'clock
_MORNING_DAILY, _MORNING_ON_WEEKDAYS, _MORNING_ON_WEEKENDS = 0.95, 0.75, 0.25
_EVENING_IN_INTENSIVE_CARE, _EVENING_WATCHED, _EVENING_ELSE = 0.6, 0.15, 0.04
_ASKED_DAILY, _ASKED_LATER = 0.95, 0.8  # of morning draws, for a tacrolimus level, too
_INTENSIVE_CARE_UNTIL: Final = 4
_FRIDAY: Final = 4


@dataclass(frozen=True, slots=True)
class Draw:
    """What one draw of blood gives: U/L, mg/dL, 10*9/L, ng/mL; no level where none was asked for."""

    day: int
    hour: int
    ast: int
    alt: int
    alp: int
    ggt: int
    bilirubin: float
    eosinophils: float
    tacrolimus: float | None


@dataclass(frozen=True, slots=True)
class LiverMonth:
    """One graft's month.

    Attributes:
        draws: by time.
        injuries: other causes than rejection, by their first day.
        rejection: if there is one.
        steroid_days: post-operative days on which a steroid is given.
        basiliximab: whether it was given, on days 0 and 4.
    """

    draws: tuple[Draw, ...]
    injuries: tuple[Injury, ...]
    rejection: RejectionCourse | None
    steroid_days: frozenset[int]
    basiliximab: bool


def month_without_rejection(course: Course) -> LiverMonth:
    """A month in which whatever happens is no rejection."""
    random = course.random
    basiliximab = random.random() < _WITH_BASILIXIMAB
    troughs = _troughs(random, basiliximab=basiliximab)
    return _month(course, troughs, None, basiliximab=basiliximab)


def month_with_rejection(course: Course) -> LiverMonth:
    """A month with one rejection; low troughs before it make it likelier."""
    random = course.random
    basiliximab = random.random() < _WITH_BASILIXIMAB
    last = min(_LAST_FIRST_DAY, course.days_followed - 8)
    candidates = [
        (_troughs(random, basiliximab=basiliximab), first_day_of_rejection(random, last))
        for _ in range(_MONTHS_WEIGHED)
    ]
    troughs, day = random.choices(candidates, [protection(*one) for one in candidates])[0]
    return _month(course, troughs, rejection_course(random, day), basiliximab=basiliximab)


def _troughs(random: Random, *, basiliximab: bool) -> dict[int, float]:
    return true_troughs(random, LAST_DAY, TARGET_WITH_BASILIXIMAB if basiliximab else TARGET_ALONE)


def _month(
    course: Course, troughs: dict[int, float], rejection: RejectionCourse | None, *, basiliximab: bool
) -> LiverMonth:
    random = course.random
    injuries = tuple(sorted(_other_injuries(random), key=lambda one: one.first_day))
    steroids = frozenset(range(LAST_DAY)) if random.random() < _ON_STEROIDS else frozenset()
    if rejection is not None:
        steroids |= frozenset(range(rejection.treated_on, rejection.treated_on + _PULSE_DAYS))
    held = LiverMonth((), injuries, rejection, steroids, basiliximab)
    return replace(held, draws=tuple(_draws(course, held, troughs)))


def _other_injuries(random: Random) -> Iterator[Injury]:
    for cause in CAUSES:
        if random.random() * 100 < cause.of_hundred:
            yield cause.makes(random, random.randint(cause.first, cause.last))


class _Wobble:
    """How a recipient's values stray from their course, carried over from a day to the next."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._now = {name: random.gauss(0, spread) for name, spread in _WOBBLE.items()}

    def step(self) -> None:
        """A day later."""
        fresh = math.sqrt(1 - _CARRIED_OVER**2)
        for name, spread in _WOBBLE.items():
            self._now[name] = _CARRIED_OVER * self._now[name] + self._random.gauss(0, spread * fresh)

    def of(self, name: str, value: float) -> float:
        """A value as it is measured today."""
        return value * math.exp(self._now[name] + self._random.gauss(0, _ANALYSER))


@dataclass(frozen=True, slots=True)
class _Graft:
    """A graft's values without injury."""

    ast_peak: float
    ast_falls: float
    ast_rest: float
    alt_peak: float
    alt_falls: float
    alt_rest: float
    growth: float
    bilirubin_first: float
    bilirubin_falls: float
    bilirubin_rest: float
    eosinophils: float

    @classmethod
    def some(cls, random: Random) -> "_Graft":
        peak = some_of(random, 400, 0.7)
        return cls(
            ast_peak=peak,
            ast_falls=max(0.3, random.gauss(0.65, 0.12)),
            ast_rest=random.uniform(20, 42),
            alt_peak=peak * some_of(random, 0.9, 0.3),
            alt_falls=max(0.15, random.gauss(0.35, 0.07)),
            alt_rest=random.uniform(18, 50),
            growth=some_of(random, 1.0, 0.4),
            bilirubin_first=some_of(random, 4.5, 0.6),
            bilirubin_falls=max(0.04, random.gauss(0.16, 0.05)),
            bilirubin_rest=random.uniform(0.5, 1.4),
            eosinophils=some_of(random, 0.11, 0.6),
        )

    def ast(self, time: float) -> float:
        return self.ast_rest + self.ast_peak * math.exp(-self.ast_falls * max(0.0, time - 1)) * (time > 0)

    def alt(self, time: float) -> float:
        return self.alt_rest + self.alt_peak * math.exp(-self.alt_falls * max(0.0, time - 1)) * (time > 0)

    def growing(self, time: float) -> float:
        """GGT and ALP over their rest: highest about day 12."""
        return self.growth * math.exp(-(((time - 12) / 7) ** 2))

    def bilirubin(self, time: float) -> float:
        return self.bilirubin_rest + self.bilirubin_first * math.exp(-self.bilirubin_falls * max(0.0, time))


def _draws(course: Course, month: LiverMonth, troughs: dict[int, float]) -> Iterator[Draw]:
    random = course.random
    graft, wobble = _Graft.some(random), _Wobble(random)
    injuries = (*month.injuries, *((month.rejection.injury,) if month.rejection is not None else ()))
    for day in range(-1, min(LAST_DAY, course.days_followed)):
        wobble.step()
        watched = any(one.first_day < day <= one.last_day for one in injuries)
        for hour in _hours(random, course, day, watched=watched):
            asked = hour < _EVENING and random.random() < (_ASKED_DAILY if day <= _DAILY_UNTIL else _ASKED_LATER)
            blood = _Blood(random, graft, wobble, injuries, month)
            yield blood.draw(day, hour, troughs.get(day) if asked else None)


def _hours(random: Random, course: Course, day: int, *, watched: bool) -> list[int]:
    """When blood is drawn on a day."""
    daily = day <= _DAILY_UNTIL or watched
    weekday = course.day(day).weekday() <= _FRIDAY
    morning = _MORNING_DAILY if daily else (_MORNING_ON_WEEKDAYS if weekday else _MORNING_ON_WEEKENDS)
    intensive = 0 < day <= _INTENSIVE_CARE_UNTIL
    evening = _EVENING_IN_INTENSIVE_CARE if intensive else (_EVENING_WATCHED if watched else _EVENING_ELSE)
    after_dose = random.random() < _DRAWN_AFTER_DOSE[0]
    found = [_AFTER_DOSE if after_dose else _MORNING] if random.random() < morning else []
    return [*found, *([_EVENING] if random.random() < evening else [])]


@dataclass(frozen=True, slots=True)
class _Blood:
    """What a draw of this graft's blood gives."""

    random: Random
    graft: _Graft
    wobble: _Wobble
    injuries: Sequence[Injury]
    month: LiverMonth

    def draw(self, day: int, hour: int, level: float | None) -> Draw:
        time = day + (hour - _MORNING) / 24
        graft, shares = self.graft, [(one, one.share(time)) for one in self.injuries]
        cholestasis = 1 + sum(one.cholestasis * share for one, share in shares)
        bilirubin = graft.bilirubin(time) + sum(one.bilirubin * share for one, share in shares)
        late = _DRAWN_AFTER_DOSE[1] if hour == _AFTER_DOSE else 1.0
        return Draw(
            day=day,
            hour=hour,
            ast=self._measured("ast", graft.ast(time) + sum(one.ast * share for one, share in shares)),
            alt=self._measured("alt", graft.alt(time) + sum(one.alt * share for one, share in shares)),
            alp=self._measured("alp", (180 + 120 * graft.growing(time)) * cholestasis),
            ggt=self._measured("ggt", (50 + 90 * graft.growing(time)) * cholestasis),
            bilirubin=round(self.wobble.of("bilirubin", bilirubin), 1),
            eosinophils=self._eosinophils(day),
            tacrolimus=None if level is None or day < 1 else measured(self.random, level * late),
        )

    def _measured(self, name: str, value: float) -> int:
        return round(self.wobble.of(name, value))

    def _eosinophils(self, day: int) -> float:
        month, rejection = self.month, self.month.rejection
        count = self.graft.eosinophils * math.exp(self.random.gauss(0, _COUNT_WOBBLE))
        if rejection is not None and rejection.injury.first_day - _EARLIER <= day <= rejection.treated_on:
            count *= some_of(self.random, *_RAISED_BY_REJECTION)
        treated = day in month.steroid_days or day - 1 in month.steroid_days
        return round(count * (_LEFT_BY_STEROIDS if treated else 1.0), 2)
