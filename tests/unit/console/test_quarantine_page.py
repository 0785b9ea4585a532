"""The quarantine at the console: hidden until somebody looks, released once, by whoever is first."""

import re
from collections.abc import Iterator
from contextlib import closing

import pytest

from console_site import ConsoleSite
from embedded import Embedded, enrolment, temperature, tokyo
from graftwatch.console.access.roles import Role
from graftwatch.pipeline.quarantine import Chosen, NewQuarantined
from graftwatch.pipeline.state import DeadLetter

GOOD = temperature("G1", tokyo(2, 9), "38.4")
BROKEN = (
    temperature("B1", tokyo(2, 10), "38.6").replace(b"|2.5.1", b"|2.5.1|||||JPN|NO SUCH SET") + b"\rNTE|1||Yamada\xff"
)


@pytest.fixture
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Embedded]:
    made = Embedded(tmp_path_factory.mktemp("quarantine")).enrol(enrolment())
    made.run()
    with closing(made.folder.open_quarantine(made.settings)) as quarantine:
        for number, (reason, content) in enumerate(
            [
                ("version", GOOD),
                ("character_set_unknown", BROKEN),
                ("version", GOOD.replace(b"G1", b"G2")),
                ("version", b"x"),
            ]
        ):
            words = f"{reason}, number {number}"
            quarantine.add([NewQuarantined("default", reason, words, content, len(content), 0, tokyo(2, 9, number))])
    yield made
    made.close()


@pytest.fixture
def site(service: Embedded) -> Iterator[ConsoleSite]:
    with ConsoleSite(service.settings) as opened:
        yield opened


def did(site: ConsoleSite) -> list[tuple[str, str, str]]:
    return [(row.did, row.about, row.words) for row in reversed(site.store.rows()) if row.did != "signed_in"]


def test_a_record_says_why_it_is_here_and_nothing_of_the_patient(site: ConsoleSite) -> None:
    text = site.signed_in(Role.INTEGRATION).get("/quarantine/2").text
    assert "character_set_unknown, number 1" in text
    assert "would not be read" in text
    for secret in ("Yamada", "4711", "textarea"):
        assert secret not in text


def test_a_record_is_released_as_it_is_once(site: ConsoleSite, service: Embedded) -> None:
    client = site.signed_in(Role.INTEGRATION)
    answer = client.post("/quarantine/1/release")
    assert answer.headers["location"] == f"/messages/{service.journal_end()}"
    service.run()
    assert "understood" in client.get(answer.headers["location"]).text
    again = client.post("/quarantine/1/release")
    assert again.status_code == 409
    assert "released before" in again.text
    assert [one for one in did(site) if one[0] == "released"] == [("released", "record 1", "as it is, as entry 2")]


def test_a_record_is_mended_in_its_own_characters(site: ConsoleSite, service: Embedded) -> None:
    client = site.signed_in(Role.INTEGRATION)
    shown = client.post("/quarantine/2").text
    assert ("looked_at_identifiers", "record 2", "") in did(site)
    codec, ends = (re.search(f'name="{name}" value="([^"]+)"', shown) for name in ("codec", "ends"))
    assert codec
    assert ends
    text = BROKEN.replace(b"NO SUCH SET", b"UNICODE UTF-8").removesuffix(b"\xff").decode().replace("\r", "\r\n")
    sent = {"text": f"{text}山田", "codec": codec[1], "ends": ends[1]}
    assert client.post("/quarantine/2/release", data=sent).status_code == 409  # ASCII has no kanji: said, not guessed
    sent["text"] = f"{text}⟦e5⟧⟦b1⟧⟦b1⟧"
    answer = client.post("/quarantine/2/release", data=sent)
    assert answer.status_code == 303
    entry = service.detection.journal.entry(service.journal_end())
    assert entry is not None
    assert entry.content == BROKEN.replace(b"NO SUCH SET", b"UNICODE UTF-8").removesuffix(b"\xff") + "山".encode()
    assert entry.came_at == tokyo(2, 9, 1)


def test_all_of_a_reason_go_as_far_as_they_would_be_read(site: ConsoleSite) -> None:
    client = site.signed_in(Role.INTEGRATION)
    text = client.get("/quarantine/release", params={"feed": "default", "reason": "version"}).text
    assert "2 of 3 would be read now" in text
    ids = re.search(r'name="records" value="([^"]+)"', text)
    assert ids
    client.post("/quarantine/1/release")  # somebody else is faster with one of them
    answer = client.post("/quarantine/release", data={"records": ids[1], "reason": "version"})
    assert answer.headers["location"] == "/quarantine?released_now=1&released_before=1"
    with site.folder.quarantine() as quarantine:
        assert [one.id for one in quarantine.list_records(Chosen(reason="version"))] == [4]


@pytest.mark.parametrize("number", ["0", "99", "1 OR 1=1", "../1", "{{7*7}}"])
def test_what_is_no_record_is_not_found(site: ConsoleSite, number: str) -> None:
    client = site.signed_in(Role.INTEGRATION)
    assert client.get(f"/quarantine/{number}").status_code == 404
    assert client.post(f"/quarantine/{number}/release").status_code == 404


def test_hostile_filters_find_nothing(site: ConsoleSite) -> None:
    asked = {"feed": "' OR 1=1 --", "reason": "<script>alert(1)</script>", "before": "x"}
    answer = site.signed_in(Role.INTEGRATION).get("/quarantine", params=asked)
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text


def test_a_dead_letter_is_tried_again_once_it_would_be_processed(site: ConsoleSite, service: Embedded) -> None:
    service.receive(temperature("D1", tokyo(3, 9), "37.0"), tokyo(3, 9)).run()
    seq = service.journal_end()
    service.store.add_dead_letter(DeadLetter(seq, "S01", tokyo(3, 9), "assessing S01: LookupError"))
    client = site.signed_in(Role.INTEGRATION)
    assert "would be processed" in client.get("/quarantine").text
    answer = client.post("/quarantine/retry", data={"seqs": str(seq)})
    assert answer.headers["location"].startswith("/quarantine?retried=1")
    service.run()
    assert service.store.dead_letters() == []
