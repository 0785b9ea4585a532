"""Deliveries in hard times: one that hangs, a clock that is set back, a receiver that forgets."""

import asyncio
from datetime import timedelta

import pytest

from delivery_desk import Desk
from graftwatch.paging import PageReason
from graftwatch.pipeline.channels import Channel
from graftwatch.pipeline.outbox import Delivery, DeliveryState, acknowledgements_of
from graftwatch.pipeline.sender import Refused, Unavailable
from paging_builders import minutes_later, page

SECOND = timedelta(seconds=1)
AN_HOUR = timedelta(hours=1)


async def test_a_delivery_that_hangs_keeps_no_other_of_its_channel_waiting() -> None:
    desk = Desk(Channel("pager", at_once=2))
    hanging = asyncio.Event()
    desk.will("pager", hanging)
    desk.decides(page(story="hangs"))
    async with asyncio.timeout(10):
        running = asyncio.create_task(desk.loop.run())
        for story in ("one", "two", "three"):
            await desk.senders["pager"].asked.wait()
            desk.senders["pager"].asked.clear()
            desk.decides(page(story=story))
            desk.loop.wake()
        await desk.senders["pager"].asked.wait()
        hanging.set()
        desk.loop.stop()
        await running
    assert desk.senders["pager"].sent == [page(story=story).id for story in ("hangs", "one", "two", "three")]
    assert set(desk.states().values()) == {DeliveryState.DELIVERED}


async def test_no_more_than_the_channel_allows_are_under_way_while_the_loop_runs() -> None:
    desk = Desk(Channel("pager", at_once=2))
    hanging = [asyncio.Event() for _ in range(5)]
    desk.will("pager", *hanging)
    desk.decides(*(page(story=f"story-{number}") for number in range(5)))
    async with asyncio.timeout(10):
        running = asyncio.create_task(desk.loop.run())
        await desk.senders["pager"].asked.wait()
        for one in hanging:
            one.set()
        desk.loop.stop()
        await running
    assert desk.senders["pager"].most_under_way == 2


async def test_a_clock_set_back_an_hour_puts_no_retry_off() -> None:
    desk = Desk(Channel("pager", waits=(5 * SECOND,)))
    desk.decides(page())
    desk.will("pager", Unavailable("busy"))
    await desk.rounds()
    desk.now -= AN_HOUR
    assert await desk.rounds() == [0]
    desk.now += 5 * SECOND
    assert await desk.rounds() == [1]
    assert desk.states() == {"pager": DeliveryState.DELIVERED}
    assert desk.senders["pager"].sent == [page().id, page().id]


async def test_a_clock_set_back_while_the_service_was_down_puts_no_delivery_off() -> None:
    desk = Desk(Channel("pager", waits=(5 * SECOND,)))
    desk.decides(page())
    desk.will("pager", Unavailable("busy"))
    await desk.rounds()
    desk.decides(page(story="new"))
    desk.now -= AN_HOUR
    desk.loop = desk.restarted()
    assert await desk.rounds() == [1]
    desk.now += 5 * SECOND
    await desk.rounds()
    assert sorted(desk.senders["pager"].sent) == sorted([page().id, page().id, page(story="new").id])
    assert set(desk.states().values()) == {DeliveryState.DELIVERED}


async def test_what_was_delivered_before_the_clock_was_set_back_is_not_sent_again() -> None:
    desk = Desk()
    desk.decides(page())
    await desk.rounds()
    desk.now -= AN_HOUR
    await desk.rounds(3)
    assert desk.senders["pager"].sent == [page().id]


async def test_a_clock_set_back_gives_nothing_up_sooner() -> None:
    desk = Desk(Channel("pager", waits=(60 * SECOND,), give_up_after=timedelta(minutes=2)))
    desk.decides(page())
    desk.will("pager", *(Unavailable("busy") for _ in range(3)))
    await desk.rounds()
    desk.now -= AN_HOUR
    desk.now += 60 * SECOND
    await desk.rounds()
    assert desk.states() == {"pager": DeliveryState.WAITING}


async def test_a_failing_channel_is_told_though_the_clock_was_set_back() -> None:
    desk = Desk(Channel("pager", waits=(60 * SECOND,)))
    desk.decides(page())
    desk.will("pager", *(Unavailable("busy") for _ in range(3)))
    await desk.rounds()
    desk.now -= AN_HOUR
    await desk.rounds()
    desk.now += 60 * SECOND
    assert [one.part for one in desk.loop.troubles()] == ["pager"]


class TestRenewal:
    """A receiver that forgets what it is not told again."""

    async def test_what_is_open_is_told_again_as_often_as_the_channel_says_and_the_rest_is_not(self) -> None:
        desk = Desk(Channel("alerts", renewed_every=60 * SECOND))
        desk.decides(page(), page(story="ended"))
        await desk.rounds()
        desk.decides(page(story="ended", sequence=2, reason=PageReason.RESOLVED))
        await desk.rounds()
        sent = desk.senders["alerts"].sent
        before = len(sent)
        desk.now += 59 * SECOND
        await desk.rounds()
        assert len(sent) == before
        desk.now += SECOND
        await desk.rounds()
        assert sent[before:] == [page().id]
        assert desk.metrics.outcomes[-1] == ("alerts", "renewed")

    async def test_a_receiver_that_was_restarted_is_told_at_the_services_own_start(self) -> None:
        desk = Desk(Channel("alerts", renewed_every=60 * SECOND))
        desk.decides(page())
        await desk.rounds()
        desk.loop = desk.restarted()
        await desk.rounds()
        assert desk.senders["alerts"].sent == [page().id, page().id]

    async def test_a_renewal_that_fails_says_that_the_channel_does_and_changes_no_delivery(self) -> None:
        desk = Desk(Channel("alerts", renewed_every=60 * SECOND))
        desk.decides(page())
        await desk.rounds()
        desk.will("alerts", *(Unavailable("the receiver answered 503") for _ in range(2)))
        for minute in (1, 2):
            desk.now = minutes_later(minute)
            await desk.rounds()
        assert [one.reason for one in desk.loop.troubles()] == ["the receiver answered 503"]
        assert desk.states() == {"alerts": DeliveryState.DELIVERED}


class TestHeardElsewhere:
    """What keeps a receiver from calling on."""

    CHANNELS = (Channel("pager", acknowledges=True), Channel("mail"), Channel("sms", only_as_fallback=True))

    def heard(self, desk: Desk) -> tuple[Delivery, ...]:
        return acknowledgements_of(desk.outbox.told(page().id), self.CHANNELS, desk.now)

    async def test_every_key_that_is_open_is_acknowledged_at_the_channels_that_call_on(self) -> None:
        desk = Desk(*self.CHANNELS)
        desk.decides(page(dedup_key="one"), page(sequence=2, dedup_key="one"), page(sequence=3, dedup_key="two"))
        [said] = self.heard(desk)
        assert (said.channel, said.acknowledges, said.page.sequence) == ("pager", ("one", "two"), 3)

    async def test_what_was_resolved_is_acknowledged_no_more(self) -> None:
        desk = Desk(*self.CHANNELS)
        desk.decides(page(dedup_key="one"), page(sequence=2, reason=PageReason.RETRACTED, resolves=("one",)))
        assert self.heard(desk) == ()
        desk.decides(page(sequence=3, reason=PageReason.REOPENED, dedup_key="two"))
        [said] = self.heard(desk)
        assert said.acknowledges == ("two",)

    async def test_it_goes_out_after_the_page_and_never_another_way(self) -> None:
        desk = Desk(*self.CHANNELS)
        desk.decides(page())
        desk.outbox.add(self.heard(desk))
        desk.will("pager", Unavailable("busy"))
        await desk.rounds()
        desk.now += 5 * SECOND
        desk.will("pager", Refused("wrong key"), Refused("wrong key"))
        await desk.rounds(3)
        assert len(desk.senders["pager"].sent) == 3
        failed = [one for one in desk.outbox.deliveries.values() if one.state is DeliveryState.FAILED]
        assert [one.acknowledges for one in failed] == [(), (page().dedup_key,)]
        assert desk.senders["sms"].sent == [page().id]


async def test_whoever_tells_of_it_knows_at_once_that_a_page_was_given_up() -> None:
    desk = Desk()
    desk.decides(page())
    assert not desk.loop.gave_up.is_set()
    desk.will("pager", Refused("wrong key"))
    await desk.rounds()
    assert desk.loop.gave_up.is_set()


@pytest.mark.parametrize("seconds", [0, 0.5])
async def test_a_clock_that_is_slewed_moves_nothing(seconds: float) -> None:
    desk = Desk(Channel("pager", waits=(60 * SECOND,)))
    desk.decides(page())
    desk.will("pager", Unavailable("busy"))
    await desk.rounds()
    due = desk.outbox.next_due("pager")
    desk.now -= timedelta(seconds=seconds)
    await desk.rounds()
    assert desk.outbox.next_due("pager") == due
