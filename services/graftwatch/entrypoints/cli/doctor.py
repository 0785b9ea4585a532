"""`graftwatch doctor`: whether the service can do its work here: settings, storage, feeds, channels, clock, disk.

Each check says what it looked at and, where something is wrong, the mend (see `service_checks`); `--test-page` sends
one page through every channel.
"""

from dataclasses import asdict
from pathlib import Path

import click

from graftwatch.entrypoints.cli.check import Verdict
from graftwatch.entrypoints.cli.faults import InputFault
from graftwatch.entrypoints.cli.folder import OpenFolder, folder_options, following
from graftwatch.entrypoints.cli.output import json_option, print_json, print_table
from graftwatch.entrypoints.cli.service_checks import all_checks
from graftwatch.entrypoints.options import StartOptions
from graftwatch.entrypoints.wiring import DataFolder


@click.command()
@click.option("--test-page", is_flag=True, help="Send one test page through every channel.")
@folder_options
@json_option
def command(*, test_page: bool, data: Path | None, config: Path | None, as_json: bool) -> None:
    """Checks whether the service can do its work here; says the mend where it cannot.

    Example: graftwatch doctor --config graftwatch.toml --test-page
    """
    settings = StartOptions(config=config, data=data).settings()
    place = DataFolder(settings.data)
    folder = OpenFolder(settings, following(place) if settings.engine == "kafka" else place)
    checks = list(all_checks(folder, test_page=test_page))
    if as_json:
        print_json([asdict(one) for one in checks])
    else:
        print_table(("check", "", "found"), [(one.what, one.verdict, one.text) for one in checks])
    faults = [f"{one.what}: {one.text}" for one in checks if one.verdict is Verdict.FAULT]
    if faults:
        raise InputFault("\n".join(faults))
