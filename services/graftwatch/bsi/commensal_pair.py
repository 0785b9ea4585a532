"""Common commensals on separate occasions: the pair that LCBI 2 and LCBI 3 need.

Source: NHSN Patient Safety Component Manual, chapter 4, January 2026. The same common commensal by culture from two
or more blood specimens, drawn separately on the same or on consecutive calendar days. Species in one specimen and a
complementary descriptive or genus name in the other are the same; the more precise name is reported. The pair is one
element, dated by its first specimen. A commensal without a partner is a contaminant.

    S. epidermidis 06-04 and 06-04 (two draws)   pair of 06-04
    S. epidermidis 06-04 and CoNS 06-05          pair of 06-04, S. epidermidis
    S. epidermidis 06-04 and 06-06               no pair
    S. epidermidis 06-04 and S. hominis 06-04    no pair
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Final

from graftwatch.bsi.blood_culture import BloodCulture
from graftwatch.bsi.named_organism import NamedOrganism
from graftwatch.terminology.organism import Organism
from graftwatch.terminology.organism_matching import more_precise, same_commensal

DAYS_APART_AT_MOST: Final = 1


@dataclass(frozen=True, slots=True)
class CommensalPair:
    """The same common commensal in two blood cultures on separate occasions, the earlier one first."""

    first: BloodCulture
    second: BloodCulture
    found: tuple[NamedOrganism, NamedOrganism]

    @property
    def on(self) -> date:
        """The pair's date: its first specimen's."""
        return self.first.on

    @property
    def organism(self) -> Organism:
        """The organism by its more precise name."""
        return more_precise(*(one.organism for one in self.found))

    @property
    def names(self) -> frozenset[tuple[str, str]]:
        """The organism as its two draws name it, by draw."""
        one, other = self.found
        return frozenset({(self.first.key, one.organism.name), (self.second.key, other.organism.name)})

    @property
    def key(self) -> tuple[date, str, str, str]:
        """What pairs are sorted by."""
        return self.on, self.first.key, self.second.key, self.organism.name


def commensal_pairs(cultures: Sequence[BloodCulture]) -> list[CommensalPair]:
    """All pairs among blood cultures sorted by collection, the earliest first."""
    with_commensals = [one for one in cultures if any(_is_cultured_commensal(found) for found in one.found)]
    pairs = (
        pair
        for one, other in combinations(with_commensals, 2)
        if abs((other.on - one.on).days) <= DAYS_APART_AT_MOST
        for pair in _pairs_of(one, other)
    )
    return sorted(pairs, key=lambda pair: pair.key)


def _pairs_of(one: BloodCulture, other: BloodCulture) -> Iterator[CommensalPair]:
    for first in one.found:
        for second in other.found:
            cultured = _is_cultured_commensal(first) and _is_cultured_commensal(second)
            if cultured and same_commensal(first.organism, second.organism):
                yield CommensalPair(one, other, (first, second))


def _is_cultured_commensal(found: NamedOrganism) -> bool:
    return found.by_culture and found.organism.common_commensal
