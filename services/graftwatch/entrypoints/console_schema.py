"""The description of the console's API as it is published: from the routes as the service makes them."""

import json
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Final

from graftwatch.adapters.clock import SystemClock
from graftwatch.adapters.sqlite.console_store import ConsoleStore
from graftwatch.console.api import me
from graftwatch.console.api.openapi import console_openapi
from graftwatch.entrypoints.cli.folder import OpenFolder
from graftwatch.entrypoints.console.areas import area_routes
from graftwatch.entrypoints.settings import load_settings
from graftwatch.entrypoints.wiring import DataFolder

CONSOLE_FILE: Final = "console.openapi.json"


def console_schema() -> str:
    """The file's content."""
    with tempfile.TemporaryDirectory() as folder:
        place = DataFolder(Path(folder))
        with closing(ConsoleStore(place.console, SystemClock().now)) as store:
            routes = area_routes(OpenFolder.of_settings(load_settings(data=place.root)), store)
    described = console_openapi([*me.router.routes, *routes])
    return json.dumps(described, ensure_ascii=False, indent=2) + "\n"
