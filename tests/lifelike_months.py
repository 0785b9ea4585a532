"""Lifelike months of one seed: each recipient's truth, and which laboratory signals were seen when.

A process of its own may play it. What is made of the months: `simulation/test_few_rejection_signals.py`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import combinations

from graftwatch.facts import Chart, Fact, FactSet, Measurement, Statement
from graftwatch.findings import SignalKind, SignalStatus
from graftwatch.protocol import Protocol
from graftwatch.simulator import RecipientTruth, simulate
from truth_comparison import Played, play

RECIPIENTS = 24
LABORATORY = {SignalKind.REJECTION_ENZYME_RISE, SignalKind.REJECTION_SUSPECTED}
LOOK_EVERY = timedelta(days=1)
TWICE_NORMAL, HALF_MORE = 2 * 40, Decimal("1.5")  # U/L, and the share of the lowest, as the domain rules state them


@dataclass(frozen=True, slots=True)
class Month:
    """A recipient's truth, and when each laboratory signal was first seen, by id and kind, with its day."""

    truth: RecipientTruth
    seen: dict[tuple[str, SignalKind], tuple[datetime, date]]
    can_be_found: bool = False
    is_told_already: bool = False

    @property
    def is_found(self) -> bool:
        """Whether a laboratory signal came before the biopsy's result."""
        begins, known = _begins_and_known(self.truth)
        return any(begins <= at.date() and at <= known for at, _ in self.seen.values())

    @property
    def suspected(self) -> set[str]:
        """Ids of signals that ever said that rejection is suspected."""
        return {name for name, kind in self.seen if kind is SignalKind.REJECTION_SUSPECTED}

    def rises(self, *, of_an_injury: bool) -> int:
        """Signals that only said that enzymes have risen, on a day with or without an injury."""
        days = {name: day for (name, _), (_, day) in self.seen.items() if name not in self.suspected}
        return sum(self._is_injured(day) is of_an_injury for day in days.values())

    def _is_injured(self, day: date) -> bool:
        before = timedelta(days=1)
        return any(one.first_on - before <= day <= one.last_on for one in self.truth.liver_injuries)


def months_of(seed: int) -> list[Month]:
    """The months of one seed's recipients."""
    protocol = Protocol()
    feed = simulate(seed, recipients=RECIPIENTS, background=0, protocol=protocol, livers="lifelike")
    played = play(feed, protocol)
    return [
        Month(
            truth,
            _seen(truth, played, protocol),
            _can_be_found(truth, played, protocol),
            _is_told_already(truth, played),
        )
        for truth in feed.truth.recipients
    ]


def _begins_and_known(truth: RecipientTruth) -> tuple[date, datetime]:
    """The day before a rejection began, and when its biopsy's result was entered."""
    known = next(one.first_evidence_at for one in truth.signals if one.kind == "rejection.confirmed")
    assert truth.rejection is not None
    assert truth.rejection.began_on is not None
    return truth.rejection.began_on - timedelta(days=1), known


def _enzymes_known(played: Played, subject: str, at: datetime) -> list[Fact[Measurement]]:
    """The current results of both enzymes as known then."""
    held: list[Fact[Statement]] = [one for one in played.facts[subject] if one.known_at <= at]
    chart = Chart(FactSet(held).newest(), played.protocol.zone)
    return [*chart.measurements("alt"), *chart.measurements("ast")]


def _can_be_found(truth: RecipientTruth, played: Played, protocol: Protocol) -> bool:
    """Whether two results meet the rule as it is written: above 80 U/L, half more than the lowest, 12 hours apart."""
    if not truth.has_rejection_endpoint:
        return False
    begins, known = _begins_and_known(truth)
    results = _enzymes_known(played, truth.subject, known)
    return any(
        _meets_the_rule([one for one in results if one.statement.concept == enzyme], begins, truth, protocol)
        for enzyme in ("alt", "ast")
    )


def _is_told_already(truth: RecipientTruth, played: Played) -> bool:
    """Whether a signal is open the day before a rejection begins and still when its biopsy's result is known."""
    if not truth.has_rejection_endpoint:
        return False
    begins, known = _begins_and_known(truth)
    before = played.assessed(truth.subject, datetime.combine(begins, time(), played.protocol.zone))
    at_last = played.assessed(truth.subject, known - timedelta(seconds=1))
    open_then = {one.id for one in before.signals if one.kind in LABORATORY and one.status is SignalStatus.OPEN}
    return any(one.id in open_then and one.status is SignalStatus.OPEN for one in at_last.signals)


def _meets_the_rule(
    results: Sequence[Fact[Measurement]], begins: date, truth: RecipientTruth, protocol: Protocol
) -> bool:
    taken = [(one.statement.taken.instant(protocol.zone), one.statement.value) for one in results]
    risen = [at for at, value in taken if value > TWICE_NORMAL and value >= HALF_MORE * _lowest(taken, at, value)]
    from_day_5 = [at for at in risen if at.date() >= max(begins, truth.window[0] + timedelta(days=5))]
    return any(later - first >= timedelta(hours=12) for first, later in combinations(from_day_5, 2))


def _lowest(taken: Sequence[tuple[datetime, Decimal]], at: datetime, value: Decimal) -> Decimal:
    return min((one for before, one in taken if at - timedelta(hours=72) <= before < at), default=value)


def _seen(
    truth: RecipientTruth, played: Played, protocol: Protocol
) -> dict[tuple[str, SignalKind], tuple[datetime, date]]:
    found: dict[tuple[str, SignalKind], tuple[datetime, date]] = {}
    for at in sorted({*_mornings(truth, protocol), *_arrivals(truth, played)}):
        for one in played.assessed(truth.subject, at).signals:
            if one.kind in LABORATORY:
                first = date.fromisoformat(one.summary.partition(" risen on ")[2][:10])
                found.setdefault((one.id, one.kind), (at, first))
    return found


def _mornings(truth: RecipientTruth, protocol: Protocol) -> Iterator[datetime]:
    at = datetime.combine(truth.window[0] + timedelta(days=5), time(10, 30), protocol.zone)
    while at.date() <= truth.window[1]:
        yield at
        at += LOOK_EVERY


def _arrivals(truth: RecipientTruth, played: Played) -> Iterator[datetime]:
    """Where a rejection is to be found, each moment at which results of the enzymes came, as the service looks."""
    if truth.has_rejection_endpoint:
        begins, known = _begins_and_known(truth)
        came = (one.known_at for one in _enzymes_known(played, truth.subject, known))
        yield from (at for at in came if at.date() >= begins)
