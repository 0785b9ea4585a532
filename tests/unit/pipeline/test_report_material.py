"""Troubles and quarantine as they stood at a report's cut-off, whatever came later."""

from datetime import UTC, datetime, timedelta

from graftwatch.committee.completeness import Outage, Unread
from graftwatch.findings import SignalKind
from graftwatch.paging import HealthKind, Page, PageDetails, PageReason
from graftwatch.pipeline.quarantine import Quarantined
from graftwatch.pipeline.report_material import outages, unread
from paging_builders import page

START = datetime(2026, 6, 4, tzinfo=UTC)


def at(hours: float) -> datetime:
    return START + timedelta(hours=hours)


def trouble(hours: float, reason: PageReason = PageReason.FIRST, sequence: int = 1, **fields: object) -> Page:
    told = {
        "subject": "",
        "story": "health.feed_silent:laboratory",
        "sequence": sequence,
        "kind": HealthKind.FEED_SILENT,
        "reason": reason,
        "decided_at": at(hours),
        "details": PageDetails(since=at(hours - 2), because="laboratory: nothing for 2 hours"),
        **fields,
    }
    return page(**told)  # type: ignore[arg-type] # its keys are typed one by one


SILENT = "feed silent", "laboratory: nothing for 2 hours"


def test_a_silence_lasts_from_its_first_page_to_the_one_that_ends_it() -> None:
    pages = [trouble(2), trouble(3, PageReason.REPEATED, 2), trouble(5, PageReason.RESOLVED, 3)]
    assert [*outages(pages, at(9))] == [Outage(*SILENT, since=at(0), told=at(2), over=at(5))]


def test_what_was_told_or_over_later_is_not_known_yet() -> None:
    pages = [trouble(2), trouble(5, PageReason.RESOLVED, 2), trouble(7, PageReason.REOPENED, 3)]
    assert [*outages(pages, at(1))] == []
    assert [*outages(pages, at(4))] == [Outage(*SILENT, since=at(0), told=at(2), over=None)]


def test_a_silence_that_comes_again_is_another() -> None:
    pages = [trouble(2), trouble(5, PageReason.RESOLVED, 2), trouble(7, PageReason.REOPENED, 3)]
    assert [(one.told, one.over) for one in outages(pages, at(9))] == [(at(2), at(5)), (at(7), None)]


def test_pages_about_recipients_and_channels_are_no_troubles_of_the_data() -> None:
    others = [
        trouble(2, kind=SignalKind.BSI_SUSPECTED),
        trouble(2, kind=HealthKind.CHANNEL_FAILING, story="health.channel_failing:sms"),
    ]
    assert [*outages(others, at(9))] == []


def record(tried: float, released: float | None = None, reason: str = "not_hl7") -> Quarantined:
    released_at = None if released is None else at(released)
    return Quarantined(1, "laboratory", reason, "no HL7", b"", 9, 0, at(tried), at(tried), 1, released_at)


def test_what_lay_in_quarantine_is_counted_by_feed_and_reason() -> None:
    records = [record(1), record(0), record(1, reason="no_patient"), record(1, released=3), record(6)]
    assert [*unread(records, at(4))] == [
        Unread("laboratory", "no_patient", 1, at(1)),
        Unread("laboratory", "not_hl7", 2, at(0)),
    ]
    assert [one.count for one in unread(records, at(2))] == [1, 3]
