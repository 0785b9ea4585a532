"""The line list: filters, order, and the file for a spreadsheet."""

import csv
import io
from collections.abc import Iterator

import httpx
import pytest

from signals_desk import Ward, ward


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ward]:
    with ward(tmp_path_factory.mktemp("ward"), subjects=4) as opened:
        opened.blood("S01", "Escherichia coli", day=4)
        opened.blood("S02", "Staphylococcus epidermidis", day=6)
        opened.blood("S03", "Candida albicans", day=5)
        opened.blood("S04", "=cmd|' /C calc'!A0", day=7)
        yield opened


@pytest.fixture
def client(full: Ward) -> httpx.Client:
    return full.signed_in(account="dr-ito")


def listed(client: httpx.Client, **asked: str) -> list[str]:
    return [one["subject"] for one in client.get("/api/v1/line-list", params=asked).json()["events"]]


@pytest.mark.parametrize(
    ("asked", "subjects"),
    [
        pytest.param({"status": "confirmed"}, ["S03", "S01"], id="by status, the newest first"),
        pytest.param({"status": "confirmed", "descending": "false"}, ["S01", "S03"], id="the oldest first"),
        pytest.param({"organism": "CANDIDA"}, ["S03"], id="part of a name, however written"),
        pytest.param({"subject": "S01"}, ["S01"], id="one recipient"),
        pytest.param({"criterion": "LCBI-1", "until": "2026-06-04"}, ["S01"], id="a criterion up to a day"),
        pytest.param({"counts_for_endpoint": "true", "sort": "subject"}, ["S03", "S01"], id="what counts"),
        pytest.param({"kind": "rejection"}, [], id="none of that kind"),
    ],
)
def test_what_is_asked_for_is_listed_in_order(client: httpx.Client, asked: dict[str, str], subjects: list[str]) -> None:
    assert listed(client, **asked) == subjects


def test_the_file_has_the_same_lines_and_no_formula(full: Ward, client: httpx.Client) -> None:
    taken = client.get("/line-list.csv", params={"sort": "subject", "descending": "false"})
    assert taken.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(taken.content.decode("utf-8-sig"))))
    assert [one["subject"] for one in rows] == listed(client, sort="subject", descending="false")
    assert rows[0]["organisms"] == "Escherichia coli"
    assert rows[0]["date_of_event"] == "2026-06-04"[:8] + rows[0]["date_of_event"][8:]
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row.values())
    assert ("dr-ito", "exported") in [(one.by, one.did) for one in full.site.store.rows()]


def test_the_page_sorts_by_links_and_says_what_cannot_be_asked(client: httpx.Client) -> None:
    shown = client.get("/line-list", params={"status": "confirmed", "sort": "subject"}).text
    assert 'aria-sort="descending"' in shown
    assert "2 events" in shown
    assert "/line-list.csv?status=confirmed&amp;sort=subject" in shown
    wrong = client.get("/line-list", params={"since": "yesterday", "kind": "<b>"})
    assert wrong.status_code == 200
    assert "Some of what was asked for cannot be" in wrong.text
