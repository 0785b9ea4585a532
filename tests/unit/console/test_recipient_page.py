"""A recipient's page: why, as known at a time, identifiers, and what people enter, change and take back."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from embedded import blood_culture, enrolment, tokyo
from graftwatch.assessment.decision_documents import DOCUMENTS
from graftwatch.console.access.roles import Role
from graftwatch.console.signals.fields import FORMS
from signals_desk import Ward, ward

HOSTILE = "<script>alert(1)</script>"
FORMULA = "=HYPERLINK(1)"
TEMPLATE = "Strangea {{7*7}} nova"
TURNED = "\u202eevil\u200e name"


@pytest.fixture
def busy(tmp_path: Path) -> Iterator[Ward]:
    with ward(tmp_path) as opened:
        yield opened


def recipient(client: httpx.Client, subject: str = "S01", **asked: str) -> dict[str, object]:
    answer = client.get(f"/api/v1/recipients/{subject}", params=asked)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def assessment(client: httpx.Client, subject: str = "S01", **asked: str) -> dict[str, list[dict[str, object]]]:
    return recipient(client, subject, **asked)["assessment"]  # type: ignore[return-value]


def decide(client: httpx.Client, kind: str, **typed: str) -> httpx.Response:
    return client.post(f"/recipients/S01/decide/{kind}", data=typed)


def test_it_says_what_is_met_and_what_is_missing_and_links_each_message(busy: Ward) -> None:
    busy.blood("S01", "Staphylococcus epidermidis", name="M9")
    client = busy.signed_in()
    shown = client.get("/recipients/S01").text
    assert "Staphylococcus epidermidis" in shown
    assert "contaminant" in shown
    assert "message M9" in shown
    assert "post-operative day 4" in shown


def test_as_known_at_a_time_leaves_out_what_came_later(busy: Ward) -> None:
    busy.blood("S01", "Gram negative rods", status="P", hour=9, name="M1")
    busy.blood("S01", "Escherichia coli", hour=15, name="M2")
    client = busy.signed_in()
    then = assessment(client, at="2026-06-05T12:00:00+09:00")
    assert [one["status"] for one in then["events"]] == ["suspected"]
    assert {one["status"] for one in assessment(client)["events"]} >= {"confirmed"}
    shown = client.get("/recipients/S01?at=2026-06-05T12:00").text
    assert "As known at 2026-06-05 12:00" in shown
    assert "Escherichia coli" not in shown
    assert client.get("/recipients/S01?at=yesterday").status_code == 400
    assert client.get("/recipients/S99").status_code == 404


def test_identifiers_are_shown_on_request_only_and_each_look_is_recorded(busy: Ward) -> None:
    client = busy.signed_in(account="dr-ito")
    assert "4711" not in client.get("/recipients/S01").text
    shown = client.post("/recipients/S01/identifiers")
    assert shown.status_code == 200
    assert "4711" in shown.text
    looks = [(one.by, one.about) for one in busy.site.store.rows() if one.did == "looked_at_identifiers"]
    assert looks == [("dr-ito", "S01")]
    assert "4711" not in client.get("/recipients/S01").text


def test_a_patient_number_in_a_laboratory_s_words_is_struck_out(busy: Ward) -> None:
    busy.service.enrol(enrolment("S09", "QXZKW"))
    at = tokyo(4, 10)
    busy.receive(blood_culture("M1", at, collected_at=tokyo(3, 10), said="Strangea qxzkw", number="QXZKW"), at)
    client = busy.signed_in()
    for place in ("/recipients/S09", "/api/v1/recipients/S09", "/signals", "/line-list", "/line-list.csv", "/pages"):
        shown = client.get(place).text
        assert "qxzkw" not in shown.casefold(), place
    assert "Strangea […]" in client.get("/line-list").text


def test_a_verdict_changes_the_event_at_once_and_undo_brings_it_back(busy: Ward) -> None:
    busy.blood("S01", "Escherichia coli")
    client = busy.signed_in(account="dr-ito")
    [event] = assessment(client)["events"]
    answer = decide(
        client, "adjudicate", target=f"event:{event['id']}", verdict="contaminant", note="two of four bottles"
    )
    assert answer.status_code == 303
    [judged] = assessment(client)["events"]
    assert (judged["status"], judged["adjudicated"]) == ("contaminant", "contaminant")
    [decision] = recipient(client)["decisions"]  # type: ignore[misc]
    assert (decision["by"], decision["taken_back"]) == ("dr-ito", False)
    shown = client.get(answer.headers["location"]).text
    assert "What you see counts it already." in shown
    assert "two of four bottles" in shown
    undone = client.post("/recipients/S01/withdraw/adjudicate", data={"identity": decision["identity"]})
    assert undone.status_code == 303
    assert assessment(client)["events"] == [event]
    [decision] = recipient(client)["decisions"]  # type: ignore[misc]
    assert decision["taken_back"]
    again = decide(client, "adjudicate", target=f"event:{event['id']}", verdict="refuted")
    assert again.status_code == 303
    assert [one["status"] for one in assessment(client)["events"]] == ["refuted"]


def test_a_biopsy_that_is_entered_confirms_a_rejection_and_is_changed_to_another_time(busy: Ward) -> None:
    busy.blood("S02", "Escherichia coli", day=8)  # so that it is a later day
    client = busy.signed_in()
    decide(client, "biopsy", at="2026-06-05T11:00", portal="2", duct="2", venous="1")
    [event] = assessment(client)["events"]
    assert (event["kind"], event["status"], event["grade"]) == ("rejection", "confirmed", "moderate (RAI 5)")
    [decision] = recipient(client)["decisions"]  # type: ignore[misc]
    form = client.get("/recipients/S01/decide/biopsy", params={"change": decision["identity"]}).text
    assert 'value="2026-06-05T11:00"' in form
    decide(client, "biopsy", at="2026-06-06T11:00", portal="1", duct="0", venous="0", replaces=decision["identity"])
    assert not any(one["status"] == "confirmed" for one in assessment(client)["events"])
    standing = [one for one in recipient(client)["decisions"] if not one["taken_back"]]  # type: ignore[attr-defined]
    assert [one["said"]["at"] for one in standing] == ["2026-06-06T11:00:00+09:00"]


def test_a_site_infection_that_takes_no_blood_is_entered_and_said_to_have_no_effect(busy: Ward) -> None:
    busy.blood("S01", "Escherichia coli")
    client = busy.signed_in()
    answer = decide(
        client, "site_infection", site="SKIN", criterion="1", date_of_event="2026-06-04", organisms="E. coli"
    )
    shown = client.get(answer.headers["location"]).text
    assert "Entered, and of no effect:" in shown
    assert "this criterion takes no bloodstream infection" in shown
    done = client.post(
        "/api/v1/recipients/S01/decisions/site_infection",
        json={"site": "IAB", "criterion": "1", "date_of_event": "2026-06-04", "organisms": ["E. coli"]},
    )
    assert (done.status_code, done.json()["without_effect"]) == (201, [])
    assert [one["secondary_to"] for one in assessment(client)["events"]] == ["IAB"]


def test_faults_stand_beside_their_fields_and_what_was_typed_is_kept(busy: Ward) -> None:
    client = busy.signed_in()
    answer = decide(
        client, "site_infection", site="IAB", criterion="3b", date_of_event="soon", organisms="E. coli\nPeter Pan"
    )
    assert answer.status_code == 422
    assert re.search(r'id="date_of_event-fault">[^<]*date', answer.text)
    assert re.search(r'id="organisms-fault">[^<]*Peter Pan[^<]* is not known as one organism', answer.text)
    assert 'value="3b"' in answer.text
    assert "E. coli\nPeter Pan" in answer.text
    assert recipient(client)["decisions"] == []
    japanese = client.post("/recipients/S01/decide/sign?lang=ja", data={"sign": "", "at": ""})
    assert "入力してください" in japanese.text


def test_the_api_says_the_place_of_each_fault(busy: Ward) -> None:
    client = busy.signed_in()
    answer = client.post("/api/v1/recipients/S01/decisions/biopsy", json={"at": "2026-06-05T11:00", "portal": 7})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert [one["place"] for one in answer.json()["faults"]] == ["the body, portal"]
    edge = client.post("/api/v1/recipients/S01/decisions/death", json={"at": "0001-01-01T00:00:00+14:00"})
    assert edge.status_code == 422
    assert client.post("/api/v1/recipients/S99/decisions/death", json={"at": "2026-06-05"}).status_code == 404


def test_the_coordinator_enters_but_gives_no_verdict_and_takes_none_back(busy: Ward) -> None:
    busy.blood("S01", "Escherichia coli")
    infection_control, coordinator = busy.signed_in(), busy.signed_in(Role.COORDINATOR, account="coordinator")
    [event] = assessment(infection_control)["events"]
    assert decide(coordinator, "adjudicate", target=f"event:{event['id']}", verdict="refuted").status_code == 403
    decide(infection_control, "adjudicate", target=f"event:{event['id']}", verdict="refuted")
    [decision] = recipient(coordinator)["decisions"]  # type: ignore[misc]
    for kind, status in (("adjudicate", 403), ("sign", 404)):
        taken = coordinator.post(f"/recipients/S01/withdraw/{kind}", data={"identity": decision["identity"]})
        assert taken.status_code == status
    assert decide(coordinator, "sign", sign="chills", at="2026-06-05T10:00").status_code == 303
    assert "Adjudicate" not in coordinator.get("/recipients/S01").text


@pytest.mark.parametrize("kind", [one for one in DOCUMENTS if one != "acknowledge"])
def test_every_field_of_every_document_is_in_its_form(kind: str) -> None:
    own = {"type", "subject", "by", "withdrawn", "entered_at"}
    stated = {info.alias or name for name, info in DOCUMENTS[kind].model_fields.items()} - own
    asked = {one.name for one in FORMS[kind].fields}
    if "target" in asked:
        asked |= {"event", "signal"}
    assert stated - asked <= {"at"}
    assert asked - stated <= {"target"}


@pytest.mark.parametrize("said", [HOSTILE, FORMULA, TEMPLATE, TURNED, "Bacterium " + "longissimum " * 60])
def test_a_hostile_organism_is_text_on_every_page_and_in_the_file(busy: Ward, said: str) -> None:
    busy.blood("S01", said)
    client = busy.signed_in()
    for place in ("/signals", "/recipients/S01", "/line-list", "/pages", "/recipients/S01/decide/adjudicate"):
        shown = client.get(place)
        assert shown.status_code == 200, place
        assert HOSTILE not in shown.text
        assert "\u202e" not in shown.text
    if said == TEMPLATE:
        assert TEMPLATE in client.get("/line-list").text
    taken = client.get("/line-list.csv").text
    assert not re.search(r'(?m)(^|,)"?[=+@]', taken)
    assert client.get("/api/v1/recipients/S01").status_code == 200
