"""A running service with one recipient and a page that waits to be acknowledged."""

import json
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from embedded import blood_culture, tokyo
from graftwatch.adapters.mllp.client import MllpClient
from graftwatch.adapters.sqlite.audit import SqliteAudit
from graftwatch.adapters.sqlite.outbox import SqliteOutbox
from graftwatch.adapters.sqlite.state import SqliteState, open_state
from graftwatch.entrypoints.settings import load_settings
from graftwatch.entrypoints.wiring import DataFolder
from graftwatch.paging import Page
from graftwatch.pipeline.audit import AuditItem, AuditQuery
from running_service import RunningService, until

NUMBER = "ZQ-4711"
ROSTER = f"subject,identifier,authority,transplanted_at\nS01,{NUMBER},HOSP,2026-06-01T10:00\n"


class PagedSite:
    """A folder, its settings, and the service on it.

    Args:
        root: an empty folder.
        settings: the settings' text.
    """

    def __init__(self, root: Path, settings: str = "") -> None:
        self.root = root
        self.data = root / "data"
        self.config = root / "settings.toml"
        self.config.write_text(settings)
        self.roster = root / "roster.csv"
        self.roster.write_text(ROSTER)

    def start(self) -> RunningService:
        return RunningService(self.data, "--roster", str(self.roster), "--config", str(self.config)).ready()

    def growth(self, service: RunningService, control_id: str = "C1", organism: str = "Escherichia coli") -> Page:
        """A blood culture grows; the page about it."""
        before = {one.id for one in self.pages()}
        message = blood_culture(
            control_id, tokyo(6, 2), collected_at=tokyo(5, 8), said=organism, status="F", number=NUMBER
        )
        with MllpClient("127.0.0.1", service.port) as client:
            assert [answer.code for answer in client.send([message])] == ["AA"]
        until(lambda: any(one.id not in before and one.subject for one in self.pages()))
        return next(one for one in self.pages() if one.id not in before and one.subject)

    def pages(self) -> list[Page]:
        with closing(open_state(self.data / "state.db", read_only=True)) as connection:
            return SqliteState(connection).pages()

    def link(self, page: Page, language: str = "") -> str:
        """The link as the channel was given it, without where the service is."""
        folder, settings = DataFolder(self.data), load_settings(self.config, data=self.data)
        with closing(open_state(folder.state, read_only=True)) as connection:
            delivery = SqliteOutbox(connection).of_page(page.id)[0]
        link = folder.links(settings).link(delivery, language)
        return link.removeprefix(settings.base_url)

    def audit(self) -> list[AuditItem]:
        with closing(open_state(self.data / "state.db", read_only=True)) as connection:
            return [one.item for one in SqliteAudit(connection).rows(AuditQuery())]

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "graftwatch.entrypoints", *words, "--data", str(self.data)]
        return subprocess.run(command, check=False, capture_output=True, text=True)

    def said(self, *words: str) -> object:
        done = self.run(*words, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)
