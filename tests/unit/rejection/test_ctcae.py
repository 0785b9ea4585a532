"""CTCAE 5.0 grades at their edges."""

from decimal import Decimal

import pytest

from graftwatch.rejection.ctcae import bilirubin, fever, transaminase

ULN = Decimal(40)
BILIRUBIN_ULN = Decimal("1.2")


@pytest.mark.parametrize(
    ("value", "grade"),
    [("40", 0), ("40.1", 1), ("120", 1), ("120.1", 2), ("200", 2), ("200.1", 3), ("800", 3), ("800.1", 4)],
)
def test_transaminases(value: str, grade: int) -> None:
    assert transaminase(Decimal(value), ULN) == grade


@pytest.mark.parametrize(
    ("value", "grade"),
    [("1.2", 0), ("1.21", 1), ("1.8", 1), ("1.81", 2), ("3.6", 2), ("3.61", 3), ("12", 3), ("12.1", 4)],
)
def test_bilirubin(value: str, grade: int) -> None:
    assert bilirubin(Decimal(value), BILIRUBIN_ULN) == grade


@pytest.mark.parametrize(
    ("value", "grade"), [("37.9", 0), ("38.0", 1), ("39.0", 1), ("39.1", 2), ("40.0", 2), ("40.1", 3)]
)
def test_fever(value: str, grade: int) -> None:
    assert fever(Decimal(value)) == grade
