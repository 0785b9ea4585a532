"""`graftwatch backtest`: a past feed played as it arrived, held against what a reviewer found."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import get_args

import click

from graftwatch.backtest.arrivals import ArrivalOrder
from graftwatch.backtest.compare import Reviewed, compared
from graftwatch.backtest.html import html_page
from graftwatch.backtest.play import play
from graftwatch.backtest.truth import Kind
from graftwatch.entrypoints.cli.backtest_inputs import Besides, GivenFeed, given_feed, simulated_feed
from graftwatch.entrypoints.cli.backtest_words import print_report
from graftwatch.entrypoints.cli.inputs import INPUT_FILE, INPUT_PATH, read_protocol
from graftwatch.entrypoints.cli.output import advancing, json_option, note, print_json
from graftwatch.entrypoints.cli.parameters import SEEDS, TIME
from graftwatch.protocol import Protocol
from graftwatch.simulator import Livers, simulate

OUTPUT = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("feeds", metavar="[FEED]...", nargs=-1, type=INPUT_PATH)
@click.option("--truth", "truths", multiple=True, type=INPUT_FILE, help="What happened: one for each FEED, in order.")
@click.option("--roster", "roster_file", type=INPUT_FILE, help="Who is enrolled; default: roster.csv beside FEED.")
@click.option("--decisions", "decisions_file", type=INPUT_FILE, help="Default: decisions.jsonl beside FEED.")
@click.option("--protocol", "protocol_file", type=INPUT_FILE, help="The trial's rules; default: the built-in ones.")
@click.option("--codes", "codes_file", type=INPUT_FILE, help="The site's own codes, a codes.csv.")
@click.option(
    "--arrival",
    type=click.Choice([one.value for one in ArrivalOrder]),
    default=ArrivalOrder.SENT.value,
    show_default=True,
    help="Sort messages by the time sent, or take them in the order of the files.",
)
@click.option("--until", type=TIME, help="End of the feed; default: its newest message or decision.")
@click.option(
    "--reviewed",
    multiple=True,
    type=click.Choice([one.value for one in Kind]),
    help="A kind that was looked for although the truth file has no row of it.",
)
@click.option("--simulate", "seeds", type=SEEDS, help="Play simulated feeds of these seeds, such as 1-20, instead.")
@click.option("--recipients", type=click.IntRange(min=1), default=19, show_default=True, help="Of each simulated feed.")
@click.option("--days", type=click.IntRange(min=1), default=60, show_default=True, help="Of each simulated feed.")
@click.option(
    "--livers",
    type=click.Choice(get_args(Livers)),
    default="planned",
    show_default=True,
    help="Of simulated feeds; lifelike: injuries of every kind, as published courses have them.",
)
@click.option("--html", "html_file", type=OUTPUT, help="Write the report as one web page with plots.")
@click.option("--json-out", "json_file", type=OUTPUT, help="Write the report as JSON.")
@json_option
def command(
    *,
    feeds: tuple[Path, ...],
    truths: tuple[Path, ...],
    roster_file: Path | None,
    decisions_file: Path | None,
    protocol_file: Path | None,
    codes_file: Path | None,
    arrival: str,
    until: datetime | None,
    reviewed: tuple[str, ...],
    seeds: tuple[int, ...] | None,
    recipients: int,
    days: int,
    livers: Livers,
    html_file: Path | None,
    json_file: Path | None,
    as_json: bool,
) -> None:
    """Plays past feeds as they arrived, through the service's own core, and holds them against the truth.

    Each FEED is a folder or file of HL7 messages, or - for standard input. The truth is a reviewer's CSV file or what
    `graftwatch simulate --truth` wrote. Exit status 0 also where truth and service differ: that is the result.

    Example: graftwatch backtest feed --truth truth.csv --html report.html
    """
    if bool(feeds) == bool(seeds):
        raise click.UsageError("give either FEED or --simulate")
    if truths and len(truths) != len(feeds):
        raise click.UsageError(f"{len(feeds)} feeds and {len(truths)} truths: give one --truth for each FEED, in order")
    protocol = read_protocol(protocol_file)
    kinds = tuple(Kind(one) for one in reviewed)
    besides = Besides(roster_file, decisions_file, codes_file, ArrivalOrder(arrival), until, kinds)
    made = (simulate(seed, recipients, days, 0, protocol, livers) for seed in seeds or ())
    given = _given(feeds, truths, besides, protocol) if feeds else (simulated_feed(one, protocol) for one in made)
    report = compared([_played(one, protocol) for one in given], protocol)
    document = f"{report.model_dump_json(indent=2)}\n"
    if json_file:
        json_file.write_text(document, "utf-8")
    if html_file:
        html_file.write_text(html_page(report, protocol.zone), "utf-8")
    if as_json:
        print_json(report)
    else:
        print_report(report)
    for file in (json_file, html_file):
        if file:
            note(f"written: {file}")


def _given(feeds: Sequence[Path], truths: Sequence[Path], besides: Besides, protocol: Protocol) -> Iterator[GivenFeed]:
    for index, path in enumerate(feeds):
        yield given_feed(path, truths[index] if truths else None, besides, protocol)


def _played(one: GivenFeed, protocol: Protocol) -> Reviewed:
    entries = len(one.feed.roster) + len(one.feed.arrivals) + len(one.feed.decisions) + 1
    with advancing(f"playing {one.feed.name}", entries) as advanced:
        return Reviewed(play(one.feed, protocol, advanced), one.ready, one.truth, one.refused_decisions)
