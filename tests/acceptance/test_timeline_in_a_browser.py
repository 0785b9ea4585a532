"""The timeline in a real browser: words cover no words; pointer, keyboard and no script at all lead to the source."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page

from console_browser import DESK, PHONE, chromium, signed_in  # noqa: F401 - a fixture
from console_folder import played
from console_served import served
from console_site import ConsoleSite
from graftwatch.adapters.clock import SystemClock
from graftwatch.adapters.sqlite.console_store import Account
from graftwatch.console.access.roles import Role

COVERED = """() => {
  const said = [...document.querySelectorAll('.timeline-plot text')].map(one => {
    const box = one.getBoundingClientRect(), svg = one.ownerSVGElement;
    return {words: one.textContent, box, svg, pixel: svg.getBoundingClientRect().width / svg.viewBox.baseVal.width};
  });
  const found = [];
  said.forEach((one, place) => {
    const svg = one.svg.getBoundingClientRect();
    if (one.box.left < svg.left - 1 || one.box.right > svg.right + 1) found.push(one.words + ' leaves the picture');
    for (const other of said.slice(place + 1)) {
      const x = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
      const y = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
      if (one.svg === other.svg && x > one.pixel / 2 && y > 2 * one.pixel) found.push(one.words + ' / ' + other.words);
    }
  });
  return found;
}"""
NAME = "document.activeElement.getAttribute('aria-label')"
LANE = "document.activeElement.closest('.lane').getAttribute('aria-label')"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ConsoleSite]:
    with ConsoleSite(played(tmp_path_factory.mktemp("timeline")), SystemClock().now()) as opened:
        yield opened


@pytest.fixture(scope="module")
def address(site: ConsoleSite) -> Iterator[str]:
    with served(site.application) as where:
        yield where


def start(site: ConsoleSite) -> str:
    account = Account("ward-5", frozenset({Role.INFECTION_CONTROL, Role.INTEGRATION}))
    return f"/start/{site.store.demo_link(account, timedelta(hours=1), uses=1)}"


@pytest.fixture
def page(chromium: Browser, site: ConsoleSite, address: str) -> Iterator[Page]:  # noqa: F811 - the fixture
    with signed_in(chromium, address, start(site)) as opened:
        opened.goto("/recipients/S01/timeline")
        yield opened


@pytest.mark.parametrize(("size", "language"), [(DESK, "en"), (PHONE, "ja")])
def test_words_cover_no_words(
    chromium: Browser,  # noqa: F811 - the fixture
    site: ConsoleSite,
    address: str,
    size: dict[str, int],
    language: str,
) -> None:
    covered = {}
    with signed_in(chromium, address, start(site), size=size, language=language) as opened:
        for subject in ("S01", "S02", "S03"):
            opened.goto(f"/recipients/{subject}/timeline")
            covered[subject] = opened.evaluate(COVERED)
    assert covered == {"S01": [], "S02": [], "S03": []}


def test_pointing_shows_what_the_table_says_and_escape_closes(page: Page) -> None:
    page.locator(".timeline-svg .lane[aria-label=Cultures] a").first.hover()
    panel = page.locator(".timeline-panel")
    panel.get_by_text("Culture: ").wait_for()
    assert panel.locator("a[href^='/messages/']").count() > 0
    panel.hover()
    page.wait_for_timeout(400)
    assert panel.is_visible(), "who goes to what is shown can read it"
    page.keyboard.press("Escape")
    panel.wait_for(state="hidden")


def test_arrows_go_along_a_lane_and_between_lanes(page: Page) -> None:
    lanes = page.locator(".timeline-svg .lane[aria-label=Temperature] a")
    page.locator(".timeline-svg .lane[aria-label=Temperature] a[tabindex='0']").focus()
    assert page.locator(".timeline-svg .lane[aria-label=Temperature] a[tabindex='0']").count() == 1
    first = page.evaluate(NAME)
    page.keyboard.press("ArrowRight")
    assert page.evaluate(NAME) != first
    page.keyboard.press("Home")
    assert page.evaluate(NAME) == first
    page.keyboard.press("End")
    assert page.evaluate(NAME) == lanes.last.get_attribute("aria-label")
    page.keyboard.press("ArrowDown")
    assert page.evaluate(LANE) != "Temperature"
    page.keyboard.press("ArrowUp")
    assert page.evaluate(LANE) == "Temperature"


def test_enter_goes_into_what_is_shown_and_escape_comes_back(page: Page) -> None:
    cells = page.locator(".timeline-svg .lane[aria-label=Cultures] a[href^='#']")
    cells.first.focus()
    name = page.evaluate(NAME)
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.closest('.timeline-panel') !== null")
    page.keyboard.press("Escape")
    assert page.evaluate(NAME) == name
    assert page.locator(".timeline-panel").is_hidden()


RENEW = """async () => {
  const text = await (await fetch(location.href)).text();
  const newer = new DOMParser().parseFromString(text, 'text/html').querySelector('.timeline');
  document.querySelector('.timeline').replaceWith(newer);
  document.dispatchEvent(new CustomEvent('renewed'));
}"""


def test_it_stays_usable_when_the_page_renews_itself(page: Page) -> None:
    page.evaluate(RENEW)
    stop = page.locator(".timeline-svg .lane[aria-label=Temperature] a[tabindex='0']")
    assert stop.count() == 1
    stop.focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate(LANE) == "Temperature"
    assert page.locator(".timeline-panel").is_visible()


def test_without_script_a_part_has_its_words_and_leads_to_its_row(
    chromium: Browser,  # noqa: F811 - the fixture
    site: ConsoleSite,
    address: str,
) -> None:
    context = chromium.new_context(base_url=address, java_script_enabled=False, locale="en")
    plain = context.new_page()
    plain.goto(start(site))
    plain.goto("/recipients/S01/timeline")
    cell = plain.locator(".timeline-svg .lane[aria-label=Temperature] a").first
    assert "Temperature" in (cell.locator("title").text_content() or "")
    place = cell.get_attribute("href") or ""
    plain.goto(f"/recipients/S01/timeline{place}")
    assert plain.locator(place).is_visible()
    context.close()
