"""The dead-man's switch against a real HTTP server: which ping is sent when, and that nothing else ever is.

Expected paths are the pinging API's of healthchecks: the check's URL, `/start` and `/fail` below it.
"""

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta

import pytest
from pydantic import ValidationError

from graftwatch.adapters.senders.channels import route
from graftwatch.adapters.senders.settings import HealthchecksChannel
from graftwatch.paging import heartbeat_page
from graftwatch.pipeline.channels import Channel
from graftwatch.pipeline.outbox import Delivery
from graftwatch.pipeline.sender import Accepted, Answer, Dispatch, Refused, Sender, Unavailable
from paging_builders import minutes_later, page
from receivers import Answer as Told
from receivers import HttpReceiver, Verdict, http_receiver
from sender_bench import NOW, TOKYO

CHECK = "5bf66975-d4c7-4bf5-bcc8-b8d8a82ea278"
WRONG = ("health.channel_failing",)


@pytest.fixture
def monitor() -> Iterator[HttpReceiver]:
    with http_receiver() as receiver:
        yield receiver


def channel(monitor: HttpReceiver, below: str = f"/{CHECK}") -> HealthchecksChannel:
    return HealthchecksChannel(name="outside", url=monitor.url + below, timeout_seconds=0.5)


@pytest.fixture
async def switch(monitor: HttpReceiver) -> AsyncIterator[Sender]:
    sender = route(channel(monitor), TOKYO).sender
    yield sender
    await sender.close()


async def beat(switch: Sender, *wrong: str) -> Answer:
    return await switch.send(Dispatch(Delivery(heartbeat_page(NOW), "outside", NOW, NOW), wrong=wrong), NOW)


def paths(monitor: HttpReceiver) -> list[str]:
    return [one.path.removeprefix(f"/{CHECK}") for one in monitor.requests]


async def test_the_start_is_told_once_and_then_each_heartbeat_says_success(
    switch: Sender, monitor: HttpReceiver
) -> None:
    assert [await beat(switch) for _ in range(3)] == [Accepted()] * 3
    assert paths(monitor) == ["/start", "", "", ""]


async def test_what_is_wrong_is_a_failure_that_names_it_until_it_is_over(switch: Sender, monitor: HttpReceiver) -> None:
    for wrong in ((), WRONG, ()):
        await beat(switch, *wrong)
    assert paths(monitor) == ["/start", "", "/fail", ""]
    assert monitor.requests[2].body.decode() == WRONG[0]


async def test_a_start_that_did_not_get_through_is_told_again_and_no_success_before_it(
    switch: Sender, monitor: HttpReceiver
) -> None:
    monitor.will(Told.LATER)
    assert isinstance(await beat(switch), Unavailable)
    assert await beat(switch) == Accepted()
    assert paths(monitor) == ["/start", ""]


@pytest.mark.parametrize(
    ("told", "answer"), [(Told.LATER, Unavailable), (Told.NEVER, Refused), (Told.HANG, Unavailable)]
)
async def test_what_a_monitor_answers_is_said_without_its_address(
    switch: Sender, monitor: HttpReceiver, told: Told, answer: type[Answer]
) -> None:
    await beat(switch)
    monitor.will(told)
    said = await beat(switch)
    assert isinstance(said, answer)
    assert CHECK not in str(said)
    assert "127.0.0.1" not in str(said)


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        pytest.param(b"OK", Accepted, id="counted"),
        pytest.param(b"", Accepted, id="a monitor that says nothing"),
        pytest.param(b"OK (not found)\n", Refused, id="no such check"),
        pytest.param(b"OK (rate limited)", Unavailable, id="pinged too often"),
    ],
)
async def test_a_ping_that_was_answered_200_and_not_counted_is_not_delivered(said: bytes, answer: type[Answer]) -> None:
    with http_receiver(lambda _: Verdict(200, said)) as monitor:
        sender = route(channel(monitor), TOKYO).sender
        assert isinstance(await beat(sender), answer)
        await sender.close()


async def test_no_page_goes_to_whoever_runs_the_monitor(switch: Sender, monitor: HttpReceiver) -> None:
    for number in (1, 2):
        await switch.send(Dispatch(Delivery(page(sequence=number), "outside", NOW, NOW)), NOW)
    assert paths(monitor) == ["/start", "/start"]
    assert not [text for text in monitor.received() if "S01" in text or page().summary in text]


async def test_a_query_of_the_url_stays_behind_the_path(monitor: HttpReceiver) -> None:
    sender = route(channel(monitor, f"/{CHECK}?create=1"), TOKYO).sender
    await beat(sender, *WRONG)
    await sender.close()
    assert paths(monitor) == ["/start?create=1", "/fail?create=1"]


def test_its_url_is_shown_nowhere(monitor: HttpReceiver) -> None:
    assert CHECK not in repr(channel(monitor))
    with pytest.raises(ValidationError) as fault:
        HealthchecksChannel(name="outside", url=f"hc.example/{CHECK}")
    assert CHECK not in fault.value.errors()[0]["msg"], "what the settings' reader says of a fault"


def test_it_takes_a_heartbeat_a_minute_and_no_page(monitor: HttpReceiver) -> None:
    rules = channel(monitor).channel
    assert not rules.takes(page())
    assert rules.takes_heartbeat(NOW, None)
    assert [rules.takes_heartbeat(NOW + timedelta(seconds=at), NOW) for at in (10, 59, 60)] == [False, False, True]


def test_a_channel_that_did_not_ask_gets_none() -> None:
    assert not Channel("pager").takes_heartbeat(NOW, None)
    assert not Channel("pager").takes(heartbeat_page(NOW))


def test_a_clock_that_was_set_back_does_not_stop_the_heartbeat() -> None:
    rules = Channel("outside", heartbeat_every=timedelta(minutes=1))
    assert rules.takes_heartbeat(minutes_later(-60), NOW)
