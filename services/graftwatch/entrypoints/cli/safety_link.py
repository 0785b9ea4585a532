"""`graftwatch safety link`: a link to the trial's page for the committee or for blinded readers."""

from datetime import timedelta
from pathlib import Path

import click

from graftwatch.adapters.clock import SystemClock
from graftwatch.committee.audience import Audience
from graftwatch.entrypoints.cli.folder import OpenFolder, folder_options
from graftwatch.entrypoints.cli.output import json_option, note, print_json, say
from graftwatch.entrypoints.committee_routes import committee_links

HOURS = 24.0
HOURS_AT_MOST = 31 * 24.0


@click.command()
@click.option("--for", "audience", type=click.Choice([one.value for one in Audience]), required=True, help="Who reads.")
@click.option(
    "--hours",
    type=click.FloatRange(0, HOURS_AT_MOST, min_open=True),
    default=HOURS,
    show_default=True,
    help="How long the link works.",
)
@folder_options
@json_option
def link(*, audience: str, hours: float, data: Path | None, config: Path | None, as_json: bool) -> None:
    """A link to the trial's live page; whoever has it reads what its audience may, until it ends.

    Example: graftwatch safety link --for committee --hours 48
    """
    folder = OpenFolder.of(data, config)
    ends_at = SystemClock().now() + timedelta(hours=hours)
    url = committee_links(folder.settings).link(Audience(audience), ends_at)
    if as_json:
        print_json({"audience": audience, "ends_at": ends_at.isoformat(timespec="seconds"), "url": url})
        return
    say(url)
    note(f"for {audience} readers, until {ends_at.astimezone(folder.protocol.zone):%Y-%m-%d %H:%M %Z}; it is a secret")
