"""The routes of the coordinator's pages, over their desks."""

from collections.abc import Sequence

from starlette.routing import BaseRoute

from graftwatch.adapters.sqlite.console_store import ConsoleStore
from graftwatch.console.roster.api import roster_api
from graftwatch.console.roster.completeness_pages import completeness_routes
from graftwatch.console.roster.import_pages import ImportPages
from graftwatch.console.roster.pages import RosterPages
from graftwatch.console.roster.recipient_pages import RecipientPages
from graftwatch.entrypoints.cli.folder import OpenFolder
from graftwatch.entrypoints.console.completeness import FolderCompleteness
from graftwatch.entrypoints.console.roster import FolderRoster


def roster_routes_of(folder: OpenFolder, store: ConsoleStore) -> Sequence[BaseRoute]:
    """The routes; looks at identifiers, and what people enter, are noted in the store."""
    completeness = FolderCompleteness(folder)
    desk = FolderRoster(folder, store, completeness)
    return [
        *RosterPages(desk).routes(),
        *ImportPages(desk).routes(),
        *RecipientPages(desk).routes(),
        *completeness_routes(completeness, desk),
        *roster_api(desk, completeness).routes,
    ]
