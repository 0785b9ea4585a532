"""A recipient's results in the order they were taken, and what a result with a comparator allows to conclude.

A result that is stated as "<2.0" is at most 2.0 and one stated as ">25" is at least 25: a rule takes it only where
every value it can stand for would meet the rule. A day without a time counts from its first moment.
A result that is said to be taken later than now is not looked at before its time has come.
"""

from bisect import bisect_right
from datetime import datetime, tzinfo
from decimal import Decimal
from typing import NamedTuple

from graftwatch.facts import Chart, ClinicalTime, Fact, Measurement

AT_MOST = ("<", "<=")
AT_LEAST = (">", ">=")


class Reading(NamedTuple):
    """One result: when it was taken, its value, and the fact."""

    at: datetime
    value: Decimal
    fact: Fact[Measurement]

    @property
    def comparator(self) -> str:
        """The comparator as sent, mostly empty."""
        return self.fact.statement.comparator

    def certainly_above(self, limit: Decimal) -> bool:
        """Whether the value is above the limit, whatever the comparator leaves open."""
        if self.comparator in AT_MOST:
            return False
        return self.value >= limit if self.comparator == ">" else self.value > limit

    def certainly_at_least(self, limit: Decimal) -> bool:
        """Whether the value is the limit or above it, whatever the comparator leaves open."""
        return self.comparator not in AT_MOST and self.value >= limit

    def certainly_at_most(self, limit: Decimal) -> bool:
        """Whether the value is the limit or below it, whatever the comparator leaves open."""
        return self.comparator not in AT_LEAST and self.value <= limit

    def certainly_below(self, limit: Decimal) -> bool:
        """Whether the value is below the limit, whatever the comparator leaves open."""
        if self.comparator in AT_LEAST:
            return False
        return self.value <= limit if self.comparator == "<" else self.value < limit


def readings(chart: Chart, concept: str, *, until: datetime, since: datetime | None = None) -> list[Reading]:
    """The results of one concept taken from `since` to `until`, both included, by time."""
    taken = chart.series(concept).between(since, until)
    return [Reading(at, one.statement.value, one) for at, one in zip(taken.instants, taken.facts, strict=True)]


def first_after(chart: Chart, concept: str, now: datetime) -> datetime | None:
    """When the first result is due that is said to be taken later than now."""
    instants = chart.series(concept).instants
    place = bisect_right(instants, now)
    return instants[place] if place < len(instants) else None


def exactly(setting: float) -> Decimal:
    """A setting as the decimal number that was written in the protocol file."""
    return Decimal(str(setting))


def in_words(value: Decimal) -> str:
    """A number without exponent and without closing zeros.

    >>> in_words(Decimal("120.0")), in_words(Decimal("1E+2")), in_words(Decimal("4.25"))
    ('120', '100', '4.25')
    """
    return f"{value.normalize():f}"


def when(taken: ClinicalTime, zone: tzinfo) -> str:
    """A clinical time in the hospital's zone, as precise as it was stated."""
    return f"{taken.at.astimezone(zone):%Y-%m-%d %H:%M}" if taken.at is not None else f"{taken.on:%Y-%m-%d}"


def told(reading: Reading, zone: tzinfo) -> str:
    """A result in words: value, unit and time."""
    one = reading.fact.statement
    return f"{one.comparator}{in_words(one.value)} {one.unit} on {when(one.taken, zone)}"
