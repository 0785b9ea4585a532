"""A recipient's chart: the current facts, grouped as rules ask for them and sorted by clinical time.

It decides nothing; it only saves each rule its own search. Sorting falls back on the fact's identity, so the
order never depends on how facts arrived.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo
from typing import TypeVar, cast

from graftwatch.facts.fact import Fact
from graftwatch.facts.statements import Measurement, Statement

S = TypeVar("S", bound=Statement)


class Chart:
    """The current facts of one recipient.

    Args:
        facts: current facts, as `FactSet.current` gives them.
        zone: the hospital's time zone, for facts that state a day only.
    """

    def __init__(self, facts: Iterable[Fact[Statement]], zone: tzinfo) -> None:
        self.zone = zone
        self._by_kind: defaultdict[type[object], list[Fact[Statement]]] = defaultdict(list)
        self._measurements: defaultdict[str, list[Fact[Measurement]]] = defaultdict(list)
        for one in facts:
            self._by_kind[type(one.statement)].append(one)
        for one in self.of(Measurement):
            self._measurements[one.statement.concept].append(one)
        for rows in self._measurements.values():
            rows.sort(key=self._taken)

    def of(self, kind: type[S]) -> Sequence[Fact[S]]:
        """All facts of one kind, by identity."""
        return cast("list[Fact[S]]", self._by_kind.get(kind, []))

    def measurements(self, concept: str) -> Sequence[Fact[Measurement]]:
        """All values of one concept, by the time they were taken."""
        return self._measurements.get(concept, [])

    def _taken(self, one: Fact[Measurement]) -> tuple[datetime, str]:
        return one.statement.taken.instant(self.zone), one.identity
