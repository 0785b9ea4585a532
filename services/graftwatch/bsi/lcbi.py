"""Laboratory-confirmed bloodstream infection, criteria 1, 2 and 3.

Source: NHSN Patient Safety Component Manual, chapter 4, January 2026.

LCBI 1: a recognised pathogen from one or more blood specimens; no sign is needed; the date of event is the date of
collection. LCBI 2, any age: fever above 38.0 °C, chills or hypotension, and the same common commensal from two blood
specimens on separate occasions; all within the infection window period around the pair's first specimen; the date
of event is the first element in it. LCBI 3, 1 year of age and younger: fever, hypothermia below 36.0 °C, apnoea
or bradycardia; the rest as LCBI 2.

Where the manual leaves two answers open: an infant's age is that of the day of the pair's first specimen; an infant
who meets both LCBI 2 and LCBI 3 is reported by the one with the earlier date of event, by LCBI 2 where they are equal.

    LCBI 2     06-01   06-02   06-03   06-04   06-05   06-06   06-07
    window     first ........................................... last
    elements                   38.4    CNS     CNS                          date of event 06-03

Left out: whether the organism belongs to another site (secondary.py).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from graftwatch.bsi.blood_culture import BloodCulture
from graftwatch.bsi.commensal_pair import CommensalPair
from graftwatch.bsi.eligible import is_sole_pathogen
from graftwatch.bsi.infection_window import infection_window_period
from graftwatch.bsi.period import is_within_a_year
from graftwatch.bsi.signs import SIGNS_OF_LCBI_2, SIGNS_OF_LCBI_3, SignSeen, signs_within

LCBI_1: Final = "LCBI-1"
LCBI_2: Final = "LCBI-2"
LCBI_3: Final = "LCBI-3"


@dataclass(frozen=True, slots=True)
class CriterionMet:
    """A criterion that some blood cultures meet.

    Attributes:
        criterion: "LCBI-1", "LCBI-2" or "LCBI-3".
        date_of_event: date of the first element in the infection window period.
        anchor: date of the first positive blood specimen, which the window is built around.
        cultures: the blood cultures it rests on, by collection.
        pair: the commensal pair of LCBI 2 and 3.
        signs: the signs of LCBI 2 and 3.
    """

    criterion: str
    date_of_event: date
    anchor: date
    cultures: tuple[BloodCulture, ...]
    pair: CommensalPair | None = None
    signs: tuple[SignSeen, ...] = ()

    @property
    def key(self) -> tuple[date, str, date, tuple[str, ...]]:
        """Events are taken by date; on the same date LCBI 1 goes before LCBI 2, and that before LCBI 3."""
        return self.date_of_event, self.criterion, self.anchor, tuple(one.key for one in self.cultures)


def criteria_met(
    cultures: Sequence[BloodCulture], pairs: Sequence[CommensalPair], signs: Sequence[SignSeen], born: date | None
) -> list[CriterionMet]:
    """All criteria that these blood cultures meet, the earliest event first."""
    met = [*_lcbi_1(cultures), *_lcbi_2_and_3(pairs, signs, born)]
    return sorted(met, key=lambda one: one.key)


def is_at_most_one_year_old(born: date | None, day: date) -> bool:
    """Whether the recipient is 1 year of age or younger: up to the first birthday, inclusive.

    >>> [is_at_most_one_year_old(date(2025, 6, 4), date(2026, 6, day)) for day in (3, 4, 5)]
    [True, True, False]
    """
    return born is not None and is_within_a_year(born, day)


def _lcbi_1(cultures: Iterable[BloodCulture]) -> Iterator[CriterionMet]:
    for one in cultures:
        if any(is_sole_pathogen(found.organism) for found in one.found):
            yield CriterionMet(LCBI_1, one.on, one.on, (one,))


def _lcbi_2_and_3(
    pairs: Iterable[CommensalPair], signs: Sequence[SignSeen], born: date | None
) -> Iterator[CriterionMet]:
    for pair in pairs:
        yield from _with_sign(LCBI_2, SIGNS_OF_LCBI_2, pair, signs)
        if is_at_most_one_year_old(born, pair.on):
            yield from _with_sign(LCBI_3, SIGNS_OF_LCBI_3, pair, signs)


def _with_sign(
    criterion: str, kinds: frozenset[str], pair: CommensalPair, signs: Sequence[SignSeen]
) -> Iterator[CriterionMet]:
    seen = signs_within(signs, kinds, infection_window_period(pair.on))
    if seen:
        first = min(pair.on, seen[0].on)
        yield CriterionMet(criterion, first, pair.on, (pair.first, pair.second), pair, tuple(seen))
