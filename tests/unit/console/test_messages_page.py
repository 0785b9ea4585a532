"""The message browser: finds what is meant, shows where it went, and hides who it is about until somebody looks."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from console_site import ConsoleSite
from embedded import TRANSPLANT, Embedded, blood_culture, enrolment, temperature, tokyo
from graftwatch.console.access.roles import Role
from graftwatch.console.messages.message_views import MessageQuery, PatientQuery
from graftwatch.entrypoints.console.messages import FolderMessages
from graftwatch.pipeline.message_outcome import Outcome

NAMED = blood_culture(
    "C1", tokyo(2, 9), collected_at=tokyo(1, 9), said="<script>alert(1)</script> of Mr Yamada", number="4711"
).replace(b"PID|1||4711^^^HOSP^MR", b"PID|1||4711^^^HOSP^MR||Yamada^Taro||19600102|M\rZPI|secret of Yamada")
NOBODYS = 30


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Embedded]:
    made = Embedded(tmp_path_factory.mktemp("messages")).enrol(enrolment())
    for number in range(NOBODYS):
        at = TRANSPLANT + timedelta(minutes=number)
        made.receive(temperature(f"N{number}", at, "36.6", number="9999"), at)
    made.receive(NAMED, tokyo(2, 9))  # the entry behind the enrolment and the others
    made.receive(NAMED.replace(b"Taro", b"Ta\xffro").replace(b"|C1|", b"|C2|"), tokyo(2, 10))
    made.run()
    yield made
    made.close()


@pytest.fixture(scope="module")
def site(service: Embedded) -> Iterator[ConsoleSite]:
    with ConsoleSite(service.settings) as opened:
        yield opened


@pytest.fixture
def desk(site: ConsoleSite) -> FolderMessages:
    return FolderMessages(site.folder, seconds=60)


CULTURE = NOBODYS + 2
UNREADABLE = CULTURE + 1


def looks(site: ConsoleSite) -> list[tuple[str, ...]]:
    return [(row.by, row.about, row.words) for row in reversed(site.store.rows()) if row.did == "looked_at_identifiers"]


def test_a_message_says_where_it_went_and_not_whom_it_is_about(site: ConsoleSite) -> None:
    text = site.signed_in(Role.INTEGRATION).get(f"/messages/{CULTURE}").text
    assert "understood" in text
    assert "S01" in text
    assert "•••" in text
    for secret in ("Yamada", "4711", "1960", "secret", "<script>alert"):
        assert secret not in text


def test_who_shows_identifiers_is_recorded_first(site: ConsoleSite) -> None:
    before = len(looks(site))
    client = site.signed_in(Role.INTEGRATION, account="lab")
    text = client.post(f"/messages/{CULTURE}").text
    assert "Yamada^Taro" in text
    assert "&lt;script&gt;alert(1)" in text
    assert "<script>alert" not in text
    assert looks(site)[before:] == [("lab", f"message {CULTURE}", "")]


def test_what_cannot_be_read_is_hidden_whole(site: ConsoleSite) -> None:
    text = site.signed_in(Role.INTEGRATION).get(f"/messages/{UNREADABLE}").text
    assert "in quarantine" in text
    assert "MICRO" not in text
    assert "Yamada" not in text


def test_clinical_roles_open_recipients_messages_only(site: ConsoleSite) -> None:
    ward = site.signed_in(Role.INFECTION_CONTROL)
    assert ward.get(f"/messages/{CULTURE}").status_code == 200
    assert ward.post(f"/messages/{CULTURE}").status_code == 200
    assert ward.get("/messages/3").status_code == 403
    assert ward.post("/messages/3").status_code == 403
    assert ward.post("/messages/3/bytes").status_code == 403
    assert ward.get("/messages").status_code == 403


def test_the_bytes_are_given_as_they_came(site: ConsoleSite) -> None:
    answer = site.signed_in(Role.COORDINATOR, account="coordinator").post(f"/messages/{CULTURE}/bytes")
    assert answer.content == NAMED
    assert answer.headers["content-type"] == "application/octet-stream"
    assert looks(site)[-1] == ("coordinator", f"message {CULTURE}", "its bytes")


@pytest.mark.parametrize(
    "number", ["0", "-1", "999999", "1 OR 1=1", "%2e%2e", "{{7*7}}", "9" * 40, "１", "1%00", "C1'--"]
)
def test_what_is_no_message_is_not_found(site: ConsoleSite, number: str) -> None:
    assert site.signed_in(Role.INTEGRATION).get(f"/messages/{number}").status_code == 404


@pytest.mark.parametrize("field", ["control_id", "feed", "type", "subject", "since", "outcome", "before", "limit"])
@pytest.mark.parametrize("value", ["' OR 1=1 --", "{{7*7}}", "<script>alert(1)</script>", "\x00", "9" * 300])
def test_hostile_queries_find_nothing_and_run_nothing(site: ConsoleSite, field: str, value: str) -> None:
    answer = site.signed_in(Role.INTEGRATION).get("/messages", params={field: value})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    assert "49" not in answer.text.replace(":49", "")


def test_a_patients_messages_are_found_by_a_form_and_the_look_is_recorded(site: ConsoleSite) -> None:
    client = site.signed_in(Role.INTEGRATION, account="finder")
    answer = client.post("/messages", data={"identifier": "4711"})
    assert f'href="/messages/{CULTURE}"' in answer.text
    assert 'href="/messages/3"' not in answer.text
    assert looks(site)[-1][0] == "finder"
    assert "4711" not in "".join(looks(site)[-1])
    assert not any("4711" in part for part in answer.text.split('href="')[1:] for part in [part.split('"')[0]])


def test_an_address_with_an_identifier_is_not_answered_by_it(site: ConsoleSite) -> None:
    text = site.signed_in(Role.INTEGRATION).get("/messages", params={"identifier": "4711", "text": "Yamada"}).text
    assert 'href="/messages/3"' in text


def test_text_is_found_in_the_bytes(desk: FolderMessages) -> None:
    assert [one.seq for one in desk.find(PatientQuery(text="alert(1)")).rows] == [UNREADABLE, CULTURE]


def test_japanese_text_is_found_in_whatever_set_it_is_written(service: Embedded, desk: FolderMessages) -> None:
    said = temperature("J1", tokyo(3, 9), "36.6").decode() + "\rNTE|1||静脈血培養"
    service.receive(said.encode("iso2022_jp"), tokyo(3, 9)).receive(said.encode("cp932"), tokyo(3, 9))
    assert len(desk.find(PatientQuery(text="静脈血培養")).rows) == 2


def test_parts_of_a_query_all_count(desk: FolderMessages) -> None:
    def found(**asked: object) -> list[int | None]:
        return [one.seq for one in desk.find(MessageQuery.model_validate(asked)).rows]

    assert found(control_id="C1") == [CULTURE]
    assert found(subject="S01", outcome="understood")[-1] == CULTURE
    assert found(control_id="C1", outcome="nobody") == []
    assert found(until=TRANSPLANT + timedelta(minutes=2)) == [3, 2]
    assert found(type="ADT") == []
    assert found(outcome="unreadable") == [UNREADABLE]


def test_pages_of_a_list_hold_every_message_once(desk: FolderMessages) -> None:
    seen: list[int | None] = []
    before = None
    while True:
        found = desk.find(MessageQuery(outcome=Outcome.NOBODY, limit=7, before=before))
        seen += [one.seq for one in found.rows]
        before = found.older_before
        if before is None:
            break
    assert seen == list(range(NOBODYS + 1, 1, -1))


def test_a_search_whose_time_is_over_says_how_far_it_came_and_goes_on(site: ConsoleSite) -> None:
    hurried = FolderMessages(site.folder, seconds=0)
    first = hurried.find(MessageQuery(outcome=Outcome.NOBODY, limit=200))
    assert first.stopped
    assert first.reached_at is not None
    seen = [one.seq for one in first.rows]
    before = first.older_before
    while before is not None:
        found = hurried.find(MessageQuery(outcome=Outcome.NOBODY, limit=200, before=before))
        seen += [one.seq for one in found.rows]
        before = found.older_before
    assert seen == list(range(NOBODYS + 1, 1, -1))
