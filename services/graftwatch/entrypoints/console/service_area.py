"""The routes of the operator's area, over its desk."""

from collections.abc import Sequence

from starlette.routing import BaseRoute

from graftwatch.adapters.sqlite.console_store import ConsoleStore
from graftwatch.console.service.api import service_api
from graftwatch.console.service.audit_api import audit_api
from graftwatch.console.service.audit_pages import audit_routes
from graftwatch.console.service.pages import service_routes
from graftwatch.entrypoints.cli.folder import OpenFolder
from graftwatch.entrypoints.console.service import FolderService
from graftwatch.entrypoints.options import StartOptions


def service_routes_of(
    folder: OpenFolder, store: ConsoleStore, options: StartOptions | None = None
) -> Sequence[BaseRoute]:
    """The routes."""
    desk = FolderService(folder, store, options)
    return [*service_routes(desk), *audit_routes(desk), *service_api(desk).routes, *audit_api(desk).routes]
