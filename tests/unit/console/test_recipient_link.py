"""The link of a page leads somewhere, and shows nothing about the recipient to whoever follows it."""

import httpx

from graftwatch.console.app import Readiness, application


class NothingToSay:
    """A service that nobody asks anything."""

    async def not_live_because(self) -> tuple[str, ...]:
        return ()

    async def readiness(self) -> Readiness:
        return Readiness((), 0)

    async def metrics(self) -> bytes:
        return b""


async def opened(path: str) -> httpx.Response:
    transport = httpx.ASGITransport(application(NothingToSay()))
    async with httpx.AsyncClient(transport=transport, base_url="http://service") as browser:
        return await browser.get(path)


async def test_the_link_says_where_to_ask() -> None:
    answer = await opened("/recipients/S01")
    assert answer.status_code == 200
    assert "graftwatch explain S01" in answer.text


async def test_what_stands_in_the_address_is_text_and_short() -> None:
    answer = await opened("/recipients/%3Cscript%3E" + "x" * 500)
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "x" * 56 in answer.text
    assert "x" * 57 not in answer.text
