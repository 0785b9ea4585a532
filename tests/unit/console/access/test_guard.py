"""Every route of the console, asked by everybody: nobody, each role, none, and tokens of each scope."""

import asyncio
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote

import httpx
import pytest
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send

from console_site import ORIGIN, ConsoleSite
from graftwatch.adapters.sqlite.console_store import Account
from graftwatch.console.access import roles
from graftwatch.console.access.guard import Guard
from graftwatch.console.access.limits import ASKED_BY_TOKEN, WRONG_TOKENS
from graftwatch.console.access.opening import StoredVisitors
from graftwatch.console.access.roles import Role
from graftwatch.console.access.rules import AccessRules
from graftwatch.console.access.table import ACCESS, Rule
from graftwatch.console.api.refusals import MACHINES
from graftwatch.console.application import console_application, guarded
from graftwatch.console.shell.pages import refused_page
from graftwatch.entrypoints.settings import Settings
from graftwatch.entrypoints.wiring import DataFolder

ALLOWED = 299
"""What the application answers in these tests to whatever is let through."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ConsoleSite]:
    data = tmp_path_factory.mktemp("guard")
    DataFolder(data).make()
    with ConsoleSite(Settings(data=data)) as made:
        yield made


@pytest.fixture(scope="module")
def asked(site: ConsoleSite) -> "Asked":
    return Asked(site)


async def _allowed(scope: Scope, receive: Receive, send: Send) -> None:
    await Response(status_code=ALLOWED)(scope, receive, send)


class Asked:
    """The guard over the application's own routes and the table, and people to ask."""

    def __init__(self, site: ConsoleSite) -> None:
        self.routes = guarded(site.parts).routes
        self.guard = Guard(_allowed, self.routes, StoredVisitors(site.store, site.parts.rules), refused_page, "")
        self._site = site

    def session(self, *given: Role) -> dict[str, str]:
        name = "-".join(sorted(given)) or "nothing"
        self._site.store.accounts.add(Account(name, frozenset(given)))
        return {"cookie": f"graftwatch={self._site.store.sessions.open(name, timedelta(hours=1))}", "origin": ORIGIN}

    def token(self, *scopes: roles.Scope, of: tuple[Role, ...]) -> dict[str, str]:
        name = "-".join(sorted(of)) or "nothing"
        self._site.store.accounts.add(Account(name, frozenset(of)))
        until = self._site.now + timedelta(days=1)
        return {"authorization": f"Bearer {self._site.store.tokens.add(name, 'x', scopes, until)}"}

    def status(self, method: str, path: str, headers: dict[str, str]) -> int:
        return asyncio.run(self._ask(method, path, headers))

    async def _ask(self, method: str, path: str, headers: dict[str, str]) -> int:
        """Asks as the server hands requests on, without a client that puts an address in order first."""
        found: list[int] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                found.append(message["status"])

        held = {"host": ORIGIN.partition("//")[2], **headers}
        scope: Scope = {
            "type": "http",
            "method": method,
            "scheme": "http",
            "path": unquote(path),
            "raw_path": path.encode(),
            "query_string": b"",
            "root_path": "",
            "headers": [(name.encode(), value.encode()) for name, value in held.items()],
            "client": ("192.0.2.7", 50000),
            "server": ("console.test", 80),
        }
        await self.guard(scope, receive, send)
        return found[0]

    def all_status(self, headers: dict[str, str]) -> dict[tuple[str, str], int]:
        """What each line of the table is answered."""

        async def ask() -> dict[tuple[str, str], int]:
            return {(method, path): await self._ask(method, _example(path), headers) for method, path in ACCESS}

        return asyncio.run(ask())


def _example(path: str) -> str:
    """A path that a route answers to; some take a word that another route has not taken."""
    return re.sub(r"\{\w+(:\w+)?\}", "7", path)


def _refused(path: str) -> int:
    return 401 if path.startswith(MACHINES) else 303


def test_every_route_is_in_the_table_and_every_line_has_a_route(asked: Asked) -> None:
    found = {
        (method, route.path)  # type: ignore[attr-defined]  # only routes with a path can be answered
        for route in asked.routes
        for method in getattr(route, "methods", None) or {"ANY"}
        if method != "HEAD"
    }
    assert found == set(ACCESS)


def test_nobody_reaches_only_what_is_public(asked: Asked) -> None:
    for (method, path), status in asked.all_status({"origin": ORIGIN}).items():
        rule = ACCESS[method, path]
        expected = ALLOWED if rule.public else _refused(path) if method == "GET" else 401
        assert status == expected, (method, path)


@pytest.mark.parametrize("role", [*Role, None])
def test_each_role_reaches_what_the_table_says_and_nothing_else(asked: Asked, role: Role | None) -> None:
    given = [role] if role else []
    for line, status in asked.all_status(asked.session(*given)).items():
        rule = ACCESS[line]
        allowed = rule.public or rule.signed_in or (role in rule.roles)
        assert status == (ALLOWED if allowed else 403), line


@pytest.mark.parametrize("scope", [*roles.Scope])
def test_a_token_reaches_what_its_scope_says_though_its_account_has_every_role(
    asked: Asked, scope: roles.Scope
) -> None:
    for line, status in asked.all_status(asked.token(scope, of=tuple(Role))).items():
        rule = ACCESS[line]
        assert status == (ALLOWED if _by_token(rule, scope) else 403), line


def test_a_token_of_an_account_without_roles_reaches_nothing_of_theirs(asked: Asked) -> None:
    for line, status in asked.all_status(asked.token(*roles.Scope, of=())).items():
        rule = ACCESS[line]
        assert status == (ALLOWED if rule.public or rule.any_token else 403), line


def _by_token(rule: Rule, scope: roles.Scope) -> bool:
    return rule.public or rule.any_token or rule.scope == scope


def test_a_route_that_nobody_listed_answers_nobody(site: ConsoleSite) -> None:
    async def open_to_all(_: object) -> Response:
        return Response("secret")

    parts = site.parts
    forgotten = Route("/forgotten", open_to_all, methods=["GET"])
    guard = guarded(type(parts)(parts.store, parts.changes, [forgotten], parts.rules))
    asked = Asked(site)
    asked.guard = guard
    assert asked.status("GET", "/forgotten", asked.session(*Role)) == 404


SAME = {"origin": ORIGIN}


@pytest.mark.parametrize(
    ("headers", "passes"),
    [
        pytest.param({}, False, id="no word"),
        pytest.param(SAME, True, id="own origin"),
        pytest.param({"origin": "https://evil.test"}, False, id="foreign origin"),
        pytest.param({"origin": "null"}, False, id="null"),
        pytest.param({"origin": f"{ORIGIN}.evil.test"}, False, id="own name as a beginning"),
        pytest.param({"origin": f"{ORIGIN}:8080"}, False, id="another port"),
        pytest.param({"origin": "ftp://console.test"}, False, id="another scheme"),
        pytest.param({"sec-fetch-site": "same-origin"}, True, id="fetched from here"),
        pytest.param({"sec-fetch-site": "same-site"}, False, id="a sister site"),
        pytest.param({"sec-fetch-site": "cross-site"}, False, id="from elsewhere"),
        pytest.param({"sec-fetch-site": "none"}, False, id="typed"),
        pytest.param({**SAME, "sec-fetch-site": "cross-site"}, False, id="own origin from elsewhere"),
        pytest.param({"origin": "https://evil.test", "sec-fetch-site": "same-origin"}, False, id="both must say so"),
        pytest.param({"referer": f"{ORIGIN}/accounts"}, False, id="a referer is no proof"),
        pytest.param({"origin": ORIGIN, "x-http-method-override": "GET"}, True, id="no override"),
    ],
)
def test_a_change_comes_from_a_page_of_the_service(asked: Asked, headers: dict[str, str], passes: bool) -> None:  # noqa: FBT001 - a case
    mine = asked.session(Role.OPERATOR)
    del mine["origin"]
    assert asked.status("POST", "/accounts", {**mine, **headers}) == (ALLOWED if passes else 403)
    assert asked.status("POST", "/sign-in", headers) == (ALLOWED if passes else 403)


def test_a_session_beside_a_token_counts_for_nothing(asked: Asked) -> None:
    both = {**asked.session(*Role), "authorization": "Bearer gw_wrong"}
    assert asked.status("GET", "/accounts", both) == 303
    assert asked.status("GET", "/api/v1/me", both) == 401


@pytest.mark.parametrize(
    "path",
    [
        *("//accounts", "/accounts/", "/./accounts", "/x/../accounts", "/%2e/accounts", "/%2faccounts", "/accounts%00"),
        *("/ACCOUNTS", "/accounts;x", "/accounts%20", "/accounts%2f", "/\\accounts", "/accounts.json", "/api/v1"),
    ],
)
def test_no_other_spelling_of_a_path_is_answered(asked: Asked, path: str) -> None:
    assert asked.status("GET", path, asked.session(Role.COORDINATOR)) in {403, 404}
    assert asked.status("GET", path, {}) in {303, 404}


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "get", "FETCH"])
def test_no_other_method_is_answered(asked: Asked, method: str) -> None:
    assert asked.status(method, "/accounts", asked.session(Role.OPERATOR)) == 404


def test_head_is_asked_like_get(asked: Asked) -> None:
    assert asked.status("HEAD", "/accounts", asked.session(Role.OPERATOR)) == ALLOWED
    assert asked.status("HEAD", "/accounts", asked.session(Role.COORDINATOR)) == 403
    assert asked.status("HEAD", "/accounts", {}) == 303


def test_programs_are_told_as_a_problem(site: ConsoleSite) -> None:
    answer = site.nobody().get("/api/v1/me", headers={"authorization": "Bearer gw_wrong"})
    assert (answer.status_code, answer.headers["content-type"]) == (401, "application/problem+json")
    assert answer.headers["www-authenticate"] == "Bearer"


def test_a_token_is_asked_no_more_often_than_it_may(site: ConsoleSite) -> None:
    asked = Asked(site)
    token = asked.token(roles.Scope.SERVICE_READ, of=(Role.OPERATOR,))
    found = [asked.status("GET", "/api/v1/me", token) for _ in range(ASKED_BY_TOKEN + 1)]
    assert (found[-2], found[-1]) == (ALLOWED, 429)
    another = asked.token(roles.Scope.SERVICE_READ, of=(Role.OPERATOR,))
    assert asked.status("GET", "/api/v1/me", another) == ALLOWED


def test_wrong_tokens_are_tried_so_often_a_minute(site: ConsoleSite) -> None:
    client, wrong = TestWrong.client(site), [f"Bearer gw_{number}" for number in range(WRONG_TOKENS + 1)]
    found = [client.get("/api/v1/me", headers={"authorization": one}) for one in wrong]
    assert [found[0].status_code, found[-2].status_code, found[-1].status_code] == [401, 401, 429]
    assert found[-1].headers["retry-after"] == "60"
    assert found[-1].headers["content-type"] == "application/problem+json"


class TestWrong:
    """A client of an application of its own, whose limits nobody else uses up."""

    @staticmethod
    def client(site: ConsoleSite) -> httpx.Client:
        site.application = console_application(site.parts)
        return site.nobody()


def test_what_every_answer_says_to_browsers(site: ConsoleSite) -> None:
    for path in ("/sign-in", "/no-such-page", "/accounts", "/start/wrong"):
        headers = site.nobody().get(path).headers
        assert "default-src 'none'" in headers["content-security-policy"], path
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-frame-options"] == "DENY"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"
        assert headers["referrer-policy"] == "same-origin"


def test_by_https_the_cookie_belongs_to_this_host_alone(tmp_path: Path) -> None:
    DataFolder(tmp_path).make()
    with ConsoleSite(Settings(data=tmp_path), rules=AccessRules(base_url="https://console.test")) as site:
        link = site.store.demo_link(Account("ward-5", frozenset({"operator"})), timedelta(hours=1), 1)
        said = site.nobody().get(f"/start/{link}").headers["set-cookie"]
        assert said.startswith("__Host-graftwatch=")
        assert {"HttpOnly", "Path=/", "SameSite=lax", "Secure"} <= {one.strip() for one in said.split(";")}
        assert "Domain" not in said
        secret = said.split("=", 1)[1].split(";")[0]
        tossed = site.nobody().get("/account", headers={"cookie": f"graftwatch={secret}"})
        assert tossed.status_code == 303
        own = {"cookie": f"__Host-graftwatch={secret}"}
        assert site.nobody().get("/account", headers=own).status_code == 200
        assert site.nobody().post("/sign-out", headers={**own, "origin": "http://console.test"}).status_code == 403
        assert site.nobody().post("/sign-out", headers={**own, "origin": "https://console.test"}).status_code == 303


def test_a_service_that_others_reach_and_that_has_no_account_says_so_and_nothing_else(tmp_path: Path) -> None:
    DataFolder(tmp_path).make()
    with ConsoleSite(Settings(data=tmp_path), rules=AccessRules(only_here=False)) as site:
        for path in ("/", "/sign-in", "/accounts", "/api/v1/me", "/events"):
            assert site.nobody().get(path).status_code == 503, path
        assert "graftwatch account add" in site.nobody().get("/sign-in").text
        assert site.nobody().post("/sign-in", data={"name": "x"}).status_code == 503
        site.store.accounts.add(Account("ward-5", frozenset()))
        assert site.nobody().get("/sign-in").status_code == 200
