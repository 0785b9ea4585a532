"""Open pages stay right: in a real browser, over the real service, without anybody reloading them."""

import os
import signal
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from console_browser import chromium, signed_in  # noqa: F401 - a fixture
from console_site import start_link
from embedded import blood_culture
from graftwatch.adapters.clock import SystemClock
from graftwatch.adapters.mllp.client import MllpClient
from graftwatch.adapters.sqlite.console_store import ConsoleStore
from graftwatch.console.access.roles import Role
from graftwatch.entrypoints.wiring import DataFolder
from running_service import RunningService, until

RECIPIENTS = ("S01", "S02", "S03", "S04", "S05")
COUNT_REFRESHES = """() => {
  window.asked = 0;
  window.opened = Math.random();
  const fetching = window.fetch;
  window.fetch = (...all) => { window.asked += 1; return fetching(...all); };
}"""
LOST = "Connection lost at"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    folder = tmp_path_factory.mktemp("live")
    transplanted = SystemClock().now() - timedelta(days=8)
    roster = [f"{one},ZQ-{one},HOSP,{transplanted.isoformat()}" for one in RECIPIENTS]
    (folder / "roster.csv").write_text("\n".join(("subject,identifier,authority,transplanted_at", *roster)))
    (folder / "settings.toml").write_text("heartbeat_seconds = 0.5\n")
    started = ("--roster", str(folder / "roster.csv"), "--config", str(folder / "settings.toml"))
    with RunningService(folder / "data", *started) as one:
        yield one.ready()


@pytest.fixture
def desk(chromium: Browser, service: RunningService) -> Iterator[Page]:  # noqa: F811 - the fixture
    """Infection control's open signals."""
    with signed_in(chromium, service.said["http"], start_link(service.folder, Role.INFECTION_CONTROL)) as page:
        with page.expect_response("**/events"):
            page.goto("/signals")
        page.evaluate(COUNT_REFRESHES)
        yield page


def grows(service: RunningService, subject: str) -> datetime:
    """A recipient's blood culture grows something; gives when it was acknowledged."""
    now = SystemClock().now()
    content = blood_culture(
        f"C-{subject}", now, collected_at=now - timedelta(days=1), said="Escherichia coli", number=f"ZQ-{subject}"
    )
    with MllpClient("127.0.0.1", service.port) as client:
        (answer,) = client.send([content])
        assert answer.accepted, answer.text
    return SystemClock().now()


def test_a_new_signal_is_seen_and_heartbeats_are_no_news(service: RunningService, desk: Page) -> None:
    beats = entries(service)
    until(lambda: entries(service) >= beats + 3)
    assert desk.evaluate("window.asked") == 0
    opened = desk.evaluate("window.opened")
    desk.evaluate("document.querySelector('main').tabIndex = 0; document.querySelector('main').focus()")
    grows(service, "S01")
    expect(desk.get_by_role("main")).to_contain_text("S01")
    assert desk.evaluate("window.opened") == opened, "nothing was loaded anew"
    assert desk.evaluate("document.activeElement.tagName") == "MAIN"


def entries(service: RunningService) -> float:
    line = next(one for one in service.metrics().splitlines() if one.startswith("graftwatch_detector_entries_total"))
    return float(line.split()[-1])


def test_what_somebody_types_stays(service: RunningService, desk: Page) -> None:
    """Something half typed beside an acknowledgement; what came meanwhile stands beside it."""
    expect(desk.get_by_role("main")).to_contain_text("S01")
    desk.evaluate("""() => {
      const field = document.createElement("input");
      field.id = "half";
      document.querySelector("article form").append(field);
    }""")
    desk.fill("#half", "half a se")
    grows(service, "S02")
    expect(desk.get_by_role("main")).to_contain_text("S02")
    expect(desk.locator("#half")).to_have_value("half a se")
    expect(desk.locator("#half")).to_be_focused()


def test_a_page_in_the_background_is_right_when_it_is_shown(service: RunningService, desk: Page) -> None:
    desk.evaluate("Object.defineProperty(document, 'hidden', { value: true, configurable: true })")
    grows(service, "S03")
    link = start_link(service.folder, Role.INFECTION_CONTROL, account="ward-6")
    browser = desk.context.browser
    assert browser is not None
    with signed_in(browser, service.said["http"], link) as other:
        other.goto("/signals")
        expect(other.get_by_role("main")).to_contain_text("S03")
    assert desk.evaluate("window.asked") == 0
    desk.evaluate("delete document.hidden; document.dispatchEvent(new Event('visibilitychange'))")
    expect(desk.get_by_role("main")).to_contain_text("S03")


def test_a_lost_connection_is_said_and_what_was_missed_comes_with_the_next(service: RunningService, desk: Page) -> None:
    os.kill(service.child("console_process"), signal.SIGKILL)
    grows(service, "S04")
    expect(desk.locator(".connection")).to_contain_text(LOST)
    expect(desk.get_by_role("main")).to_contain_text("S04")
    expect(desk.locator(".connection")).to_be_hidden()


def test_a_session_that_has_ended_is_said(service: RunningService, desk: Page) -> None:
    store = ConsoleStore(DataFolder(service.folder).console, SystemClock().now)
    store.sessions.end_of("ward-5")
    store.close()
    grows(service, "S05")
    expect(desk.locator(".connection")).to_contain_text("You are signed out")
    assert desk.get_by_role("main").inner_text().count("S05") == 0
