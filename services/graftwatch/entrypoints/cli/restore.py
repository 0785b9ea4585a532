"""`graftwatch restore`: a backup into a new data folder, checked before and after."""

from pathlib import Path

import click

from graftwatch.adapters.sqlite.console_schema import forget_openings
from graftwatch.entrypoints.cli.backup import copy_folder
from graftwatch.entrypoints.cli.faults import InputFault
from graftwatch.entrypoints.cli.output import json_option, print_json, say
from graftwatch.entrypoints.cli.verify import check_whole
from graftwatch.entrypoints.wiring import DataFolder


@click.command()
@click.argument("backup", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--data", type=click.Path(path_type=Path), required=True, help="The new data folder; must be empty.")
@json_option
def command(*, backup: Path, data: Path, as_json: bool) -> None:
    """Copies a backup into a new data folder, from which the service can be started.

    What the service had decided and not yet delivered is delivered again, under the same keys. Whoever was signed in to
    the console signs in again. Accounts and tokens are as they were then: take back anew what was taken back since.

    Example: graftwatch restore backups/monday --data data
    """
    source = DataFolder(backup)
    if not source.journal.is_dir():
        raise InputFault(f"{backup}: there is no journal in it; give a folder that `graftwatch backup` made")
    check_whole(source)
    copied = copy_folder(source, data)
    if copied.console.exists():
        forget_openings(copied.console)
    check_whole(copied)
    if as_json:
        print_json({"data": str(data)})
    else:
        say(f"restored; start it with: graftwatch serve --data {data}")
