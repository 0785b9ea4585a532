"""What people change about their own account, and the operator about all; in force at the next request."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from console_site import ConsoleSite
from graftwatch.adapters.sqlite.console_store import Account
from graftwatch.console.access.local_accounts import link_for
from graftwatch.console.access.one_time_codes import code_at
from graftwatch.console.access.passwords import is_right
from graftwatch.console.access.roles import Role
from graftwatch.entrypoints.settings import Settings
from graftwatch.entrypoints.wiring import DataFolder

NAME = "n.tanaka"
OLD = "correct horse battery"
NEW = "seven quiet lanterns"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[ConsoleSite]:
    DataFolder(tmp_path).make()
    with ConsoleSite(Settings(data=tmp_path)) as made:
        yield made


def _begun(site: ConsoleSite, *roles: Role) -> httpx.Client:
    """Somebody who chose a password and is signed in by it."""
    site.store.accounts.add(Account(NAME, frozenset(roles)))
    browser = site.nobody()
    path = link_for(site.store, NAME, "")
    assert browser.post(path, data=_chosen(site, path)).status_code == 200
    return browser


def _chosen(site: ConsoleSite, path: str) -> dict[str, str]:
    link = site.store.links.find(path.removeprefix("/start/"))
    assert link is not None
    return {"password": OLD, "again": OLD, "code": code_at(link.totp, site.now)}


def test_changing_the_password_ends_the_other_sessions(site: ConsoleSite) -> None:
    browser, other = _begun(site), site.nobody()
    other.cookies.set("graftwatch", site.store.sessions.open(NAME, timedelta(hours=1)))
    assert other.get("/account").status_code == 200
    given = {"old": OLD, "password": NEW, "again": NEW}
    assert browser.post("/account/password", data={**given, "old": NEW}).status_code == 422
    assert browser.post("/account/password", data=given).headers["location"] == "/account?done=password"
    held = site.store.accounts.credentials(NAME)
    assert held is not None
    assert is_right(NEW, held.password)
    assert browser.get("/account?done=password").status_code == 200
    assert other.get("/account").status_code == 303


def test_a_second_factor_is_set_up_anew_and_the_old_one_works_until_then(site: ConsoleSite) -> None:
    browser = _begun(site)
    before = site.store.accounts.credentials(NAME)
    assert browser.post("/account/factor", data={"factor_password": NEW}).status_code == 422
    where = browser.post("/account/factor", data={"factor_password": OLD}).headers["location"]
    assert site.store.accounts.credentials(NAME) == before
    assert browser.post(where, data={"code": "000000"}).status_code == 422
    link = site.store.links.find(where.removeprefix("/start/"))
    assert link is not None
    assert browser.post(where, data={"code": code_at(link.totp, site.now)}).status_code == 200
    after = site.store.accounts.credentials(NAME)
    assert after is not None
    assert before is not None
    assert (after.totp, after.password) == (link.totp, before.password)


def test_new_recovery_codes_replace_the_old_ones(site: ConsoleSite) -> None:
    browser = _begun(site)
    shown = browser.post("/account/recovery", data={"recovery_password": OLD}).text
    codes = re.findall(r"<li><code>([a-z0-9-]+)</code>", shown)
    again = browser.post("/account/recovery", data={"recovery_password": OLD}).text
    assert len(codes) == 8
    assert not set(codes) & set(re.findall(r"<li><code>([a-z0-9-]+)</code>", again))
    assert not site.store.accounts.use_recovery(NAME, codes[0])


def test_the_language_is_kept_with_the_account(site: ConsoleSite) -> None:
    browser = site.signed_in(Role.OPERATOR)
    browser.post("/account/language", data={"language": "ja"})
    assert 'lang="ja"' in browser.get("/account").text
    found = site.store.accounts.find("ward-5")
    assert found is not None
    assert found.language == "ja"


def test_a_token_is_shown_once_and_works_until_it_is_taken_back(site: ConsoleSite) -> None:
    browser = site.signed_in(Role.OPERATOR)
    shown = browser.post("/account/tokens", data={"name": "monitor", "scopes": ["service:read"], "days": "30"}).text
    found = re.search(r"gw_[\w-]{43}", shown)
    assert found is not None
    bearer = {"authorization": f"Bearer {found[0]}"}
    assert site.nobody().get("/api/v1/me", headers=bearer).status_code == 200
    assert found[0] not in browser.get("/account").text
    number = site.store.tokens.all()[0].id
    assert site.signed_in(account="another").post("/account/revoke", data={"id": str(number)}).status_code == 422
    assert browser.post("/account/revoke", data={"id": str(number)}).status_code == 303
    assert site.nobody().get("/api/v1/me", headers=bearer).status_code == 401


@pytest.mark.parametrize("given", [{"name": "x"}, {"name": "x", "scopes": ["no:such"]}, {"scopes": ["service:read"]}])
def test_a_token_says_what_it_is_and_what_for(site: ConsoleSite, given: dict[str, object]) -> None:
    assert site.signed_in(Role.OPERATOR).post("/account/tokens", data=given).status_code == 422
    assert site.store.tokens.all() == []


def test_whoever_made_a_password_gives_it_for_a_token(site: ConsoleSite) -> None:
    browser, given = _begun(site), {"name": "monitor", "scopes": "service:read"}
    assert browser.post("/account/tokens", data=given).status_code == 422
    assert browser.post("/account/tokens", data={**given, "token_password": OLD}).status_code == 200


def test_somebody_elses_session_is_not_theirs_to_end(site: ConsoleSite) -> None:
    site.signed_in(Role.OPERATOR, account="victim")
    number = site.store.sessions.all(timedelta(hours=1), "victim")[0].id
    assert site.signed_in(account="other").post("/account/sessions", data={"id": str(number)}).status_code == 422
    assert len(site.store.sessions.all(timedelta(hours=1), "victim")) == 1


def test_signing_out_everywhere_else(site: ConsoleSite) -> None:
    one, other = site.signed_in(Role.OPERATOR), site.signed_in(Role.OPERATOR)
    assert one.post("/account/others").status_code == 303
    assert (one.get("/account").status_code, other.get("/account").status_code) == (200, 303)
    one.post("/sign-out")
    assert one.get("/account").status_code == 303


def test_the_operator_adds_an_account_by_a_link_that_its_owner_uses(site: ConsoleSite) -> None:
    operator = site.signed_in(Role.OPERATOR)
    shown = operator.post("/accounts", data={"name": "K.Sato", "roles": ["integration"]})
    found = re.search(r"/start/[\w-]+", shown.text)
    assert found is not None
    newcomer = site.nobody(address="192.0.2.7")
    assert newcomer.get(found[0]).status_code == 200
    assert newcomer.post(found[0], data=_chosen(site, found[0])).status_code == 200
    assert "k.sato" in newcomer.get("/account").text
    assert newcomer.get("/accounts").status_code == 403


def test_other_roles_and_disabling_are_in_force_at_the_next_request(site: ConsoleSite) -> None:
    operator, other = site.signed_in(Role.OPERATOR), site.signed_in(Role.OPERATOR, account="other/one")
    site.store.accounts.set_password("ward-5", "somehow")  # so another operator can sign in
    assert other.get("/accounts").status_code == 200
    operator.post("/accounts/roles", data={"name": "other/one", "roles": ["coordinator"]})
    assert other.get("/accounts").status_code == 403
    assert operator.get("/accounts/other%2Fone").status_code == 200
    secret = site.store.tokens.add("other/one", "x", ["service:read"], site.now + timedelta(days=1))
    operator.post("/accounts/disable", data={"name": "other/one"})
    assert other.get("/account").status_code == 303
    assert site.nobody().get("/api/v1/me", headers={"authorization": f"Bearer {secret}"}).status_code == 401


def test_the_last_operator_cannot_take_themselves_away(site: ConsoleSite) -> None:
    operator = _begun(site, Role.OPERATOR)
    site.store.accounts.add(Account("never-came", frozenset({"operator"})))
    assert operator.post("/accounts/disable", data={"name": NAME}).status_code == 422
    assert operator.post("/accounts/roles", data={"name": NAME, "roles": ["coordinator"]}).status_code == 422
    assert operator.get("/accounts").status_code == 200


def test_a_session_ends_unused_and_in_any_case_after_a_shift(site: ConsoleSite) -> None:
    browser = site.signed_in(Role.OPERATOR)
    for _ in range(13):
        site.now += timedelta(minutes=55)
        assert browser.get("/account").status_code == 200
    site.now += timedelta(minutes=5)
    assert browser.get("/account").status_code == 303
    idle = site.signed_in(Role.OPERATOR)
    site.now += timedelta(minutes=61)
    assert idle.get("/account").status_code == 303


def test_what_a_page_does_by_itself_keeps_no_session_alive(site: ConsoleSite) -> None:
    browser = site.signed_in(Role.OPERATOR)
    site.now += timedelta(minutes=50)
    assert browser.get("/account", headers={"x-refresh": "1"}).status_code == 200
    site.now += timedelta(minutes=15)
    assert browser.get("/account").status_code == 303


def test_each_change_is_in_the_audit_with_who_made_it(site: ConsoleSite) -> None:
    operator = site.signed_in(Role.OPERATOR)
    operator.post("/accounts", data={"name": "k.sato", "roles": ["integration"]})
    operator.post("/accounts/disable", data={"name": "k.sato"})
    said = [(row.by, row.did, row.about, row.words) for row in site.store.rows()[:3]]
    assert said == [
        ("ward-5", "account_changed", "k.sato", "disabled"),
        ("ward-5", "account_changed", "k.sato", "link made"),
        ("ward-5", "account_changed", "k.sato", "added: integration"),
    ]


def test_programs_list_and_take_away_but_give_nothing(site: ConsoleSite) -> None:
    site.signed_in(Role.OPERATOR)
    site.store.accounts.set_password("ward-5", "somehow")
    site.signed_in(Role.COORDINATOR, account="lost")
    until = site.now + timedelta(days=1)
    secret = site.store.tokens.add("ward-5", "monitor", ["service:read", "service:write"], until)
    program = site.nobody()
    program.headers["authorization"] = f"Bearer {secret}"
    assert [one["name"] for one in program.get("/api/v1/accounts").json()] == ["lost", "ward-5"]
    number = next(one["id"] for one in program.get("/api/v1/sessions").json() if one["account"] == "lost")
    assert program.delete(f"/api/v1/sessions/{number}").json() == {"account": "lost", "id": number}
    assert program.delete(f"/api/v1/sessions/{number}").status_code == 404
    assert program.post("/api/v1/accounts/lost/disable").json()["account"] == "lost"
    assert program.post("/api/v1/accounts/ward-5/disable").status_code == 409
    assert program.post("/api/v1/accounts/nobody/disable").status_code == 404
    (token,) = program.get("/api/v1/tokens").json()
    assert secret not in str(token)
    for path in ("/accounts", "/accounts/link", "/account/tokens", "/accounts/roles"):
        assert program.post(path, data={"name": "lost"}).status_code == 403, path
    assert program.delete(f"/api/v1/tokens/{token['id']}").status_code == 200
    assert program.get("/api/v1/tokens").status_code == 401


def test_who_is_blinded_has_no_other_role(site: ConsoleSite) -> None:
    operator = site.signed_in(Role.OPERATOR)
    both = {"name": "k.sato", "roles": ["committee_blinded", "coordinator"]}
    assert operator.post("/accounts", data=both).status_code == 422
    assert operator.post("/accounts", data={**both, "roles": ["committee_blinded"]}).status_code == 200
    assert operator.post("/accounts/roles", data=both).status_code == 422
    found = site.store.accounts.find("k.sato")
    assert found is not None
    assert found.roles == {"committee_blinded"}
