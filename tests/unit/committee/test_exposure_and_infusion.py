"""Exposure over the recipients, and the infusion where there is one arm only."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from committee_cases import Case, bsi, case, figures, noon
from graftwatch.committee.arms import figures_by_arm
from graftwatch.committee.figures import ExposureFigures, InfusionFigures, trial_figures
from graftwatch.findings import (
    Event,
    EventKind,
    EventStatus,
    Exposure,
    LastLevel,
    NkActivityCourse,
    SignalKind,
)
from graftwatch.protocol import Protocol
from graftwatch.rejection.safety_findings import REFUTED
from paging_builders import signal

AT = datetime(2026, 6, 10, tzinfo=UTC)


def exposed(subject: str, share: float | None, level: float | None, target: tuple[float, float] = (6.0, 10.0)) -> Case:
    recipient, held = case(subject)
    last = None if level is None else LastLevel(at=AT, value=level)
    one = Exposure(drug="tacrolimus", unit="ng/mL", target=target, time_in_range=share, covered_hours=48, last=last)
    return recipient, held.model_copy(update={"exposure": (one,)})


def test_the_time_in_range_is_told_over_those_who_have_one() -> None:
    """Shares .2, .4, .8, 1: the median .6; a quarter of the way from the first to the last: .35 and .85."""
    trial = [exposed(f"S{share}", share, 8.0) for share in (0.8, 0.2, 1.0, 0.4)]
    (found,) = figures(*trial, exposed("S5", None, 12.0), exposed("S6", None, None)).exposure
    assert found == ExposureFigures("tacrolimus", "ng/mL", (6.0, 10.0), 4, pytest.approx(0.6), found.quartiles, 5, 4)
    assert found.quartiles == pytest.approx((0.35, 0.85))


def test_a_level_is_held_against_the_recipients_own_target() -> None:
    """4.5 is in range beside basiliximab (4 to 7) and below it without."""
    (found,) = figures(exposed("A", 0.5, 4.5, (4.0, 7.0)), exposed("B", 0.5, 4.5)).exposure
    assert (found.with_level, found.in_target_now, found.quartiles) == (2, 1, (0.5, 0.5))


def test_a_drug_that_nobody_has_a_trough_of_is_not_told() -> None:
    assert figures(exposed("A", None, None)).exposure == ()
    (without_share,) = figures(exposed("A", None, 7.0)).exposure
    assert (without_share.recipients, without_share.median_time_in_range, without_share.quartiles) == (0, None, None)


def infused(subject: str, *events: Event, fell: str | None = None, arm: str = "", day: int = 3) -> Case:
    recipient, held = case(subject, *events, arm=arm)
    level = LastLevel(at=AT, value=40.0)
    course = NkActivityCourse(unit="%", before=level, newest=level)
    signals = () if fell is None else (signal(SignalKind.NK_ACTIVITY_FALL, closed_because=fell),)
    update = {"nk_activity": (course,), "signals": signals}
    return replace(recipient, infused_at=noon(day)), held.model_copy(update=update)


def reaction(grade: str | None, status: EventStatus = EventStatus.CONFIRMED) -> Event:
    return bsi(3, status, kind=EventKind.INFUSION_REACTION, grade=grade, counts_for_endpoint=False)


def test_reactions_are_told_by_the_grade_of_their_fever() -> None:
    graded = reaction("fever CTCAE 5.0 grade 2")
    trial = [
        infused("A", graded),
        infused("B", graded),
        infused("C", reaction(None)),
        infused("D", reaction("fever CTCAE 5.0 grade 3", EventStatus.REFUTED)),
    ]
    assert figures(*trial).infusion == InfusionFigures(4, {"2": 2, "ungraded": 1}, nk_measured=4, nk_falls=0)
    assert figures(*trial).endpoints[0].listed == ()


def test_falls_of_nk_activity_are_told_over_those_who_could_show_one() -> None:
    recipient, held = infused("E", fell="")
    without_before = held.nk_activity[0].model_copy(update={"before": None})
    trial = [
        infused("A", fell=""),
        infused("B", fell="back above the limit"),
        infused("C", fell=REFUTED),
        (recipient, held.model_copy(update={"nk_activity": (without_before,), "signals": ()})),
    ]
    found = figures(*trial).infusion
    assert found is not None
    assert (found.nk_measured, found.nk_falls, found.reactions) == (3, 2, 0)


def test_an_infusion_to_come_is_none() -> None:
    found = figures(infused("A", day=3), infused("B", day=9), day=5).infusion
    assert found is not None
    assert found.infused == 1


def test_with_two_arms_the_infusion_would_tell_them_and_is_left_out() -> None:
    one = infused("A", arm="cells")
    assert figures(one, case("B", arm="none")).infusion is None
    assert figures(one, case("B", arm="cells")).infusion is not None


def test_a_second_arm_that_nobody_is_in_yet_is_an_arm_too() -> None:
    """Else the first recipients' infusions would be told until somebody of the other arm is enrolled."""
    one, two_arms = infused("A", arm="cells"), Protocol(arms=("cells", "none"))
    assert figures(one, protocol=two_arms).infusion is None
    assert trial_figures([one], Protocol(), noon(40), arms=["none"]).infusion is None
    by_arm = figures_by_arm([one, case("B", arm="none")], two_arms, noon(40))
    assert [held.infusion.infused for held in by_arm.values() if held.infusion is not None] == [1, 0]
