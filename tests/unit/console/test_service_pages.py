"""The operator's pages: how the service is, channels with a test page, settings without secrets, who did what."""

import csv
import io
import json
import re
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copytree

import httpx
import pytest
from hypothesis import given
from hypothesis import settings as configured
from hypothesis import strategies as st

from console_site import ConsoleSite
from embedded import Embedded, blood_culture, enrolment, tokyo
from graftwatch.adapters.clock import SystemClock
from graftwatch.adapters.sqlite.outbox import SqliteOutbox
from graftwatch.adapters.sqlite.state import open_state
from graftwatch.console.access.audit import Did
from graftwatch.console.access.roles import Role
from graftwatch.console.service.audit_pages import cell
from graftwatch.entrypoints.console.service_settings import MASK, sections_of
from graftwatch.entrypoints.options import StartOptions
from graftwatch.entrypoints.settings import Settings, load_settings
from graftwatch.pipeline.outbox import Failed

CHANNELS = """
[[channels]]
kind = "file"
name = "ward-file"
path = "{folder}/pages.jsonl"

[[channels]]
kind = "file"
name = "broken"
path = "{folder}/nowhere/pages.jsonl"
"""


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a recipient with a bloodstream infection."""
    folder = tmp_path_factory.mktemp("played") / "data"
    embedded = Embedded(folder)
    embedded.enrol(enrolment())
    report = blood_culture("C1", tokyo(3, 9), collected_at=tokyo(2, 8), said="Escherichia coli")
    embedded.receive(report, tokyo(3, 9)).run()
    embedded.close()
    return folder


@pytest.fixture
def settings(tmp_path: Path, played: Path) -> Settings:
    """Settings over a copy of that folder, with two channels, one of which cannot be written to."""
    file = tmp_path / "settings.toml"
    file.write_text('clock = "replay"\n[http]\nport = 0\n' + CHANNELS.format(folder=tmp_path), "utf-8")
    copytree(played, tmp_path / "data")
    return load_settings(file, data=tmp_path / "data")


@pytest.fixture
def site(settings: Settings) -> Iterator[ConsoleSite]:
    with ConsoleSite(settings) as opened:
        yield opened


@pytest.fixture
def operator(site: ConsoleSite) -> httpx.Client:
    return site.signed_in(Role.OPERATOR, account="operator")


def words(answer: httpx.Response) -> str:
    assert answer.status_code == 200, answer.text
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text.partition("<main")[2]))


def test_health_says_what_the_service_has_read_and_that_nobody_answers(operator: httpx.Client) -> None:
    page, said = words(operator.get("/service")), operator.get("/api/v1/service").json()
    assert "The gateway cannot be asked from here." in page
    assert {one["name"]: one["verdict"] for one in said["stages"]}["detector"] == "ok"
    assert said["live"] is None
    assert {"disk", "journal", "store"} <= {one["what"] for one in said["checks"]}
    assert said["protocol"][-1]["version"] in page or said["protocol"]


def test_a_lost_page_is_shown_and_sent_again_once_and_the_deed_is_noted(
    operator: httpx.Client, site: ConsoleSite
) -> None:
    with sqlite3.connect(site.folder.place.state) as connection:
        [(delivery, page)] = connection.execute("SELECT id, page FROM delivery LIMIT 1").fetchall()
    connection.close()
    writing = open_state(site.folder.place.state)
    SqliteOutbox(writing).record(delivery, Failed("the receiver is gone"), datetime(2026, 6, 10, tzinfo=UTC))
    writing.close()
    shown = operator.get("/service")
    assert "the receiver is gone" in shown.text
    sent = operator.post("/service/resend", data={"page": page})
    assert (sent.status_code, sent.headers["location"]) == (303, "/service?sent=file")
    assert operator.get("/api/v1/service").json()["lost"] == []
    again = operator.post("/api/v1/service/resend", json={"page": page})
    assert (again.status_code, again.headers["content-type"]) == (409, "application/problem+json")
    assert [one.about for one in site.store.rows() if one.did == Did.RESENT] == [page]


def test_a_test_page_says_what_the_receiver_said(operator: httpx.Client, site: ConsoleSite, tmp_path: Path) -> None:
    assert operator.post("/channels/ward-file/test").headers["location"] == "/channels#ward-file"
    told = [json.loads(line) for line in (tmp_path / "pages.jsonl").read_text().splitlines()]
    assert [one["page"]["reason"] for one in told] == ["first", "resolved"]
    failed = operator.post("/api/v1/channels/broken/test").json()
    assert (failed["taken"], bool(failed["said"])) == (False, True)
    page = words(operator.get("/channels"))
    assert "It took the test page of" in page
    assert failed["said"] in page
    assert [(one.about, one.by) for one in site.store.rows() if one.did == Did.CHANNEL_TESTED] == [
        ("broken", "operator"),
        ("ward-file", "operator"),
    ]
    assert operator.post("/channels/nobody/test").status_code == 404


def test_who_is_on_call_now_and_next_and_when_nobody_is(settings: Settings, tmp_path: Path) -> None:
    until = SystemClock().now() + timedelta(days=3)
    (tmp_path / "on-call.toml").write_text(
        f"""
time_zone = "Asia/Tokyo"
[people.suzuki]
through = {{ ward-file = "" }}
[duties.first]
[[duties.first.layers]]
people = ["suzuki"]
handover = "monday 08:00"
starts = 2020-01-06
ends = {until:%Y-%m-%d}
""",
        "utf-8",
    )
    with ConsoleSite(settings.model_copy(update={"on_call": tmp_path / "on-call.toml"})) as site:
        found = site.signed_in(Role.OPERATOR).get("/api/v1/channels").json()
    assert found["faults"] == []
    [duty] = found["duties"]
    assert duty["now"]["person"] == "suzuki"
    assert duty["next"]["person"] == ""
    assert len(duty["gaps"]) == 1


SECRET = st.text(st.sampled_from("abcdefghijkmnpqrstuvwxyz23456789"), min_size=20, max_size=30).map("hush".__add__)


@configured(deadline=None, max_examples=30)
@given(key=SECRET, password=SECRET, path=SECRET, query=SECRET, signing=SECRET)
def test_no_secret_is_in_any_setting_that_is_shown(
    key: str, password: str, path: str, query: str, signing: str
) -> None:
    made = Settings.model_validate(
        {
            "base_url": f"https://somebody:{password}@ward.example/{path}",
            "acknowledge": {"pagerduty_webhook_secrets": [signing]},
            "kafka": {"login": {"username": "graftwatch", "password": password}},
            "channels": [
                {"kind": "pagerduty", "name": "duty", "routing_key": key},
                {"kind": "opsgenie", "name": "genie", "api_key": key},
                {"kind": "slack", "name": "slack", "url": f"https://hooks.example/{path}"},
                {"kind": "webhook", "name": "hook", "url": f"https://h.example/x?token={query}", "secret": signing},
                {"kind": "alertmanager", "name": "alert", "urls": [f"https://u:{password}@alert.example/{path}"]},
                {"kind": "apprise", "name": "sms", "urls": [f"json://u:{password}@sms.example/{path}"]},
                {"kind": "healthchecks", "name": "dead-man", "url": f"https://hc.example/{path}"},
                {
                    "kind": "email",
                    "name": "mail",
                    "host": "mail.example",
                    "sender": "a@b.example",
                    "recipients": ["c@d.example"],
                    "username": "graftwatch",
                    "password": password,
                },
            ],
        }
    )
    shown = [one for section in sections_of(made) for one in section.settings]
    said = "\n".join(f"{one.name} {one.value}" for one in shown)
    assert not [secret for secret in (key, password, path, query, signing) if secret in said]
    assert sum(MASK in one.value for one in shown) >= 12
    assert "https://ward.example" in said


def test_each_setting_says_where_it_comes_from(
    operator: httpx.Client, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRAFTWATCH_LIMITS__JOURNAL_DAYS", "40")
    options = StartOptions(config=tmp_path / "settings.toml", data=tmp_path / "data")
    found = {(one.name, two.name): two.source for one in sections_of(settings, options) for two in one.settings}
    assert found["", "data"] == "command line"
    assert found["", "clock"] == found["http", "port"] == found["channels broken", "path"] == "file"
    assert found["limits", "journal_days"] == "environment"
    assert found["limits", "lag_seconds"] == "default"
    assert "replay" in words(operator.get("/settings"))


def test_both_records_are_one_list_with_filters_and_pages(operator: httpx.Client, site: ConsoleSite) -> None:
    site.store.note("ward", Did.DECIDED, "S01", "a sign")
    everything = operator.get("/api/v1/audit").json()["rows"]
    assert {one["record"] for one in everything} == {"pages", "console"}
    assert [one["at"] for one in everything] == sorted((one["at"] for one in everything), reverse=True)
    mine = operator.get("/api/v1/audit", params={"who": "ward"}).json()["rows"]
    assert [(one["what"], one["about"]) for one in mine] == [("decided", "S01")]
    about = operator.get("/api/v1/audit", params={"about": "S01"}).json()["rows"]
    assert {one["record"] for one in about} == {"pages", "console"}
    assert "entered a decision" in words(operator.get("/audit?who=ward"))
    for number in range(450):
        site.store.note("ward", Did.LOOKED, f"S{number}")
    seen, path = list[str](), "/audit?who=ward"
    while path:
        page = operator.get(path).text
        seen += re.findall(r"<td>(S\d+)</td>", page)
        path = next((one.replace("&amp;", "&") for one in re.findall(r'rel="next" href="([^"]+)"', page)), "")
    assert len(seen) == len(operator.get("/api/v1/audit", params={"who": "nobody"}).json()["rows"]) + 451


def test_the_file_holds_no_formula_and_taking_it_is_noted(operator: httpx.Client, site: ConsoleSite) -> None:
    site.store.note("ward", Did.DECIDED, "S01", '=HYPERLINK("http://evil.example")')
    answer = operator.get("/audit.csv?what=decided_by_person")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert answer.headers["content-type"].startswith("text/csv")
    assert [one["words"] for one in rows if one["who"] == "ward"] == ['\'=HYPERLINK("http://evil.example")']
    assert site.store.rows()[0].did == Did.EXPORTED


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_a_formula(start: str) -> None:
    assert cell(f"{start}1") == f"'{start}1"


def test_a_changed_row_of_either_record_is_found(operator: httpx.Client, site: ConsoleSite) -> None:
    assert operator.post("/audit/verify").headers["location"] == "/audit"
    assert "Both are whole" in words(operator.get("/audit"))
    with sqlite3.connect(site.folder.place.root / "console.db") as connection:
        for (trigger,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {trigger}")
        connection.execute("UPDATE did SET by = 'somebody else' WHERE seq = 1")
    connection.close()
    found = operator.post("/api/v1/audit/verify").json()
    assert (found["pages"], bool(found["console"])) == ("", True)
    assert "Changed" in words(operator.get("/audit"))


def test_nobody_but_the_operator_sees_them(site: ConsoleSite) -> None:
    others = site.signed_in(*({*Role} - {Role.OPERATOR}), account="all-others")
    for path in ("/service", "/channels", "/settings", "/audit", "/audit.csv", "/api/v1/settings"):
        assert others.get(path).status_code == 403
