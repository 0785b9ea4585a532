"""A recipient's chart: the current facts, grouped as rules ask for them and sorted by clinical time.

It decides nothing; it only saves each rule its own search. Facts come in any order; a group is sorted when a rule
first asks for it. Sorting falls back on the fact's identity, so the order never depends on how facts arrived.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from decimal import Decimal
from itertools import chain, islice
from operator import attrgetter, lt
from typing import Final, TypeVar, cast

from graftwatch.facts.fact import Fact
from graftwatch.facts.happened import happened_at
from graftwatch.facts.statements import Measurement, Statement

S = TypeVar("S", bound=Statement)

INFINITE: Final = Decimal("Infinity")


@dataclass(frozen=True, slots=True)
class Series:
    """The values of one concept by the time they were taken, `instants` beside `facts`."""

    facts: Sequence[Fact[Measurement]] = ()
    instants: Sequence[datetime] = ()

    def between(self, since: datetime | None, until: datetime) -> "Series":
        """Those taken from `since` (from the first on, if None) to `until`, both included."""
        first = 0 if since is None else bisect_left(self.instants, since)
        after = bisect_right(self.instants, until)
        return Series(self.facts[first:after], self.instants[first:after])


class Chart:
    """The current facts of one recipient.

    Args:
        facts: current facts, each identity once, in any order: those of `FactSet.newest`.
        zone: the hospital's time zone, for facts that state a day only.
        versions: every version of the statement of an identity, for who asks since when something was said; without
            it only the current ones are known.
    """

    def __init__(
        self,
        facts: Iterable[Fact[Statement]],
        zone: tzinfo,
        versions: Callable[[str], Iterable[Fact[Statement]]] = lambda _: (),
    ) -> None:
        self.zone = zone
        self.versions = versions
        self._by_kind: defaultdict[type[object], list[Fact[Statement]]] = defaultdict(list)
        self._measured: defaultdict[str, list[Fact[Statement]]] = defaultdict(list)
        self._sorted: dict[type[object], Sequence[Fact[Statement]]] = {}
        self._series: dict[str, Series] = {}
        self._outside: dict[tuple[str, Decimal | None, Decimal | None], Series] = {}
        for one in facts:
            statement = one.statement
            if type(statement) is Measurement:
                self._measured[statement.concept].append(one)
            else:
                self._by_kind[type(statement)].append(one)

    def of(self, kind: type[S]) -> Sequence[Fact[S]]:
        """All facts of one kind, by identity."""
        if kind not in self._sorted:
            self._sorted[kind] = sorted(self._unsorted(kind), key=attrgetter("identity"))
        return cast("Sequence[Fact[S]]", self._sorted[kind])

    def _unsorted(self, kind: type[S]) -> Iterable[Fact[Statement]]:
        if kind is Measurement:
            return (one for rows in self._measured.values() for one in rows)
        return self._by_kind.get(kind, ())

    def measurements(self, concept: str) -> Sequence[Fact[Measurement]]:
        """All values of one concept, by the time they were taken."""
        return self.series(concept).facts

    def series(self, concept: str) -> Series:
        """All values of one concept with their instants."""
        if concept not in self._series:
            self._series[concept] = self._by_time(cast("list[Fact[Measurement]]", self._measured.get(concept, [])))
        return self._series[concept]

    def outside(self, concept: str, *, low: Decimal | None = None, high: Decimal | None = None) -> Series:
        """The values of one concept at or below `low` and at or above `high`, by time: few among many.

        Exactly the limit is among them, because a comparator may put the value beyond it; a rule looks at each.
        """
        key = concept, low, high
        if key not in self._outside:
            held = self.series(concept)
            floor, ceiling = low if low is not None else -INFINITE, high if high is not None else INFINITE
            places = [at for at, one in enumerate(held.facts) if not floor < one.statement.value < ceiling]
            self._outside[key] = Series([held.facts[at] for at in places], [held.instants[at] for at in places])
        return self._outside[key]

    def later_than(self, now: datetime) -> list[Fact[Statement]]:
        """The facts that are said to have happened later than now; mostly none, which costs little to find."""
        others = chain.from_iterable(self._by_kind.values())
        later = [one for one in others if (at := happened_at(one.statement, self.zone)) is not None and at > now]
        for concept in self._measured:
            held = self.series(concept)
            if held.instants[-1] > now:
                later += held.facts[bisect_right(held.instants, now) :]
        return later

    def without(self, left_out: Iterable[Fact[Statement]]) -> "Chart":
        """The same chart without some of its facts."""
        names = {one.identity for one in left_out}
        if not names:
            return self
        return Chart((one for one in self._all() if one.identity not in names), self.zone, self.versions)

    def _all(self) -> Iterator[Fact[Statement]]:
        return chain(*self._by_kind.values(), *self._measured.values())

    def _by_time(self, rows: list[Fact[Measurement]]) -> Series:
        """Sorted by instant alone, which rows mostly are already; by identity, too, where two share a moment."""
        instants = [one.statement.taken.at or one.statement.taken.instant(self.zone) for one in rows]
        if _is_rising(instants):
            return Series(rows, instants)
        order = sorted(range(len(rows)), key=instants.__getitem__)
        by_time = [instants[at] for at in order]
        if not _is_rising(by_time):
            order.sort(key=lambda at: (instants[at], rows[at].identity))
        return Series([rows[at] for at in order], by_time)


def _is_rising(instants: Sequence[datetime]) -> bool:
    """Whether each is later than the one before it."""
    return all(map(lt, instants, islice(instants, 1, None)))
