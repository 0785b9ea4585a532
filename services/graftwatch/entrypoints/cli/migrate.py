"""`graftwatch migrate`: an embedded service's data folder over to a Kafka cluster."""

import asyncio
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Event, Timer

import click

from graftwatch.adapters.clock import SystemClock
from graftwatch.adapters.kafka.migration import Carrier
from graftwatch.adapters.kafka.waiting import check_cluster, wait_for_cluster
from graftwatch.adapters.sqlite.state import open_state
from graftwatch.entrypoints.cli.faults import InputFault
from graftwatch.entrypoints.cli.output import advancing, json_option, note, print_json, print_table, say
from graftwatch.entrypoints.migration import Inventory, Migration, described
from graftwatch.entrypoints.options import StartOptions
from graftwatch.entrypoints.serve import lock_folder
from graftwatch.entrypoints.settings import Settings
from graftwatch.entrypoints.wiring import DataFolder

# A cluster that starts or changes its controller is not away for longer.
REACH_SECONDS = 30.0


@click.command()
@click.option("--data", type=click.Path(path_type=Path), required=True, help="The embedded service's data folder.")
@click.option("--config", type=click.Path(path_type=Path), help="Settings file (TOML), with its section [kafka].")
@click.option("--dry-run", is_flag=True, help="Say what would be carried over, and whether the cluster takes it.")
@json_option
def command(*, data: Path, config: Path | None, dry_run: bool, as_json: bool) -> None:
    """Carries everything of a data folder over: journal, roster, conclusions, pages, what waits to be delivered.

    No page is sent again and none is lost. Stop the service first, make the topics with `graftwatch kafka init`, and
    start the roles afterwards. It may be broken off at any moment and run again: it goes on where it was.

    Example: graftwatch migrate --data data --config graftwatch.toml --dry-run
    """
    settings = StartOptions(config=config, data=data).settings()
    place = DataFolder(settings.data)
    if not place.state.exists():
        raise InputFault(f"{place.root}: no service has run on this folder; there is nothing to carry over")
    _reach(settings)
    with _alone(place), closing(open_state(place.state)) as connection, Carrier(settings.kafka) as carrier:
        one = Migration(settings, connection, carrier, SystemClock().now)
        inventory, standing = one.inventory(), one.standing()
        begun = "nothing" if standing is None else "done" if standing.done else "begun"
        if as_json and dry_run:
            print_json({"carried_over": begun, **described(inventory)})
        elif dry_run:
            _show(inventory, begun)
        else:
            _run(one, settings, inventory, as_json=as_json)


def _reach(settings: Settings) -> None:
    """Waits a while for the cluster.

    Raises:
        ClusterUnavailable, ClusterUnfit: it does not come, or is not as it must be.
    """
    enough = Event()
    timer = Timer(REACH_SECONDS, enough.set)
    timer.start()
    try:
        reached = wait_for_cluster(settings.kafka, note, enough)
    finally:
        timer.cancel()
    if not reached:
        check_cluster(settings.kafka)


def _run(one: Migration, settings: Settings, inventory: Inventory, *, as_json: bool) -> None:
    with advancing("carrying over", inventory.entries) as advanced:
        now = one.run(advanced)
    if as_json:
        print_json({"carried_over": "done", "now": now, **described(inventory)})
        return
    _show(inventory, "done")
    key = DataFolder(settings.data).acknowledge_key
    say("everything was carried over" if now else "everything had been carried over before")
    say(f"give pagers and consoles the key {key} (acknowledge.key_file): links in pages go on working")
    say("then start the roles, each with a data folder of its own: graftwatch serve --engine kafka --role …")


def _show(inventory: Inventory, begun: str) -> None:
    said = {
        "entries of the journal": inventory.entries,
        "of these not handled yet": inventory.not_handled,
        "recipients": inventory.recipients,
        "pages decided": inventory.pages,
        "deliveries that wait": inventory.waiting,
        "messages in quarantine": inventory.quarantined,
        "rows of the audit of pages": inventory.audit_rows,
        "carried over so far": begun,
    }
    print_table(("what", "how many"), said.items())


@contextmanager
def _alone(place: DataFolder) -> Iterator[None]:
    """No service runs on the folder, and none starts meanwhile.

    Raises:
        InputFault: one runs.
    """
    lock = asyncio.run(lock_folder(place))
    try:
        yield
    finally:
        os.close(lock)
