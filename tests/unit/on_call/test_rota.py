"""Who is on duty when: rotations, restrictions, overrides and stand-ins, by hand-made timetables."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from graftwatch.on_call import Because
from on_call_files import WEEKLY, rota_of

BERLIN = ZoneInfo("Europe/Berlin")


def utc(day: int, hour: int, minute: int = 0, month: int = 10) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def test_a_weekly_turn_over_the_autumn_change_is_an_hour_longer() -> None:
    shifts = rota_of(WEEKLY).shifts("first", utc(12, 6), utc(2, 7, month=11))
    assert [(one.person, one.begins, (one.ends - one.begins) / timedelta(hours=1)) for one in shifts] == [
        ("doctor-a", utc(12, 6), 168),
        ("doctor-b", utc(19, 6), 169),
        ("doctor-c", utc(26, 7), 168),
    ]


@pytest.mark.parametrize(
    ("at", "person"),
    [
        pytest.param(utc(12, 5, 59), None, id="nobody before the first turn"),
        pytest.param(utc(12, 6), "doctor-a", id="from the hand-over on"),
        pytest.param(utc(19, 5, 59), "doctor-a", id="to the minute before the next"),
        pytest.param(utc(19, 6), "doctor-b", id="then the next one"),
        pytest.param(utc(26, 6, 30), "doctor-b", id="the clocks went back: 07:30 is still before the hand-over"),
        pytest.param(utc(2, 7, month=11), "doctor-a", id="after the last one the first"),
    ],
)
def test_the_person_on_duty_changes_at_the_hand_over(at: datetime, person: str | None) -> None:
    assert rota_of(WEEKLY).who("first", at) == person


def test_a_daily_hand_over_in_the_hour_that_spring_leaves_out_is_taken_after_it() -> None:
    duty = """
[duties.first]
[[duties.first.layers]]
people = ["doctor-a", "doctor-b"]
handover = "daily 02:30"
starts = 2026-03-28
"""
    shifts = rota_of(duty).shifts("first", utc(28, 1, 30, month=3), utc(30, 0, 30, month=3))
    # 02:30 CET on the 28th, 03:30 CEST (02:30 with the offset before the change) on the 29th, 02:30 CEST on the 30th.
    assert [(one.person, one.begins, one.ends) for one in shifts] == [
        ("doctor-a", utc(28, 1, 30, month=3), utc(29, 1, 30, month=3)),
        ("doctor-b", utc(29, 1, 30, month=3), utc(30, 0, 30, month=3)),
    ]


def test_lord_howe_changes_by_half_an_hour() -> None:
    duty = """
[duties.first]
[[duties.first.layers]]
people = ["doctor-a", "doctor-b"]
handover = "daily 08:00"
starts = 2026-10-03
"""
    # 4 October 2026, 02:00 +10:30 becomes 02:30 +11:00: the day from the 3rd, 08:00, has 23½ hours.
    first = rota_of(duty, "Australia/Lord_Howe").shifts("first", utc(2, 21, 30), utc(3, 21))[0]
    assert (first.person, first.begins, first.ends) == ("doctor-a", utc(2, 21, 30), utc(3, 21))


def test_turns_of_several_weeks_and_an_end() -> None:
    duty = """
[duties.first]
[[duties.first.layers]]
people = ["doctor-a", "doctor-b"]
handover = "monday 08:00"
every = "2 weeks"
starts = 2026-11-02
ends = 2026-11-23
"""
    rota = rota_of(duty)
    assert [
        (one.person, one.begins, one.ends) for one in rota.shifts("first", utc(2, 7, month=11), utc(24, 0, month=11))
    ] == [
        ("doctor-a", utc(2, 7, month=11), utc(16, 7, month=11)),
        ("doctor-b", utc(16, 7, month=11), utc(23, 7, month=11)),
        ("", utc(23, 7, month=11), utc(24, 0, month=11)),
    ]


NIGHTS = """
[duties.first]
otherwise = "doctor-c"
[[duties.first.layers]]
people = ["doctor-a"]
handover = "daily 08:00"
starts = 2026-11-02
only = [
  { weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday"], from = "17:00", until = "08:00" },
  { weekdays = ["saturday", "sunday"], from = "08:00", until = "08:00" },
]
"""


@pytest.mark.parametrize(
    ("at", "person", "because"),
    [
        pytest.param(utc(6, 15, 59, month=11), "doctor-c", Because.OTHERWISE, id="Friday afternoon: the stand-in"),
        pytest.param(utc(6, 16, month=11), "doctor-a", Because.ROTATION, id="Friday 17:00: the night begins"),
        pytest.param(utc(7, 6, 59, month=11), "doctor-a", Because.ROTATION, id="Saturday 07:59: the night's end"),
        pytest.param(utc(7, 12, month=11), "doctor-a", Because.ROTATION, id="Saturday noon"),
        pytest.param(utc(9, 6, 59, month=11), "doctor-a", Because.ROTATION, id="Monday 07:59: still Sunday's hours"),
        pytest.param(utc(9, 7, month=11), "doctor-c", Because.OTHERWISE, id="Monday 08:00: the stand-in"),
    ],
)
def test_hours_of_the_day_on_some_weekdays(at: datetime, person: str, because: Because) -> None:
    shift = rota_of(NIGHTS).shift_at("first", at)
    assert (shift.person, shift.because) == (person, because)


def test_a_weekend_shift_is_one_shift() -> None:
    shift = rota_of(NIGHTS).shift_at("first", utc(7, 12, month=11))
    assert (shift.begins, shift.ends) == (utc(6, 16, month=11), utc(9, 7, month=11))


def test_a_later_layer_stands_before_an_earlier_one_only_where_it_has_somebody() -> None:
    duty = (
        WEEKLY
        + """
[[duties.first.layers]]
people = ["doctor-c"]
handover = "daily 00:00"
starts = 2026-10-12
only = [{ weekdays = ["wednesday"], from = "08:00", until = "17:00" }]
"""
    )
    rota = rota_of(duty)
    people = [rota.who("first", at) for at in (utc(14, 5, 59), utc(14, 6), utc(14, 14, 59), utc(14, 15))]
    assert people == ["doctor-a", "doctor-c", "doctor-c", "doctor-a"]


def test_an_override_counts_for_exactly_its_span_and_the_later_in_the_file_wins() -> None:
    rota = rota_of(
        WEEKLY
        + """
[[overrides]]
duty = "first"
person = "doctor-b"
from = 2026-10-13T10:00:00
to = 2026-10-14T10:00:00
[[overrides]]
duty = "first"
person = "doctor-c"
from = 2026-10-13T20:00:00+02:00
to = "2026-10-13T22:00+02:00"
"""
    )
    shifts = rota.shifts("first", utc(13, 0), utc(15, 0))
    assert [(one.person, one.begins, one.because) for one in shifts] == [
        ("doctor-a", utc(13, 0), Because.ROTATION),
        ("doctor-b", utc(13, 8), Because.OVERRIDE),
        ("doctor-c", utc(13, 18), Because.OVERRIDE),
        ("doctor-b", utc(13, 20), Because.OVERRIDE),
        ("doctor-a", utc(14, 8), Because.ROTATION),
    ]


def test_an_override_with_an_offset_means_the_second_of_two_hours_of_the_same_name() -> None:
    rota = rota_of(
        WEEKLY
        + """
[[overrides]]
duty = "first"
person = "doctor-c"
from = 2026-10-25T02:30:00
to = 2026-10-25T02:30:00+01:00
"""
    )
    override = next(one for one in rota.shifts("first", utc(24, 0), utc(26, 0)) if one.because is Because.OVERRIDE)
    assert (override.begins, override.ends) == (utc(25, 0, 30), utc(25, 1, 30))


def test_a_gap_falls_to_another_duty_and_from_there_to_a_person() -> None:
    rota = rota_of(
        """
[duties.first]
otherwise = "second"
[[duties.first.layers]]
people = ["doctor-a"]
handover = "daily 08:00"
starts = 2026-10-12
ends = 2026-10-13
[duties.second]
otherwise = "doctor-c"
[[duties.second.layers]]
people = ["doctor-b"]
handover = "daily 08:00"
starts = 2026-10-12
ends = 2026-10-14
"""
    )
    assert [rota.who("first", utc(day, 12)) for day in (12, 13, 14)] == ["doctor-a", "doctor-b", "doctor-c"]


def test_a_duty_that_is_not_there_has_nobody() -> None:
    assert rota_of(WEEKLY).who("third", utc(13, 0)) is None


def test_shifts_are_shown_whole_although_they_begin_before_the_span() -> None:
    shifts = rota_of(WEEKLY).whole_shifts("first", utc(14, 0), utc(20, 0))
    assert [(one.person, one.begins, one.ends) for one in shifts] == [
        ("doctor-a", utc(12, 6), utc(19, 6)),
        ("doctor-b", utc(19, 6), utc(26, 7)),
    ]
