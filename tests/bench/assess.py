"""How long one assessment takes: 30 days of hourly vital signs and daily laboratory values, with blood cultures.

`python -m tests.bench --only assess`.
"""

from collections.abc import Iterable
from decimal import Decimal
from random import Random
from statistics import median
from time import perf_counter

from rich.table import Table
from tests.bench.verdict import Line, table
from tests.charts import LONG_AFTER, TOKYO, blood_culture, gram_stain, june, measurement, pending_blood, recipient

from graftwatch.assessment import assess
from graftwatch.facts import ClinicalTime, Fact, FactSet, Measurement, Source, Statement, Status, fact
from graftwatch.protocol import Protocol
from graftwatch.roster import Recipient

HOURLY = {
    "temperature": "37.4",
    "heart_rate": "84",
    "respiratory_rate": "16",
    "systolic_pressure": "118",
    "mean_arterial_pressure": "82",
    "oxygen_saturation": "97",
}
DAILY = {"wbc": "8.1", "anc": "6.2", "alt": "60", "ast": "55", "tacrolimus_trough": "7.4"}
TARGET_MILLISECONDS = 5.0
ROUNDS = 100


def assessment() -> Table:
    """The table: median and slowest of the rounds, for a plain list of facts and for the set that the service keeps."""
    facts = [*_hourly(), *_cultures()]
    return table(
        f"assess() of one recipient: {len(facts):,} facts, 30 days hourly",
        [
            *_lines("a list of facts, by time", facts),
            *_lines("a list of facts, in any order", Random(1).sample(facts, len(facts))),
            *_lines("the set that a service keeps", FactSet(facts)),
        ],
    )


def _lines(what: str, facts: Iterable[Fact[Statement]]) -> list[Line]:
    protocol, one = Protocol(), recipient()
    assess(one, facts, protocol, LONG_AFTER)
    spent = sorted(_milliseconds(one, facts, protocol) for _ in range(ROUNDS))
    met = median(spent) < TARGET_MILLISECONDS
    return [
        Line(f"{what}: median", f"{median(spent):.2f} ms", f"< {TARGET_MILLISECONDS:.0f} ms", met),
        Line(f"{what}: slowest", f"{spent[-1]:.2f} ms"),
    ]


def _milliseconds(one: Recipient, facts: Iterable[Fact[Statement]], protocol: Protocol) -> float:
    started = perf_counter()
    assess(one, facts, protocol, LONG_AFTER)
    return (perf_counter() - started) * 1000


def _hourly() -> list[Fact[Statement]]:
    return [
        fact(
            subject="S01",
            identity=f"{concept}-{day}-{hour}",
            statement=Measurement(concept, Decimal(value), "", ClinicalTime.of(june(day, hour), TOKYO)),
            status=Status.FINAL,
            stated_at=june(day, hour),
            known_at=june(day, hour),
            source=Source("ward", f"{concept}-{day}-{hour}"),
        )
        for day in range(1, 31)
        for hour in range(24)
        for concept, value in {**HOURLY, **(DAILY if hour == 6 else {})}.items()
    ]


def _cultures() -> list[Fact[Statement]]:
    fevers = [measurement("temperature", day, "38.6", hour=13) for day in (4, 11, 20)]
    sets = [pending_blood(day, hour=14, draw=draw) for day in range(2, 30, 3) for draw in ("a", "b")]
    pathogen = [gram_stain(4), blood_culture(4, "Klebsiella pneumoniae")]
    return [*fevers, *sets, *pathogen, blood_culture(20, "Staphylococcus epidermidis")]
