import asyncio
import errno
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from delivery_desk import Desk
from graftwatch.findings import Severity
from graftwatch.paging import HealthKind, PageReason
from graftwatch.pipeline.channels import Channel
from graftwatch.pipeline.memory_outbox import MemoryOutbox
from graftwatch.pipeline.outbox import DeliveryState, Outcome
from graftwatch.pipeline.sender import Refused, Unavailable
from paging_builders import FOUR_IN_THE_AFTERNOON, minutes_later, page

SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)


async def test_what_is_due_is_sent_once() -> None:
    desk = Desk()
    desk.decides(page())
    assert await desk.rounds(2) == [1, 0]
    assert desk.senders["pager"].sent == [page().id]
    assert desk.metrics.outcomes == [("pager", "delivered")]


async def test_waits_between_attempts_grow_as_the_settings_say() -> None:
    desk = Desk()
    desk.decides(page())
    desk.will("pager", *(Unavailable("busy") for _ in range(4)))
    waits = []
    for _ in range(4):
        assert await desk.rounds() == [1]
        due_at = desk.outbox.next_due("pager")
        assert due_at is not None
        waits.append(due_at - desk.now)
        desk.now = due_at - timedelta(microseconds=1)
        assert await desk.rounds() == [0]
        desk.now = due_at
    assert waits == [5 * SECOND, 60 * SECOND, 60 * SECOND, 60 * SECOND]
    assert await desk.rounds() == [1]
    assert desk.metrics.outcomes == [("pager", "retried")] * 4 + [("pager", "delivered")]


@pytest.mark.parametrize(
    ("asked", "waited"),
    [pytest.param(30, 30, id="longer than ours"), pytest.param(1, 5, id="shorter than ours: ours")],
)
async def test_a_receiver_that_asks_for_a_wait_gets_it(asked: int, waited: int) -> None:
    desk = Desk()
    desk.decides(page())
    desk.will("pager", Unavailable("429", asked * SECOND))
    await desk.rounds()
    assert desk.outbox.next_due("pager") == desk.now + waited * SECOND


async def test_a_page_that_is_refused_goes_through_the_fallback_and_both_are_counted() -> None:
    desk = Desk(Channel("pager"), Channel("mail"), Channel("sms", only_as_fallback=True))
    desk.decides(page())
    desk.will("pager", Refused("wrong key"))
    await desk.rounds(2)
    assert desk.states() == {
        "pager": DeliveryState.FAILED,
        "mail": DeliveryState.DELIVERED,
        "sms": DeliveryState.DELIVERED,
    }
    assert sorted(desk.metrics.outcomes) == [("mail", "delivered"), ("pager", "failed"), ("sms", "delivered")]


async def test_who_was_told_by_the_fallback_is_told_of_the_retraction_there_too() -> None:
    desk = Desk(Channel("pager"), Channel("sms", only_as_fallback=True))
    desk.decides(page())
    desk.will("pager", Refused("wrong key"))
    await desk.rounds(2)
    desk.decides(page(sequence=2))
    await desk.rounds()
    assert desk.senders["sms"].sent == [page().id, page(sequence=2).id]


async def test_a_failing_fallback_does_not_send_round_in_circles() -> None:
    desk = Desk(Channel("pager"), Channel("sms", only_as_fallback=True))
    desk.decides(page())
    desk.will("pager", Refused("wrong key"))
    desk.will("sms", Refused("wrong number"))
    assert await desk.rounds(3) == [1, 1, 0]
    assert set(desk.states().values()) == {DeliveryState.FAILED}


async def test_it_gives_up_when_the_next_attempt_would_be_too_late() -> None:
    desk = Desk(Channel("pager", waits=(60 * SECOND,), give_up_after=timedelta(minutes=2)))
    desk.decides(page())
    desk.will("pager", *(Unavailable("busy") for _ in range(9)))
    for minute in range(4):
        desk.now = minutes_later(minute)
        await desk.rounds()
    [delivery] = desk.outbox.deliveries.values()
    assert delivery.state is DeliveryState.FAILED
    assert delivery.reason == "given up after 3 attempts: busy"


async def test_a_retraction_is_tried_for_a_week_where_the_story_was_told_and_told_elsewhere_meanwhile() -> None:
    patient = Channel("pager", waits=(HOUR,), give_up_after=HOUR)
    desk = Desk(patient, Channel("sms", only_as_fallback=True))
    desk.decides(page(reason=PageReason.RETRACTED))
    desk.will("pager", *(Unavailable("busy") for _ in range(999)))
    for hour in range(3):
        desk.now = minutes_later(60 * hour)
        await desk.rounds(2)
    assert desk.senders["sms"].sent == [page().id]
    for hour in range(3, 24 * 7):
        desk.now = minutes_later(60 * hour)
        await desk.rounds()
    assert desk.states()["pager"] is DeliveryState.WAITING
    desk.now = minutes_later(60 * 24 * 7)
    await desk.rounds()
    assert desk.states()["pager"] is DeliveryState.FAILED
    assert desk.senders["sms"].sent == [page().id]


async def test_a_channel_that_failed_before_a_restart_fails_until_something_gets_through() -> None:
    desk = Desk(Channel("pager", waits=(60 * SECOND,)))
    desk.decides(page())
    desk.will("pager", Unavailable("busy"))
    await desk.rounds()
    desk.now = minutes_later(1)
    desk.loop = desk.restarted()
    assert [(one.part, one.reason, one.since) for one in desk.loop.troubles()] == [
        ("pager", "busy", FOUR_IN_THE_AFTERNOON)
    ]
    await desk.rounds()
    assert desk.loop.troubles() == ()


async def test_a_service_that_was_down_for_days_still_tries() -> None:
    desk = Desk(Channel("pager", give_up_after=timedelta(hours=1)))
    desk.decides(page())
    desk.now = FOUR_IN_THE_AFTERNOON + timedelta(days=3)
    desk.will("pager", Unavailable("busy"))
    await desk.rounds()
    assert desk.states() == {"pager": DeliveryState.WAITING}


async def test_a_page_only_for_the_morning_does_not_wake() -> None:
    desk = Desk(Channel("pager", severities=frozenset({Severity.PAGE})), Channel("mail"))
    desk.decides(page(severity=Severity.NOTIFY))
    await desk.rounds()
    assert desk.states() == {"mail": DeliveryState.DELIVERED}


async def test_a_fault_of_our_own_is_recorded_and_tried_again() -> None:
    desk = Desk()
    desk.decides(page())
    desk.will("pager", KeyError("S01"))
    await desk.rounds()
    [delivery] = desk.outbox.deliveries.values()
    assert delivery.reason == "internal fault: KeyError"
    desk.now += 5 * SECOND
    assert await desk.rounds() == [1]
    assert desk.states() == {"pager": DeliveryState.DELIVERED}


async def test_a_sender_without_an_end_is_ended_by_the_channels_timeout() -> None:
    desk = Desk(Channel("pager", timeout=-1 * SECOND))  # with the loop's second of grace: at once
    desk.decides(page())
    desk.will("pager", asyncio.Event())
    await desk.rounds()
    [delivery] = desk.outbox.deliveries.values()
    assert delivery.reason == "no answer in time"


async def test_a_retraction_never_overtakes_what_it_retracts() -> None:
    desk = Desk()
    desk.decides(page(), page(sequence=2), page(story="other"))
    desk.will("pager", Unavailable("busy"))
    await desk.rounds()
    assert set(desk.senders["pager"].sent) == {page().id, page(story="other").id}
    desk.now += 5 * SECOND
    await desk.rounds(2)
    assert [one for one in desk.senders["pager"].sent if one != page(story="other").id] == [
        page().id,
        page().id,
        page(sequence=2).id,
    ]


async def test_no_more_than_the_channel_allows_are_under_way() -> None:
    desk = Desk(Channel("pager", at_once=3))
    desk.decides(*(page(story=f"story-{number}") for number in range(10)))
    assert await desk.rounds(4) == [3, 3, 3, 1]
    assert desk.senders["pager"].most_under_way == 3


async def test_deliveries_of_a_channel_that_was_taken_out_go_another_way() -> None:
    desk = Desk(Channel("old"), Channel("sms", only_as_fallback=True))
    desk.decides(page())
    desk.channels = desk.channels[1:]
    desk.loop = desk.restarted()
    await desk.rounds()
    assert desk.senders["sms"].sent == [page().id]
    assert desk.states() == {"old": DeliveryState.FAILED, "sms": DeliveryState.DELIVERED}


async def test_a_channel_that_keeps_failing_is_a_trouble_until_it_works_again() -> None:
    desk = Desk(Channel("pager", waits=(60 * SECOND,)))
    desk.decides(page())
    desk.will("pager", Unavailable("the receiver answered 503"), Unavailable("the receiver answered 500"))
    await desk.rounds()
    assert desk.loop.troubles() == ()
    desk.now = minutes_later(1)
    await desk.rounds()
    [trouble] = desk.loop.troubles()
    assert (trouble.kind, trouble.part, trouble.since) == (
        HealthKind.CHANNEL_FAILING,
        "pager",
        FOUR_IN_THE_AFTERNOON,
    )
    assert trouble.reason == "the receiver answered 500"
    desk.now = minutes_later(2)
    await desk.rounds()
    assert desk.loop.troubles() == ()


async def run_until(desk: Desk, *happened: asyncio.Event) -> None:
    """Runs the loop until all this has happened, then stops it."""
    async with asyncio.timeout(10):
        running = asyncio.create_task(desk.loop.run())
        await all_of(happened)
        desk.loop.stop()
        await running


async def all_of(events: Sequence[asyncio.Event]) -> None:
    for event in events:
        await event.wait()


async def test_a_channel_that_hangs_holds_up_no_other() -> None:
    desk = Desk(Channel("pager"), Channel("mail"))
    hanging = asyncio.Event()
    desk.will("pager", hanging)
    desk.decides(page())
    async with asyncio.timeout(10):
        running = asyncio.create_task(desk.loop.run())
        await all_of([desk.senders["pager"].asked, desk.senders["mail"].asked])
        desk.senders["mail"].asked.clear()
        desk.decides(page(story="another"))
        desk.loop.wake()
        await desk.senders["mail"].asked.wait()
        hanging.set()
        desk.loop.stop()
        await running
    assert desk.senders["mail"].sent == [page().id, page(story="another").id]


async def test_stopping_ends_what_is_under_way_and_closes_the_senders() -> None:
    desk = Desk()
    desk.decides(page())
    await run_until(desk, desk.senders["pager"].asked)
    assert desk.states() == {"pager": DeliveryState.DELIVERED}
    assert desk.senders["pager"].closed


async def test_a_crash_between_sending_and_recording_repeats_the_same_delivery() -> None:
    desk = Desk()
    desk.decides(page())
    desk.will("pager", asyncio.Event())
    crashing = asyncio.create_task(desk.loop.deliver_due())
    await desk.senders["pager"].asked.wait()
    crashing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await crashing
    desk.loop = desk.restarted()
    await desk.rounds()
    assert desk.senders["pager"].sent == [page().id, page().id]


class FullDisk(MemoryOutbox):
    """An outbox that cannot record while the disk is full."""

    def __init__(self) -> None:
        super().__init__()
        self.full = True
        self.tried = asyncio.Event()
        self.recorded = asyncio.Event()

    def record(self, delivery_id: str, outcome: Outcome, now: datetime) -> None:
        self.tried.set()
        if self.full:
            raise OSError(errno.ENOSPC, "no space")
        super().record(delivery_id, outcome, now)
        self.recorded.set()


async def test_a_page_that_could_not_be_recorded_is_recorded_later_and_not_sent_again() -> None:
    desk = Desk()
    desk.outbox = outbox = FullDisk()
    desk.loop = desk.restarted()
    desk.decides(page())
    for _ in range(3):
        with pytest.raises(OSError, match="no space"):
            await desk.rounds()
    outbox.full = False
    await desk.rounds()
    assert desk.senders["pager"].sent == [page().id]
    assert desk.states() == {"pager": DeliveryState.DELIVERED}


async def test_the_loop_outlives_a_store_that_cannot_be_written() -> None:
    desk = Desk()
    desk.outbox = outbox = FullDisk()
    desk.loop = desk.restarted()
    desk.decides(page())
    async with asyncio.timeout(10):
        running = asyncio.create_task(desk.loop.run())
        await outbox.tried.wait()
        assert not outbox.recorded.is_set()
        outbox.full = False
        desk.loop.wake()
        await outbox.recorded.wait()
        desk.loop.stop()
        await running
    assert desk.states() == {"pager": DeliveryState.DELIVERED}
    assert desk.senders["pager"].sent == [page().id]
