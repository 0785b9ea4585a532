"""`graftwatch simulate`: a hospital's feed with known truth, into files or to a listener."""

import time
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import BinaryIO

import click

from graftwatch.adapters.mllp.client import MllpClient
from graftwatch.entrypoints.cli.faults import InputFault
from graftwatch.entrypoints.cli.inputs import INPUT_FILE, read_protocol
from graftwatch.entrypoints.cli.output import json_option, print_json, progress, say
from graftwatch.entrypoints.cli.parameters import ADDRESS, Address
from graftwatch.simulator import Livers, SimulatedMessage, Simulation, simulate, truth_document

# Enough in flight that the round trip does not set the pace.
WINDOW = 100
OUTPUT = click.Path(path_type=Path)


@click.command()
@click.option("--seed", type=int, required=True, help="The same seed gives the same bytes.")
@click.option("--recipients", type=click.IntRange(min=1), default=19, show_default=True, help="How many are enrolled.")
@click.option("--days", type=click.IntRange(min=1), default=60, show_default=True, help="Length of the feed.")
@click.option("--rate", type=click.FloatRange(min=0, min_open=True), help="Messages a second with --to; default: all.")
@click.option(
    "--background",
    type=click.FloatRange(0, 1, max_open=True),
    default=0.99,
    show_default=True,
    help="Share of messages about other patients.",
)
@click.option(
    "--livers",
    type=click.Choice(["planned", "lifelike"]),
    default="planned",
    show_default=True,
    help="Liver tests and drug levels as planned for the rules, or as they run by chance, to measure the rules by.",
)
@click.option("--protocol", "protocol_file", type=INPUT_FILE, help="The trial's rules; default: the built-in ones.")
@click.option("--truth", "truth_file", type=OUTPUT, help="Write what must be found to this file, as JSON.")
@click.option("--out", type=OUTPUT, help="Write messages, roster.csv and decisions.jsonl into this folder.")
@click.option("--to", "address", type=ADDRESS, help="Send the messages to this listener.")
@json_option
def command(
    *,
    seed: int,
    recipients: int,
    days: int,
    rate: float | None,
    background: float,
    livers: Livers,
    protocol_file: Path | None,
    truth_file: Path | None,
    out: Path | None,
    address: Address | None,
    as_json: bool,
) -> None:
    """Makes a hospital's feed with recipients, other patients, infections, rejections and nuisances.

    Example: graftwatch simulate --seed 7 --recipients 5 --days 45 --background 0.9 --out feed --truth truth.json
    """
    if (out is None) == (address is None):
        raise click.UsageError("give either --out or --to")
    if rate and out:
        raise click.UsageError("--rate belongs to --to")
    made = simulate(seed, recipients, days, background, read_protocol(protocol_file), livers)
    if truth_file:
        truth_file.write_text(truth_document(made.truth), "utf-8")
    accepted = _send(made, address, rate) if address else _write(made, out or Path())
    truth = made.truth
    if as_json:
        counts = {"messages": made.message_count, "accepted": accepted, "bsi": truth.bsi, "rejection": truth.rejection}
        print_json({**counts, "until": made.until.isoformat()})
    else:
        where = f"{accepted} accepted" if address else f"in {out}"
        say(f"{made.message_count} messages, {where}; to be found: {truth.bsi} BSI, {truth.rejection} rejections")
    if accepted < made.message_count:
        raise InputFault(f"{made.message_count - accepted} messages were not accepted")


def _write(made: Simulation, folder: Path) -> int:
    """Messages in files of a day each, roster.csv, decisions.jsonl."""
    if folder.exists() and any(folder.iterdir()):
        raise InputFault(f"{folder}: is not empty; give a new folder")
    messages = folder / "messages"
    messages.mkdir(parents=True)
    (folder / "roster.csv").write_text(made.roster_csv, "utf-8")
    (folder / "decisions.jsonl").write_text("".join(f"{one.line}\n" for one in made.decisions), "utf-8")
    written = 0
    shown = progress(made.messages, "writing", made.message_count)
    zone = made.until.tzinfo
    for day, of_the_day in groupby(shown, key=lambda one: one.sent_at.astimezone(zone).date()):
        with (messages / f"{day.isoformat()}.hl7").open("xb") as file:
            written += _append(file, of_the_day)
    return written


def _append(file: BinaryIO, messages: Iterable[SimulatedMessage]) -> int:
    written = 0
    for one in messages:
        file.write(one.content.rstrip(b"\r\n") + b"\r\n")
        written += 1
    return written


def _send(made: Simulation, address: Address, rate: float | None) -> int:
    contents = (one.content for one in made.messages)
    with MllpClient(address.host, address.port, window=WINDOW) as client:
        answers = client.send(_paced(contents, rate) if rate else contents)
        return sum(one.accepted for one in progress(answers, "sending", made.message_count))


def _paced(contents: Iterable[bytes], rate: float) -> Iterator[bytes]:
    """The messages, so many a second; one that is late is not waited for."""
    begin = time.monotonic()
    for number, content in enumerate(contents):
        time.sleep(max(0.0, begin + number / rate - time.monotonic()))
        yield content
