"""A real browser for the tests of the console's pages: Debian's Chromium, one for a module of tests.

Use it in a module by `from console_browser import chromium  # noqa: F401` and an argument `chromium: Browser`; each
test opens pages of its own by `desk` or `phone`. Tests are skipped where there is no Chromium.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

DESK = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
WAIT_MILLISECONDS = 30_000
"""Long on purpose: other tests run beside."""
expect.set_options(timeout=WAIT_MILLISECONDS)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    executable = shutil.which("chromium")
    if executable is None:
        pytest.skip("no Chromium is installed: apt-get install chromium, or make chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield browser
        browser.close()


@contextmanager
def signed_in(
    browser: Browser,
    address: str,
    start: str,
    *,
    size: dict[str, int] | None = None,
    language: str = "en",
    scheme: Literal["light", "dark"] = "light",
) -> Iterator[Page]:
    """A page of a browser that has signed in.

    Args:
        browser: the fixture's.
        address: of the service, such as "http://127.0.0.1:8080".
        start: the path of the link that signs in, from `console_site.start_link`.
        size: DESK or PHONE.
        language: what the browser prefers.
        scheme: light or dark.
    """
    context: BrowserContext = browser.new_context(
        base_url=address,
        viewport=size or DESK,  # type: ignore[arg-type]  # a dictionary of the two
        locale=language,
        color_scheme=scheme,
    )
    context.set_default_timeout(WAIT_MILLISECONDS)
    try:
        page = context.new_page()
        page.goto(start)
        yield page
    finally:
        context.close()
