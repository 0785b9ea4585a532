"""`graftwatch safety status`: where the trial stands, for the committee or for those who are blind."""

from pathlib import Path

import click

from graftwatch.committee.audience import Audience
from graftwatch.entrypoints.cli.folder import OpenFolder, folder_options
from graftwatch.entrypoints.cli.output import json_option, print_json
from graftwatch.entrypoints.cli.safety_report import CutOffParameter
from graftwatch.entrypoints.cli.trial_status import print_status, status_document, status_of


@click.command()
@click.option("--as-of", type=CutOffParameter(), help="As known at a day's end or a time, and what is known of it now.")
@click.option(
    "--for",
    "audience",
    type=click.Choice([one.value for one in Audience]),
    default=Audience.BLINDED.value,
    show_default=True,
    help="Who reads: the committee sees the arms, too.",
)
@folder_options
@json_option
def status(*, as_of: str | None, audience: str, data: Path | None, config: Path | None, as_json: bool) -> None:
    """Where the trial stands: events, evaluable recipients, rates with intervals, and the stopping boundaries.

    Example: graftwatch safety status --data data --as-of 2026-06-30
    """
    found = status_of(OpenFolder.of(data, config), Audience(audience), as_of)
    if as_json:
        print_json(status_document(found))
    else:
        print_status(found)
