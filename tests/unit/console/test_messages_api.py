"""The integration team's JSON: what the pages show and do, by the same rules, with the same records of looks."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from console_site import ConsoleSite
from embedded import Embedded, enrolment, temperature, tokyo
from graftwatch.console.access.roles import Role
from graftwatch.pipeline.quarantine import NewQuarantined

NAMED = temperature("A1", tokyo(2, 9), "38.6").replace(b"4711^^^HOSP^MR", b"4711^^^HOSP^MR||Yamada^Taro")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ConsoleSite]:
    made = Embedded(tmp_path_factory.mktemp("api")).enrol(enrolment())
    made.receive(NAMED, tokyo(2, 9)).receive(NAMED.replace(b"4711", b"9999"), tokyo(2, 10)).run()
    with closing(made.folder.open_quarantine(made.settings)) as quarantine:
        quarantine.add([NewQuarantined("default", "version", "not accepted", NAMED, len(NAMED), 0, tokyo(2, 9))])
    with ConsoleSite(made.settings) as opened:
        yield opened
    made.close()


def test_reading_hides_who_it_is_about(site: ConsoleSite) -> None:
    client = site.signed_in(Role.INTEGRATION)
    for path in ("feeds", "messages", "messages/2", "quarantine", "quarantine/1", "codes", "dead-letters"):
        answer = client.get(f"/api/v1/{path}")
        assert answer.status_code == 200, path
        for secret in ("Yamada", "4711"):
            assert secret not in answer.text
    assert client.get("/api/v1/messages/2").json()["subjects"] == ["S01"]


def test_each_look_and_deed_is_recorded(site: ConsoleSite) -> None:
    client = site.signed_in(Role.INTEGRATION, account="machine")
    assert "Yamada" in client.post("/api/v1/messages/2/identifiers").text
    assert "Yamada" in client.post("/api/v1/quarantine/1/identifiers").text
    found = client.post("/api/v1/messages/search", json={"identifier": "4711"}).json()
    assert [one["seq"] for one in found["rows"]] == [2]
    assert client.post("/api/v1/quarantine/1/release").json()["released"] == 1
    assert client.post("/api/v1/quarantine/1/release").status_code == 409
    noted = [(row.did, row.about) for row in reversed(site.store.rows()) if row.by == "machine"]
    assert noted[-4:] == [
        ("looked_at_identifiers", "message 2"),
        ("looked_at_identifiers", "record 1"),
        ("looked_at_identifiers", ""),
        ("released", "record 1"),
    ]


def test_others_are_refused_as_on_the_pages(site: ConsoleSite) -> None:
    ward = site.signed_in(Role.INFECTION_CONTROL)
    assert ward.get("/api/v1/messages/2").status_code == 200
    assert ward.get("/api/v1/messages/3").status_code == 403
    assert ward.get("/api/v1/messages").status_code == 403
    assert site.signed_in(Role.COMMITTEE).get("/api/v1/messages/2").status_code == 403


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("messages/999999", 404),
        ("messages/x", 422),
        ("messages?limit=100000", 422),
        ("messages?control_id=%00", 422),
        ("quarantine/99", 404),
        ("codes/nothing", 404),
        ("quarantine-release", 422),
    ],
)
def test_faults_are_problems(site: ConsoleSite, path: str, status: int) -> None:
    answer = site.signed_in(Role.INTEGRATION).get(f"/api/v1/{path}")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


def test_what_is_checked_is_answered(site: ConsoleSite) -> None:
    answer = site.signed_in(Role.INTEGRATION).post("/api/v1/lint", json={"text": NAMED.decode(), "feed": "default"})
    assert answer.json()["shown"][0]["facts"][0].startswith("temperature 38.6 Cel")
