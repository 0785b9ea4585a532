"""What every outbox must do, whatever it keeps deliveries in.

A test module of an outbox subclasses `OutboxContract` and gives the `outbox` fixture; `put` is how a decision's
deliveries get in (a store may have to keep their pages first).
"""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from graftwatch.paging import PageReason, heartbeat_page
from graftwatch.pipeline.channels import Address
from graftwatch.pipeline.outbox import (
    Backlog,
    Delivered,
    Delivery,
    Failed,
    Outbox,
    Retry,
    delivery_id,
)
from paging_builders import FOUR_IN_THE_AFTERNOON, minutes_later, page

NOW = FOUR_IN_THE_AFTERNOON


def delivery(story: str = "bsi-1", sequence: int = 1, *, channel: str = "pager", due_at: datetime = NOW) -> Delivery:
    return Delivery(page(story=story, sequence=sequence), channel, NOW, due_at)


def beat(at: datetime, channel: str = "pager") -> Delivery:
    return Delivery(heartbeat_page(at), channel, at, at)


def delivery_of_an_end(sequence: int, *, channel: str = "pager") -> Delivery:
    return Delivery(page(sequence=sequence, reason=PageReason.RETRACTED), channel, NOW, NOW)


def ids(deliveries: list[Delivery]) -> list[str]:
    return [one.id for one in deliveries]


class OutboxContract:
    """The contract suite."""

    @pytest.fixture
    def outbox(self) -> Outbox:
        raise NotImplementedError

    def put(self, outbox: Outbox, *deliveries: Delivery) -> None:
        outbox.add(deliveries)

    def test_an_empty_outbox_has_nothing_due_and_never_will(self, outbox: Outbox) -> None:
        assert outbox.due("pager", NOW, 10) == []
        assert outbox.next_due("pager") is None
        assert outbox.backlog() == []

    def test_what_was_put_in_comes_out_as_it_was(self, outbox: Outbox) -> None:
        one = delivery()
        self.put(outbox, one)
        assert outbox.due("pager", NOW, 10) == [one]

    def test_putting_in_the_same_delivery_again_changes_nothing(self, outbox: Outbox) -> None:
        self.put(outbox, delivery())
        outbox.record(delivery().id, Delivered(), NOW)
        self.put(outbox, delivery())
        assert outbox.due("pager", NOW, 10) == []

    def test_a_delivery_is_due_at_its_time_and_not_before(self, outbox: Outbox) -> None:
        self.put(outbox, delivery(due_at=minutes_later(5)))
        assert outbox.due("pager", minutes_later(5) - timedelta(microseconds=1), 10) == []
        assert outbox.next_due("pager") == minutes_later(5)
        assert len(outbox.due("pager", minutes_later(5), 10)) == 1

    def test_each_channel_sees_its_own(self, outbox: Outbox) -> None:
        self.put(outbox, delivery(channel="pager"), delivery(channel="mail", due_at=minutes_later(1)))
        assert ids(outbox.due("mail", minutes_later(1), 10)) == [delivery(channel="mail").id]
        assert outbox.next_due("mail") == minutes_later(1)
        assert outbox.next_due("fax") is None

    def test_the_longest_due_come_first_up_to_the_limit(self, outbox: Outbox) -> None:
        late, early, middle = (
            delivery(name, due_at=minutes_later(minute)) for name, minute in (("late", 3), ("early", 1), ("middle", 2))
        )
        self.put(outbox, late, early, middle)
        assert ids(outbox.due("pager", minutes_later(9), 2)) == ids([early, middle])

    def test_a_story_keeps_its_order_even_when_its_first_page_must_wait(self, outbox: Outbox) -> None:
        self.put(outbox, delivery(sequence=1), delivery(sequence=2), delivery("other"))
        assert set(ids(outbox.due("pager", NOW, 10))) == {delivery(sequence=1).id, delivery("other").id}
        outbox.record(delivery(sequence=1).id, Retry(minutes_later(5), "busy"), NOW)
        outbox.record(delivery("other").id, Delivered(), NOW)
        assert outbox.due("pager", minutes_later(4), 10) == []
        assert outbox.next_due("pager") == minutes_later(5)

    def test_a_story_keeps_its_order_whatever_was_put_in_first(self, outbox: Outbox) -> None:
        self.put(outbox, delivery(sequence=2), delivery(sequence=1), delivery(sequence=3))
        assert ids(outbox.due("pager", NOW, 10)) == [delivery(sequence=1).id]

    @pytest.mark.parametrize("outcome", [Delivered(), Failed("refused")], ids=["delivered", "failed"])
    def test_the_next_page_of_a_story_follows_when_the_one_before_has_ended(
        self, outbox: Outbox, outcome: Delivered | Failed
    ) -> None:
        self.put(outbox, delivery(sequence=1), delivery(sequence=2))
        outbox.record(delivery(sequence=1).id, outcome, NOW)
        assert ids(outbox.due("pager", NOW, 10)) == [delivery(sequence=2).id]

    def test_the_same_story_of_another_recipient_does_not_wait(self, outbox: Outbox) -> None:
        other = Delivery(page(subject="S02", sequence=2), "pager", NOW, NOW)
        self.put(outbox, delivery(sequence=1), other)
        assert len(outbox.due("pager", NOW, 10)) == 2

    def test_a_retry_counts_the_attempt_and_says_why_and_since_when(self, outbox: Outbox) -> None:
        self.put(outbox, delivery())
        outbox.record(delivery().id, Retry(minutes_later(1), "the receiver answered 503"), NOW)
        outbox.record(delivery().id, Retry(minutes_later(3), "the receiver answered 500"), minutes_later(1))
        [again] = outbox.due("pager", minutes_later(3), 10)
        assert (again.attempts, again.reason) == (2, "the receiver answered 500")
        assert (again.added_at, again.tried_since, again.due_at) == (NOW, NOW, minutes_later(3))

    def test_what_has_ended_stays_ended(self, outbox: Outbox) -> None:
        self.put(outbox, delivery())
        outbox.record(delivery().id, Delivered(), NOW)
        outbox.record(delivery().id, Retry(NOW, "too late"), NOW)
        assert outbox.due("pager", minutes_later(9), 10) == []
        assert outbox.next_due("pager") is None

    def test_an_outcome_of_an_unknown_delivery_changes_nothing(self, outbox: Outbox) -> None:
        outbox.record(delivery_id("0" * 16, Address("pager")), Delivered(), NOW)
        assert outbox.backlog() == []

    def test_a_failed_delivery_goes_another_way(self, outbox: Outbox) -> None:
        self.put(outbox, delivery())
        instead = delivery(channel="mail")
        outbox.record(delivery().id, Failed("wrong key", instead), NOW)
        assert outbox.due("pager", NOW, 10) == []
        assert outbox.due("mail", NOW, 10) == [instead]

    def test_the_other_way_may_have_been_gone_already(self, outbox: Outbox) -> None:
        instead = delivery(channel="mail")
        self.put(outbox, delivery(), instead)
        outbox.record(instead.id, Delivered(), NOW)
        outbox.record(delivery().id, Failed("wrong key", instead), NOW)
        assert outbox.due("mail", NOW, 10) == []

    def test_who_stands_in_gets_the_failed_page_and_what_follows_it_in_order(self, outbox: Outbox) -> None:
        first, second = (delivery(sequence=one, channel="mail") for one in (1, 2))
        self.put(outbox, delivery(sequence=1), delivery(sequence=2), delivery(sequence=3, channel="fax"))
        outbox.record(delivery(sequence=1).id, Failed("wrong key", first), minutes_later(1))
        assert ids(outbox.due("mail", minutes_later(1), 10)) == [first.id]
        outbox.record(first.id, Delivered(), minutes_later(2))
        assert ids(outbox.due("mail", minutes_later(2), 10)) == [second.id]
        outbox.record(second.id, Delivered(), minutes_later(2))
        assert outbox.due("mail", minutes_later(2), 10) == [], "the third was not for whom it stands in for"

    def test_who_stands_in_for_two_people_gets_nothing_older_than_what_he_has(self, outbox: Outbox) -> None:
        pages = [page(sequence=one) for one in (1, 2, 3)]
        first = [Delivery(one, "pager", NOW, NOW, person="doctor-a") for one in (pages[0], pages[2])]
        second = Delivery(pages[1], "pager", NOW, NOW, person="doctor-b")
        self.put(outbox, *first, second)
        outbox.record(first[0].id, Failed("wrong key", delivery(sequence=1, channel="mail")), NOW)
        outbox.record(second.id, Failed("wrong key", delivery(sequence=2, channel="mail")), NOW)
        told = []
        while due := outbox.due("mail", NOW, 10):
            told += [one.page.sequence for one in due]
            outbox.record(due[0].id, Delivered(), NOW)
        assert told == [1, 3]

    def test_nobody_new_is_told_of_a_story_that_is_over(self, outbox: Outbox) -> None:
        self.put(outbox, delivery(sequence=1), delivery_of_an_end(2), delivery_of_an_end(2, channel="fax"))
        outbox.record(delivery(sequence=1).id, Failed("wrong key", delivery(sequence=1, channel="mail")), NOW)
        assert outbox.due("mail", NOW, 10) == []

    def test_an_end_goes_another_way_and_is_still_tried_where_it_belongs(self, outbox: Outbox) -> None:
        end = delivery_of_an_end(2)
        self.put(outbox, end)
        besides = delivery_of_an_end(2, channel="mail")
        for attempt in (1, 2):
            outbox.record(end.id, Retry(minutes_later(5 * attempt), "busy", besides), NOW)
        assert ids(outbox.due("mail", NOW, 10)) == [besides.id]
        assert outbox.next_due("pager") == minutes_later(10)

    def test_a_channel_that_is_tried_again_is_known_after_a_restart(self, outbox: Outbox) -> None:
        self.put(outbox, delivery("a"), delivery("b"), delivery("c", channel="mail"))
        outbox.record(delivery("b").id, Retry(minutes_later(9), "busy"), minutes_later(1))
        outbox.record(delivery("a").id, Retry(minutes_later(9), "slow"), minutes_later(2))
        assert outbox.trying() == {"pager": (minutes_later(1), "busy")}
        outbox.record(delivery("b").id, Delivered(), minutes_later(3))
        assert outbox.trying() == {"pager": (minutes_later(2), "slow")}

    def test_the_backlog_counts_what_waits_and_since_when(self, outbox: Outbox) -> None:
        first = delivery(sequence=1)
        second = Delivery(page(sequence=2), "pager", minutes_later(2), minutes_later(2))
        self.put(outbox, first, second, delivery(channel="mail"))
        outbox.record(delivery(channel="mail").id, Delivered(), NOW)
        assert outbox.backlog() == [Backlog("pager", 2, NOW)]
        outbox.record(first.id, Delivered(), NOW)
        assert outbox.backlog() == [Backlog("pager", 1, minutes_later(2))]

    def test_the_addresses_of_a_story_are_remembered_after_it_was_told(self, outbox: Outbox) -> None:
        self.put(outbox, delivery(), delivery("other", channel="fax"))
        instead = Delivery(page(), "mail", NOW, NOW, person="doctor-a")
        outbox.record(delivery().id, Failed("wrong key", instead), NOW)
        assert outbox.addresses_of("S01", "bsi-1") == {Address("pager"), Address("mail", "doctor-a")}
        assert outbox.addresses_of("S02", "bsi-1") == frozenset()

    def test_a_page_goes_to_each_person_by_itself_and_in_order(self, outbox: Outbox) -> None:
        to_a, to_b = (Delivery(page(), "mail", NOW, NOW, person=one) for one in ("doctor-a", "doctor-b"))
        next_to_b = Delivery(page(sequence=2), "mail", NOW, NOW, person="doctor-b")
        self.put(outbox, to_a, to_b, next_to_b)
        assert {one.id for one in outbox.due("mail", NOW, 10)} == {to_a.id, to_b.id}
        outbox.record(to_b.id, Delivered(), NOW)
        assert {one.id for one in outbox.due("mail", NOW, 10)} == {to_a.id, next_to_b.id}

    def test_what_is_under_way_does_not_hide_what_is_due_next(self, outbox: Outbox) -> None:
        self.put(outbox, delivery(), delivery("bsi-2", due_at=minutes_later(3)))
        assert outbox.next_due("pager", [delivery().id]) == minutes_later(3)

    def test_that_somebody_heard_follows_the_page_and_comes_out_as_it_was(self, outbox: Outbox) -> None:
        said = replace(delivery(), acknowledges=("key-1", "key-2"))
        self.put(outbox, said, delivery())
        assert ids(outbox.due("pager", NOW, 10)) == [delivery().id]
        outbox.record(delivery().id, Delivered(), NOW)
        assert outbox.due("pager", NOW, 10) == [said]
        assert said.id != delivery().id

    def test_whoever_was_told_of_a_story_is_known_by_any_of_its_pages(self, outbox: Outbox) -> None:
        first, second, other = delivery(), delivery(sequence=2, channel="mail"), delivery("bsi-2")
        self.put(outbox, second, first, other, replace(first, acknowledges=("key",)))
        assert ids(outbox.told(second.page.id)) == [first.id, second.id]
        assert outbox.told("0000000000000000") == []

    def test_a_receiver_holds_as_open_what_was_delivered_last_and_ends_nothing(self, outbox: Outbox) -> None:
        ended = Delivery(page(story="bsi-2", sequence=2, reason=PageReason.RESOLVED), "pager", NOW, NOW)
        told = [delivery(), delivery(sequence=2), delivery("bsi-2"), ended, delivery("bsi-3")]
        self.put(outbox, *told, delivery("bsi-4"), delivery("bsi-5", channel="mail"))
        for one in told:
            outbox.record(one.id, Delivered(), NOW)
        assert ids(outbox.open("pager")) == sorted([delivery(sequence=2).id, delivery("bsi-3").id])

    def test_what_failed_is_known_from_a_time_on_once_a_channel_and_reason(self, outbox: Outbox) -> None:
        first, same, other = delivery(), delivery("bsi-2"), delivery("bsi-3")
        self.put(outbox, first, same, other)
        outbox.record(first.id, Failed("wrong key"), NOW)
        outbox.record(same.id, Failed("wrong key"), minutes_later(5))
        outbox.record(other.id, Failed("no such room"), minutes_later(6))
        assert ids(outbox.failed(NOW)) == [first.id, other.id]
        assert ids(outbox.failed(minutes_later(1))) == [same.id, other.id]
        assert outbox.failed(minutes_later(7)) == []

    def test_a_page_is_lost_when_nobody_has_it_and_nothing_of_its_story_follows(self, outbox: Outbox) -> None:
        self.put(outbox, delivery(), delivery(channel="mail"))
        outbox.record(delivery().id, Failed("wrong key"), NOW)
        assert outbox.lost() == []
        outbox.record(delivery(channel="mail").id, Failed("no such mailbox"), minutes_later(1))
        assert ids(outbox.lost()) == [delivery().id, delivery(channel="mail").id]
        self.put(outbox, delivery(sequence=2))
        assert outbox.lost() == []
        outbox.record(delivery(sequence=2).id, Failed("wrong key"), minutes_later(2))
        assert ids(outbox.lost(newest=2)) == [delivery(channel="mail").id, delivery(sequence=2).id]
        assert (len(outbox.lost()), outbox.lost_pages()) == (3, 2)

    def test_what_failed_can_be_made_again(self, outbox: Outbox) -> None:
        self.put(outbox, delivery())
        outbox.record(delivery().id, Failed("wrong key"), NOW)
        outbox.again([delivery().id], minutes_later(9))
        assert outbox.lost() == []
        [one] = outbox.due("pager", minutes_later(9), 10)
        assert (one.attempts, one.tried_since, one.ended_at) == (1, None, None)

    def test_a_clock_that_is_set_back_puts_nothing_off_and_gives_nothing_up_sooner(self, outbox: Outbox) -> None:
        self.put(outbox, delivery())
        outbox.record(delivery().id, Retry(minutes_later(5), "busy"), NOW)
        assert outbox.newest() == NOW
        an_hour_back = minutes_later(-60)
        outbox.set_back(timedelta(hours=1), an_hour_back)
        assert outbox.next_due("pager") == minutes_later(-55)
        [one] = outbox.due("pager", minutes_later(-55), 10)
        assert one.tried_since == an_hour_back

    def test_a_newer_heartbeat_takes_the_place_of_the_one_before_and_comes_after_pages(self, outbox: Outbox) -> None:
        first, second = beat(minutes_later(0)), beat(minutes_later(1))
        outbox.beat([first])
        assert outbox.due("pager", NOW, 10) == [first]
        outbox.beat([second])
        self.put(outbox, delivery())
        assert outbox.due("pager", minutes_later(1), 10) == [delivery(), second]
        assert outbox.due("pager", minutes_later(1), 1) == [delivery()]
        assert outbox.next_due("pager") == NOW

    def test_a_heartbeat_waits_for_its_next_attempt_and_ends(self, outbox: Outbox) -> None:
        one = beat(NOW)
        outbox.beat([one])
        outbox.record(one.id, Retry(minutes_later(2), "busy"), NOW)
        assert outbox.due("pager", minutes_later(1), 10) == []
        assert outbox.next_due("pager") == minutes_later(2)
        [again] = outbox.due("pager", minutes_later(2), 10)
        assert (again.attempts, again.reason, again.tried_since) == (1, "busy", NOW)
        outbox.record(one.id, Delivered(), minutes_later(2))
        assert outbox.due("pager", minutes_later(9), 10) == []
        assert outbox.next_due("pager") is None

    def test_the_outcome_of_a_heartbeat_that_was_replaced_says_nothing_of_the_newer_one(self, outbox: Outbox) -> None:
        first, second = beat(minutes_later(0)), beat(minutes_later(1))
        outbox.beat([first])
        outbox.beat([second])
        outbox.record(first.id, Delivered(), minutes_later(1))
        assert outbox.due("pager", minutes_later(1), 10) == [second]

    def test_a_heartbeat_is_each_channels_own_and_in_no_backlog(self, outbox: Outbox) -> None:
        outbox.beat([beat(NOW), beat(NOW, "monitor")])
        outbox.record(beat(NOW).id, Failed("refused"), NOW)
        assert outbox.due("pager", NOW, 10) == []
        assert ids(outbox.due("monitor", NOW, 10)) == [beat(NOW, "monitor").id]
        assert outbox.backlog() == []
        assert outbox.addresses_of("", "heartbeat") == frozenset()
