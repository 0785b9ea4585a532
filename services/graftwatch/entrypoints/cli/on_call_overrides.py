"""`graftwatch on-call override`: somebody takes a duty for a while."""

from datetime import datetime
from pathlib import Path

import click

from graftwatch.entrypoints.cli.folder import folder_options
from graftwatch.entrypoints.cli.on_call_place import OnCallPlace, file_option
from graftwatch.entrypoints.cli.on_call_words import local_words, shift_document
from graftwatch.entrypoints.cli.output import json_option, note, print_json, say
from graftwatch.entrypoints.cli.parameters import TIME
from graftwatch.entrypoints.on_call_writing import amend
from graftwatch.on_call import (
    horizon,
    instant_of,
    oddity_of,
    with_override,
)


@click.group()
def override() -> None:
    """Somebody takes a duty for a while."""


@override.command()
@click.option("--duty", required=True, help="The duty.")
@click.option("--person", required=True, help="Who takes it.")
@click.option("--from", "begins", type=TIME, required=True, help="From when; local to the file's zone without offset.")
@click.option("--to", "ends", type=TIME, required=True, help="Until when.")
@file_option
@folder_options
@json_option
def add(
    *,
    duty: str,
    person: str,
    begins: datetime,
    ends: datetime,
    file: Path | None,
    data: Path | None,
    config: Path | None,
    as_json: bool,
) -> None:
    """Adds an override at the end of the on-call file; every other line stays as it is, comments too.

    Example: graftwatch on-call override add --duty first --person doctor-b --from 2026-11-02 --to 2026-11-03

    The running service takes it within two seconds.
    """
    place = OnCallPlace.of(file, data, config)
    zone = place.rota().file.zone
    for one in (begins, ends):
        if oddity := oddity_of(one, zone):
            note(f"{oddity}; write an offset to say which is meant")
    since, until = (instant_of(one, zone).astimezone(zone) for one in (begins, ends))
    rota = amend(place.path, place.channels, lambda text: with_override(text, duty, person, since, until))
    taken = rota.shifts(duty, since, until)
    if as_json:
        print_json(shift_document(duty, taken[0], rota, horizon(since, until)))
    else:
        say(f"{person} has {duty} from {local_words(since, rota)} to {local_words(until, rota)}")
