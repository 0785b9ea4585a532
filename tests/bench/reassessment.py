"""10,000 recipients assessed anew in one run, each after one new value, as an engine does it between two messages.

Some dozen months of the simulator (infections, rejections, contaminants, nothing at all), each with hourly vital
signs of its own beside what the simulator sends, are held as the service holds them and stand for the recipients in
turn. So memory holds some dozen charts, and every one of the 10,000 assessments looks at a month's facts.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import cycle, islice
from random import Random
from resource import RUSAGE_SELF, getrusage
from time import perf_counter

from rich.table import Table
from tests.bench.verdict import Line, table
from tests.truth_comparison import Played, play

from graftwatch.assessment import assess
from graftwatch.facts import ClinicalTime, Fact, FactSet, Measurement, Source, Status, fact
from graftwatch.protocol import Protocol
from graftwatch.roster import Recipient
from graftwatch.simulator import simulate

RECIPIENTS, QUICK_RECIPIENTS = 10_000, 1_000
CHARTS = 36
DAYS = 30
TARGET_SECONDS = 120.0
VITAL_SIGNS = {
    "heart_rate": ("/min", 84, 14),
    "respiratory_rate": ("/min", 16, 3),
    "systolic_pressure": ("mm[Hg]", 122, 12),
    "mean_arterial_pressure": ("mm[Hg]", 84, 8),
    "oxygen_saturation": ("%", 97, 1),
}
"""Unit, mean and spread of each hourly value."""

Held = tuple[Recipient, FactSet]


def reassessment(recipients: int) -> Table:
    """The table: all of them in one run, on one core."""
    protocol = Protocol()
    played, until = _played(protocol)
    held = list(_held(played))
    facts = sum(len(one) for _, one in held) / len(held)
    started = perf_counter()
    for number, (recipient, known) in enumerate(islice(cycle(held), recipients)):
        known.add(_temperature(recipient.subject, until - timedelta(seconds=number), number, protocol))
        assess(recipient, known, protocol, until)
    spent = perf_counter() - started
    return table(
        f"{recipients:,} recipients assessed anew, {facts:,.0f} facts each, {len(held)} different charts in turn",
        [
            Line("all", f"{spent:.1f} s", f"< {TARGET_SECONDS:.0f} s", spent < TARGET_SECONDS),
            Line("assessments/s", f"{recipients / spent:,.0f}"),
            Line("mean", f"{spent / recipients * 1000:.2f} ms"),
            Line("memory of the process, at most", f"{getrusage(RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB"),
        ],
    )


def _played(protocol: Protocol) -> tuple[Played, datetime]:
    feed = simulate(1, recipients=CHARTS, background=0, protocol=protocol)
    return play(feed, protocol), feed.until


def _held(played: Played) -> Iterator[Held]:
    random = Random(1)
    for recipient in played.roster:
        yield recipient, FactSet([*played.facts[recipient.subject], *_hourly(recipient, played.protocol, random)])


def _hourly(recipient: Recipient, protocol: Protocol, random: Random) -> Iterator[Fact[Measurement]]:
    for hour in range(24 * DAYS):
        at = recipient.transplanted_at + timedelta(hours=hour, minutes=7)
        for concept, (unit, mean, spread) in VITAL_SIGNS.items():
            value = Decimal(round(random.gauss(mean, spread)))
            statement = Measurement(concept, value, unit, ClinicalTime.of(at, protocol.zone))
            yield _fact(recipient.subject, f"{concept}-{hour}", statement, at)


def _temperature(subject: str, at: datetime, number: int, protocol: Protocol) -> Fact[Measurement]:
    statement = Measurement("temperature", Decimal("37.1"), "Cel", ClinicalTime.of(at, protocol.zone))
    return _fact(subject, f"new-{number}", statement, at)


def _fact(subject: str, identity: str, statement: Measurement, at: datetime) -> Fact[Measurement]:
    return fact(
        subject=subject,
        identity=identity,
        statement=statement,
        status=Status.FINAL,
        stated_at=at,
        known_at=at,
        source=Source("ward", identity),
    )
