"""`graftwatch account`, `graftwatch token`, and what `verify`, `backup`, `restore` and `doctor` say of the console."""

import asyncio
import json
import re
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from cli_site import Site
from graftwatch.adapters.clock import SystemClock
from graftwatch.adapters.sqlite.console_store import ConsoleStore
from graftwatch.entrypoints.console.noting import note_daily
from graftwatch.entrypoints.logs import configure_logs


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


def _store(site: Site) -> ConsoleStore:
    return ConsoleStore(site.place.console, SystemClock().now)


def test_an_account_is_added_with_a_one_time_link(site: Site) -> None:
    said = site.said("account", "add", "N.Tanaka", "--role", "infection_control", "--role", "coordinator")
    assert said["account"] == "n.tanaka"
    secret = re.fullmatch(r"http://127\.0\.0\.1:8080/start/([\w-]{43})", said["link"])
    assert secret is not None
    with closing(_store(site)) as store:
        link = store.links.find(secret[1])
    assert link is not None
    assert (link.account, link.purpose) == ("n.tanaka", "person")
    (listed,) = site.said("account", "list")
    assert (listed["roles"], listed["has_password"]) == (["coordinator", "infection_control"], False)


def test_a_new_link_takes_the_place_of_the_old_one(site: Site) -> None:
    old = site.said("account", "add", "n.tanaka")["link"].rpartition("/")[2]
    new = site.said("account", "link", "n.tanaka")["link"].rpartition("/")[2]
    with closing(_store(site)) as store:
        assert store.links.find(old) is None
        assert store.links.find(new) is not None


@pytest.mark.parametrize(
    ("words", "mend"),
    [
        pytest.param(("account", "add", "n.tanaka"), "There is an account of this name already.", id="taken"),
        pytest.param(("account", "add", "oidc:x"), "A name has letters", id="a provider's name"),
        pytest.param(("account", "roles", "nobody"), "There is no such account.", id="no such account"),
        pytest.param(("account", "disable", "n.tanaka"), "This is the last operator", id="last operator"),
        pytest.param(("account", "roles", "n.tanaka", "--role", "coordinator"), "This is the last operator", id="role"),
        pytest.param(("token", "revoke", "7"), "There is no such token.", id="no such token"),
        pytest.param(
            ("token", "add", "n.tanaka", "--name", "x", "--scope", "fhir:read", "--until", "2199-01-01"),
            "A token ends between now and a year from now.",
            id="never ends",
        ),
    ],
)
def test_what_cannot_be_done_is_said(site: Site, words: tuple[str, ...], mend: str) -> None:
    site.said("account", "add", "n.tanaka", "--role", "operator")
    done = site.run(*words)
    assert done.exit_code == 1
    assert mend in done.stderr


def test_an_account_is_disabled_and_enabled(site: Site) -> None:
    site.said("account", "add", "n.tanaka", "--role", "integration")
    assert site.said("account", "disable", "n.tanaka")["disabled"] is True
    assert site.run("account", "link", "n.tanaka").exit_code == 1
    assert site.said("account", "enable", "n.tanaka")["disabled"] is False
    assert site.said("account", "roles", "n.tanaka", "--role", "coordinator")["roles"] == ["coordinator"]


def test_a_token_is_shown_once_kept_as_a_hash_and_taken_back(site: Site) -> None:
    site.said("account", "add", "display", "--role", "infection_control")
    made = site.said("token", "add", "display", "--name", "ward display", "--scope", "fhir:read")
    assert made["token"].startswith("gw_")
    assert made["token"].encode() not in site.place.console.read_bytes()
    (listed,) = site.said("token", "list")
    assert made["token"] not in str(listed)
    assert (listed["name"], listed["scopes"]) == ("ward display", ["fhir:read"])
    assert site.said("token", "revoke", made["id"])["account"] == "display"
    assert site.said("token", "list") == []


def test_who_did_it_on_the_command_line_is_recorded(site: Site) -> None:
    site.said("account", "add", "n.tanaka")
    with closing(_store(site)) as store:
        assert {row.by.partition(":")[0] for row in store.rows()} == {"command line"}


def test_secrets_are_readable_by_their_owner_only(site: Site) -> None:
    site.said("account", "add", "n.tanaka")
    assert site.place.console.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("change", "found"),
    [
        pytest.param("UPDATE did SET words = 'nothing' WHERE seq = 2", "row 2", id="changed"),
        pytest.param("UPDATE did SET by = 'somebody' WHERE seq = 1", "row 1", id="another name"),
        pytest.param("DELETE FROM did WHERE seq = 2", "row 2", id="taken out"),
        pytest.param("DELETE FROM did WHERE seq = 1", "row 1", id="the first taken out"),
        pytest.param("UPDATE did SET at = at + 1 WHERE seq = 3", "row 3", id="another time"),
    ],
)
def test_verify_names_the_first_change(site: Site, change: str, found: str) -> None:
    site.said("account", "add", "n.tanaka")
    site.said("account", "link", "n.tanaka")
    assert site.run_bare("verify", site.data).exit_code == 0
    with closing(sqlite3.connect(site.place.console, isolation_level=None)) as db:
        with pytest.raises(sqlite3.IntegrityError, match="audit"):
            db.execute(change)
        db.execute("DROP TRIGGER did_not_changed")
        db.execute("DROP TRIGGER did_not_deleted")
        db.execute(change)
    done = site.run_bare("verify", site.data)
    assert done.exit_code == 1
    assert f"console.db: {found} of what people did at the console" in done.stderr


def test_a_cut_off_end_is_noticed_by_what_was_noted(site: Site) -> None:
    site.said("account", "add", "n.tanaka")
    noted = re.search(r"at the console: (\d+:[0-9a-f]{64})", site.run_bare("verify", site.data).stdout)
    assert noted is not None
    site.said("account", "link", "n.tanaka")
    assert site.run_bare("verify", site.data, "--noted", noted[1]).exit_code == 0
    with closing(sqlite3.connect(site.place.console, isolation_level=None)) as db:
        db.execute("DROP TRIGGER did_not_deleted")
        db.execute("DELETE FROM did WHERE seq > 1")
    assert site.run_bare("verify", site.data).exit_code == 0
    done = site.run_bare("verify", site.data, "--noted", noted[1])
    assert "ends at row 1; row 2 was there once" in done.stderr
    assert site.run_bare("verify", site.data, "--noted", f"1:{'0' * 64}").exit_code == 1
    site.place.console.unlink()
    assert site.run_bare("verify", site.data, "--noted", noted[1]).exit_code == 1


def test_the_service_log_notes_the_newest_row_for_verify(site: Site, capfd: pytest.CaptureFixture[str]) -> None:
    site.said("account", "add", "n.tanaka")
    configure_logs("info")

    async def begin() -> None:
        with closing(_store(site)) as store:
            noting = asyncio.create_task(note_daily(store))
            while not said:
                await asyncio.sleep(0)
                said.extend(capfd.readouterr().err.splitlines())
            noting.cancel()

    said: list[str] = []
    asyncio.run(begin())
    noted = json.loads(said[0])["noted"]
    assert noted.startswith("2:")
    assert site.run_bare("verify", site.data, "--noted", noted).exit_code == 0


def test_a_backup_brings_accounts_back_and_nobody_signed_in(site: Site) -> None:
    site.said("account", "add", "n.tanaka", "--role", "operator")
    with closing(_store(site)) as store:
        store.sessions.open("n.tanaka", timedelta(hours=1))
    site.said("backup", site.root / "backup")
    done = site.run_bare("restore", site.root / "backup", "--data", site.root / "again")
    assert done.exit_code == 0, done.stderr
    copy = site.root / "again" / "console.db"
    assert copy.stat().st_mode & 0o077 == 0
    with closing(ConsoleStore(copy, SystemClock().now)) as store:
        assert [one.name for one in store.accounts.all()] == ["n.tanaka"]
        assert store.sessions.all(timedelta(hours=1)) == []
        assert len(store.rows()) == 2


def test_the_doctor_says_when_nobody_can_sign_in(site: Site) -> None:
    site.said("account", "add", "n.tanaka", "--role", "operator")
    checks = {one["what"]: one for one in site.said("doctor")}
    assert checks["console"]["verdict"] == "warning"
    assert "no operator can sign in" in checks["console"]["text"]
