"""Who counts for the boundary: which recipients are evaluable at a date, with or without the event, and why.

Counting everybody enrolled biases the rate down, counting only those with the event biases it up. So a recipient
counts from the event in the window on, else from the day after the window is complete, else as the protocol says
about those who died, were re-transplanted or withdrew before. Only what lies on or before the as-of date is looked
at. Signals are no events: the caller gives the date of an event that counts for the endpoint, or none.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from graftwatch.safety.cumulative_incidence import Outcome, TimeToEvent


class EarlyEnd(StrEnum):
    """What ended a recipient's observation inside the window; of one day, the first here is the reason."""

    DIED = "died"
    RE_TRANSPLANTED = "re_transplanted"
    WITHDRAWN = "withdrawn"


class EarlyEndCounts(StrEnum):
    """How the protocol counts a recipient whose observation ended early, without the event before."""

    AS_NO_EVENT = "as_no_event"
    AS_EVENT = "as_event"
    NOT_AT_ALL = "not_at_all"
    FOLLOWED_ON = "followed_on"  # nothing ends: the event still counts, and the window must be completed


class Standing(StrEnum):
    """Where a recipient stands for the boundary."""

    NOT_YET_EVALUABLE = "not_yet_evaluable"
    WITH_EVENT = "with_event"
    WITHOUT_EVENT = "without_event"
    EXCLUDED = "excluded"


class Reason(StrEnum):
    """Why a recipient stands there."""

    NOT_TRANSPLANTED_YET = "not_transplanted_yet"
    WINDOW_OPEN = "window_open"
    EVENT_IN_WINDOW = "event_in_window"
    WINDOW_COMPLETE = "window_complete"
    DIED = "died"
    RE_TRANSPLANTED = "re_transplanted"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class EvaluabilityRule:
    """The protocol's definition of evaluable.

    The window is the post-operative days `first_day` to `last_day`, both included; the day of the transplant is day 0.
    `days_for_results`: how long after the window's last day its cultures may still turn positive; the window counts
    as complete only after them. The rest says what an early end means; the defaults: the dead and the re-transplanted
    were followed as long as they could have the event, the withdrawn were not.

    Raises:
        ValueError: a number of days is impossible.
    """

    first_day: int = 0
    last_day: int = 30
    days_for_results: int = 0
    died: EarlyEndCounts = EarlyEndCounts.AS_NO_EVENT
    re_transplanted: EarlyEndCounts = EarlyEndCounts.AS_NO_EVENT
    withdrawn: EarlyEndCounts = EarlyEndCounts.NOT_AT_ALL

    def __post_init__(self) -> None:
        if not 0 <= self.first_day <= self.last_day:
            raise ValueError(
                f"the window is day {self.first_day} to {self.last_day}: it must not start below 0 or end first"
            )
        if self.days_for_results < 0:
            raise ValueError(f"{self.days_for_results} days for results cannot be: 0 or more")

    def counts(self, end: EarlyEnd) -> EarlyEndCounts:
        """How this early end counts."""
        match end:
            case EarlyEnd.DIED:
                return self.died
            case EarlyEnd.RE_TRANSPLANTED:
                return self.re_transplanted
            case EarlyEnd.WITHDRAWN:
                return self.withdrawn


@dataclass(frozen=True, slots=True)
class FollowUp:
    """One recipient's dates, as far as they are known; `event_dates` are the endpoint's events, in any order."""

    subject: str
    transplanted_on: date
    event_dates: tuple[date, ...] = ()
    died_on: date | None = None
    re_transplanted_on: date | None = None
    withdrawn_on: date | None = None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A recipient's standing, why, and since when it counts (None while it does not)."""

    subject: str
    standing: Standing
    reason: Reason
    evaluable_on: date | None
    transplanted_on: date


@dataclass(frozen=True, slots=True)
class TrialCounts:
    """Numbers of recipients. `evaluable` = with the event + without; the rest is not yet evaluable or excluded."""

    enrolled: int
    evaluable: int
    events: int
    not_yet_evaluable: int
    excluded: int

    @property
    def rate(self) -> float | None:
        """Events among the evaluable, 0–1; None while nobody is."""
        return self.events / self.evaluable if self.evaluable else None


_REASON_OF_END = {
    EarlyEnd.DIED: Reason.DIED,
    EarlyEnd.RE_TRANSPLANTED: Reason.RE_TRANSPLANTED,
    EarlyEnd.WITHDRAWN: Reason.WITHDRAWN,
}
_STANDING_OF_END = {
    EarlyEndCounts.AS_NO_EVENT: Standing.WITHOUT_EVENT,
    EarlyEndCounts.AS_EVENT: Standing.WITH_EVENT,
    EarlyEndCounts.NOT_AT_ALL: Standing.EXCLUDED,
}
_OUTCOME_OF_END = {
    EarlyEnd.DIED: Outcome.DEATH,
    EarlyEnd.RE_TRANSPLANTED: Outcome.RE_TRANSPLANT,
    EarlyEnd.WITHDRAWN: Outcome.CENSORED,
}


def evaluate(follow_up: FollowUp, rule: EvaluabilityRule, as_of: date) -> Evaluation:
    """One recipient's standing, as known on `as_of`; that day itself is not over yet.

    Rule: the trial protocol's own definition (no published one); units: calendar days in the protocol's time zone.

    A window of 30 days after a transplant on 1 June ends on 1 July, so from 2 July on:

    >>> rule, june = EvaluabilityRule(last_day=30), FollowUp("S01", date(2026, 6, 1))
    >>> [evaluate(june, rule, day).reason.value for day in (date(2026, 7, 1), date(2026, 7, 2))]
    ['window_open', 'window_complete']
    """
    if _withdrawn_before_the_transplant(follow_up, as_of):
        return _evaluation(follow_up, Standing.EXCLUDED, Reason.WITHDRAWN)
    if follow_up.transplanted_on > as_of:
        return _evaluation(follow_up, Standing.NOT_YET_EVALUABLE, Reason.NOT_TRANSPLANTED_YET)
    end = _early_end(follow_up, rule, as_of)
    event_on = _first_event(follow_up, rule, min(as_of, end[0]) if end else as_of)
    if event_on is not None:
        return _evaluation(follow_up, Standing.WITH_EVENT, Reason.EVENT_IN_WINDOW, event_on)
    if end is not None:
        standing = _STANDING_OF_END[rule.counts(end[1])]
        counts_from = None if standing is Standing.EXCLUDED else end[0]
        return _evaluation(follow_up, standing, _REASON_OF_END[end[1]], counts_from)
    complete_on = _window_end(follow_up, rule) + timedelta(days=rule.days_for_results + 1)
    if as_of >= complete_on:
        return _evaluation(follow_up, Standing.WITHOUT_EVENT, Reason.WINDOW_COMPLETE, complete_on)
    return _evaluation(follow_up, Standing.NOT_YET_EVALUABLE, Reason.WINDOW_OPEN)


def trial_counts(evaluations: Iterable[Evaluation]) -> TrialCounts:
    """How many stand where; units: recipients. Formula and source: the protocol's definition, counted."""
    standings = Counter(evaluation.standing for evaluation in evaluations)
    return TrialCounts(
        enrolled=standings.total(),
        evaluable=standings[Standing.WITH_EVENT] + standings[Standing.WITHOUT_EVENT],
        events=standings[Standing.WITH_EVENT],
        not_yet_evaluable=standings[Standing.NOT_YET_EVALUABLE],
        excluded=standings[Standing.EXCLUDED],
    )


def evaluable_path(evaluations: Iterable[Evaluation]) -> tuple[Evaluation, ...]:
    """The evaluable recipients in the order in which they became so: the path that the boundary is held against.

    Those of one day stand in the order of their transplants, then of their subject ids.
    """
    evaluable = ((evaluation.evaluable_on, evaluation) for evaluation in evaluations)
    dated = [(on, one.transplanted_on, one.subject, one) for on, one in evaluable if on is not None]
    return tuple(one for *_, one in sorted(dated, key=lambda entry: entry[:3]))


def time_to_event(follow_up: FollowUp, rule: EvaluabilityRule, as_of: date) -> TimeToEvent | None:
    """The same recipient for the cumulative incidence: days from the transplant to the first outcome by `as_of`.

    Death and re-transplant compete with the event whatever they count for the boundary; withdrawal, the window's end
    and `as_of` censor. Where the protocol follows a recipient on after an early end, that one ends nothing, except
    death. Of one day the event comes first. None: not transplanted by `as_of`, or withdrawn before.
    """
    if follow_up.transplanted_on > as_of or _withdrawn_before_the_transplant(follow_up, as_of):
        return None
    observed_until = min(as_of, _window_end(follow_up, rule))
    ends = [(on, end) for on, end in _ends(follow_up, as_of) if _ends_observation(rule, end)]
    end = min(ends, default=None, key=lambda one: one[0])
    if end is not None and end[0] <= observed_until:
        last_day, outcome = end[0], _OUTCOME_OF_END[end[1]]
    else:
        last_day, outcome = observed_until, Outcome.CENSORED
    event_on = _first_event(follow_up, rule, last_day)
    if event_on is not None:
        last_day, outcome = event_on, Outcome.EVENT
    return TimeToEvent((last_day - follow_up.transplanted_on).days, outcome)


def _evaluation(
    follow_up: FollowUp, standing: Standing, reason: Reason, evaluable_on: date | None = None
) -> Evaluation:
    return Evaluation(follow_up.subject, standing, reason, evaluable_on, follow_up.transplanted_on)


def _window_end(follow_up: FollowUp, rule: EvaluabilityRule) -> date:
    return follow_up.transplanted_on + timedelta(days=rule.last_day)


def _first_event(follow_up: FollowUp, rule: EvaluabilityRule, until: date) -> date | None:
    """The first event in the window and not after `until`."""
    first_day = follow_up.transplanted_on + timedelta(days=rule.first_day)
    last_day = min(until, _window_end(follow_up, rule))
    return min((on for on in follow_up.event_dates if first_day <= on <= last_day), default=None)


def _early_end(follow_up: FollowUp, rule: EvaluabilityRule, as_of: date) -> tuple[date, EarlyEnd] | None:
    """The first early end inside the window that the protocol counts in any way."""
    ends = (
        (on, end)
        for on, end in _ends(follow_up, min(as_of, _window_end(follow_up, rule)))
        if rule.counts(end) is not EarlyEndCounts.FOLLOWED_ON
    )
    return min(ends, default=None, key=lambda one: one[0])


def _ends(follow_up: FollowUp, until: date) -> list[tuple[date, EarlyEnd]]:
    """What ended the observation from the transplant to `until`, in the order that decides within one day."""
    dates = (
        (follow_up.died_on, EarlyEnd.DIED),
        (follow_up.re_transplanted_on, EarlyEnd.RE_TRANSPLANTED),
        (follow_up.withdrawn_on, EarlyEnd.WITHDRAWN),
    )
    return [(on, end) for on, end in dates if on is not None and follow_up.transplanted_on <= on <= until]


def _withdrawn_before_the_transplant(follow_up: FollowUp, as_of: date) -> bool:
    return (
        follow_up.withdrawn_on is not None
        and follow_up.withdrawn_on <= as_of
        and (follow_up.withdrawn_on < follow_up.transplanted_on)
    )


def _ends_observation(rule: EvaluabilityRule, end: EarlyEnd) -> bool:
    return end is EarlyEnd.DIED or rule.counts(end) is not EarlyEndCounts.FOLLOWED_ON
