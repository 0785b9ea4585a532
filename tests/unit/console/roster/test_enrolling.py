"""The coordinator enrols, corrects, adds and withdraws: told at once what is wrong, and effective at once."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from embedded import blood_culture, enrolment, tokyo
from graftwatch.console.access.roles import Role
from graftwatch.findings import SignalStatus
from roster_site import RosterSite, faults_at, hidden, roster_site


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[RosterSite]:
    with roster_site(tmp_path) as opened:
        yield opened


@pytest.fixture(scope="module")
def empty_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RosterSite]:
    """For tests after which nobody is enrolled either."""
    with roster_site(tmp_path_factory.mktemp("empty")) as opened:
        yield opened


def test_the_roster_says_how_far_each_is_in_the_window(desk: RosterSite) -> None:
    desk.service.enrol(enrolment().model_copy(update={"arm": "nk", "risk": ("dsa",)}))
    desk.service.enrol(enrolment("S02", "2").model_copy(update={"transplanted_at": tokyo(6, 9)}))
    desk.service.receive(blood_culture("M1", tokyo(4, 9), collected_at=tokyo(4, 8), said="pending"), tokyo(4, 9)).run()

    listed = desk.browser.get("/api/v1/roster").json()

    first, second = listed["recipients"]
    assert (first["state"], first["post_operative_day"], first["window_day"], first["window_days"]) == (
        *("in_window", 4, 5, 31),
    )
    assert (first["window_from"], first["window_to"]) == ("2026-06-01", "2026-07-01")
    assert (second["state"], second["window_day"]) == ("before_transplant", 0)
    assert (listed["enrolled"], listed["counts"]) == (2, {"in_window": 1, "before_transplant": 1})
    page = desk.page("/roster")
    assert "POD 4, ends on 2026-07-01" in page
    assert "begins on 2026-06-07" in page
    assert "Donor-specific antibodies" in page


def test_a_message_from_before_the_enrolment_becomes_a_signal_with_it(desk: RosterSite) -> None:
    positive = blood_culture("M1", tokyo(4, 9), collected_at=tokyo(4, 8), said="Staphylococcus aureus")
    desk.service.receive(positive, tokyo(4, 9)).run()

    answer = desk.enrol()

    assert answer.status_code == 303
    assert answer.headers["location"] == "/roster/S01?done=enrolled&earlier=1"
    assert any(one.status is SignalStatus.OPEN for one in desk.service.assessment("S01").signals)
    said = desk.page(answer.headers["location"])
    assert "1 earlier message was found and counts now." in said
    assert "1 message from before the enrolment counts." in said


@pytest.mark.parametrize(
    ("cells", "field", "said"),
    [
        pytest.param({"subject": ""}, "subject", "This must be filled in.", id="no subject"),
        pytest.param({"identifier": " "}, "identifier", "This must be filled in.", id="no identifier"),
        pytest.param({"subject": "S" * 65}, "subject", "longer than 64 characters", id="a long subject"),
        pytest.param({"identifier": "4" * 301}, "identifier", "longer than 300 characters", id="a long identifier"),
        pytest.param({"subject": "heartbeat"}, "subject", "reserved for the service's own", id="the reserved one"),
        pytest.param({"subject": "S/1"}, "subject", "cannot stand in the address of a page", id="no address"),
        pytest.param({"identifier": "4.711E+11"}, "identifier", "A spreadsheet has shortened", id="shortened"),
        pytest.param({"transplanted_at": "1 June"}, "transplanted_at", "This is no time.", id="no time"),
        pytest.param({"transplanted_at": "1926-06-01T10:00"}, "transplanted_at", "between 1970 and 2299", id="1926"),
        pytest.param({"born": "21.3.1967"}, "born", "This is no date.", id="no date"),
        pytest.param({"risk": "abo"}, "risk", "“abo” is not known.", id="an unknown risk"),
    ],
)
def test_a_fault_stands_beside_its_field_and_nothing_is_entered(
    empty_desk: RosterSite, cells: dict[str, str], field: str, said: str
) -> None:
    answer = empty_desk.enrol(**cells)

    assert answer.status_code == 422
    assert said in faults_at(answer)[field]
    assert empty_desk.browser.get("/api/v1/roster").json()["recipients"] == []


def test_somebody_elses_identifier_names_the_subject_alone(desk: RosterSite) -> None:
    desk.enrol()

    answer = desk.enrol(subject="S02")

    assert faults_at(answer) == {"identifier": "This identifier belongs to S01 already. Correct one of the two."}


def test_a_subject_that_is_enrolled_leads_to_its_page(desk: RosterSite) -> None:
    desk.enrol()

    answer = desk.enrol(identifier="4712")

    assert "S01 is enrolled already." in faults_at(answer)["subject"]
    assert 'href="/roster/S01"' in answer.text


def test_a_transplant_in_the_future_is_asked_about_and_taken_when_it_is_right(desk: RosterSite) -> None:
    asked = desk.enrol(transplanted_at="2099-06-01T10:00")
    assert asked.status_code == 422
    assert "This is in the future." in asked.text

    assert desk.enrol(transplanted_at="2099-06-01T10:00", sure="true").status_code == 303
    assert desk.browser.get("/api/v1/roster").json()["recipients"][0]["state"] == "before_transplant"


def test_a_correction_takes_effect_and_the_history_keeps_what_was_known(desk: RosterSite) -> None:
    desk.enrol(arm="nk", born="1967-03-21")
    form = desk.browser.get("/roster/S01/correct")
    assert "1967" not in form.text

    with desk.detecting():
        corrected = {"transplanted_at": "2026-06-02T08:00", "arm": "control", **hidden(form)}
        assert desk.browser.post("/roster/S01/correct", data=corrected).status_code == 303

    held = desk.browser.get("/api/v1/roster/S01").json()
    assert held["recipient"]["transplanted_at"].startswith("2026-06-02T08:00")
    assert held["born_known"]
    changes = {one["field"]: (one["old"], one["new"]) for one in held["history"][1]["fields"]}
    assert changes == {
        "transplanted_at": ("2026-06-01 10:00", "2026-06-02 08:00"),
        "arm": ("nk", "control"),
    }
    assert [one["by"] for one in held["history"]] == ["coordinator", "coordinator"]


def test_a_correction_by_who_looked_too_early_is_not_entered(desk: RosterSite) -> None:
    desk.enrol()
    early = hidden(desk.browser.get("/roster/S01/correct"))
    with desk.detecting():
        desk.browser.post("/roster/S01/withdraw", data={"withdrawn_at": "2026-06-05T10:00"})

        answer = desk.browser.post("/roster/S01/correct", data={"transplanted_at": "2026-06-01T11:00", **early})

    assert answer.status_code == 409
    assert "Somebody changed this recipient meanwhile." in answer.text
    assert 'value="2026-06-05T10:00"' in answer.text


def test_a_withdrawal_can_be_taken_back(desk: RosterSite) -> None:
    desk.enrol()
    with desk.detecting():
        desk.browser.post("/roster/S01/withdraw", data={"withdrawn_at": "2026-06-05T10:00"})
        assert desk.browser.get("/api/v1/roster").json()["recipients"][0]["state"] == "withdrawn"

        back = desk.browser.post("/roster/S01/take-back", data=hidden(desk.browser.get("/roster/S01")))

    assert back.status_code == 303
    assert desk.browser.get("/api/v1/roster").json()["recipients"][0]["withdrawn_at"] is None


def test_an_identifier_brings_the_messages_that_came_under_it(desk: RosterSite) -> None:
    desk.enrol()
    positive = blood_culture("M1", tokyo(4, 9), collected_at=tokyo(4, 8), said="Staphylococcus aureus", number="99")
    desk.service.receive(positive, tokyo(4, 9)).run()
    assert desk.service.assessment("S01").signals == ()

    with desk.detecting():
        answer = desk.browser.post("/roster/S01/identifier", data={"identifier": "99", "authority": "HOSP"})

    assert answer.headers["location"] == "/roster/S01?done=identifier&earlier=1"
    assert desk.service.assessment("S01").signals


def test_of_two_who_enrol_the_same_subject_at_once_one_wins_and_the_other_is_told(desk: RosterSite) -> None:
    others = [desk.site.signed_in(Role.COORDINATOR, account=f"coordinator-{number}") for number in range(4)]

    def enrol(number: int) -> int:
        cells = {"subject": "S01", "identifier": f"100{number}", "transplanted_at": "2026-06-01T10:00"}
        return others[number].post("/roster/enrol", data=cells).status_code

    with desk.detecting(), ThreadPoolExecutor(4) as threads:
        answers = sorted(threads.map(enrol, range(4)))

    assert answers == [303, 422, 422, 422]
    assert desk.browser.get("/api/v1/roster/S01").json()["identifiers_held"] == 1


def test_identifiers_are_shown_by_request_alone_and_each_look_is_recorded(desk: RosterSite) -> None:
    desk.enrol(born="1967-03-21", identifier="990011")
    desk.enrol(subject="S02", identifier="990022")
    with desk.detecting():
        desk.browser.post("/roster/S01/identifier", data={"identifier": "990033"})
    paths = ("/roster", "/roster/S01", "/roster/S01/correct", "/roster/S01/identifier", "/completeness")
    api = ("/api/v1/roster", "/api/v1/roster/S01", "/api/v1/completeness")

    for path in (*paths, *api):
        assert "9900" not in desk.page(path), path
        assert "1967" not in desk.page(path), path

    assert "990033" in desk.browser.post("/roster/S01").text
    assert "1967-03-21" in desk.browser.post("/roster").text
    assert "990011" in desk.browser.get("/api/v1/roster/S01?identifiers=true").text
    noted = [(one.about, one.did) for one in reversed(desk.site.store.rows()) if one.did == "looked_at_identifiers"]
    assert noted == [(about, "looked_at_identifiers") for about in ("S01", "S01", "S02", "S01")]
    audit = json.dumps([(one.about, one.words) for one in desk.site.store.rows()])
    assert "9900" not in audit


def test_who_is_no_coordinator_sees_none_of_it(desk: RosterSite) -> None:
    desk.enrol()
    for role in set(Role) - {Role.COORDINATOR}:
        stranger = desk.site.signed_in(role, account=role.value)
        for path in ("/roster", "/roster/S01", "/roster/enrol", "/api/v1/roster", "/api/v1/roster/S01"):
            assert stranger.get(path).status_code == 403, (role, path)


def test_the_pages_speak_japanese(desk: RosterSite) -> None:
    desk.enrol(identifier="4711")

    assert "登録患者" in desk.page("/roster?lang=ja")
    refused = desk.browser.post(
        "/roster/enrol?lang=ja", data={"subject": "S02", "identifier": "4711", "authority": "HOSP"}
    )
    assert faults_at(refused)["identifier"] == "この患者番号はすでに S01 のものです。どちらかを訂正してください。"
    assert faults_at(refused)["transplanted_at"] == "入力してください。"


def test_a_page_of_nobody_says_so(desk: RosterSite) -> None:
    answer = desk.browser.get("/roster/S77")

    assert answer.status_code == 404
    assert "Nobody of this name is enrolled." in answer.text


def test_the_list_is_filtered_and_ordered_by_its_address(desk: RosterSite) -> None:
    desk.enrol(risk="dsa")
    desk.enrol(subject="S02", identifier="2", transplanted_at="2026-06-03T10:00")

    def listed(query: str) -> list[str]:
        return [one["subject"] for one in desk.browser.get(f"/api/v1/roster?{query}").json()["recipients"]]

    assert listed("order=transplant&descending=true") == ["S02", "S01"]
    assert listed("risk=dsa") == ["S01"]
    assert listed("subject=02") == ["S02"]
    assert listed("state=withdrawn") == []
    assert desk.browser.get("/roster?order=nonsense&state=x").status_code == 200
