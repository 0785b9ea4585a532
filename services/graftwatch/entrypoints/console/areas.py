"""The routes of every area, over their desks."""

from collections.abc import Sequence
from datetime import timedelta

from starlette.routing import BaseRoute

from graftwatch.adapters.sqlite.console_store import ConsoleStore
from graftwatch.console.access.api import access_api
from graftwatch.console.timeline.pages import TimelineSlot
from graftwatch.console.trial.port import TrialDesk
from graftwatch.entrypoints.cli.folder import OpenFolder
from graftwatch.entrypoints.console.fhir import fhir_routes_of
from graftwatch.entrypoints.console.messages_area import message_routes_of
from graftwatch.entrypoints.console.roster_area import roster_routes_of
from graftwatch.entrypoints.console.service_area import service_routes_of
from graftwatch.entrypoints.console.signals_area import signal_routes_of
from graftwatch.entrypoints.console.timeline import FolderTimelines
from graftwatch.entrypoints.console.timeline_area import timeline_routes_of
from graftwatch.entrypoints.console.trial_area import trial_routes_of
from graftwatch.entrypoints.options import StartOptions


def area_routes(
    folder: OpenFolder, store: ConsoleStore, trial: TrialDesk | None = None, options: StartOptions | None = None
) -> Sequence[BaseRoute]:
    """The routes.

    Args:
        folder: what the service has taken and concluded.
        store: where it is noted who did what.
        trial: works out the trial's figures; None: this process does.
        options: what the service was started with, where that is known.
    """
    timelines = FolderTimelines(folder)
    return [
        *signal_routes_of(folder, store, TimelineSlot(timelines)),
        *timeline_routes_of(timelines),
        *message_routes_of(folder, store),
        *roster_routes_of(folder, store),
        *trial_routes_of(folder, trial),
        *service_routes_of(folder, store, options),
        *fhir_routes_of(folder),
        *access_api(store, timedelta(minutes=folder.settings.console.idle_minutes)).routes,
    ]
