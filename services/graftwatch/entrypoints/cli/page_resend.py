"""`graftwatch pages resend`: has a page sent again that did not reach its receivers."""

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import click

from graftwatch.adapters.clock import SystemClock
from graftwatch.adapters.sqlite.outbox import SqliteOutbox
from graftwatch.adapters.sqlite.state import open_state
from graftwatch.entrypoints.cli.faults import InputFault
from graftwatch.entrypoints.cli.folder import OpenFolder, folder_options
from graftwatch.entrypoints.cli.output import json_option, print_json, say
from graftwatch.entrypoints.cli.page_found import found_page
from graftwatch.pipeline.outbox import Delivery, DeliveryState


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
    with folder.outbox() as outbox:
        ended = [one for one in outbox.of_page(found.id) if _is_meant(one, every=every)]
    if not ended:
        raise InputFault(
            "nothing of this page failed for good: it was delivered, or is still being tried; see "
            f"`graftwatch pages show {found.id}`. `--all` sends what was delivered, too"
        )
    _again(folder, ended)
    channels = sorted({one.channel for one in ended})
    if as_json:
        print_json({"page": found.id, "channels": channels})
    else:
        say(f"goes out again through {', '.join(channels)}: {found.short}")


def _again(folder: OpenFolder, ended: Sequence[Delivery]) -> None:
    if folder.settings.engine == "kafka":
        from graftwatch.entrypoints.kafka_commands import send_again  # noqa: PLC0415 - only with this engine

        send_again(folder.settings.kafka, ended)
        return
    with closing(open_state(folder.place.state)) as connection:
        SqliteOutbox(connection).again([one.id for one in ended], SystemClock().now())


def _is_meant(delivery: Delivery, *, every: bool) -> bool:
    ended = delivery.state is DeliveryState.FAILED or (every and delivery.state is DeliveryState.DELIVERED)
    return ended and not delivery.acknowledges
