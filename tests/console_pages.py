"""Walks the console from page to page by its links, as somebody with every role."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import httpx
from starlette.routing import compile_path

from graftwatch.console.access.table import ACCESS

NO_PAGES = ("/api/v", "/api/openapi.json", "/fhir/", "/assets/", "/events", "/start/", "/sign-in/")
"""What is for programs, for a browser by itself, or a way to sign in."""
BEGINNINGS = ("/account", "/api/")
MOST_OF_A_ROUTE = 12
"""So many pages of one route are opened: each kind of form, and not every message."""


class _Links(HTMLParser):
    """The addresses that a page leads to."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "a" and given.get("href") and "download" not in given:
            self.found.append(given["href"] or "")


def page_routes() -> list[str]:
    """The paths of all pages, as the table has them."""
    return [path for method, path in ACCESS if method == "GET" and path != "/" and not path.startswith(NO_PAGES)]


def route_of(address: str) -> str | None:
    """Which page's path an address is."""
    path = urlsplit(address).path
    return next((one for one in page_routes() if compile_path(one)[0].fullmatch(path)), None)


def links_of(page: str, address: str) -> Iterator[str]:
    """Where a page leads within the console."""
    links = _Links()
    links.feed(page)
    for link in links.found:
        to = urlsplit(urljoin(f"http://console.test{address}", link))
        if to.netloc == "console.test":
            yield to.path + (f"?{to.query}" if to.query else "")


def walked(client: httpx.Client) -> Mapping[str, Mapping[str, httpx.Response]]:
    """Every page that is reached: by its route, the answer to each address."""
    seen: dict[str, dict[str, httpx.Response]] = defaultdict(dict)
    waiting = [*BEGINNINGS, *(path for path in page_routes() if "{" not in path and path.count("/") == 1)]
    while waiting:
        address = waiting.pop(0)
        route = route_of(address)
        if route is None or address in seen[route] or len(seen[route]) >= MOST_OF_A_ROUTE:
            continue
        answer = seen[route][address] = client.get(address)
        if _is_page(answer):
            waiting.extend(links_of(answer.text, address))
    return seen


def _is_page(answer: httpx.Response) -> bool:
    return answer.status_code == 200 and answer.headers.get("content-type", "").startswith("text/html")


def richest(found: Mapping[str, httpx.Response]) -> str:
    """Of a route's pages the one with most in it."""
    pages = {one: answer for one, answer in found.items() if _is_page(answer)}
    return max(pages, key=lambda one: len(pages[one].content), default="")
