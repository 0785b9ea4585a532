"""What an operator is warned of: gaps, clock changes with the rule taken, overlaps, people nobody can reach."""

from datetime import UTC, datetime

from graftwatch.on_call import warnings_of
from on_call_files import WEEKLY, rota_of

NOW = datetime(2026, 10, 13, tzinfo=UTC)


def test_a_rota_without_gaps_warns_of_nothing() -> None:
    assert warnings_of(rota_of(WEEKLY), NOW) == []


def test_gaps_of_the_coming_sixty_days_are_named_and_later_ones_are_not() -> None:
    assert warnings_of(rota_of(WEEKLY + "ends = 2026-11-02\n"), NOW) == [
        "duty first: nobody is on from 2026-11-02 08:00 to 2026-12-12 01:00; extend a layer, or set `otherwise`"
    ]
    assert warnings_of(rota_of(WEEKLY + "ends = 2026-12-14\n"), NOW) == []


def test_a_hand_over_that_does_not_exist_is_named_with_the_rule() -> None:
    rota = rota_of(WEEKLY.replace("monday 08:00", "daily 02:30"))
    assert warnings_of(rota, NOW) == [
        (
            "duty first, layer 0: the hand-over of 2026-10-25 02:30 happens twice there, the clocks go back; "
            "the first, 02:30+0200, is taken"
        ),
        (
            "duty first, layer 0: the hand-over of 2027-03-28 02:30 does not exist there, the clocks go forward; "
            "03:30 is taken"
        ),
    ]


def test_an_override_at_an_odd_time_is_named_with_the_mend() -> None:
    override = (
        '[[overrides]]\nduty = "first"\nperson = "doctor-b"\nfrom = 2026-10-25T02:30:00\nto = 2026-10-25T04:00:00\n'
    )
    [said] = warnings_of(rota_of(WEEKLY + override), NOW)
    assert said.startswith("`overrides.0.from`: 2026-10-25 02:30 happens twice")
    assert said.endswith("write an offset to say which is meant")


def test_overlapping_overrides_say_who_counts() -> None:
    one = '[[overrides]]\nduty = "first"\nperson = "doctor-b"\nfrom = 2026-10-20T08:00:00\nto = 2026-10-21T08:00:00\n'
    other = one.replace("doctor-b", "doctor-c").replace("2026-10-20T08", "2026-10-20T20")
    assert warnings_of(rota_of(WEEKLY + one + other), NOW) == [
        (
            "`overrides.1` overlaps `overrides.0` of duty first; the later in the file counts, "
            "doctor-c from 2026-10-20 20:00 to 2026-10-21 08:00"
        )
    ]


def test_a_person_without_an_address_is_named() -> None:
    rota = rota_of("[people.doctor-d]\n" + WEEKLY)
    assert warnings_of(rota, NOW) == ["person doctor-d: has no address in `through` and cannot be told"]


def test_many_gaps_are_summed_up() -> None:
    rota = rota_of(WEEKLY + 'only = [{ from = "08:00", until = "17:00" }]\n')
    said = warnings_of(rota, NOW)
    assert len(said) == 6
    assert said[-1] == "… and 56 more like the one before"
