"""`graftwatch safety`: the committee's figures: a stopping boundary, and where the trial stands.

The statistics are the safety room's; here they are asked for and printed.
"""

from pathlib import Path

import click

from graftwatch.entrypoints.cli.folder import OpenFolder, folder_options
from graftwatch.entrypoints.cli.output import json_option, print_json
from graftwatch.entrypoints.cli.safety_boundary import boundary
from graftwatch.entrypoints.cli.trial_status import document, figures_of, print_figures


@click.group()
def command() -> None:
    """The committee's figures: a stopping boundary, and where the trial stands."""


command.add_command(boundary)


@command.command()
@folder_options
@json_option
def status(*, data: Path | None, config: Path | None, as_json: bool) -> None:
    """Where the trial stands: events, evaluable recipients, rates with intervals, and the stopping boundaries.

    Example: graftwatch safety status --data data
    """
    figures = figures_of(OpenFolder.of(data, config))
    if as_json:
        print_json(document(figures))
    else:
        print_figures(figures)
