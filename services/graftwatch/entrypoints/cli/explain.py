"""`graftwatch explain`: why one recipient's assessment says what it says, as of now or as known at an earlier time."""

from datetime import datetime
from pathlib import Path

import click

from graftwatch.assessment import Assessment, explanation_lines
from graftwatch.entrypoints.cli.faults import InputFault
from graftwatch.entrypoints.cli.folder import OpenFolder, folder_options
from graftwatch.entrypoints.cli.output import json_option, print_json, say
from graftwatch.entrypoints.cli.parameters import TIME
from graftwatch.entrypoints.explained import assessed
from graftwatch.facts import aware


@click.command()
@click.argument("recipient")
@click.option("--at", type=TIME, help="As known at that time; default: all that the service has read.")
@folder_options
@json_option
def command(*, recipient: str, at: datetime | None, data: Path | None, config: Path | None, as_json: bool) -> None:
    """Each episode and signal of a recipient with the elements met, the ones missing, and the messages they came from.

    Example: graftwatch explain S01 --at 2026-06-05T12:00
    """
    folder = OpenFolder.of(data, config)
    moment = aware(at, folder.protocol.zone) if at else None
    assessment = _assessed(folder, recipient, moment)
    if as_json:
        print_json(assessment)
    else:
        for line in (*explanation_lines(assessment), *_gained(folder, recipient, moment)):
            say(line)


def _assessed(folder: OpenFolder, subject: str, at: datetime | None) -> Assessment:
    with folder.state() as state:
        found = assessed(state, folder.protocol, subject, at or folder.read_until(state.position()), at)
    if found is None:
        when = "at that time" if at else "as far as the service has read"
        raise InputFault(f"{subject} is not enrolled {when}; see `graftwatch enroll list`")
    return found


def _gained(folder: OpenFolder, subject: str, at: datetime | None) -> list[str]:
    """What the pages on each confirmed bloodstream infection gained over its final report, as counted by then."""
    with folder.state() as state:
        stories = state.load(subject).ledger.stories
    return [
        f"hours gained over the final report: {one.gained_seconds / 3600:.1f} ({', '.join(one.said.organisms)})"
        for one in stories
        if one.gained_seconds is not None and (at is None or one.told[-1].at <= at)
    ]
