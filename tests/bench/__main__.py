"""`make bench`: speed and memory of every part, against limits and peers measured in the same run.

`PYTHONPATH=tests python -m tests.bench [--only PART,PART…] [--quick] [--messages N]`; `--help` names the parts. Figures
of a shared machine drift by a factor of two, so what counts are the ratios within one run. It always ends with 0.
"""

import click
from rich.console import Console
from tests.bench import assess, reader
from tests.bench.acknowledgements import GATEWAY, SERVICE, acknowledgements
from tests.bench.assess_kafka import assess_on_kafka
from tests.bench.backfill import backfill
from tests.bench.boundaries import boundaries
from tests.bench.console import console as console_pages
from tests.bench.history import QUICK_RECIPIENTS as QUICK_REMEMBERED
from tests.bench.history import RECIPIENTS as REMEMBERED
from tests.bench.history import history
from tests.bench.intake import intake
from tests.bench.kafka_gateway import kafka_gateway
from tests.bench.kafka_pages import kafka_pages
from tests.bench.latency import latency
from tests.bench.memory import memory
from tests.bench.paging import QUICK_RECIPIENTS as QUICK_DECIDED
from tests.bench.paging import RECIPIENTS as DECIDED
from tests.bench.paging import paging
from tests.bench.reassessment import QUICK_RECIPIENTS, RECIPIENTS, reassessment
from tests.bench.replica import replica
from tests.bench.scrape import scrape
from tests.bench.ssmix2 import storage
from tests.bench.tls import tls

PARTS = (
    "gateway",
    "service",
    "tls",
    "latency",
    "reader",
    "memory",
    "assess",
    "history",
    "scrape",
    "paging",
    "boundaries",
    "ssmix2",
    "backfill",
    "console",
    "replica",
    "assess-kafka",
    "kafka-gateway",
    "kafka-intake",
    "kafka-pages",
)
MESSAGES, QUICK_MESSAGES = 1_000_000, 50_000
FILES, QUICK_FILES = 1_000_000, 50_000
MONTH_MESSAGES, QUICK_MONTH_MESSAGES = 3_000_000, 150_000
CULTURES, QUICK_CULTURES = 100, 20
TRIAL, QUICK_TRIAL = 50, 6
PEOPLE, QUICK_PEOPLE = 500, 50
ROWS, QUICK_ROWS = 50_000, 5_000
MEGABYTES, QUICK_MEGABYTES = 200, 20
RAW, QUICK_RAW = 250_000, 200_000
SECONDS_OF_INTAKE = 5.0
ROUNDS, QUICK_ROUNDS = 3, 1
SECONDS, QUICK_SECONDS = 3.0, 1.5


@click.command()
@click.option("--only", default=",".join(PARTS), help=f"Parts, with commas between: {', '.join(PARTS)}.")
@click.option("--quick", is_flag=True, help="A tenth of the time, and rougher figures.")
@click.option("--messages", type=int, help=f"How many messages pass while memory is watched; {MESSAGES:,}.")
def main(only: str, quick: bool, messages: int | None) -> None:  # noqa: FBT001 - a flag of the command line
    """Measures and prints tables; ends with 0 whatever the figures are."""
    parts = only.split(",")
    unknown = ", ".join(set(parts) - set(PARTS))
    if unknown:
        raise click.BadParameter(f"no such part: {unknown}", param_hint="--only")
    console = Console(width=118)
    if {"gateway", "service"} & set(parts):
        _acknowledgements(console, parts, quick)
    _rules(console, parts, quick)
    if "tls" in parts:
        console.print(tls(QUICK_ROUNDS if quick else ROUNDS, QUICK_SECONDS if quick else SECONDS))
    if "latency" in parts:
        console.print(latency(QUICK_CULTURES if quick else CULTURES))
    if "reader" in parts:
        console.print(reader.reader())
    if "memory" in parts:
        console.print(memory(messages or (QUICK_MESSAGES if quick else MESSAGES)))
    if "ssmix2" in parts:
        console.print(storage(QUICK_FILES if quick else FILES))
    if "kafka-intake" in parts:
        filled = messages or (QUICK_RAW if quick else RAW)
        console.print(intake(filled, QUICK_ROUNDS if quick else ROUNDS, SECONDS_OF_INTAKE))
    _over_a_month(console, parts, quick, messages)
    _on_kafka(console, parts, quick)


def _over_a_month(console: Console, parts: list[str], quick: bool, messages: int | None) -> None:  # noqa: FBT001 - as above
    if "backfill" in parts:
        console.print(backfill(messages or (QUICK_MONTH_MESSAGES if quick else MONTH_MESSAGES)))
    if "console" in parts:
        people = QUICK_PEOPLE if quick else PEOPLE
        console.print(console_pages(people, messages or (QUICK_MESSAGES if quick else MESSAGES)))


def _on_kafka(console: Console, parts: list[str], quick: bool) -> None:  # noqa: FBT001 - as above
    if "replica" in parts:
        console.print(replica(QUICK_ROWS if quick else ROWS, QUICK_MEGABYTES if quick else MEGABYTES))
    if "assess-kafka" in parts:
        sizes = (QUICK_TRIAL, QUICK_CULTURES) if quick else (TRIAL, CULTURES)
        console.print(assess_on_kafka(*sizes))
    if "kafka-pages" in parts:
        console.print(kafka_pages(QUICK_CULTURES if quick else CULTURES))
    if "kafka-gateway" in parts:
        console.print(kafka_gateway(QUICK_ROUNDS if quick else ROUNDS, QUICK_SECONDS if quick else SECONDS))


def _rules(console: Console, parts: list[str], quick: bool) -> None:  # noqa: FBT001 - as above
    if "assess" in parts:
        console.print(assess.assessment())
        console.print(reassessment(QUICK_RECIPIENTS if quick else RECIPIENTS))
    if "history" in parts:
        console.print(history(QUICK_REMEMBERED if quick else REMEMBERED))
    if "scrape" in parts:
        console.print(scrape())
    if "paging" in parts:
        console.print(paging(QUICK_DECIDED if quick else DECIDED))
    if "boundaries" in parts:
        console.print(boundaries())


def _acknowledgements(console: Console, parts: list[str], quick: bool) -> None:  # noqa: FBT001 - as above
    receivers = [name for part, name in (("gateway", GATEWAY), ("service", SERVICE)) if part in parts]
    rounds, seconds = (QUICK_ROUNDS, QUICK_SECONDS) if quick else (ROUNDS, SECONDS)
    tables, note = acknowledgements(receivers, rounds, seconds)
    for one in tables:
        console.print(one)
    if note:
        console.print(note)


if __name__ == "__main__":
    main()
