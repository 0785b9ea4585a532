"""The watch over the service itself, by the journal's time: what is told, once, and when it is over."""

from datetime import UTC, datetime, timedelta

import pytest

from graftwatch.paging import HealthKind, Page, PageReason
from graftwatch.pipeline.journal import Entry, EntryKind
from graftwatch.pipeline.service_watch import ServiceWatch, WatchState
from graftwatch.protocol import Paging
from paging_builders import heard, page

NOON = datetime(2026, 6, 4, 12, tzinfo=UTC)
HALF_AN_HOUR = timedelta(minutes=30)


def after(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def entry(feed: str, minutes: float = 0) -> Entry:
    return Entry(1, after(minutes), EntryKind.FRAME, feed, "", b"")


def watch(policy: Paging | None = None) -> ServiceWatch:
    """A watch that heard the laboratory and the ward at noon; only the laboratory must speak every 30 minutes."""
    one = ServiceWatch({"laboratory": HALF_AN_HOUR}, policy or Paging())
    one.hear([entry("laboratory"), entry("ward")])
    return one


def told(pages: tuple[Page, ...]) -> list[tuple[str, str]]:
    return [(one.kind.value, one.reason.value) for one in pages]


class TestSilence:
    @pytest.mark.parametrize(
        ("minutes", "kinds"),
        [
            pytest.param(29.9, [], id="not yet"),
            pytest.param(30, [("health.feed_silent", "first")], id="at the limit"),
        ],
    )
    def test_a_feed_is_silent_at_its_limit(self, minutes: float, kinds: list[tuple[str, str]]) -> None:
        assert told(watch().look(after(minutes))) == kinds

    def test_the_watch_looks_by_itself_when_the_limit_is_reached_and_not_for_feeds_without_one(self) -> None:
        one = watch()
        assert one.next_look() == after(30)
        one.hear([entry("ward", 5), entry("laboratory", 10)])
        assert one.next_look() == after(40)

    def test_it_is_told_once_and_once_more_when_the_feed_is_heard_again(self) -> None:
        one = watch()
        first = one.look(after(30))
        assert one.look(after(31)) == ()
        assert (one.is_over_for(entry("laboratory")), one.is_over_for(entry("ward"))) == (True, False)
        one.hear([entry("laboratory", 32)])
        over = one.look(after(32))
        assert told((*first, *over)) == [("health.feed_silent", "first"), ("health.feed_silent", "resolved")]
        assert "laboratory: no message for 30 minutes" in first[0].summary
        assert not one.is_over_for(entry("laboratory"))

    def test_a_feed_that_was_never_heard_is_not_silent(self) -> None:
        one = ServiceWatch({"laboratory": HALF_AN_HOUR}, Paging())
        assert one.look(after(300)) == ()
        assert one.next_look() is None

    def test_it_is_repeated_while_nobody_acknowledges_and_not_afterwards(self) -> None:
        one = watch(Paging(repeat_after_minutes=15))
        (first,) = one.look(after(30))
        assert one.next_look() == after(45)
        assert told(one.look(after(45))) == [("health.feed_silent", "repeated")]
        assert one.look(after(60), [heard(first.id, after(50))]) == ()

    def test_a_watch_that_goes_on_where_another_stood_tells_nothing_twice(self) -> None:
        before = watch()
        before.look(after(30))
        again = ServiceWatch({"laboratory": HALF_AN_HOUR}, Paging())
        again.take_up(before.last_heard, WatchState.model_validate_json(before.state.model_dump_json()))
        assert again.look(after(31)) == ()
        assert again.is_over_for(entry("laboratory"))


class TestUnreadable:
    def test_the_fifth_message_within_an_hour_is_a_broken_feed(self) -> None:
        one = watch()
        for minute in range(4):
            one.unreadable("ward", after(minute))
        assert one.look(after(4)) == ()
        one.unreadable("ward", after(5))
        (page_of_it,) = one.look(after(5))
        assert page_of_it.kind is HealthKind.MESSAGES_UNREADABLE
        assert "ward: 5 or more unreadable messages" in page_of_it.summary

    def test_a_thousand_more_are_told_no_second_time_and_not_remembered(self) -> None:
        one = watch()
        for second in range(1000):
            one.unreadable("ward", after(second / 60))
        assert len(one.look(after(17))) == 1
        assert one.look(after(18)) == ()
        assert len(one.state.unreadable) == 5

    def test_five_of_two_feeds_are_no_broken_feed(self) -> None:
        one = watch()
        for minute, feed in enumerate(("ward", "ward", "laboratory", "laboratory", "ward")):
            one.unreadable(feed, after(minute))
        assert one.look(after(5)) == ()

    def test_it_is_over_an_hour_after_the_last_but_four(self) -> None:
        one = watch()
        one.hear([entry("laboratory", 60)])
        for minute in range(5):
            one.unreadable("ward", after(minute))
        one.look(after(5))
        assert told(one.look(after(60))) == [("health.messages_unreadable", "resolved")]


class TestFailures:
    def test_a_failure_in_processing_is_told_with_part_and_reason_and_is_over_after_an_hour(self) -> None:
        one = watch()
        one.failed("detector", "KeyError in graftwatch.bsi:1", NOON)
        one.hear([entry("laboratory", 40)])
        (first,) = one.look(after(1))
        assert "detector: KeyError in graftwatch.bsi:1" in first.summary
        one.failed("detector", "KeyError in graftwatch.bsi:1", after(2))
        assert one.look(after(3)) == ()
        assert told(one.look(after(62))) == [("health.processing_failing", "resolved")]


def test_pages_beyond_the_storm_limit_wait_and_are_summed_up() -> None:
    one = watch(Paging(pages_an_hour=2))
    passed = one.let_through([page(subject=f"S{number:02}", story=f"bsi-{number}") for number in range(4)], NOON)
    assert [found.subject for found in passed if found.reason is PageReason.FIRST] == ["S00", "S01"]
    assert [found.kind for found in passed if found.reason is PageReason.SUMMARY] == [HealthKind.PAGES_HELD_BACK]
    looks_at = one.next_look()
    assert looks_at is not None
    assert looks_at <= after(60)
