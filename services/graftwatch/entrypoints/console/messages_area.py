"""The routes of the integration team's pages, over their desks."""

from collections.abc import Sequence

from starlette.routing import BaseRoute

from graftwatch.adapters.sqlite.console_store import ConsoleStore
from graftwatch.console.messages.api import Desks, message_api
from graftwatch.console.messages.code_pages import code_routes
from graftwatch.console.messages.feed_pages import feed_routes
from graftwatch.console.messages.lint_pages import lint_routes
from graftwatch.console.messages.message_pages import message_routes
from graftwatch.console.messages.quarantine_pages import quarantine_routes
from graftwatch.entrypoints.cli.folder import OpenFolder
from graftwatch.entrypoints.console.codes import FolderCodes
from graftwatch.entrypoints.console.feeds import FolderFeeds
from graftwatch.entrypoints.console.lint import FolderLint
from graftwatch.entrypoints.console.messages import FolderMessages
from graftwatch.entrypoints.console.quarantine import FolderQuarantine


def message_routes_of(folder: OpenFolder, store: ConsoleStore) -> Sequence[BaseRoute]:
    """The routes; looks at identifiers, and what people change, are noted in the store."""
    desks = Desks(
        FolderFeeds(folder), FolderMessages(folder), FolderQuarantine(folder), FolderCodes(folder), FolderLint(folder)
    )
    return [
        *feed_routes(desks.feeds),
        *message_routes(desks.messages, store),
        *quarantine_routes(desks.quarantine, store),
        *code_routes(desks.codes, store),
        *lint_routes(desks.lint),
        *message_api(desks, store).routes,
    ]
