"""The routes of infection control's pages, over their desks."""

from collections.abc import Sequence

from starlette.routing import BaseRoute

from graftwatch.adapters.sqlite.console_store import ConsoleStore
from graftwatch.console.signals.api import signal_api
from graftwatch.console.signals.line_list_pages import line_list_routes
from graftwatch.console.signals.pages import signal_routes
from graftwatch.console.signals.port import TimelineSlot
from graftwatch.console.signals.recipient_pages import recipient_routes
from graftwatch.entrypoints.cli.folder import OpenFolder
from graftwatch.entrypoints.console.known import Known
from graftwatch.entrypoints.console.signals import FolderSignals


def signal_routes_of(folder: OpenFolder, store: ConsoleStore, timeline: TimelineSlot) -> Sequence[BaseRoute]:
    """The routes.

    Args:
        folder: what the service has taken and concluded.
        store: where it is noted who did what.
        timeline: what a recipient's page needs for the timeline.
    """
    known = Known(folder)
    desk = FolderSignals(folder, known)
    return [
        *signal_routes(desk, store),
        *recipient_routes(desk, store, timeline),
        *line_list_routes(desk, store),
        *signal_api(desk, store).routes,
    ]
