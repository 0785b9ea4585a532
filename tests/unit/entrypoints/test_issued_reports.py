"""Which report a new one is compared with, and what is noted of it."""

from datetime import UTC, datetime
from pathlib import Path

from graftwatch.committee.audience import Audience
from graftwatch.entrypoints.issued_reports import IssuedReport, issued_reports, note_issued, since_of


def at(day: int) -> datetime:
    return datetime(2026, 6, day, tzinfo=UTC)


def issued(day: int, since: int | None = None, *, given: bool = False, **fields: object) -> IssuedReport:
    return IssuedReport.model_validate(
        {
            "as_of": at(day),
            "audience": Audience.COMMITTEE,
            "since": None if since is None else at(since),
            "since_given": given,
            "protocol": "1",
            "protocol_sha256": "0" * 64,
            "sha256": {"html": "a"},
            "issued_at": at(30),
            **fields,
        }
    )


def test_the_newest_report_before_is_what_a_new_one_is_compared_with() -> None:
    held = [issued(1), issued(20, 1), issued(10, 1)]
    assert since_of(held, Audience.COMMITTEE, at(15)) == at(10)
    assert since_of(held, Audience.COMMITTEE, at(25)) == at(20)
    assert since_of(held, Audience.COMMITTEE, at(1)) is None


def test_a_report_that_is_made_again_finds_its_own_whatever_was_issued_since() -> None:
    held = [issued(1), issued(20, 1), issued(10, 1)]
    assert since_of(held, Audience.COMMITTEE, at(20)) == at(1)
    assert since_of([issued(20), issued(10)], Audience.COMMITTEE, at(20)) is None


def test_what_a_person_compared_it_with_once_is_not_its_own() -> None:
    held = [issued(5), issued(20, 1, given=True)]
    assert since_of(held, Audience.COMMITTEE, at(20)) == at(5)


def test_each_audience_has_its_own_reports() -> None:
    assert since_of([issued(1)], Audience.BLINDED, at(20)) is None


def test_the_same_bytes_are_noted_once(tmp_path: Path) -> None:
    file = tmp_path / "reports.jsonl"
    assert issued_reports(file) == []
    assert note_issued(file, issued(1)) == ()
    assert note_issued(file, issued(1)) == ()
    assert issued_reports(file) == [issued(1)]
    assert file.stat().st_mode & 0o077 == 0


def test_another_form_of_the_same_report_is_noted_and_differs_from_nothing(tmp_path: Path) -> None:
    file = tmp_path / "reports.jsonl"
    note_issued(file, issued(1))
    assert note_issued(file, issued(1, sha256={"pdf": "b"})) == ()
    assert note_issued(file, issued(1, sha256={"html": "a", "pdf": "b"})) == ()
    assert len(issued_reports(file)) == 2


def test_other_bytes_of_the_same_report_are_told_and_noted(tmp_path: Path) -> None:
    file = tmp_path / "reports.jsonl"
    note_issued(file, issued(1, sha256={"html": "a", "pdf": "b"}))
    assert note_issued(file, issued(1, sha256={"html": "changed", "pdf": "b"})) == ("html",)
    assert len(issued_reports(file)) == 2
