"""`graftwatch kafka`: the topics of a Kafka cluster, made where they are missing and held against the settings.

Nothing that is there is changed: what differs is told with the command that mends it, for a person to decide.
"""

import logging
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import click

from graftwatch.adapters.kafka.examine import Difference, Report, examine, initialise
from graftwatch.adapters.kafka.rights import ROLES
from graftwatch.adapters.kafka.settings import KafkaSettings
from graftwatch.entrypoints.cli.faults import InputFault
from graftwatch.entrypoints.cli.output import json_option, print_json, print_table, say
from graftwatch.entrypoints.settings import load_settings

WIDEST_CELL = 44
"""Characters; a longer value is told in full below the table."""


@click.group()
def command() -> None:
    """The topics of the Kafka engine."""
    # What the client says of every attempt is no result; what is wrong is told in our words.
    logging.getLogger("kafka").addHandler(logging.NullHandler())


@command.command("init")
@click.option("--config", type=click.Path(path_type=Path), help="Settings file (TOML), with its section [kafka].")
@json_option
def init(*, config: Path | None, as_json: bool) -> None:
    """Makes the topics that are missing; what is there and differs is told with its mend, and not changed.

    Ends with 0 when all is as the settings say, with 1 when something differs.

    Example: graftwatch kafka init --config graftwatch.toml
    """
    _told(initialise(_settings(config)), as_json=as_json)


@command.command("check")
@click.option("--config", type=click.Path(path_type=Path), help="Settings file (TOML), with its section [kafka].")
@click.option("--role", type=click.Choice(ROLES), help="Whose rights are looked at; without: those of every role.")
@json_option
def check(*, config: Path | None, role: str | None, as_json: bool) -> None:
    """Holds brokers, topics and our rights against the settings, and changes nothing.

    Ends with 0 when all is as the settings say, with 1 when something is missing or differs.

    Example: graftwatch kafka check --config graftwatch.toml --role gateway
    """
    _told(examine(_settings(config), role), as_json=as_json)


def _settings(config: Path | None) -> KafkaSettings:
    return load_settings(config).kafka


def _told(report: Report, *, as_json: bool) -> None:
    """Prints a report.

    Raises:
        InputFault: something is missing or differs.
    """
    if as_json:
        print_json({"well": report.well, **asdict(report)})
    else:
        _in_words(report)
    if not report.well:
        raise InputFault(_ending(report))


def _in_words(report: Report) -> None:
    cluster = report.cluster
    version = ".".join(map(str, cluster.version)) or "unknown"
    brokers = f"{len(cluster.brokers)} broker{'s' * (len(cluster.brokers) != 1)}"
    say(f"cluster {cluster.id}: {brokers}, version {version}; {report.topics} topics planned")
    for name in report.created:
        say(f"made {name}")
    for name in report.missing:
        say(f"missing {name}")
    if report.missing:
        say("graftwatch kafka init makes what is missing")
    if report.differences:
        rows = enumerate(report.differences, start=1)
        columns = ("", "where", "what", "is", "should be", "")
        print_table(columns, (_row(number, one) for number, one in rows))
        say("by hand:")
        for line in _mends(report):
            say(line)
    elif report.well:
        say("all is as the settings say")


def _row(number: int, one: Difference) -> tuple[object, ...]:
    return (number, one.where, one.what, _short(one.found), one.wanted, "nothing runs on it" if one.stops else "")


def _mends(report: Report) -> Iterator[str]:
    """Each mend once, with the numbers of what it mends, and what was too long for the table."""
    whole: dict[str, list[int]] = {}
    mends: dict[str, list[int]] = {}
    for number, one in enumerate(report.differences, start=1):
        mends.setdefault(one.mend, []).append(number)
        if _short(one.found) != one.found:
            whole.setdefault(one.found, []).append(number)
    for text, numbers in (*whole.items(), *mends.items()):
        yield f"{_ranges(numbers)}  {text}"


def _ranges(numbers: list[int]) -> str:
    """`1-3, 7`."""
    parts: list[list[int]] = []
    for one in numbers:
        if parts and one == parts[-1][-1] + 1:
            parts[-1].append(one)
        else:
            parts.append([one])
    return ", ".join(str(one[0]) if len(one) == 1 else f"{one[0]}-{one[-1]}" for one in parts)


def _short(text: str) -> str:
    return text if len(text) <= WIDEST_CELL else f"{text[: WIDEST_CELL - 1]}…"


def _ending(report: Report) -> str:
    parts = [(len(report.missing), "missing"), (len(report.differences), "different")]
    return f"not as the settings say: {', '.join(f'{count} {what}' for count, what in parts if count)}"
