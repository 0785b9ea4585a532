"""The watch over the service itself, by the journal's time: what is told, once, and when it is over."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from graftwatch.paging import HealthKind, Page, PageReason
from graftwatch.pipeline.journal import Entry, EntryKind
from graftwatch.pipeline.refusals import Refusals
from graftwatch.pipeline.service_watch import ServiceWatch
from graftwatch.pipeline.silence import SilenceRule
from graftwatch.pipeline.watch_state import WatchNotes, WatchState
from graftwatch.protocol import Paging
from paging_builders import page

NOON = datetime(2026, 6, 4, 12, tzinfo=UTC)
HALF_AN_HOUR = timedelta(minutes=30)


def after(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def entry(feed: str, minutes: float = 0) -> Entry:
    return Entry(1, after(minutes), EntryKind.FRAME, feed, "", b"")


def new_watch(policy: Paging | None = None, stillness: timedelta | None = None) -> ServiceWatch:
    """Only the laboratory must speak every 30 minutes."""
    rules = {"laboratory": SilenceRule.always(HALF_AN_HOUR)}
    return ServiceWatch(rules, policy or Paging(), zone=ZoneInfo("Asia/Tokyo"), stillness=stillness)


def watch(policy: Paging | None = None, stillness: timedelta | None = None) -> ServiceWatch:
    """A watch that heard the laboratory and the ward at noon (21:00 in Tokyo)."""
    one = new_watch(policy, stillness)
    one.hear([entry("laboratory"), entry("ward")])
    return one


def told(pages: tuple[Page, ...]) -> list[tuple[str, str]]:
    return [(one.kind.value, one.reason.value) for one in pages]


def refused(count: int = 1, reason: str = "not_hl7") -> Refusals:
    return Refusals(counts={reason: count}, since=NOON, first_reason=reason, first_position=17)


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

    def test_it_is_told_once_and_once_more_when_the_feed_is_heard_again_with_how_long_it_lasted(self) -> None:
        one = watch()
        first = one.look(after(30))
        assert one.look(after(31)) == ()
        assert (one.is_over_for(entry("laboratory")), one.is_over_for(entry("ward"))) == (True, False)
        one.hear([entry("laboratory", 130)])
        over = one.look(after(130))
        assert told((*first, *over)) == [("health.feed_silent", "first"), ("health.feed_silent", "resolved")]
        assert "laboratory: no message for 30 minutes, since 2026-06-04 21:00" in first[0].summary
        assert "laboratory: heard again after 2 h 10 min of silence, since 2026-06-04 21:00" in over[0].summary
        assert not one.is_over_for(entry("laboratory"))

    def test_a_night_of_silence_is_one_page(self) -> None:
        one = watch(Paging(repeat_after_minutes=15))
        one.look(after(30))
        assert one.next_look() is None
        assert [one.look(after(30 + 15 * number)) for number in range(1, 40)] == [()] * 39

    def test_a_feed_that_was_never_heard_is_told_as_soon_as_it_should_have_been(self) -> None:
        one = new_watch()
        one.hear([entry("ward")])
        assert one.next_look() == after(30)
        (first,) = one.look(after(30))
        assert "laboratory: no message for 30 minutes, since 2026-06-04 21:00; none ever came" in first.summary

    def test_a_feed_said_to_be_silent_stays_so_until_it_is_heard_whatever_its_hours_say(self) -> None:
        by_day = SilenceRule(tuple(HALF_AN_HOUR if hour % 24 < 22 else None for hour in range(168)))
        one = ServiceWatch({"laboratory": by_day}, Paging(), zone=ZoneInfo("Asia/Tokyo"))
        one.hear([entry("laboratory")])
        assert len(one.look(after(30))) == 1
        assert one.look(after(90)) == ()
        one.hear([entry("laboratory", 95)])
        assert told(one.look(after(95))) == [("health.feed_silent", "resolved")]

    def test_while_the_service_itself_stood_still_no_feed_was_silent(self) -> None:
        one = watch(stillness=timedelta(minutes=1))
        assert one.next_look() is None
        one.hear([entry("heartbeat", 120)])
        assert one.look(after(120)) == ()
        for second in range(10, 1801, 10):
            one.hear([entry("heartbeat", 120 + second / 60)])
        assert one.next_look() == after(150)

    def test_what_is_looked_at_for_the_hours_it_stood_still_says_nothing_of_silence(self) -> None:
        one = watch(stillness=timedelta(minutes=1))
        one.failed("detector", "KeyError", NOON)
        one.look(NOON)
        assert told(one.look(after(60))) == [("health.processing_failing", "resolved")]

    def test_a_watch_that_goes_on_where_another_stood_tells_nothing_twice(self) -> None:
        before = watch()
        before.look(after(30))
        again = new_watch()
        state = WatchState.model_validate_json(before.take_notes().state.model_dump_json())
        again.take_up(WatchNotes(before.last_heard, state))
        assert again.look(after(31)) == ()
        assert again.is_over_for(entry("laboratory"))


class TestBrokenFeed:
    def test_the_fifth_message_within_an_hour_is_a_broken_feed(self) -> None:
        one = watch()
        assert [one.unreadable("ward", "charset", 100 + minute, after(minute)) for minute in range(4)] == [False] * 4
        assert one.look(after(4)) == ()
        assert one.unreadable("ward", "charset", 104, after(5))
        (page_of_it,) = one.look(after(5))
        assert page_of_it.kind is HealthKind.MESSAGES_UNREADABLE
        assert "ward: 5 bad messages since 2026-06-04 21:00: charset 5; the first: charset in entry 100" in (
            page_of_it.summary
        )

    def test_refused_frames_and_unreadable_messages_are_one_trouble_of_the_feed(self) -> None:
        one = watch()
        one.refused("ward", refused(3), after(0))
        one.unreadable("ward", "charset", 9, after(1))
        assert one.refused("ward", refused(1), after(2))
        (first,) = one.look(after(2))
        assert "not_hl7 4, charset 1; the first: not_hl7 at byte 17 of its stream" in first.summary
        assert "graftwatch quarantine list --feed ward" in first.summary

    def test_ten_thousand_are_told_once_and_once_when_they_are_over_with_their_number(self) -> None:
        one = watch()
        one.hear([entry("laboratory", 29)])
        for second in range(1000):
            one.refused("laboratory", refused(10), after(second / 60))
        assert len(one.look(after(17))) == 1
        assert one.look(after(18)) == ()
        one.hear([entry("laboratory", 20)])
        assert one.next_look() == after(999 / 60 + 15)
        (over,) = one.look(after(32))
        assert over.reason is PageReason.RESOLVED
        assert "10,000 bad messages from 2026-06-04 21:00 to 2026-06-04 21:16 (not_hl7 10,000)" in over.summary
        assert len(one.state.model_dump_json()) < 3000

    def test_it_is_not_over_while_no_good_message_came(self) -> None:
        one = watch()
        one.refused("ward", refused(5), after(0))
        one.look(after(0))
        assert one.look(after(20)) == ()
        assert one.is_over_for(entry("ward", 21))
        one.hear([entry("ward", 21)])
        assert told(one.look(after(21))) == [("health.messages_unreadable", "resolved")]

    def test_five_of_two_feeds_or_five_in_more_than_an_hour_are_no_broken_feed(self) -> None:
        one = watch()
        for minute, feed in enumerate(("ward", "ward", "laboratory", "laboratory", "ward")):
            assert not one.unreadable(feed, "charset", 1, after(minute))
        assert not one.unreadable("ward", "charset", 1, after(60))
        assert one.unreadable("ward", "charset", 1, after(60.5)) is False

    def test_a_feed_that_sends_only_garbage_is_broken_and_not_silent_as_well(self) -> None:
        one = watch()
        for minute in range(0, 120, 5):
            one.refused("laboratory", refused(5), after(minute))
            one.look(after(minute))
        assert set(one.state.bad) == {"laboratory"}
        assert not one.state.silences

    def test_what_was_refused_and_taken_is_counted_for_the_view_over_time(self) -> None:
        one = watch()
        one.refused("laboratory", refused(7), after(1))
        one.hear([entry("laboratory", 6), entry("laboratory", 7)])
        rows = {(row.feed, row.since, row.outcome): row.count for row in one.take_notes().traffic}
        assert rows == {
            ("laboratory", NOON, "taken"): 1,
            ("ward", NOON, "taken"): 1,
            ("laboratory", NOON, "not_hl7"): 7,
            ("laboratory", after(5), "taken"): 2,
        }
        assert one.take_notes().traffic == []


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
