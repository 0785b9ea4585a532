"""The coordinator's pages over a service's folder, with detection driven by hand."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from threading import Event, Thread

import httpx

from console_site import ConsoleSite
from embedded import Embedded
from graftwatch.console.access.roles import Role

HEADER = "subject,identifier,authority,transplanted_at,infused_at,arm,born,sex,risk,withdrawn_at"


@dataclass
class RosterSite:
    """A coordinator's browser, the console behind it, and the service that detects beside them."""

    service: Embedded
    site: ConsoleSite
    browser: httpx.Client

    def page(self, path: str) -> str:
        """A page's text."""
        answer = self.browser.get(path)
        assert answer.status_code == 200, answer.text
        return unescape(answer.text)

    def enrol(self, **cells: str) -> httpx.Response:
        """Sends the enrolment form, filled with one recipient unless said otherwise."""
        usual = {"subject": "S01", "identifier": "4711", "authority": "HOSP", "transplanted_at": "2026-06-01T10:00"}
        with self.detecting():
            return self.browser.post("/roster/enrol", data={**usual, **cells})

    def preview(self, *rows: str, header: str = HEADER) -> httpx.Response:
        """Uploads a file of these rows."""
        return self.preview_bytes("\n".join((header, *rows)).encode())

    def preview_bytes(self, content: bytes) -> httpx.Response:
        """Uploads a file."""
        return self.browser.post("/roster/import", files={"file": ("roster.csv", content, "text/csv")})

    def enter(self, previewed: httpx.Response) -> httpx.Response:
        """Presses the button below a preview."""
        with self.detecting():
            return self.browser.post(
                "/roster/import/enter", files=[(n, (None, v)) for n, v in hidden(previewed).items()]
            )

    @contextmanager
    def detecting(self) -> Iterator[None]:
        """Detection runs meanwhile, as the service's does."""
        ended = Event()

        def run() -> None:
            while not ended.wait(0.01):
                self.service.run()

        thread = Thread(target=run)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()
            self.service.run()


@contextmanager
def roster_site(folder: Path) -> Iterator[RosterSite]:
    """A folder that a service runs on, and a coordinator who has signed in."""
    service = Embedded(folder)
    try:
        with ConsoleSite(service.settings) as site:
            yield RosterSite(service, site, site.signed_in(Role.COORDINATOR, account="coordinator"))
    finally:
        service.close()


def hidden(page: httpx.Response) -> dict[str, str]:
    """The hidden fields of a page's forms, without the frame's."""
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.text)
    return {name: unescape(value) for name, value in found if name != "back"}


def faults_at(page: httpx.Response) -> dict[str, str]:
    """What a form says beside its fields, by the field's name."""
    return {name: unescape(said) for name, said in re.findall(r'id="([\w-]+)-fault">([^<]*)<', page.text)}
