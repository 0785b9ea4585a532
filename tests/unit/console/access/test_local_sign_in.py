"""Accounts of the service's own: the first one, signing in by password and code, and all that must not work."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from argon2 import PasswordHasher

from console_site import ConsoleSite
from graftwatch.adapters.sqlite.console_store import Account
from graftwatch.console.access.local_accounts import first_start_link, link_for
from graftwatch.console.access.one_time_codes import code_at, new_totp
from graftwatch.console.access.passwords import kept
from graftwatch.entrypoints.settings import Settings
from graftwatch.entrypoints.wiring import DataFolder

PASSWORD = "correct horse battery"  # noqa: S105 - invented
NAME = "n.tanaka"
TYPED = {"password": "another secret 1"}
WRONG = {"password": "wrong horse battery"}


@pytest.fixture
def site(tmp_path: Path) -> Iterator[ConsoleSite]:
    DataFolder(tmp_path).make()
    with ConsoleSite(Settings(data=tmp_path)) as made:
        yield made


def _path(link: str) -> str:
    return link.removeprefix("http://x")


def _chosen(site: ConsoleSite, path: str, **others: object) -> dict[str, object]:
    link = site.store.links.find(path.removeprefix("/start/"))
    assert link is not None
    code = code_at(link.totp, site.now)
    return {"name": NAME, "password": PASSWORD, "again": PASSWORD, "code": code, **others}


def _secret(site: ConsoleSite) -> str:
    held = site.store.accounts.credentials(NAME)
    assert held is not None
    return held.totp


@pytest.fixture(scope="module")
def hashed_once() -> str:
    return kept(PASSWORD)


@pytest.fixture
def started(site: ConsoleSite, hashed_once: str) -> ConsoleSite:
    """There is an account, whose owner chose a password and a second factor some minutes ago."""
    site.store.accounts.add(Account(NAME, frozenset({"operator"})))
    site.store.accounts.set_password(NAME, hashed_once)
    site.store.accounts.set_totp(NAME, new_totp(), 0)
    return site


def _sign_in(site: ConsoleSite, **others: str) -> httpx.Response:
    given = {"name": NAME, "password": PASSWORD, "code": code_at(_secret(site), site.now), **others}
    return site.nobody().post("/sign-in", data=given)


def test_the_first_link_makes_an_operator_who_is_signed_in(site: ConsoleSite) -> None:
    path = _path(first_start_link(site.store, "http://x"))
    browser = site.nobody()
    shown = browser.get(path)
    assert "data:image/svg+xml" in shown.text
    answer = browser.post(path, data=_chosen(site, path, roles=["coordinator", "no_such_role"]))
    assert answer.text.count("<li><code>") == 8
    assert browser.get("/").headers["location"] != "/sign-in"
    found = site.store.accounts.find(NAME)
    assert found is not None
    assert found.roles == {"operator", "coordinator"}
    assert first_start_link(site.store, "http://x") == ""


def test_looking_at_a_link_does_not_use_it(site: ConsoleSite) -> None:
    path = _path(first_start_link(site.store, "http://x"))
    assert [site.nobody().get(path).status_code for _ in range(3)] == [200, 200, 200]
    assert site.nobody().head(path).status_code == 200


def test_the_first_link_works_once_and_for_an_hour(site: ConsoleSite) -> None:
    old = _path(first_start_link(site.store, "http://x"))
    path = _path(first_start_link(site.store, "http://x"))
    assert site.nobody().get(old).status_code == 404
    given = _chosen(site, path)
    site.now += timedelta(hours=1, seconds=1)
    assert site.nobody().post(path, data=given).status_code == 404
    path = _path(first_start_link(site.store, "http://x"))
    given = _chosen(site, path)
    assert site.nobody().post(path, data=given).status_code == 200
    assert site.nobody().post(path, data={**given, "name": "mallory"}).status_code == 404
    assert [one.name for one in site.store.accounts.all()] == [NAME]


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"password": "short", "again": "short"}, id="short"),
        pytest.param({"password": "password1234", "again": "password1234"}, id="among the first that are tried"),
        pytest.param({"password": "N.Tanaka in winter", "again": "N.Tanaka in winter"}, id="own name"),
        pytest.param({"again": "another"}, id="not the same twice"),
        pytest.param({"code": "000000"}, id="wrong code"),
        pytest.param({"name": "a b"}, id="no name"),
        pytest.param({"name": "oidc:somebody"}, id="a provider's name"),
    ],
)
def test_what_cannot_be_taken_is_said_and_the_link_still_works(site: ConsoleSite, wrong: dict[str, str]) -> None:
    path = _path(first_start_link(site.store, "http://x"))
    answer = site.nobody().post(path, data=_chosen(site, path, **wrong))
    assert answer.status_code == 422
    assert 'class="fault"' in answer.text
    assert site.nobody().post(path, data=_chosen(site, path)).status_code == 200


def test_password_and_code_sign_in(started: ConsoleSite) -> None:
    answer = _sign_in(started)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie


def test_a_code_counts_once(started: ConsoleSite) -> None:
    assert _sign_in(started).status_code == 303
    assert _sign_in(started).status_code == 403
    started.now += timedelta(seconds=30)
    assert _sign_in(started).status_code == 303


@pytest.mark.parametrize(("seconds", "status"), [(-60, 403), (-30, 303), (0, 303), (30, 303), (60, 403)])
def test_a_clock_may_be_a_step_off(started: ConsoleSite, seconds: int, status: int) -> None:
    code = code_at(_secret(started), started.now + timedelta(seconds=seconds))
    assert _sign_in(started, code=code).status_code == status


def test_a_wrong_password_does_not_use_the_code_up(started: ConsoleSite) -> None:
    assert _sign_in(started, **WRONG).status_code == 403
    assert _sign_in(started).status_code == 303


def test_a_password_that_was_kept_by_other_parameters_is_kept_anew(started: ConsoleSite) -> None:
    old = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    started.store.accounts.set_password(NAME, old)
    assert _sign_in(started).status_code == 303
    held = started.store.accounts.credentials(NAME)
    assert held is not None
    assert "m=65536,t=3,p=4" in held.password


def test_a_recovery_code_signs_in_once(started: ConsoleSite) -> None:
    path = _path(link_for(started.store, NAME, "http://x"))
    shown = started.nobody().post(path, data=_chosen(started, path)).text
    code = shown.split("<li><code>")[1].split("</code>")[0]
    assert _sign_in(started, code=code.upper().replace("-", " ")).status_code == 303
    assert _sign_in(started, code=code).status_code == 403


@pytest.mark.parametrize(
    "wrong", [{"name": "nobody"}, {"password": "wrong horse battery"}, {"code": "000000"}, {"code": ""}]
)
def test_whatever_is_wrong_the_answer_is_the_same(started: ConsoleSite, wrong: dict[str, str]) -> None:
    answer = _sign_in(started, **wrong)
    assert answer.status_code == 403
    assert "Name, password or code is not right." in answer.text
    assert "set-cookie" not in answer.headers


def test_failures_are_recorded_without_what_was_typed(started: ConsoleSite) -> None:
    _sign_in(started, name="my secret typed into the wrong field", **TYPED)
    _sign_in(started, **TYPED)
    newest, before = started.store.rows()[:2]
    assert (newest.by, newest.did, newest.about, newest.words) == ("", "sign_in_failed", NAME, "127.0.0.1")
    assert (before.about, before.words) == ("", "127.0.0.1")
    assert not any("secret" in row.words + row.about + row.by for row in started.store.rows())


def test_a_disabled_account_does_not_sign_in(started: ConsoleSite) -> None:
    started.store.accounts.disable(NAME)
    assert _sign_in(started).status_code == 403


@pytest.mark.parametrize("name", [NAME, "nobody"])
def test_after_five_failures_an_account_waits_whether_it_is_there_or_not(started: ConsoleSite, name: str) -> None:
    answers = [_sign_in(started, name=name, **WRONG) for _ in range(6)]
    assert [one.status_code for one in answers] == [403] * 5 + [429]
    assert 0 < int(answers[-1].headers["retry-after"]) <= 31
    if name == NAME:
        assert _sign_in(started).status_code == 429


def test_a_session_is_a_new_one_whatever_the_browser_brought(started: ConsoleSite) -> None:
    browser = started.nobody()
    browser.cookies.set("graftwatch", "chosen-by-somebody-else")
    given = {"name": NAME, "password": PASSWORD, "code": code_at(_secret(started), started.now)}
    browser.post("/sign-in", data=given)
    assert started.nobody().get("/events", headers={"cookie": "graftwatch=chosen-by-somebody-else"}).status_code == 303


@pytest.mark.parametrize(
    "elsewhere", ["//evil.test", "https://evil.test", "/\\evil.test", "/\t/evil.test", "javascript:alert(1)", ""]
)
def test_signing_in_leads_to_this_service_only(started: ConsoleSite, elsewhere: str) -> None:
    assert _sign_in(started, next=elsewhere).headers["location"] == "/"


def test_signing_in_leads_on_to_where_one_was_going(started: ConsoleSite) -> None:
    asked = started.nobody().get("/signals?since=today")
    assert asked.headers["location"] == "/sign-in?next=%2Fsignals%3Fsince%3Dtoday"
    assert 'value="/signals?since=today"' in started.nobody().get(asked.headers["location"]).text
    assert _sign_in(started, next="/signals?since=today").headers["location"] == "/signals?since=today"


def test_the_first_link_is_answered_to_this_machine_alone(site: ConsoleSite) -> None:
    path = _path(first_start_link(site.store, "http://x"))
    assert site.nobody(address="192.0.2.7").get(path).status_code == 403
    assert site.nobody(address="192.0.2.7").post(path, data=_chosen(site, path)).status_code == 403
    assert not site.store.accounts.exist()
