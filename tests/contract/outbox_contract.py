"""What every outbox must do, whatever it keeps deliveries in.

A test module of an outbox subclasses `OutboxContract` and gives the `outbox` fixture; `put` is how a decision's
deliveries get in (a store may have to keep their pages first).
"""

from datetime import datetime, timedelta

import pytest

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
