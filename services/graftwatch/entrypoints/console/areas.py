"""The routes of every area, over their desks."""

from collections.abc import Sequence

from starlette.routing import BaseRoute

from graftwatch.adapters.sqlite.console_store import ConsoleStore
from graftwatch.entrypoints.cli.folder import OpenFolder
from graftwatch.entrypoints.console.messages_area import message_routes_of
from graftwatch.entrypoints.console.signals_area import signal_routes_of


def area_routes(folder: OpenFolder, store: ConsoleStore) -> Sequence[BaseRoute]:
    """The routes.

    Args:
        folder: what the service has taken and concluded.
        store: where it is noted who did what.
    """
    return [*signal_routes_of(folder, store), *message_routes_of(folder, store)]
