"""The console as a test opens it: the whole application over a data folder, without a socket, signed in as somebody.

`signed_in` gives a client whose requests look like a browser's from a page of the service. A test that needs a real
browser or the real processes starts `RunningService` and signs in by `start_link`.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self

import httpx
from starlette.testclient import TestClient

from graftwatch.adapters.clock import SystemClock
from graftwatch.adapters.sqlite.console_store import Account, ConsoleStore
from graftwatch.console.access.roles import Role
from graftwatch.console.access.rules import AccessRules
from graftwatch.console.application import Parts, console_application
from graftwatch.console.shell.live import Changes
from graftwatch.console.trial.port import TrialDesk
from graftwatch.entrypoints.cli.folder import OpenFolder
from graftwatch.entrypoints.console.areas import area_routes
from graftwatch.entrypoints.settings import Settings
from graftwatch.entrypoints.wiring import DataFolder

ORIGIN = "http://console.test"


def start_link(folder: Path, *roles: Role, account: str = "ward-5", uses: int = 100) -> str:
    """The path of a link that signs in, made in a folder as the operator would."""
    store = ConsoleStore(DataFolder(folder).console, SystemClock().now)
    try:
        return f"/start/{store.demo_link(Account(account, frozenset(roles)), timedelta(hours=1), uses)}"
    finally:
        store.close()


class ConsoleSite:
    """The console over the folder that settings name.

    Args:
        settings: whose `data` was written by a detector, or by nobody yet.
        now: what sessions and links count by.
        rules: of signing in.
        trial: works out the trial's figures; None: the application does.
    """

    def __init__(
        self,
        settings: Settings,
        now: datetime | None = None,
        rules: AccessRules | None = None,
        trial: TrialDesk | None = None,
    ) -> None:
        self.now = now or datetime(2026, 6, 10, 3, 0, tzinfo=UTC)
        self.folder = OpenFolder.of_settings(settings)
        self.store = ConsoleStore(DataFolder(settings.data).console, lambda: self.now)
        self.changes = Changes()
        self.parts = Parts(
            self.store, self.changes, area_routes(self.folder, self.store, trial), rules or AccessRules()
        )
        self.application = console_application(self.parts)

    def nobody(self, address: str = "127.0.0.1") -> httpx.Client:
        """A client that has not signed in, at an address."""
        return TestClient(
            self.application,
            base_url=ORIGIN,
            headers={"origin": ORIGIN, "accept-language": "en"},
            follow_redirects=False,
            client=(address, 50000),
        )

    def signed_in(self, *roles: Role, account: str = "ward-5") -> httpx.Client:
        """A client that has signed in, as an account with these roles."""
        client = self.nobody()
        client.get(f"/start/{self.store.demo_link(Account(account, frozenset(roles)), timedelta(hours=1), uses=1)}")
        return client

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.store.close()
