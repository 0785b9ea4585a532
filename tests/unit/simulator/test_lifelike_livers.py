"""Livers by chance: the same seed gives the same month, the truth is the month's, and courses are as published."""

import json
from datetime import timedelta
from random import Random
from statistics import median

import pytest

from graftwatch.simulator import Simulation, simulate
from graftwatch.simulator.liver_injuries import CAUSES, Injury, first_day_of_rejection, rejection_course
from graftwatch.simulator.tacrolimus_levels import TARGET_ALONE, protection, true_troughs


@pytest.fixture(scope="module")
def feed() -> Simulation:
    """Five deals of eight cards: fifteen recipients who reject."""
    return simulate(5, recipients=40, days=60, background=0, livers="lifelike")


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others() -> None:
    def contents(seed: int) -> list[bytes]:
        return [one.content for one in simulate(seed, recipients=4, days=50, background=0, livers="lifelike").messages]

    assert contents(3) == contents(3)
    assert contents(3) != contents(4)


def test_the_truth_says_which_livers_it_is_about() -> None:
    assert simulate(5, recipients=2, days=50, background=0).truth.livers == "planned"
    assert simulate(5, recipients=2, days=50, background=0, livers="lifelike").truth.livers == "lifelike"


def test_three_of_eight_reject_and_each_rejection_has_its_days_in_order(feed: Simulation) -> None:
    rejecting = [one for one in feed.truth.recipients if one.has_rejection_endpoint]

    assert len(rejecting) == 15
    for one in rejecting:
        found = one.rejection
        assert found is not None
        assert found.began_on is not None
        assert found.treated_on is not None
        assert one.window[0] + timedelta(days=5) <= found.began_on <= found.date
        assert found.began_on <= found.treated_on


def test_nobody_is_asked_to_find_a_signal_that_was_not_planned(feed: Simulation) -> None:
    kinds = {signal.kind for one in feed.truth.recipients for signal in one.signals}

    assert {one for one in kinds if one.startswith(("rejection.", "exposure."))} == {"rejection.confirmed"}


def test_the_biopsy_of_a_month_without_rejection_stays_below_three(feed: Simulation) -> None:
    confirmed = {one.subject for one in feed.truth.recipients if one.has_rejection_endpoint}
    biopsies = [json.loads(one.line) for one in feed.decisions if '"biopsy"' in one.line]

    assert {one["subject"] for one in biopsies if one["portal"] + one["duct"] + one["venous"] >= 3} == confirmed
    assert len(biopsies) > len(confirmed)


def test_other_injuries_come_as_often_as_they_are_published(feed: Simulation) -> None:
    assert sum(one.of_hundred for one in CAUSES) == 59
    assert 12 <= sum(len(one.liver_injuries) for one in feed.truth.recipients) <= 36  # 59 of 100 of 40, widely


def test_drugs_are_told_by_the_wards_or_entered_by_a_person_never_by_both(feed: Simulation) -> None:
    entered = {json.loads(one.line)["subject"] for one in feed.decisions if '"condition"' in one.line}
    told = {one.subject for one in feed.recipient_messages if b"RXA|" in one.content}

    assert entered
    assert any(b"Prednisolone" in one.content for one in feed.recipient_messages)
    assert not entered & told


def test_a_rejection_begins_from_day_5_on_with_a_median_about_day_9() -> None:
    random = Random(1)
    days = [first_day_of_rejection(random, 26) for _ in range(2000)]

    assert min(days) >= 5
    assert max(days) <= 26
    assert 8 <= median(days) <= 10


def test_in_most_rejections_alt_stands_above_ast_and_none_is_treated_before_it_shows() -> None:
    random = Random(2)
    courses = [rejection_course(random, 10) for _ in range(2000)]

    assert 0.8 < sum(one.injury.alt > one.injury.ast for one in courses) / len(courses) < 0.97
    assert all(one.injury.first_day <= one.treated_on for one in courses)
    assert 0.2 < sum(one.treated_on < one.biopsied_on for one in courses) / len(courses) < 0.35


def test_an_injury_rises_stays_and_halves() -> None:
    """First seen on day 10, two days to the peak, which lasts until day 13, then half of it every two days."""
    injury = Injury("", 10, 2, 13, 2, 100, 100, 1, 1)

    assert [injury.share(day) for day in (9, 10, 11, 13, 15, 17)] == [0, 0.5, 1, 1, 0.5, 0.25]
    assert injury.last_day == 21  # a sixteenth, less than 0.08, on that day


def test_troughs_are_low_at_first_and_outside_the_target_half_of_the_time() -> None:
    random = Random(3)
    months = [true_troughs(random, 30, TARGET_ALONE) for _ in range(400)]
    outside = [not 6 <= level <= 10 for month in months for day, level in month.items() if day > 3]

    assert median(month[1] for month in months) < 5
    assert 7 < median(month[10] for month in months) < 9
    assert 0.4 < sum(outside) / len(outside) < 0.65


def test_low_troughs_before_it_make_a_rejection_likelier_as_published() -> None:
    """41.2 against 23.8 of 100 where the means differ by 4 ng/mL."""
    low, high = dict.fromkeys(range(1, 10), 5.0), dict.fromkeys(range(1, 10), 9.0)

    assert protection(low, 8) / protection(high, 8) == pytest.approx(41.2 / 23.8)
