"""How a report says probabilities: never more sure than the figure is."""

import pytest

from graftwatch.committee.wording import probability


@pytest.mark.parametrize(
    ("p", "said"),
    [
        (None, "–"),
        (0.0, "0.0000"),
        (0.00009, "< 0.0001"),
        (0.9133, "0.9133"),
        (0.99991, "> 0.9999"),
        (1.0, "1.0000"),
    ],
)
def test_a_probability_that_is_not_certain_is_not_said_to_be(p: float | None, said: str) -> None:
    assert probability(p) == said
