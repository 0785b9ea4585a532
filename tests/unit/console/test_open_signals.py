"""Infection control's first page and acknowledging: who needs somebody now, and who heard it."""

import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from graftwatch.console.access.roles import Role
from signals_desk import Ward, ward


@pytest.fixture
def busy(tmp_path: Path) -> Iterator[Ward]:
    with ward(tmp_path) as opened:
        yield opened


def signals(client: httpx.Client, **asked: str) -> dict[str, list[dict[str, object]]]:
    answer = client.get("/api/v1/signals", params=asked)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def subjects(found: list[dict[str, object]]) -> list[object]:
    return [one["subject"] for one in found]


def pages_of(client: httpx.Client, subject: str) -> list[dict[str, object]]:
    return list(client.get("/api/v1/pages", params={"subject": subject}).json()["pages"])


def test_who_has_the_least_time_left_comes_first_with_whom_it_goes_to_then(busy: Ward) -> None:
    busy.blood("S02", "Escherichia coli", hour=10)
    busy.blood("S01", "Gram negative rods", status="P", hour=10.1)
    client = busy.signed_in()
    waiting = signals(client)["waiting"]
    assert subjects(waiting) == ["S02", "S01"]
    assert waiting[0]["next"] == {
        "at": "2026-06-05T01:10:00Z",
        "step": 2,
        "to": [{"name": "deputy", "person": ""}],
        "again": False,
        "gives_up": False,
    }
    page = client.get("/signals").text
    assert "2 signals that nobody has acknowledged" in page
    assert "until it goes to deputy, at 2026-06-05 10:10" in page


def test_an_acknowledged_signal_leaves_the_waiting_ones_and_says_by_whom(busy: Ward) -> None:
    busy.blood("S01", "Gram negative rods", status="P")
    client = busy.signed_in(account="dr-ito")
    [waiting] = signals(client)["waiting"]
    answer = client.post(f"/pages/{waiting['page']}/acknowledge", data={"back": "/signals"})
    assert answer.status_code == 303
    shown = client.get(answer.headers["location"]).text
    assert "Acknowledged by dr-ito, 2026-06-05 10:00. It is sent no more." in shown
    after = signals(client)
    assert after["waiting"] == []
    assert [(one["subject"], one["acknowledged_by"]) for one in after["acknowledged"]] == [("S01", "dr-ito")]
    assert ("dr-ito", "acknowledged", waiting["page"]) in [
        (one.by, one.did, one.about) for one in busy.site.store.rows()
    ]


def test_of_two_who_acknowledge_at_once_one_is_taken_and_the_other_is_told_who_it_was(busy: Ward) -> None:
    busy.blood("S01", "Gram negative rods", status="P")
    clients = [busy.signed_in(account=name) for name in ("dr-ito", "dr-abe")]
    [waiting] = signals(clients[0])["waiting"]
    answers: list[dict[str, object]] = []
    both = threading.Barrier(2)

    def press(client: httpx.Client) -> None:
        both.wait()
        answers.append(client.post(f"/api/v1/pages/{waiting['page']}/acknowledge").json())

    threads = [threading.Thread(target=press, args=(one,)) for one in clients]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(str(one["outcome"]) for one in answers) in (["repeated", "taken"], ["heard_before", "taken"])
    assert len({one["by"] for one in answers}) == 1
    assert len({one["at"] for one in answers}) == 1


def test_a_page_that_a_newer_one_replaced_leads_to_the_newer_one(busy: Ward) -> None:
    busy.blood("S01", "Gram negative rods", status="P", hour=9, name="M1")
    busy.blood("S01", "Escherichia coli", hour=10, name="M2")
    client = busy.signed_in()
    newest, oldest = pages_of(client, "S01")[0], pages_of(client, "S01")[-1]
    assert newest["id"] != oldest["id"]
    given = client.post(f"/api/v1/pages/{oldest['id']}/acknowledge").json()
    assert (given["outcome"], given["newer"]) == ("superseded", newest["id"])
    shown = client.get("/signals", params={"acknowledged": oldest["id"], "outcome": "superseded"}).text
    assert f'href="/pages/{newest["id"]}"' in shown


def test_what_is_over_is_said_to_be_over(busy: Ward) -> None:
    busy.blood("S01", "Gram negative rods", status="P", hour=9, name="M1")
    client = busy.signed_in()
    [page] = pages_of(client, "S01")
    client.post(
        "/api/v1/recipients/S01/decisions/adjudicate",
        json={"event": signals(client)["waiting"][0]["id"], "verdict": "refuted"},
    )
    assert client.post(f"/api/v1/pages/{page['id']}/acknowledge").json()["outcome"] == "over"


def test_a_page_that_nobody_hears_is_said_to_be_sent_no_more(busy: Ward) -> None:
    busy.blood("S01", "Gram negative rods", status="P", hour=9)
    busy.blood("S02", "Escherichia coli", hour=12)
    client = busy.signed_in()
    found = signals(client)
    waiting = [(one["subject"], one["hearing"]) for one in found["waiting"]]
    assert waiting == [("S01", "unheard"), ("S02", "waiting")]
    assert "Nobody has answered; it is sent no more." in client.get("/signals").text
    [trouble] = found["service"]
    assert trouble["kind"] == "health.page_unheard"
    client.post(f"/api/v1/pages/{trouble['page']}/acknowledge")
    assert signals(client)["service"] == []


def test_what_was_heard_two_days_ago_is_folded_away_and_counted(busy: Ward) -> None:
    busy.blood("S01", "Escherichia coli", day=4)
    client = busy.signed_in()
    client.post(f"/api/v1/pages/{signals(client)['waiting'][0]['page']}/acknowledge")
    assert subjects(signals(client)["acknowledged"]) == ["S01"]
    busy.blood("S02", "Gram negative rods", status="P", day=7)
    found = signals(client)
    assert (subjects(found["acknowledged"]), subjects(found["known"])) == ([], ["S01"])
    assert "1 open signal that has been known for more than two days" in client.get("/signals").text


def test_a_filter_by_kind_never_hides_what_nobody_has_heard(busy: Ward) -> None:
    busy.blood("S01", "Escherichia coli")
    busy.blood("S02", "Escherichia coli")
    client = busy.signed_in()
    client.post(f"/api/v1/pages/{signals(client)['waiting'][0]['page']}/acknowledge")
    found = signals(client, kind="rejection")
    assert (len(found["waiting"]), found["acknowledged"]) == (1, [])
    assert len(signals(client, kind="bsi")["acknowledged"]) == 1


def test_one_page_s_story_says_who_heard_it_after_how_long_and_what_is_behind_it(busy: Ward) -> None:
    busy.blood("S01", "Escherichia coli", hour=10, name="M7")
    busy.blood("S02", "Gram negative rods", status="P", hour=11)
    client = busy.signed_in(account="dr-ito")
    [page] = pages_of(client, "S01")[-1:]
    newest = pages_of(client, "S01")[0]
    client.post(f"/api/v1/pages/{newest['id']}/acknowledge")
    story = client.get(f"/api/v1/pages/{page['id']}").json()
    assert [one["control_id"] for one in story["messages"]] == ["M7"]
    assert story["page"]["acknowledged_by"] == "dr-ito"
    assert "Bloodstream infection confirmed" in story["page"]["summary"]["en"]
    assert "血流感染 確定" in story["page"]["summary"]["ja"]
    shown = client.get(f"/pages/{page['id']}").text
    assert "dr-ito" in shown
    assert "M7" in shown


def test_in_japanese_the_page_says_what_is_paged_in_the_same_words(busy: Ward) -> None:
    busy.blood("S01", "Escherichia coli")
    shown = busy.signed_in().get("/signals?lang=ja").text
    assert "血流感染 確定" in shown
    assert "2026年6月4日（術後3日目）" in shown
    assert "未応答" in shown


def test_only_infection_control_acknowledges(busy: Ward) -> None:
    busy.blood("S01", "Escherichia coli")
    [waiting] = signals(busy.signed_in())["waiting"]
    coordinator = busy.signed_in(Role.COORDINATOR, account="coordinator")
    assert coordinator.post(f"/pages/{waiting['page']}/acknowledge").status_code == 403
    assert coordinator.get("/signals").status_code == 403
