"""Signing in through an OpenID Connect provider: a real one on this machine, which tells the truth or lies."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import httpx
import pytest

from console_site import ORIGIN, ConsoleSite
from graftwatch.adapters.oidc import OidcClient, OidcProvider
from graftwatch.console.access.provider import Provider
from graftwatch.console.access.roles import Role
from graftwatch.console.access.rules import AccessRules
from graftwatch.entrypoints.console.access import access_rules
from graftwatch.entrypoints.settings import Settings, SettingsError, load_settings
from graftwatch.entrypoints.wiring import DataFolder
from local_provider import CLIENT_ID, CLIENT_SECRET, LocalProvider, key_named

ROLES = {"gw-ward": frozenset({Role.INFECTION_CONTROL}), "gw-ops": frozenset({Role.OPERATOR, Role.INTEGRATION})}


class Joined:
    """The console with a provider."""

    def __init__(self, data: Path) -> None:
        DataFolder(data).make()
        self.provider = LocalProvider(lambda: int(self.site.now.timestamp()))
        client = OidcClient(self.provider.issuer, CLIENT_ID, CLIENT_SECRET, f"{ORIGIN}/sign-in/provider/back")
        oidc = OidcProvider(client, lambda: self.site.now)
        known = Provider("the hospital", oidc, "resource.roles", ROLES)
        self.site = ConsoleSite(Settings(data=data), rules=AccessRules(base_url=ORIGIN, provider=known))

    def begun(self, browser: httpx.Client, leading: str = "/") -> str:
        """Where the provider sends a browser back to."""
        answer = browser.get("/sign-in/provider", params={"next": leading})
        assert answer.status_code == 303, answer.text
        return self.provider.signs_in(answer.headers["location"]).removeprefix(ORIGIN)

    def tried(self, **claims: object) -> httpx.Response:
        """What a browser is answered that comes back with a token of such claims."""
        self.provider.claims = claims
        browser = self.site.nobody()
        return browser.get(self.begun(browser))

    def why(self) -> str:
        """The newest failure in the audit."""
        newest = self.site.store.rows()[0]
        assert newest.did == "sign_in_failed"
        return newest.words


@pytest.fixture
def joined(tmp_path: Path) -> Iterator[Joined]:
    made = Joined(tmp_path)
    with made.provider, made.site:
        yield made


def test_the_provider_is_asked_for_nothing_before_somebody_signs_in(joined: Joined) -> None:
    assert "Sign in with the hospital" in joined.site.nobody().get("/sign-in").text
    assert joined.provider.asked == []


def test_somebody_signs_in_with_the_roles_that_the_provider_gives(joined: Joined) -> None:
    joined.provider.claims = {"resource": {"roles": ["gw-ops", "unmapped"]}, "preferred_username": "k.sato"}
    browser = joined.site.nobody()
    answer = browser.get(joined.begun(browser, "/accounts?x=1"))
    assert (answer.status_code, answer.headers["location"]) == (303, "/accounts?x=1")
    assert "k.sato" in browser.get("/accounts").text
    account = joined.site.store.accounts.find("oidc:4711")
    assert account is not None
    assert account.roles == {"operator", "integration"}
    assert joined.site.store.rows()[0].by == "oidc:4711"


def test_roles_are_the_providers_at_each_sign_in(joined: Joined) -> None:
    assert joined.tried(resource={"roles": "gw-ward"}).status_code == 303
    assert joined.tried(resource={"roles": "gw-ops"}).status_code == 303
    account = joined.site.store.accounts.find("oidc:4711")
    assert account is not None
    assert account.roles == {"operator", "integration"}


def test_somebody_without_a_mapped_role_is_signed_in_and_told_so(joined: Joined) -> None:
    joined.provider.claims = {"resource": {"roles": ["visitor"]}}
    browser = joined.site.nobody()
    browser.get(joined.begun(browser))
    assert browser.get("/").headers["location"] == "/account"
    assert "You have no role yet" in browser.get("/account").text
    assert browser.get("/signals").status_code == 403


@pytest.mark.parametrize(
    ("claims", "why"),
    [
        pytest.param({"nonce": "another"}, "nonce", id="wrong nonce"),
        pytest.param({"nonce": None}, "nonce", id="no nonce"),
        pytest.param({"aud": "another-client"}, "aud", id="wrong audience"),
        pytest.param({"aud": [CLIENT_ID, "another"], "azp": "another"}, "azp", id="made for another"),
        pytest.param({"iss": "https://evil.test"}, "iss", id="wrong issuer"),
        pytest.param({"exp": 1_000_000_000}, "expired", id="expired"),
        pytest.param({"exp": None}, "exp", id="never expires"),
        pytest.param({"iat": 4_000_000_000}, "issued in the future", id="from the future"),
        pytest.param({"sub": None}, "sub", id="about nobody"),
        pytest.param({"sub": "a\nb"}, "sub", id="no name"),
        pytest.param({"sub": ["4711"]}, "sub", id="several"),
        pytest.param({"at_hash": "wrong"}, "at_hash", id="another access token"),
    ],
)
def test_a_token_that_does_not_fit_is_not_believed(joined: Joined, claims: dict[str, object], why: str) -> None:
    answer = joined.tried(**claims)
    assert answer.status_code == 403
    assert "answer was not taken" in answer.text
    assert "set-cookie" not in answer.headers
    assert why in joined.why()
    assert joined.site.store.accounts.all() == []


def test_a_forged_signature_is_not_believed(joined: Joined) -> None:
    joined.provider.signed_by = key_named("one", 2)
    assert joined.tried().status_code == 403
    assert "signature" in joined.why()


def test_a_token_signed_by_what_is_public_is_not_believed(joined: Joined) -> None:
    joined.provider.algorithm = "HS256"
    assert joined.tried().status_code == 403
    assert "signature" in joined.why()


def test_a_token_without_a_signature_is_not_believed(joined: Joined) -> None:
    joined.provider.algorithm = "none"
    assert joined.tried().status_code == 403
    assert "signature" in joined.why()


def test_a_new_key_of_the_provider_is_learned_but_not_asked_for_at_every_token(joined: Joined) -> None:
    assert joined.tried().status_code == 303
    joined.provider.key = joined.provider.signed_by = key_named("two")
    assert joined.tried().status_code == 403
    assert joined.provider.asked.count("/jwks") == 1
    joined.site.now += timedelta(minutes=2)
    assert joined.tried().status_code == 303
    assert joined.provider.asked.count("/jwks") == 2


def test_an_answer_is_taken_once(joined: Joined) -> None:
    browser = joined.site.nobody()
    back = joined.begun(browser)
    cookies = {"cookie": f"graftwatch-provider={browser.cookies['graftwatch-provider']}"}
    assert browser.get(back).status_code == 303
    assert joined.site.nobody().get(back, headers=cookies).status_code == 403


def test_a_code_that_was_used_is_refused_by_the_provider(joined: Joined) -> None:
    browser = joined.site.nobody()
    used = parse_qs(urlsplit(joined.begun(browser)).query)["code"][0]
    back = parse_qs(urlsplit(joined.begun(browser)).query)
    assert browser.get("/sign-in/provider/back", params={"code": used, "state": back["state"][0]}).status_code == 403
    assert "the code was refused" in joined.why()


def test_an_answer_belongs_to_the_browser_that_began(joined: Joined) -> None:
    back = joined.begun(joined.site.nobody())
    victim = joined.site.nobody()
    joined.begun(victim)
    assert victim.get(back).status_code == 403
    assert joined.site.nobody().get(back).status_code == 403


def test_whoever_takes_too_long_begins_again(joined: Joined) -> None:
    browser = joined.site.nobody()
    back = joined.begun(browser)
    joined.site.now += timedelta(minutes=11)
    assert browser.get(back).status_code == 403


def test_whoever_the_provider_refuses_is_told_so(joined: Joined) -> None:
    browser = joined.site.nobody()
    state = parse_qs(urlsplit(joined.begun(browser)).query)["state"][0]
    answer = browser.get("/sign-in/provider/back", params={"error": "access_denied<script>", "state": state})
    assert answer.status_code == 403
    assert "the provider said no: access_deniedscript" in joined.why()
    assert "<script>" not in answer.text


def test_a_disabled_account_stays_out(joined: Joined) -> None:
    assert joined.tried().status_code == 303
    joined.site.store.accounts.disable("oidc:4711")
    assert joined.tried().status_code == 403


def test_a_provider_that_is_away_is_said_and_the_local_sign_in_stays(joined: Joined) -> None:
    joined.provider.__exit__()
    answer = joined.site.nobody().get("/sign-in/provider")
    assert answer.status_code == 503
    assert 'name="password"' in answer.text
    joined.provider = LocalProvider(lambda: 0)
    joined.provider.__enter__()


def test_a_provider_that_calls_itself_otherwise_is_not_used(joined: Joined) -> None:
    joined.provider.calls_itself = "https://evil.test"
    assert joined.site.nobody().get("/sign-in/provider").status_code == 503


def test_the_providers_name_for_somebody_is_text(joined: Joined) -> None:
    joined.provider.claims = {"preferred_username": "<script>alert(1)</script>"}
    browser = joined.site.nobody()
    browser.get(joined.begun(browser))
    assert "<script>alert" not in browser.get("/account").text


CONFIGURED = """
base_url = "https://graftwatch.hospital.test/"
[console.oidc]
issuer = "https://login.hospital.test"
client_id = "graftwatch"
client_secret = "known-to-both"
roles_claim = "groups"
[console.oidc.roles]
gw-ward = ["infection_control", "coordinator"]
gw-dsmb = ["committee_blinded"]
"""


def test_the_settings_name_a_provider_and_what_its_values_mean(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(CONFIGURED)
    settings = load_settings(file)
    provider = access_rules(settings, ZoneInfo("UTC")).provider
    assert provider is not None
    assert provider.roles_of({"groups": ["gw-ward", "other"]}) == {Role.INFECTION_CONTROL, Role.COORDINATOR}
    assert provider.roles_of({"groups": ["gw-ward", "gw-dsmb"]}) == {Role.COMMITTEE_BLINDED}
    assert provider.roles_of({"groups": [{"gw-ward": 1}, None]}) == frozenset()
    assert "known-to-both" not in repr((settings, provider))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (("https://login", "http://login"), "an issuer is an address by https"),
        (("coordinator", "boss"), "console.oidc.roles"),
        (("roles_claim", "scopes = []\nroles_claim"), "`openid` is among the scopes"),
    ],
)
def test_settings_of_a_provider_that_cannot_be_are_refused(tmp_path: Path, wrong: tuple[str, str], said: str) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(CONFIGURED.replace(*wrong))
    with pytest.raises(SettingsError, match=said):
        load_settings(file)
