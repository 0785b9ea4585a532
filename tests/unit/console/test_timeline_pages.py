"""The timeline over a data folder: what was heard since is in it, what was known then, and who may follow it where."""

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from console_site import ConsoleSite
from embedded import Embedded, blood_culture, enrolment, temperature, tokyo
from graftwatch.console.access.roles import Role

PAGE = "/recipients/S01/timeline"
JSON = "/api/v1/recipients/S01/timeline"
HOSTILE = "<img src=x onerror=alert(1)> {{ 7*7 }}"


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Embedded]:
    with closing(Embedded(tmp_path)) as opened:
        opened.enrol(enrolment()).run()
        yield opened


@pytest.fixture
def site(service: Embedded) -> Iterator[ConsoleSite]:
    with ConsoleSite(service.settings) as opened:
        yield opened


def hear_culture(service: Embedded, said: str, day: int, status: str = "F") -> None:
    """A report on blood of day 4, said on a day."""
    at = tokyo(day, 9)
    service.receive(blood_culture(f"C{day}", at, collected_at=tokyo(4, 8), said=said, status=status), at).run()


def test_what_came_since_is_in_it(service: Embedded, site: ConsoleSite) -> None:
    client = site.signed_in(Role.INFECTION_CONTROL)
    assert client.get(JSON).json()["cultures"] == []
    hear_culture(service, "Escherichia coli", 6)
    (culture,) = client.get(JSON).json()["cultures"]
    assert [one["name"] for one in culture["organisms"]] == ["Escherichia coli"]
    service.receive(temperature("T1", tokyo(7, 8), "39.0"), tokyo(7, 9)).run()
    assert [one["value"] for one in client.get(JSON).json()["temperatures"]["values"]] == [39.0]
    assert "Escherichia coli" in client.get(PAGE).text


def test_as_known_then_is_what_was_known_then(service: Embedded, site: ConsoleSite) -> None:
    hear_culture(service, "Escherichia coli", 6)
    hear_culture(service, "No growth", 9, status="C")
    client = site.signed_in(Role.INFECTION_CONTROL)

    def said(at: str) -> tuple[list[str], list[str]]:
        told = client.get(JSON, params={"at": at}).json()
        return [one["state"] for one in told["cultures"]], [one["status"] for one in told["episodes"]]

    assert said(tokyo(5, 9).isoformat()) == ([], [])
    assert said(tokyo(7, 9).isoformat()) == (["positive"], ["confirmed"])
    assert said(tokyo(10, 9).isoformat()) == (["negative"], [])
    page = client.get(PAGE, params={"at": "2026-06-08T09:00"}).text
    assert "As known at 2026-06-08 09:00 (POD 7)" in page
    assert "Escherichia coli" in page


def test_who_was_not_enrolled_then_has_none_and_nonsense_is_said_to_be_so(site: ConsoleSite) -> None:
    client = site.signed_in(Role.COORDINATOR)
    before = (tokyo(0, 0) - timedelta(days=3)).isoformat()

    assert client.get("/recipients/S99/timeline").status_code == 404
    assert client.get(JSON, params={"at": before}).status_code == 404
    assert client.get(PAGE, params={"at": before}).status_code == 404
    wrong = client.get(PAGE, params={"at": "yesterday"})
    assert wrong.status_code == 200
    assert 'role="alert"' in wrong.text
    assert client.get(JSON, params={"at": "yesterday"}).status_code == 422


def test_a_part_with_one_message_leads_to_it(service: Embedded, site: ConsoleSite) -> None:
    hear_culture(service, "Escherichia coli", 6)
    number = service.store.frames("C6")[0][0].seq
    client = site.signed_in(Role.INFECTION_CONTROL)

    assert f'href="/messages/{number}" aria-labelledby' in client.get(PAGE).text
    assert f'<a href="/messages/{number}">C6</a>' in client.get(PAGE).text


def test_a_laboratorys_words_are_text_and_no_patient_number_is_shown(service: Embedded, site: ConsoleSite) -> None:
    hear_culture(service, HOSTILE, 6)
    client = site.signed_in(Role.INFECTION_CONTROL)
    page, told = client.get(PAGE).text, client.get(JSON)

    assert "<img" not in page
    assert "&lt;img" in page
    assert "4711" not in page
    assert "4711" not in json.dumps(told.json()["cultures"])


def test_a_recipients_page_has_it(service: Embedded, site: ConsoleSite) -> None:
    hear_culture(service, "Escherichia coli", 6)
    page = site.signed_in(Role.INFECTION_CONTROL).get("/recipients/S01?from=2026-06-01&to=2026-06-09").text

    assert "timeline-svg" in page
    assert 'href="/recipients/S01/timeline?from=2026-06-01&amp;to=2026-06-09"' in page
