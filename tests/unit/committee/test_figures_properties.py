"""What must hold of the figures of any trial: parts and whole, order, arms."""

import random
from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from committee_cases import Case, bsi, case, noon
from graftwatch.committee.arms import UNSTATED, figures_by_arm
from graftwatch.committee.figures import ANY_RISK, NO_RISK, trial_figures
from graftwatch.findings import EventStatus
from graftwatch.protocol import Protocol
from graftwatch.roster import HEARTBEAT_SUBJECT, RISKS

DAYS = st.integers(-3, 45)
MAYBE_DAY = st.one_of(st.none(), DAYS)
PROTOCOL = Protocol()


@st.composite
def cases(draw: st.DrawFn) -> list[Case]:
    """A trial: any events, ends, risks and arms."""
    trial = []
    for number in range(draw(st.integers(0, 12))):
        events = [
            bsi(day, draw(st.sampled_from(EventStatus)), name=f"{number}-{place}")
            for place, day in enumerate(draw(st.lists(DAYS, max_size=2)))
        ]
        left = draw(MAYBE_DAY)
        one = case(
            f"S{number:02}",
            *events,
            transplanted=draw(st.integers(-3, 20)),
            died=draw(MAYBE_DAY),
            again=draw(MAYBE_DAY),
            left=None if left is None else noon(left),
            risk=draw(st.sets(st.sampled_from(RISKS))),
            arm=draw(st.sampled_from(("cells", "none"))),
        )
        trial.append(one)
    return trial


def shuffled(trial: Sequence[Case], seed: int) -> list[Case]:
    return random.Random(seed).sample(list(trial), len(trial))


@given(trial=cases(), day=st.integers(-3, 60), seed=st.integers(0, 9))
@settings(max_examples=40, deadline=None)
def test_the_order_of_recipients_changes_nothing(trial: list[Case], day: int, seed: int) -> None:
    at = noon(day)
    assert trial_figures(shuffled(trial, seed), PROTOCOL, at) == trial_figures(trial, PROTOCOL, at)


@given(trial=cases(), day=st.integers(-3, 60), seed=st.integers(0, 9))
@settings(max_examples=40, deadline=None)
def test_pooled_figures_do_not_depend_on_who_is_in_which_arm_nor_on_who_was_infused(
    trial: list[Case], day: int, seed: int
) -> None:
    """Of two arms: whichever recipients are in them and were infused, the pooled figures are the same."""
    first, second = case("A1", arm="cells"), case("A2", arm="none")
    held = [first, second, *trial]
    told = [(one.arm, one.infused_at) for one, _ in shuffled(held, seed)]
    told[0] = (told[0][0], noon(2))
    other = [(replace(one, arm=arm, infused_at=at), said) for (one, said), (arm, at) in zip(held, told, strict=True)]
    assert trial_figures(other, PROTOCOL, noon(day)) == trial_figures(held, PROTOCOL, noon(day))


@given(trial=cases(), day=st.integers(-3, 60))
@settings(max_examples=40, deadline=None)
def test_parts_add_up_to_the_whole(trial: list[Case], day: int) -> None:
    """By arm, and with and without any risk: enrolled, evaluable, events and events listed; the path ends at them."""
    whole = trial_figures(trial, PROTOCOL, noon(day))
    by_arm = figures_by_arm(trial, PROTOCOL, noon(day)).values()
    for place, pooled in enumerate(whole.endpoints):
        counts = pooled.counts
        numbers = (counts.enrolled, counts.evaluable, counts.events, counts.not_yet_evaluable, counts.excluded)
        for parts in (
            [arm.endpoints[place].counts for arm in by_arm],
            [whole.by_risk[name][place].counts for name in (NO_RISK, ANY_RISK)],
        ):
            sums = [(one.enrolled, one.evaluable, one.events, one.not_yet_evaluable, one.excluded) for one in parts]
            assert tuple(map(sum, zip(*sums, strict=True))) == (numbers if sums else ())
        assert sum(one.counts for one in pooled.listed) == counts.events
        last = pooled.path[-1] if pooled.path else None
        assert ((last.n, last.events) if last else (0, 0)) == (counts.evaluable, counts.events)
        assert counts.enrolled == counts.evaluable + counts.not_yet_evaluable + counts.excluded


@given(trial=cases(), day=st.integers(-3, 60))
@settings(max_examples=25, deadline=None)
def test_who_counts_once_with_the_event_never_loses_it_as_days_pass(trial: list[Case], day: int) -> None:
    """Nothing new becoming known, a later look has every event of an earlier one, and nobody becomes uncounted."""
    earlier, later = (trial_figures(trial, PROTOCOL, noon(at)).endpoints[0] for at in (day, day + 5))
    for before, after in zip(earlier.standings, later.standings, strict=True):
        if before.evaluable_on is not None:
            assert (after.standing, after.evaluable_on) == (before.standing, before.evaluable_on)


def test_an_arm_that_nobody_states_has_a_name_and_the_heartbeat_is_in_none() -> None:
    by_arm = figures_by_arm([case("A"), case("B", arm="cells"), case(HEARTBEAT_SUBJECT)], PROTOCOL, noon(40))
    assert {arm: one.enrolled for arm, one in by_arm.items()} == {UNSTATED: 1, "cells": 1}
    assert all(one.endpoints[0].boundary is None for one in by_arm.values())
    assert all(one.infusion is not None for one in by_arm.values())
