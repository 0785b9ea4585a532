"""What a hospital's own systems read in FHIR R4: valid resources, found by what they ask, and never a patient's number.

Outputs are held against the published model (fhir.resources has R4B, which differs from R4 in neither of the two
resources, nor in Bundle, CapabilityStatement and OperationOutcome).
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle
from fhir.resources.R4B.capabilitystatement import CapabilityStatement
from fhir.resources.R4B.detectedissue import DetectedIssue
from fhir.resources.R4B.flag import Flag
from fhir.resources.R4B.operationoutcome import OperationOutcome
from starlette.applications import Starlette
from starlette.testclient import TestClient

from graftwatch.assessment import Assessment
from graftwatch.console.fhir.routes import fhir_routes
from graftwatch.findings import EventKind, EventStatus, OrganismFound, SignalKind, SignalStatus
from paging_builders import FOUR_IN_THE_AFTERNOON, assessment, event, signal

BASE = "https://graftwatch.hospital"
AUREUS = OrganismFound(name="Staphylococcus aureus", snomed="3092008")
HOSTILE = '<script>alert("1")</script>\x0b'


class Desk:
    """What is concluded, as a test says it."""

    base_url = BASE

    def __init__(self, said: Sequence[Assessment]) -> None:
        self.said = list(said)

    def assessments(self) -> Sequence[Assessment]:
        return self.said


def concluded() -> list[Assessment]:
    """Three recipients: a confirmed infection; a suspicion, a refuted rejection and a closed signal; nothing."""
    confirmed = event(
        EventStatus.CONFIRMED,
        id="bsi-a",
        organisms=(AUREUS, OrganismFound(name=HOSTILE)),
        date_of_event=date(2026, 6, 4),
        criterion="LCBI-1",
        sources=("MSH-10 M001", "decision"),
        specimens=("F1",),
        elements=("Staphylococcus aureus from blood",),
    )
    refuted = event(EventStatus.REFUTED, id="rejection-b", kind=EventKind.REJECTION)
    return [
        assessment(signal(SignalKind.BSI_CONFIRMED, id="bsi-a", event="bsi-a"), events=(confirmed,), subject="S01"),
        assessment(
            signal(SignalKind.BSI_FEVER_WITH_CULTURE, id="bsi-c", since=datetime(2026, 6, 5, 2, tzinfo=UTC)),
            signal(id="bsi-d", status=SignalStatus.CLOSED, taken_back="yes", closed_because="a corrected report"),
            signal(SignalKind.EXPOSURE_LOW, id="exposure.low-e", status=SignalStatus.CLOSED),
            events=(refuted,),
            subject="S02",
        ),
        assessment(subject="S03"),
    ]


@pytest.fixture
def desk() -> Desk:
    return Desk(concluded())


@pytest.fixture
def asked(desk: Desk) -> Iterator[TestClient]:
    routes = fhir_routes(desk, lambda: FOUR_IN_THE_AFTERNOON)
    with TestClient(Starlette(routes=routes), base_url=BASE) as client:
        yield client


def ids(answer: Any) -> list[str]:  # noqa: ANN401 - an answer of the client
    """What a search found; the answer is a valid Bundle."""
    assert answer.status_code == 200, answer.text
    Bundle.model_validate(answer.json())
    return [one["resource"]["id"] for one in answer.json().get("entry", ())]


@pytest.mark.parametrize(("kind", "model"), [("DetectedIssue", DetectedIssue), ("Flag", Flag)])
def test_every_resource_is_valid_and_is_read_as_it_is_found(asked: TestClient, kind: str, model: Any) -> None:  # noqa: ANN401 - a model of either kind
    found = asked.get(f"/fhir/{kind}").json()["entry"]

    assert found
    for one in found:
        model.model_validate(one["resource"])
        assert asked.get(one["fullUrl"]).json() == one["resource"]


def test_how_sure_an_issue_is_stands_in_its_status(asked: TestClient) -> None:
    found = asked.get("/fhir/DetectedIssue").json()["entry"]

    assert {one["resource"]["id"]: one["resource"]["status"] for one in found} == {
        "bsi-a": "final",
        "bsi-c": "preliminary",
        "bsi-d": "entered-in-error",
        "rejection-b": "cancelled",
    }


def test_a_flag_shows_while_its_signal_is_open(asked: TestClient) -> None:
    found = asked.get("/fhir/Flag").json()["entry"]

    assert {one["resource"]["id"]: one["resource"]["status"] for one in found} == {
        "bsi-a": "active",
        "bsi-c": "active",
        "bsi-d": "entered-in-error",
        "exposure.low-e": "inactive",
    }


def test_an_issue_names_its_organisms_messages_and_specimens(asked: TestClient) -> None:
    issue = asked.get("/fhir/DetectedIssue/bsi-a").json()
    coded, own_words = issue["evidence"][0]["code"]

    assert coded["coding"] == [{"system": "http://snomed.info/sct", "code": "3092008"}]
    assert "coding" not in own_words
    assert [one["identifier"]["value"] for one in issue["evidence"][0]["detail"]] == ["M001"]
    assert [one["identifier"]["value"] for one in issue["implicated"]] == ["F1"]
    assert issue["identifiedDateTime"] == "2026-06-04"
    assert issue["patient"]["identifier"] == {"system": f"{BASE}/fhir/sid/subject", "value": "S01"}


def test_hostile_words_are_words_in_the_narrative() -> None:
    hostile = event(EventStatus.CONFIRMED, id="bsi-x", elements=(HOSTILE,))
    client = TestClient(
        Starlette(routes=fhir_routes(Desk([assessment(events=(hostile,))]), lambda: FOUR_IN_THE_AFTERNOON))
    )

    narrative = client.get("/fhir/DetectedIssue/bsi-x").json()["text"]["div"]

    assert "&lt;script&gt;" in narrative
    assert "<script" not in narrative
    assert "\x0b" not in narrative


@pytest.mark.parametrize(
    ("query", "found"),
    [
        pytest.param("", ["bsi-a", "bsi-c", "bsi-d", "rejection-b"], id="all"),
        pytest.param("_id=bsi-c", ["bsi-c"], id="one"),
        pytest.param("_id=bsi-c,bsi-a", ["bsi-a", "bsi-c"], id="either of two"),
        pytest.param("patient=S02", ["bsi-c", "bsi-d", "rejection-b"], id="a patient"),
        pytest.param("patient=Patient/S01", ["bsi-a"], id="a patient by reference"),
        pytest.param(f"patient:identifier={BASE}/fhir/sid/subject|S01", ["bsi-a"], id="a patient by identifier"),
        pytest.param("patient:identifier=urn:other|S01", [], id="somebody else's identifier"),
        pytest.param("patient=S02&status=cancelled", ["rejection-b"], id="two filters"),
        pytest.param("status=final,preliminary", ["bsi-a", "bsi-c"], id="either of two statuses"),
        pytest.param("code=bsi", ["bsi-a"], id="a code"),
        pytest.param(f"code={BASE}/fhir/CodeSystem/event-kind|", ["bsi-a", "rejection-b"], id="a code of a system"),
        pytest.param("identified=2026-06-04", ["bsi-a", "bsi-d"], id="a day"),
        pytest.param("identified=gt2026-06-04", ["bsi-c"], id="after a day"),
        pytest.param("_lastUpdated=lt2026-06", [], id="before a month"),
        pytest.param("_lastUpdated=ge2026", ["bsi-a", "bsi-c", "bsi-d", "rejection-b"], id="since a year"),
    ],
)
def test_a_search_finds_what_it_asks_for(asked: TestClient, query: str, found: list[str]) -> None:
    assert ids(asked.get(f"/fhir/DetectedIssue?{query}")) == found


def test_open_flags_of_a_subject_are_found(asked: TestClient) -> None:
    assert ids(asked.get("/fhir/Flag?subject=S02&status=active")) == ["bsi-c"]


def test_pages_follow_one_another_and_miss_nothing_when_something_goes(asked: TestClient, desk: Desk) -> None:
    first = asked.get("/fhir/DetectedIssue?_count=2")
    desk.said[0] = assessment(subject="S01")  # a later truth took its event away
    links = {one["relation"]: one["url"] for one in first.json()["link"]}
    second = asked.get(links["next"])

    assert (ids(first), ids(second)) == (["bsi-a", "bsi-c"], ["bsi-d", "rejection-b"])
    assert "next" not in {one["relation"] for one in second.json()["link"]}
    assert first.json()["total"] == 4


def test_a_count_of_none_only_counts(asked: TestClient) -> None:
    answer = asked.get("/fhir/Flag?_count=0")

    assert (ids(answer), answer.json()["total"]) == ([], 4)


@pytest.mark.parametrize(
    ("query", "status"),
    [
        pytest.param("pateint=S01", 400, id="a parameter misspelt"),
        pytest.param("status=finall", 400, id="a status misspelt"),
        pytest.param("_lastUpdated=yesterday", 400, id="no date"),
        pytest.param("_lastUpdated=2026-02-30", 400, id="a date of no calendar"),
        pytest.param("_count=-1", 400, id="a count below nothing"),
        pytest.param("_format=xml", 406, id="another format"),
        pytest.param("&".join(["_id=a"] * 41), 400, id="too much"),
    ],
)
def test_what_is_not_understood_is_refused_whoever_there_is(
    asked: TestClient, desk: Desk, query: str, status: int
) -> None:
    desk.said.clear()

    answer = asked.get(f"/fhir/DetectedIssue?{query}")

    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/fhir+json")
    OperationOutcome.model_validate(answer.json())


def test_who_wants_it_lenient_has_unknown_parameters_passed_over_and_is_told(asked: TestClient) -> None:
    answer = asked.get("/fhir/Flag?colour=red&subject=S01", headers={"prefer": "handling=lenient"})

    assert ids(answer) == ["bsi-a"]
    assert "colour" not in answer.json()["link"][0]["url"]


@pytest.mark.parametrize("wanted", ["json", "application/fhir+json", "application/fhir%2Bjson"])
def test_the_format_of_the_address_counts(asked: TestClient, wanted: str) -> None:
    answer = asked.get(f"/fhir/Flag/bsi-a?_format={wanted}", headers={"accept": "application/fhir+xml"})

    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/fhir+json")


def test_who_has_a_version_is_told_that_it_is_the_newest(asked: TestClient, desk: Desk) -> None:
    tag = asked.get("/fhir/DetectedIssue/rejection-b").headers["etag"]
    unchanged = asked.get("/fhir/DetectedIssue/rejection-b", headers={"if-none-match": tag})
    confirmed = event(EventStatus.CONFIRMED, id="rejection-b", kind=EventKind.REJECTION)
    desk.said = [assessment(events=(confirmed,), subject="S02")]
    changed = asked.get("/fhir/DetectedIssue/rejection-b", headers={"if-none-match": tag})

    assert (unchanged.status_code, changed.status_code) == (304, 200)
    assert changed.headers["etag"] == f'W/"{changed.json()["meta"]["versionId"]}"' != tag


def test_what_is_there_no_more_is_not_found(asked: TestClient) -> None:
    answer = asked.get("/fhir/DetectedIssue/bsi-z")

    assert answer.status_code == 404
    OperationOutcome.model_validate(answer.json())


def test_the_capability_statement_names_what_there_is(asked: TestClient) -> None:
    statement = asked.get("/fhir/metadata").json()
    CapabilityStatement.model_validate(statement)
    kinds = {one["type"]: one for one in statement["rest"][0]["resource"]}

    assert statement["fhirVersion"] == "4.0.1"
    assert set(kinds) == {"DetectedIssue", "Flag"}
    for kind, said in kinds.items():
        for parameter in said["searchParam"]:
            value = {"date": "2026", "reference": "S01"}.get(parameter["type"], "x")
            value = {"status": "active" if kind == "Flag" else "final"}.get(parameter["name"], value)
            assert asked.get(f"/fhir/{kind}?{parameter['name']}={value}").status_code == 200
