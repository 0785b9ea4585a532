"""How connections over TLS end: by the sender's word, by a byte changed on the way, by answers that nobody reads."""

import asyncio
import ssl
from pathlib import Path

import pytest

from bare_tls import BareTls
from certificates import Authority
from gateway_harness import Answer, frame, oru, running_gateway
from graftwatch.adapters.mllp.limits import FeedListener, GatewayLimits


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority.make(tmp_path / "certificates")


def says_the_end(port: int, context: ssl.SSLContext, sent: bytes) -> list[Answer]:
    with BareTls(port, context) as sender:
        sender.send(sent)
        sender.end()
        return sender.rest()


async def test_half_a_frame_before_the_end_of_tls_is_answered_and_kept_in_quarantine(
    tmp_path: Path, authority: Authority
) -> None:
    async with running_gateway(tmp_path, feeds=[FeedListener("lab", tls=authority.listener())]) as gateway:
        sent = frame(oru("WHOLE")) + b"\x0b" + oru("HALF")[:80]
        answers = await asyncio.to_thread(says_the_end, gateway.port, authority.sender(), sent)
        assert [(one.code, one.control_id) for one in answers] == [("AA", "WHOLE"), ("AR", "HALF")]
        (record,) = gateway.quarantine.list_records()
        assert record.reason == "disconnected"


async def test_a_sender_that_has_ended_its_half_of_tls_still_gets_all_answers(
    tmp_path: Path, authority: Authority
) -> None:
    async with running_gateway(tmp_path, feeds=[FeedListener("lab", tls=authority.listener())]) as gateway:
        sent = b"".join(frame(oru(f"E{number}")) for number in range(500))
        answers = await asyncio.to_thread(says_the_end, gateway.port, authority.sender(), sent)
        assert [one.control_id for one in answers] == [f"E{number}" for number in range(500)]


def sends_a_changed_byte(port: int, context: ssl.SSLContext, before: bytes) -> list[Answer]:
    with BareTls(port, context) as sender:
        sender.send(before)
        changed = bytearray(sender.encrypted(frame(oru("CHANGED"))))
        changed[40] ^= 1
        sender.socket.sendall(changed)
        return sender.rest()


async def test_a_byte_changed_on_the_way_ends_the_connection_and_nothing_of_it_is_taken(
    tmp_path: Path, authority: Authority
) -> None:
    async with running_gateway(tmp_path, feeds=[FeedListener("lab", tls=authority.listener())]) as gateway:
        before = frame(oru("WHOLE")) + b"\x0b" + oru("HALF")[:80]
        with pytest.raises(ssl.SSLError, match="bad record mac"):
            await asyncio.to_thread(sends_a_changed_byte, gateway.port, authority.sender(), before)
        assert gateway.control_ids() == ["WHOLE"]
        assert [record.reason for record in gateway.quarantine.list_records()] == ["disconnected"]
        assert (await (await gateway.peer(authority.sender())).ask(oru("NEXT"))).code == "AA"


def sends_without_reading(port: int, context: ssl.SSLContext) -> None:
    with BareTls(port, context) as sender:
        for start in range(0, 1_000_000, 100):
            sender.send(b"".join(frame(oru(f"N{number}")) for number in range(start, start + 100)))


async def test_a_sender_that_reads_no_answers_over_tls_is_disconnected_and_nothing_is_lost(
    tmp_path: Path, authority: Authority
) -> None:
    limits = GatewayLimits(
        unread_answer_bytes=4096, unread_answer_seconds=1.0, unacknowledged_bytes_per_connection=1024 * 1024
    )
    async with running_gateway(tmp_path, limits, feeds=[FeedListener("lab", tls=authority.listener())]) as gateway:
        with pytest.raises((ConnectionError, TimeoutError)):
            await asyncio.to_thread(sends_without_reading, gateway.port, authority.sender())
        assert (await (await gateway.peer(authority.sender())).ask(oru("OTHER"))).code == "AA"
        kept = gateway.control_ids()[:-1]
        assert kept == [f"N{number}" for number in range(len(kept))]
