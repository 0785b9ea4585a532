"""What silence is usual at an hour, learned from the feed; an outage does not teach itself."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from graftwatch.pipeline.usual_silence import DAYS_KEPT, Learner, OpenHour, UsualSilence

MONDAY = datetime(2026, 6, 1, tzinfo=UTC)
NINE = 9
SATURDAY_NINE = 24 + 9


def every(step: timedelta, days: int, outage: tuple[datetime, datetime] | None = None) -> Iterator[datetime]:
    """Messages at the same distance, but none within an outage."""
    at = MONDAY
    while at < MONDAY + timedelta(days=days):
        if outage is None or not outage[0] < at < outage[1]:
            yield at
        at += step


def learned(messages: Iterator[datetime]) -> Learner:
    learner, last = Learner(UTC, UsualSilence(), None), None
    for at in messages:
        if last is not None:
            learner.hear(last, at)
        last = at
    return learner


def limit_after(days: int, step: timedelta, outage: tuple[datetime, datetime] | None = None) -> timedelta | None:
    return learned(every(step, days, outage)).usual.limit(NINE)


def test_there_is_no_limit_before_five_working_days_are_known() -> None:
    assert limit_after(4, timedelta(minutes=6)) is None
    # The fifth working day's hour of nine is known once it is over.
    assert limit_after(5, timedelta(minutes=6)) == timedelta(minutes=18)


def test_the_limit_is_three_times_the_longest_usual_silence_and_ten_minutes_at_least() -> None:
    assert limit_after(7, timedelta(minutes=20)) == timedelta(minutes=60)
    assert limit_after(7, timedelta(minutes=3)) == timedelta(minutes=10)


def test_a_silence_counts_in_every_hour_in_which_it_stands() -> None:
    learner = Learner(UTC, UsualSilence(), None)
    learner.hear(MONDAY, MONDAY + timedelta(minutes=30))
    learner.hear(MONDAY + timedelta(minutes=30), MONDAY + timedelta(hours=2, minutes=10))
    learner.hear(MONDAY + timedelta(hours=2, minutes=10), MONDAY + timedelta(hours=4, minutes=30))
    learner.hear(MONDAY + timedelta(hours=4, minutes=30), MONDAY + timedelta(hours=5))
    minutes = {slot: [one // 60 for one in seconds] for slot, seconds in learner.usual.seconds.items()}
    # The hour of 0 was met in its midst. Since 00:30: 90 minutes at 02:00; 100 at 02:10, then 50 at 03:00 ...
    assert minutes == {1: [90], 2: [100], 3: [110], 4: [140]}


def test_weekends_are_learned_apart() -> None:
    def sparse_at_weekends() -> Iterator[datetime]:
        for number, at in enumerate(every(timedelta(minutes=5), 21)):
            if at.weekday() < 5 or number % 8 == 0:
                yield at

    usual = learned(sparse_at_weekends()).usual
    assert (usual.limit(NINE), usual.limit(SATURDAY_NINE)) == (timedelta(minutes=15), timedelta(minutes=120))


def test_an_outage_of_three_days_does_not_teach_itself() -> None:
    outage = (MONDAY + timedelta(days=21), MONDAY + timedelta(days=24))  # Monday to Wednesday of the fourth week
    assert limit_after(28, timedelta(minutes=6), outage) == timedelta(minutes=18)


def test_an_outage_of_three_weeks_does_not_teach_itself_either() -> None:
    outage = (MONDAY + timedelta(days=28), MONDAY + timedelta(days=49))
    assert limit_after(50, timedelta(minutes=6), outage) == timedelta(minutes=18)


def test_what_comes_back_every_day_is_learned() -> None:
    def from_then_on_slower() -> Iterator[datetime]:
        change = MONDAY + timedelta(days=28)
        for number, at in enumerate(every(timedelta(minutes=6), 42)):
            if at < change or number % 5 == 0:
                yield at

    assert learned(from_then_on_slower()).usual.limit(NINE) == timedelta(minutes=90)


def test_hours_in_which_the_service_did_not_run_teach_nothing() -> None:
    learner = learned(every(timedelta(minutes=6), 5))
    before = learner.usual
    learner.interrupted()
    back = MONDAY + timedelta(days=6, minutes=10)
    learner.hear(MONDAY + timedelta(days=5), back)
    learner.hear(back, back + timedelta(minutes=5))
    assert learner.usual == before


@given(st.lists(st.integers(min_value=1, max_value=7200), min_size=1, max_size=300))
def test_a_learner_that_goes_on_where_another_stood_learns_the_same_and_keeps_it_bounded(gaps: list[int]) -> None:
    whole, last = Learner(UTC, UsualSilence(), None), MONDAY
    stopped = Learner(UTC, UsualSilence(), None)
    for gap in gaps:
        at = last + timedelta(seconds=gap)
        whole.hear(last, at)
        stopped.hear(last, at)
        hour = stopped.hour and OpenHour.model_validate_json(stopped.hour.model_dump_json())
        stopped = Learner(UTC, UsualSilence.model_validate_json(stopped.usual.model_dump_json()), hour)
        last = at
    assert stopped.usual == whole.usual
    assert all(len(one) <= DAYS_KEPT for one in whole.usual.seconds.values())
