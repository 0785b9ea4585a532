"""An import shows first what would happen, marks every fault at its cell, and is all or nothing."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from graftwatch.console.access.roles import Role
from roster_site import HEADER, RosterSite, hidden, roster_site

FIRST = "S01,990011,HOSP,2026-06-01T09:30,2026-06-04T10:00,nk,1967-03-21,F,dsa;desensitised,"
SECOND = "S02,990022,HOSP,2026-06-03T09:30,,,,,,"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[RosterSite]:
    with roster_site(tmp_path) as opened:
        yield opened


@pytest.fixture(scope="module")
def empty_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RosterSite]:
    """For tests after which nobody is enrolled either."""
    with roster_site(tmp_path_factory.mktemp("empty")) as opened:
        yield opened


def subjects(desk: RosterSite) -> list[str]:
    return [one["subject"] for one in desk.browser.get("/api/v1/roster").json()["recipients"]]


def faults(page: str) -> list[str]:
    return [unescape(one) for one in re.findall(r'<p class="fault">✗ ([^<]*)</p>', page)]


def test_a_preview_changes_nothing_and_shows_no_identifier(empty_desk: RosterSite) -> None:
    before = empty_desk.service.journal_end()

    shown = empty_desk.preview(FIRST, SECOND)

    assert shown.status_code == 200
    assert "Enter 2 recipients" in shown.text
    assert "9900" not in shown.text
    assert "1967" not in shown.text
    assert empty_desk.service.journal_end() == before


def test_what_was_shown_is_entered_when_the_button_is_pressed(desk: RosterSite) -> None:
    answer = desk.enter(desk.preview(FIRST, SECOND))

    assert answer.headers["location"].startswith("/roster?entered=2")
    assert subjects(desk) == ["S01", "S02"]
    assert {one.subject for one in desk.service.store.assessments()} >= {"S01", "S02"}
    assert "2 recipients were entered." in desk.page(answer.headers["location"])


def test_each_row_says_what_would_become_of_it(desk: RosterSite) -> None:
    desk.enter(desk.preview(FIRST, SECOND))

    changed = FIRST.replace("nk,", "control,")
    plan = desk.browser.post(
        "/api/v1/roster/import", content=f"{HEADER}\n{changed}\n{SECOND}\nS03,3,,2026-06-05,,,,,,"
    ).json()

    assert [(one["subject"], one["outcome"]) for one in plan["plan"]["rows"]] == [
        ("S01", "changed"),
        ("S02", "unchanged"),
        ("S03", "new"),
    ]
    assert plan["plan"]["rows"][0]["changes"] == [{"field": "arm", "old": "nk", "new": "control", "hidden": False}]
    assert plan["done"] is None
    assert "<del>nk</del> → <ins>control</ins>" in desk.preview(changed).text


def test_every_fault_stands_at_its_cell_and_nothing_can_be_entered(desk: RosterSite) -> None:
    desk.enter(desk.preview(SECOND))

    shown = desk.preview(
        "S01,990011,HOSP,1 June,,,21.3.1967,,abo,",
        "S03,990022,HOSP,2026-06-01T09:30,,,,,,",
        "S02,990044,HOSP,2026-06-03T09:30,,,,,,",
        "S04,990011,HOSP,2026-06-03T09:30,,,,,,",
    )

    assert shown.status_code == 422
    assert set(faults(shown.text)) == {
        "This is no time. Write it like 2026-06-01T09:30 or 2026-06-01T09:30+09:00.",
        "This is no date. Write it like 1967-03-21.",
        "“abo” is not known. Use abo_incompatible, dsa or desensitised, joined by “;”.",
        "This identifier belongs to S02 already. Correct one of the two.",
        "This subject is enrolled under other identifiers. Correct the subject, or add the identifier on its page.",
        "This identifier belongs to S01 already. Correct one of the two.",
    }
    assert "import/enter" not in shown.text
    assert "9900" not in shown.text
    rows = desk.browser.post("/api/v1/roster/import", content=f"{HEADER}\nS01,1,,never,,,,,,").json()["plan"]["faults"]
    assert [(one["line"], one["column"], one["kind"]) for one in rows] == [(2, "transplanted_at", "not_a_time")]


def test_a_roster_that_changed_meanwhile_is_shown_anew(desk: RosterSite) -> None:
    shown = desk.preview(FIRST)
    desk.enrol(subject="S01", identifier="990011", transplanted_at="2026-06-01T09:30")

    answer = desk.enter(shown)

    assert answer.status_code == 409
    assert "the roster changed since you looked" in answer.text
    assert desk.browser.get("/api/v1/roster").json()["recipients"][0]["arm"] == ""
    assert desk.enter(answer).status_code == 303
    assert desk.browser.get("/api/v1/roster").json()["recipients"][0]["arm"] == "nk"


def test_a_preview_serves_only_the_account_that_looked_and_only_unchanged(desk: RosterSite) -> None:
    fields = hidden(desk.preview(FIRST))
    other = desk.site.signed_in(Role.COORDINATOR, account="other")

    for browser, sealed in ((other, fields["sealed"]), (desk.browser, fields["sealed"][:-4] + "AAA=")):
        sent = [("sealed", (None, sealed)), ("digest", (None, fields["digest"]))]
        assert browser.post("/roster/import/enter", files=sent).status_code == 409
    without = desk.browser.post("/roster/import/enter", files=[("sealed", (None, fields["sealed"]))])
    assert without.status_code == 409
    assert subjects(desk) == []


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        pytest.param(f"\ufeff{HEADER}\n{FIRST}".encode(), "UTF-8", id="UTF-8 with its mark"),
        pytest.param(f"{HEADER}\n{FIRST.replace('nk', '細胞群')}".encode("cp932"), "Shift_JIS (CP932)", id="Shift_JIS"),
        pytest.param(f"{HEADER}\r\n{FIRST}".encode("utf-16"), "UTF-16", id="UTF-16"),
        pytest.param(
            f"{HEADER};\n{FIRST};".replace("dsa;desensitised", "dsa")
            .replace(",", ";")
            .replace(";\n", "\n")[:-1]
            .encode(),
            "UTF-8",
            id="semicolons",
        ),
        pytest.param(f"{HEADER}\n{FIRST}".replace(",", "\t").encode(), "UTF-8", id="tabs"),
    ],
)
def test_what_spreadsheets_write_is_read(empty_desk: RosterSite, content: bytes, encoding: str) -> None:
    plan = empty_desk.browser.post("/api/v1/roster/import", content=content).json()["plan"]

    assert (plan["encoding"], plan["new"], plan["faults"]) == (encoding, 1, [])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"PK\x03\x04rest", "This is an Excel workbook.", id="a workbook"),
        pytest.param(b"\x81\xff\xfe\x00", "The file is no text in UTF-8 or Shift_JIS.", id="bytes"),
        pytest.param(b"a,b\n1\x00,2", "The file is no text in UTF-8 or Shift_JIS.", id="a zero byte"),
        pytest.param(b"   \n", "The file holds nobody", id="blank"),
        pytest.param(HEADER.encode(), "The file holds nobody", id="a header alone"),
        pytest.param(b"", "Choose a file first", id="nothing chosen"),
        pytest.param(b"subject,identifier\nS01,1", "This column is missing.", id="columns are missing"),
        pytest.param(f"{HEADER},weight\n{FIRST},70".encode(), "There is no such column.", id="one too many"),
        pytest.param(f"{HEADER},arm\n{FIRST},x".encode(), "This column is there more than once.", id="one twice"),
        pytest.param(
            (HEADER + "\n" + "\n".join(f"S{n},{n},,2026-06-01,,,,,," for n in range(10_000))).encode(),
            "The file is too large: 2,000 are the most.",
            id="ten thousand rows",
        ),
        pytest.param(b"a" * 1_000_001, "The file is too large: 1,000,000 are the most.", id="a million bytes"),
    ],
)
def test_a_file_that_is_none_says_what_to_do(empty_desk: RosterSite, content: bytes, said: str) -> None:
    shown = empty_desk.preview_bytes(content)

    assert shown.status_code == 422
    assert said in unescape(shown.text)


def test_an_upload_without_end_is_not_read(empty_desk: RosterSite) -> None:
    assert empty_desk.preview_bytes(b"a" * 3_000_000).status_code == 413
    assert empty_desk.browser.post("/api/v1/roster/import", content=b"a" * 1_000_001).status_code == 413


def test_hostile_cells_are_text(desk: RosterSite) -> None:
    shown = desk.preview('"<script>alert(1)</script>",7,,2026-06-01,,"=cmd|\'/C calc\'!A0",,"{{ 7*7 }}",,')

    assert "<script>alert" not in shown.text
    assert "&lt;script&gt;alert(1)" in shown.text
    assert "{{ 7*7 }}" in unescape(shown.text)
    desk.enter(shown)
    assert "<script>alert" not in desk.browser.get("/roster").text
    assert desk.browser.get("/roster/%3Cscript%3Ealert(1)%3C%2Fscript%3E").status_code in {200, 404}


def test_what_looks_wrong_is_marked_and_can_be_entered(desk: RosterSite) -> None:
    shown = desk.preview("S01,４７１１,HOSP,2099-06-01T09:30,2098-06-01T09:30,,2100-01-01,,,")

    text = unescape(shown.text)
    assert "! This is in the future." in text
    assert "! The infusion is before the transplant." in text
    assert "! The date of birth is after the transplant." in text
    assert "! This holds full-width characters" in text
    assert desk.enter(shown).status_code == 303


def test_the_api_enters_a_file_whole_or_not_at_all(desk: RosterSite) -> None:
    whole = f"{HEADER}\n{FIRST}\n{SECOND}"
    seen = desk.browser.post("/api/v1/roster/import", content=whole).json()["plan"]["digest"]
    desk.enrol(subject="S02", identifier="990022", transplanted_at="2026-06-03T09:30")

    with desk.detecting():
        late = desk.browser.post(f"/api/v1/roster/import?dry_run=false&digest={seen}", content=whole)
        faulty = desk.browser.post("/api/v1/roster/import?dry_run=false", content=f"{whole}\nS03,,,2026-06-01,,,,,,")
        assert (late.status_code, faulty.status_code) == (409, 422)
        assert faulty.json()["faults"] == [{"place": "line 4, identifier", "words": "`identifier` is empty"}]
        assert subjects(desk) == ["S02"]

        done = desk.browser.post("/api/v1/roster/import?dry_run=false", content=whole).json()["done"]

    assert (done["subjects"], done["changes"], done["unchanged"], done["handled"]) == (["S01"], 1, 1, True)
