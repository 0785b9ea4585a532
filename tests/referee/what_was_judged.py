"""Counts what the referee judged: so that a run says how much of each rare kind it has seen."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from tests.referee.history import History
from tests.referee.referee import judge
from tests.referee.verdict import Verdict


def judged_in(histories: list[History]) -> Counter[str]:
    """How many of each kind: infections by criterion or site, and what decided about them."""
    return Counter(kind for one in histories for kind in _kinds(one))


def _kinds(history: History) -> Iterator[str]:
    judged = judge(history)
    for one in judged.infections:
        yield one.criterion or f"secondary to {one.secondary_to}"
    if any(one.criterion for one in judged.infections) and any(one.secondary_to for one in judged.infections):
        yield "history with a primary and a secondary infection"
    yield from ("decision about a site refused" for _ in judged.refused)
    yield from ("suspected" for _ in judged.suspected)
    yield from {state for state, _, _ in judged.leftovers}
    yield from _by_conditions(history, judged.infections)
    gaps = zip(history.stays, history.stays[1:], strict=False)
    if any(two.admitted.date() - one.discharged.date() <= timedelta(days=3) for one, two in gaps if one.discharged):
        yield "readmission within 3 days"


def _by_conditions(history: History, infections: frozenset[Verdict]) -> Iterator[str]:
    """What would be judged otherwise if a condition were not there."""
    for condition in history.conditions:
        without = replace(history, conditions=tuple(one for one in history.conditions if one != condition))
        if judge(without).infections != infections:
            yield f"decided by {condition.name}"
