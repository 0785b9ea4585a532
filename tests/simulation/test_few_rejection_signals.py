"""Lifelike months: how many rejections the laboratory rules find before the biopsy's result, and how often they err.

A signal is wrong when what it says is not so: "rejection suspected" in a month without rejection, or "liver enzymes
have risen" where the truth knows no injury of the graft. Enzyme rises by another injury are right and counted apart.
The months are hard on purpose, see `simulator/liver_injuries.py`, and few here, so the bounds are those of exact
intervals; SEEDS=20 plays as many feeds of 24 recipients. The figures are printed.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import pytest
from scipy.stats import chi2

from graftwatch.findings import SignalKind
from graftwatch.protocol import Protocol
from graftwatch.safety.interval import clopper_pearson
from graftwatch.simulator import RecipientTruth, simulate_lifelike
from truth_comparison import Played, play

SEEDS = int(os.environ.get("SEEDS", "3"))
RECIPIENTS = 24
MONTH_DAYS = 30.4375
TO_BE_FOUND, WRONG_A_MONTH = 0.9, 0.1
LABORATORY = {SignalKind.REJECTION_ENZYME_RISE, SignalKind.REJECTION_SUSPECTED}
LOOK_EVERY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Month:
    """A recipient's truth, and when each laboratory signal was first seen, by id and kind, with its day."""

    truth: RecipientTruth
    seen: dict[tuple[str, SignalKind], tuple[datetime, date]]

    @property
    def is_found(self) -> bool:
        """Whether a laboratory signal came before the biopsy's result."""
        known = next(one.first_evidence_at for one in self.truth.signals if one.kind == "rejection.confirmed")
        assert self.truth.rejection is not None
        assert self.truth.rejection.began_on is not None
        begins = self.truth.rejection.began_on - timedelta(days=1)
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


def _months(seed: int, protocol: Protocol) -> Iterator[Month]:
    feed = simulate_lifelike(seed, recipients=RECIPIENTS, background=0, protocol=protocol)
    played = play(feed, protocol)
    for truth in feed.truth.recipients:
        yield Month(truth, _seen(truth, played, protocol))


def _seen(
    truth: RecipientTruth, played: Played, protocol: Protocol
) -> dict[tuple[str, SignalKind], tuple[datetime, date]]:
    found: dict[tuple[str, SignalKind], tuple[datetime, date]] = {}
    at = datetime.combine(truth.window[0] + timedelta(days=5), time(10, 30), protocol.zone)
    while at.date() <= truth.window[1]:
        for one in played.assessed(truth.subject, at).signals:
            if one.kind in LABORATORY:
                first = date.fromisoformat(one.summary.partition(" risen on ")[2][:10])
                found.setdefault((one.id, one.kind), (at, first))
        at += LOOK_EVERY
    return found


def _rate_interval(count: int, months: float) -> tuple[float, float]:
    """Exact interval of a Poisson rate (Garwood 1936)."""
    low = chi2.ppf(0.025, 2 * count) / 2 / months if count else 0.0
    return low, chi2.ppf(0.975, 2 * count + 2) / 2 / months


@pytest.mark.slow
def test_rejections_are_found_and_few_signals_are_wrong() -> None:
    protocol = Protocol()
    months = [month for seed in range(1, SEEDS + 1) for month in _months(seed, protocol)]
    rejecting = [one for one in months if one.truth.has_rejection_endpoint]
    quiet = [one for one in months if not one.truth.has_rejection_endpoint]
    found = sum(one.is_found for one in rejecting)
    length = sum((one.truth.window[1] - one.truth.window[0]).days + 1 for one in quiet) / MONTH_DAYS
    wrong = sum(len(one.suspected) + one.rises(of_an_injury=False) for one in quiet)
    others = sum(one.rises(of_an_injury=True) for one in quiet)
    share, rate = clopper_pearson(found, len(rejecting)), _rate_interval(wrong, length)
    print(  # noqa: T201 - the figures are what it is for
        f"\nfound before the biopsy's result: {found} of {len(rejecting)} ({share.lower:.2f}-{share.upper:.2f}); "
        f"wrong signals: {wrong} in {length:.0f} recipient-months ({rate[0]:.2f}-{rate[1]:.2f} a month); "
        f"rises by other injuries: {others}"
    )

    assert share.upper >= TO_BE_FOUND
    assert found / len(rejecting) > 0.75
    assert rate[0] <= WRONG_A_MONTH
