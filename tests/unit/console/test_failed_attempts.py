from graftwatch.console.attempts import FailedAttempts


class Hand:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def test_so_many_may_fail_and_one_more_may_not() -> None:
    attempts = FailedAttempts(3, Hand())
    assert [attempts.one_more() for _ in range(5)] == [True, True, True, False, False]


def test_a_minute_after_the_first_there_is_room_for_one() -> None:
    hand = Hand()
    attempts = FailedAttempts(2, hand)
    attempts.one_more()
    hand.seconds += 30
    attempts.one_more()
    hand.seconds += 29.9
    assert not attempts.one_more()
    hand.seconds += 0.1
    assert [attempts.one_more(), attempts.one_more()] == [True, False]
