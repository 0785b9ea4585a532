"""`graftwatch pages resend`: has a page sent again that did not reach its receivers."""

from pathlib import Path

import click

from graftwatch.entrypoints.cli.faults import InputFault
from graftwatch.entrypoints.cli.folder import OpenFolder, folder_options
from graftwatch.entrypoints.cli.output import json_option, print_json, say
from graftwatch.entrypoints.cli.page_found import found_page
from graftwatch.entrypoints.resending import ended_of, send_again


@click.command()
@click.argument("page")
@click.option("--all", "every", is_flag=True, help="Also to receivers that took it; they see the same key.")
@folder_options
@json_option
def command(*, page: str, every: bool, data: Path | None, config: Path | None, as_json: bool) -> None:
    """Has a page sent again that could not be delivered, through the same channels; the id's first signs are enough.

    The running service takes it up within seconds; else it goes out at the next start.

    Example: graftwatch pages resend 3fa2
    """
    folder = OpenFolder.of(data, config)
    with folder.state() as state:
        found = found_page(state.pages(), page)
    ended = ended_of(folder, found.id, every=every)
    if not ended:
        raise InputFault(
            "nothing of this page failed for good: it was delivered, or is still being tried; see "
            f"`graftwatch pages show {found.id}`. `--all` sends what was delivered, too"
        )
    send_again(folder, ended)
    channels = sorted({one.channel for one in ended})
    if as_json:
        print_json({"page": found.id, "channels": channels})
    else:
        say(f"goes out again through {', '.join(channels)}: {found.short}")
