"""The console's store as commands use it: whose doing it is, and where links lead."""

import getpass
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from graftwatch.adapters.clock import SystemClock
from graftwatch.adapters.sqlite.console_store import ConsoleStore
from graftwatch.console.access.administration import Administration
from graftwatch.entrypoints.cli.folder import OpenFolder
from graftwatch.entrypoints.options import StartOptions
from graftwatch.entrypoints.settings import Settings


@contextmanager
def console_store(data: Path | None, config: Path | None) -> Iterator[tuple[ConsoleStore, Settings]]:
    """The store of a data folder, made where it is missing, and the settings; on the Kafka engine, the console's."""
    settings = StartOptions(config=config, data=data).settings()
    folder = OpenFolder.of_settings(settings).place
    folder.make()
    with closing(ConsoleStore(folder.console, SystemClock().now)) as store:
        yield store, settings


def administration(store: ConsoleStore) -> Administration:
    """What changes accounts, in the name of whoever calls the command on this machine."""
    return Administration(store, f"command line: {getpass.getuser()}")
