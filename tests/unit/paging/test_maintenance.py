"""A maintenance window holds back what the work causes, for as long as it lasts, and nothing about a recipient."""

from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError

from graftwatch.findings import Severity
from graftwatch.paging import (
    Circumstances,
    Decided,
    HealthKind,
    Ledger,
    Maintenance,
    PageReason,
    Suppression,
    Trouble,
    decide,
    decide_health,
)
from graftwatch.pipeline.maintenance_plan import MOST_WINDOWS, with_end, with_window
from paging_builders import FOUR_IN_THE_AFTERNOON, assessment, minutes_later, signal

SILENT = Trouble(HealthKind.FEED_SILENT, "laboratory", "no message for 30 minutes", FOUR_IN_THE_AFTERNOON)


def window(begins: float = 0, ends: float = 60, *parts: str, name: str = "0" * 16) -> Maintenance:
    return Maintenance(
        id=name, begins=minutes_later(begins), ends=minutes_later(ends), parts=parts, why="update", by="it"
    )


class Service:
    def __init__(self, *windows: Maintenance) -> None:
        self.windows = windows
        self.ledger = Ledger()

    def looks(self, minutes: float, *troubles: Trouble) -> Decided:
        circumstances = Circumstances(now=minutes_later(minutes), maintenance=self.windows)
        decided = decide_health(troubles, self.ledger, circumstances)
        self.ledger = decided.ledger
        return decided


def test_a_trouble_of_the_work_is_held_back_by_name_and_told_at_the_end_if_it_lasts() -> None:
    service = Service(window())
    held = service.looks(10, SILENT)
    assert (held.pages, held.next_look) == ((), minutes_later(60))
    assert [one.by for one in held.suppressed] == [Suppression.MAINTENANCE]
    assert service.looks(59.9, SILENT).pages == ()
    assert [one.reason for one in service.looks(60, SILENT).pages] == [PageReason.FIRST]


def test_what_began_and_ended_in_it_is_never_told() -> None:
    service = Service(window())
    looks = [service.looks(10, SILENT), service.looks(30), service.looks(60)]
    assert [one.pages for one in looks] == [(), (), ()]


def test_the_end_of_what_was_told_before_is_told_in_it() -> None:
    service = Service(window(10, 60))
    service.looks(0, SILENT)
    assert [one.reason for one in service.looks(20).pages] == [PageReason.RESOLVED]


def test_it_is_not_repeated_in_it() -> None:
    lagging = Trouble(HealthKind.STAGE_LAGGING, "detector", "40 s behind", FOUR_IN_THE_AFTERNOON)
    service = Service(window(5, 60))
    service.looks(0, lagging)
    assert service.looks(20, lagging).pages == ()
    assert [one.reason for one in service.looks(60, lagging).pages] == [PageReason.REPEATED]


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        pytest.param((), 0, id="the whole service"),
        pytest.param(("laboratory",), 0, id="this feed"),
        pytest.param(("ward",), 1, id="another feed"),
    ],
)
def test_it_holds_back_the_parts_that_are_worked_on(parts: tuple[str, ...], told: int) -> None:
    assert len(Service(window(0, 60, *parts)).looks(10, SILENT).pages) == told


@pytest.mark.parametrize(
    "kind",
    [
        HealthKind.PROCESSING_FAILING,
        HealthKind.CODES_UNMAPPED,
        HealthKind.IDENTITY_IN_DOUBT,
        HealthKind.PAGE_UNHEARD,
        HealthKind.PAGES_HELD_BACK,
    ],
)
def test_what_may_mean_that_a_recipient_is_missed_is_told_in_every_window(kind: HealthKind) -> None:
    trouble = Trouble(kind, "laboratory", "for a reason", FOUR_IN_THE_AFTERNOON, Severity.PAGE)
    assert len(Service(window()).looks(10, trouble).pages) == 1


def test_pages_about_recipients_are_told_in_every_window() -> None:
    circumstances = Circumstances(now=minutes_later(10), maintenance=(window(),))
    assert len(decide(assessment(signal()), Ledger(), circumstances).pages) == 1


@pytest.mark.parametrize(
    ("ends", "fault"),
    [
        pytest.param(24 * 60, None, id="a day is the longest"),
        pytest.param(24 * 60 + 1, "at most 24 hours", id="a minute longer"),
        pytest.param(0, "ends before it begins", id="no time at all"),
    ],
)
def test_a_window_lasts_at_most_so_long(ends: float, fault: str | None) -> None:
    if fault is None:
        assert window(0, ends).ends == minutes_later(ends)
    else:
        with pytest.raises(ValidationError, match=fault):
            window(0, ends)


class TestThePlan:
    NOW = datetime(2026, 6, 4, 7, 0, tzinfo=UTC)

    def test_a_window_is_planned_once_however_often_it_is_entered(self) -> None:
        planned = with_window((), window(), self.NOW)
        assert with_window(planned, window(), self.NOW) == planned

    def test_so_many_and_no_more(self) -> None:
        planned: tuple[Maintenance, ...] = ()
        for number in range(MOST_WINDOWS):
            planned = with_window(planned, window(name=f"{number:016x}"), self.NOW)
        with pytest.raises(ValueError, match="50 windows are planned already"):
            with_window(planned, window(name="f" * 16), self.NOW)

    def test_an_open_one_ends_now_and_one_to_come_is_taken_away(self) -> None:
        planned = with_window(with_window((), window(), self.NOW), window(120, 180, name="1" * 16), self.NOW)
        at = minutes_later(30)
        planned = with_end(with_end(planned, "0" * 16, at), "1" * 16, at)
        assert [(one.id, one.ends) for one in planned] == [("0" * 16, at)]
        with pytest.raises(ValueError, match="no window"):
            with_end(planned, "0" * 16, at)

    def test_one_that_is_over_cannot_be_planned_and_is_forgotten_after_a_week(self) -> None:
        with pytest.raises(ValueError, match="over already"):
            with_window((), window(), minutes_later(60))
        planned = with_window((), window(), self.NOW)
        later = minutes_later(60) + timedelta(days=7)
        assert with_window(planned, window(20000, 20001, name="1" * 16), later)[0].id == "1" * 16
