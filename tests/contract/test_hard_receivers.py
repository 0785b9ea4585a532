"""Receivers that hang, dribble, flood, break off or show a wrong certificate: an attempt ends in time, and says why."""

import asyncio
import ssl
from pathlib import Path
from time import monotonic

import pytest

from graftwatch.adapters.senders.channels import route
from graftwatch.adapters.senders.http import RESPONSE_BYTES, HttpClient, Reply
from graftwatch.pipeline.outbox import Delivery
from graftwatch.pipeline.sender import Accepted, Answer, Dispatch, Unavailable
from hard_receivers import (
    Behaviour,
    accepts,
    closes_in_its_body,
    closes_in_its_head,
    dribbles_its_body,
    dribbles_its_head,
    floods,
    receiver,
    says_nothing,
    self_signed,
    talks_no_http,
)
from paging_builders import page
from sender_bench import NOW, SHORT_TIMEOUT_SECONDS, TOKYO, email, settings_of

OVER_HTTP = ("pagerduty", "opsgenie", "webhook", "slack", "teams", "alertmanager")
SLACK_SECONDS = 2.0
"""On a busy machine an attempt may end so long after its time-out."""


async def sent(kind: str, port: int, scheme: str = "http") -> Answer:
    """What becomes of a page on its way to a port; within the channel's time-out."""
    settings = email(port) if kind == "email" else settings_of(kind, f"{scheme}://127.0.0.1:{port}")
    sender = route(settings, TOKYO).sender
    begun = monotonic()
    answer = await sender.send(Dispatch(Delivery(page(), "channel", NOW, NOW)), NOW)
    assert monotonic() - begun < SHORT_TIMEOUT_SECONDS + SLACK_SECONDS
    await sender.close()
    return answer


@pytest.mark.parametrize("kind", [*OVER_HTTP, "apprise", "sms"])
@pytest.mark.parametrize("behaviour", [says_nothing, dribbles_its_head])
async def test_the_whole_attempt_ends_within_the_time_out(kind: str, behaviour: Behaviour) -> None:
    async with receiver(behaviour) as port:
        answer = await sent(kind, port)
    assert isinstance(answer, Unavailable)


async def test_a_mail_server_that_says_nothing_is_left_in_time() -> None:
    async with receiver(says_nothing) as port:
        assert await sent("email", port) == Unavailable("no answer in time")


async def test_a_mail_server_that_dribbles_is_left_in_time() -> None:
    async def dribbles(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        del reader
        while not writer.is_closing():
            writer.write(b"2")
            await writer.drain()
            await asyncio.sleep(0.02)

    async with receiver(dribbles) as port:
        assert await sent("email", port) == Unavailable("no answer in time")


@pytest.mark.parametrize("kind", OVER_HTTP)
@pytest.mark.parametrize("behaviour", [dribbles_its_body, closes_in_its_body, floods])
async def test_the_status_is_the_answer_whatever_becomes_of_the_rest(kind: str, behaviour: Behaviour) -> None:
    async with receiver(behaviour) as port:
        assert isinstance(await sent(kind, port), Accepted)


async def test_of_an_endless_response_so_much_is_read_and_no_more() -> None:
    async with receiver(floods) as port:
        client = HttpClient(5.0)
        reply = await client.post(f"http://127.0.0.1:{port}/", b"{}", {})
        await client.close()
    assert isinstance(reply, Reply)
    assert len(reply.body) == RESPONSE_BYTES


@pytest.mark.parametrize("kind", OVER_HTTP)
@pytest.mark.parametrize("behaviour", [closes_in_its_head, talks_no_http])
async def test_what_is_no_answer_may_become_one(kind: str, behaviour: Behaviour) -> None:
    async with receiver(behaviour) as port:
        assert isinstance(await sent(kind, port), Unavailable)


@pytest.mark.parametrize("kind", OVER_HTTP)
async def test_a_receiver_that_shows_a_wrong_certificate_is_not_told_and_asked_again(kind: str, tmp_path: Path) -> None:
    server, _ = self_signed(tmp_path)
    async with receiver(accepts, server) as port:
        answer = await sent(kind, port, "https")
    assert answer == Unavailable("the receiver's certificate is not trusted: self-signed certificate")


async def test_a_certificate_for_another_name_is_not_taken(tmp_path: Path) -> None:
    server, certificates = self_signed(tmp_path)
    async with receiver(accepts, server) as port:
        client = HttpClient(5.0, ssl.create_default_context(cafile=certificates))
        mine = await client.post(f"https://127.0.0.1:{port}/", b"{}", {})
        others = await client.post(f"https://localhost:{port}/", b"{}", {})
        await client.close()
    assert isinstance(mine, Reply)
    assert others == Unavailable("the receiver's certificate is not trusted: Hostname mismatch")


async def test_apprise_is_left_in_time_and_its_stuck_calls_are_counted() -> None:
    async with receiver(dribbles_its_head) as port:
        sender = route(settings_of("apprise", f"http://127.0.0.1:{port}"), TOKYO).sender
        dispatch = Dispatch(Delivery(page(), "channel", NOW, NOW))
        answers = await asyncio.gather(*(sender.send(dispatch, NOW) for _ in range(17)))
        await sender.close()
    said = sorted(one.reason for one in answers if isinstance(one, Unavailable))
    assert said == ["earlier attempts have not ended", *["no answer in time"] * 16]
