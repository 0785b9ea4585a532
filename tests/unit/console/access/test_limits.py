"""How often one may try to sign in: by name, by address, and all together."""

import pytest

from graftwatch.console.access.limits import AT_AN_ADDRESS, OVERALL, REMEMBERED, Each, SignInLimits


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_waits_double_up_to_an_hour_and_never_end_for_good(clock: Clock) -> None:
    limits, waits = SignInLimits(clock), []
    for _ in range(14):
        assert limits.wait("ward-5", "192.0.2.7") == 0
        waits.append(limits.wait("ward-5", "192.0.2.7"))
        clock.seconds += waits[-1] or 60.0
    assert waits[:8] == [0, 0, 30, 60, 120, 240, 480, 960]
    assert waits[-1] == 3600


def test_somebody_who_signs_in_begins_anew(clock: Clock) -> None:
    limits = SignInLimits(clock)
    for _ in range(20):
        assert limits.wait("ward-5", "192.0.2.7") == 0
        limits.succeeded("ward-5")
        clock.seconds += 2


def test_one_address_tries_so_many_names_a_minute_and_others_are_not_kept_from_it(clock: Clock) -> None:
    limits = SignInLimits(clock)
    tried = [limits.wait(f"name-{number}", "192.0.2.7") for number in range(AT_AN_ADDRESS + 1)]
    assert [one > 0 for one in tried] == [False] * AT_AN_ADDRESS + [True]
    assert limits.wait("ward-5", "192.0.2.8") == 0
    clock.seconds += 61
    assert limits.wait("ward-5", "192.0.2.7") == 0


def test_all_together_try_so_often_a_minute(clock: Clock) -> None:
    limits = SignInLimits(clock)
    tried = [limits.wait(f"name-{number}", f"address-{number}") for number in range(OVERALL + 1)]
    assert [one > 0 for one in tried] == [False] * OVERALL + [True]


def test_what_is_remembered_has_an_end(clock: Clock) -> None:
    each = Each(1, clock)
    assert each.one_more("first")
    for number in range(REMEMBERED):
        each.one_more(str(number))
    assert each.one_more("first")
    assert not each.one_more(str(REMEMBERED - 1))
