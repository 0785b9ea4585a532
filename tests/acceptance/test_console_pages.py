"""Every page of the console, in a real browser: what axe-core, the browser's own log and a ruler say of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal
from urllib.parse import urlsplit

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from console_browser import DESK, PHONE, chromium, signed_in  # noqa: F401 - a fixture
from console_folder import played
from console_pages import page_routes, richest, walked
from console_served import served
from console_site import ConsoleSite
from graftwatch.adapters.clock import SystemClock
from graftwatch.adapters.sqlite.console_store import Account
from graftwatch.console.access.roles import Role

# Where nothing leads: a page that is only seen by whoever has not signed in.
UNLINKED = {"/sign-in"}
AXE = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
    "preload": False,
    "iframes": False,
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ConsoleSite]:
    with ConsoleSite(played(tmp_path_factory.mktemp("console")), SystemClock().now()) as opened:
        yield opened


@pytest.fixture(scope="module")
def address(site: ConsoleSite) -> Iterator[str]:
    with served(site.application) as where:
        yield where


@pytest.fixture(scope="module")
def found(site: ConsoleSite) -> Mapping[str, Mapping[str, httpx.Response]]:
    """Every page that links lead to."""
    return walked(site.signed_in(*Role))


def test_every_page_is_reached_by_links_and_answers(found: Mapping[str, Mapping[str, httpx.Response]]) -> None:
    broken = {
        address: answer.status_code for each in found.values() for address, answer in each.items() if answer.is_error
    }

    assert broken == {}
    assert set(page_routes()) - set(found) - UNLINKED == set(), "no page leads there"


@dataclass(frozen=True)
class Screen:
    """How somebody looks at the console."""

    size: dict[str, int]
    language: str
    scheme: Literal["light", "dark"]


@pytest.mark.parametrize(
    "screen",
    [pytest.param(Screen(DESK, "en", "light"), id="desk"), pytest.param(Screen(PHONE, "ja", "dark"), id="phone")],
)
def test_every_page_is_for_everybody(
    chromium: Browser,  # noqa: F811 - the fixture
    site: ConsoleSite,
    address: str,
    found: Mapping[str, Mapping[str, httpx.Response]],
    screen: Screen,
) -> None:
    """WCAG 2.2 AA and axe-core's best practices, no word of the browser against it, nothing too wide."""
    account = Account("ward-5", frozenset(Role))
    start = f"/start/{site.store.demo_link(account, timedelta(hours=1), uses=1)}"
    faults: list[str] = []
    shown = {"size": screen.size, "language": screen.language, "scheme": screen.scheme}
    with signed_in(chromium, address, start, **shown) as page:
        watch = Watch(page)
        for one in filter(None, (richest(each) for each in found.values())):
            faults += [f"{one}: {said}" for said in (*faults_of(page, one, screen.language), *watch.told())]
        page.context.clear_cookies()
        for one in UNLINKED:
            faults += [f"{one}: {said}" for said in (*faults_of(page, one, screen.language), *watch.told())]
    assert not faults, "\n".join(faults)


class Watch:
    """What the browser says of a page while it is opened, and what it loads from elsewhere."""

    def __init__(self, page: Page) -> None:
        self._said: list[str] = []
        page.on("console", lambda one: self._said.append(f"{one.type}: {one.text}") if one.type != "log" else None)
        page.on("pageerror", lambda one: self._said.append(f"script: {one}"))
        page.on("request", lambda one: self._foreign(urlsplit(one.url).hostname))

    def told(self) -> list[str]:
        """What was said since it was asked last."""
        said, self._said = self._said, []
        return said

    def _foreign(self, host: str | None) -> None:
        if host not in {"127.0.0.1", None}:
            self._said.append(f"loads from {host}")


def faults_of(page: Page, address: str, language: str) -> list[str]:
    """What is wrong with a page as it is shown."""
    page.goto(address)
    faults = [
        f"{one['id']}: {one['help']}: {node['target']} {node['html'][:120]}"
        for one in Axe().run(page, options=AXE).response["violations"]
        for node in one["nodes"][:3]
    ]
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if wide > 0:
        faults.append(f"the page is {wide} pixels too wide")
    if page.evaluate("document.documentElement.lang") != language:
        faults.append("the page is in another language")
    return faults
