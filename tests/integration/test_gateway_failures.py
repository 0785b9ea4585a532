"""What the gateway does when the disk, a sender or the amount of work is against it."""

import asyncio
import os
import socket
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gateway_harness import Answer, frame, oru, running_gateway, until
from graftwatch.adapters.mllp.limits import GatewayLimits
from graftwatch.pipeline.quarantine import Chosen
from graftwatch.pipeline.release import NotReleasable, release

NOW = datetime(2026, 3, 1, tzinfo=UTC)


async def test_no_acknowledgement_before_it_is_durable_and_recovery_afterwards(tmp_path: Path) -> None:
    async with running_gateway(tmp_path) as gateway:
        peer = await gateway.peer()
        gateway.journal.failing = True
        answer = await peer.ask(oru("1"))
        assert (answer.code, answer.control_id) == ("AE", "1")
        assert "send it again" in answer.text
        assert "disk is full" in answer.text
        gateway.journal.failing = False
        assert await peer.ask(oru("1")) == Answer("AA", "1", "")
        assert gateway.control_ids() == ["1"]
        assert gateway.metrics.outcomes == {("lab", "failed"): 1, ("lab", "accepted"): 1}


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 4 MB, where the system lets us mount one."""
    place = tmp_path / "small"
    place.mkdir()
    if (
        os.geteuid() != 0
        or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "none", place], check=False).returncode
    ):
        pytest.skip("a full disk needs a small file system, and mounting one needs root")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", place], check=True)


async def test_a_full_disk_means_ae_nothing_lost_and_recovery_when_there_is_space(small_disk: Path) -> None:
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(1_500_000))
    async with running_gateway(small_disk) as gateway:
        peer = await gateway.peer()
        accepted, refused = [], []
        for number in range(400):
            answer = await peer.ask(oru(f"F{number}", body=b"9" * 10_000))
            (accepted if answer.code == "AA" else refused).append(answer)
        assert accepted
        assert refused
        assert {answer.code for answer in refused} == {"AE"}
        assert gateway.control_ids() == [answer.control_id for answer in accepted]
        ballast.unlink()
        assert (await peer.ask(oru("AFTER"))).code == "AA"
        for answer in refused[:20]:
            assert (await peer.ask(oru(answer.control_id, body=b"9" * 10_000))).code == "AA"
        assert set(gateway.control_ids()) >= {answer.control_id for answer in accepted + refused[:20]} | {"AFTER"}


async def test_a_refused_frame_that_cannot_be_quarantined_is_the_senders_to_keep(small_disk: Path) -> None:
    async with running_gateway(small_disk) as gateway:
        peer = await gateway.peer()
        answers = [await peer.ask(bytes([65 + number]) * 1_000_000) for number in range(6)]
        assert answers[0].code == "AR"
        assert answers[-1].code == "AE"


async def test_the_same_message_again_is_acknowledged_and_kept_once(tmp_path: Path) -> None:
    async with running_gateway(tmp_path) as gateway:
        peer = await gateway.peer()
        for _ in range(3):
            assert await peer.ask(oru("D")) == Answer("AA", "D", "")
        await peer.send(frame(oru("E")) * 3)
        assert [answer.code for answer in await peer.answers(3)] == ["AA"] * 3
        assert gateway.control_ids() == ["D", "E"]
        assert gateway.metrics.outcomes["lab", "duplicate"] == 4


async def test_the_same_message_again_after_a_restart_is_kept_once(tmp_path: Path) -> None:
    async with running_gateway(tmp_path) as gateway:
        await (await gateway.peer()).ask(oru("D"))
    async with running_gateway(tmp_path) as gateway:
        assert (await (await gateway.peer()).ask(oru("D"))).code == "AA"
        assert gateway.control_ids() == ["D"]


async def test_a_control_id_used_again_for_other_bytes_is_kept_and_counted(tmp_path: Path) -> None:
    async with running_gateway(tmp_path) as gateway:
        peer = await gateway.peer()
        for body in (b"1", b"2", b"1", b"2"):
            assert (await peer.ask(oru("C", body=body))).code == "AA"
        assert [entry.content for entry in gateway.entries()] == [oru("C", body=b"1"), oru("C", body=b"2")]
        assert gateway.metrics.conflicts == {"lab": 1}


async def test_another_senders_same_control_id_is_another_message(tmp_path: Path) -> None:
    other = oru("S").replace(b"|LAB|", b"|ICU|")
    async with running_gateway(tmp_path) as gateway:
        peer = await gateway.peer()
        await peer.ask(oru("S"))
        await peer.ask(other)
        assert [entry.content for entry in gateway.entries()] == [oru("S"), other]
        assert gateway.metrics.conflicts == {}


async def send_without_reading(port: int, most_messages: int) -> None:
    """Send until the other side disconnects, with a receive buffer as small as the system allows."""
    loop = asyncio.get_running_loop()
    with socket.socket() as deaf:
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
        deaf.setblocking(False)
        await loop.sock_connect(deaf, ("127.0.0.1", port))
        for start in range(0, most_messages, 100):
            messages = b"".join(frame(oru(f"N{number}")) for number in range(start, start + 100))
            await loop.sock_sendall(deaf, messages)


async def test_a_sender_that_reads_no_answers_is_paused_then_disconnected_and_nothing_is_lost(tmp_path: Path) -> None:
    limits = GatewayLimits(
        unread_answer_bytes=4096, unread_answer_seconds=1.0, unacknowledged_bytes_per_connection=1024 * 1024
    )
    async with running_gateway(tmp_path, limits) as gateway:
        with pytest.raises(ConnectionError):
            await send_without_reading(gateway.port, 1_000_000)
        assert (await (await gateway.peer()).ask(oru("OTHER"))).code == "AA"
        kept = gateway.control_ids()[:-1]
        assert kept == [f"N{number}" for number in range(len(kept))]


async def test_work_beyond_the_limit_waits_in_the_senders_sockets_and_all_of_it_is_done(tmp_path: Path) -> None:
    limits = GatewayLimits(unacknowledged_bytes=200_000, unacknowledged_bytes_per_connection=50_000)
    body = b"9" * 10_000
    async with running_gateway(tmp_path, limits) as gateway:
        peers = [await gateway.peer() for _ in range(8)]
        for index, peer in enumerate(peers):
            peer.write(b"".join(frame(oru(f"B{index}-{number}", body=body)) for number in range(60)))
        answers = await asyncio.gather(*(peer.answers(60) for peer in peers))
        for index, of_peer in enumerate(answers):
            assert [answer.control_id for answer in of_peer] == [f"B{index}-{number}" for number in range(60)]
        assert gateway.gateway.levels().unacknowledged_bytes == 0
        assert len(gateway.entries()) == 480


async def test_too_many_half_frames_are_refused_for_now_and_said_so(tmp_path: Path) -> None:
    limits = GatewayLimits(partial_frame_bytes=300_000)
    async with running_gateway(tmp_path, limits) as gateway:
        first, second = await gateway.peer(), await gateway.peer()
        large = frame(oru("LARGE", body=b"9" * 250_000))
        await first.send(large[:200_000])
        await until(lambda: gateway.gateway.levels().partial_frame_bytes == 200_000)
        await second.send(large.replace(b"LARGE", b"OTHER")[:200_000])
        await until(lambda: 200_000 < gateway.gateway.levels().partial_frame_bytes <= 200_000 + 2**16 + 3)
        await second.send(large[200_000:])
        answer = await second.answer()
        assert (answer.code, answer.control_id) == ("AE", "OTHER")
        await first.send(large[200_000:])
        assert (await first.answer()).code == "AA"
        assert (await second.ask(oru("OTHER"))).code == "AA"


async def test_half_a_frame_that_goes_no_further_is_answered_and_the_connection_ended(tmp_path: Path) -> None:
    async with running_gateway(tmp_path, GatewayLimits(frame_seconds=0.2)) as gateway:
        peer = await gateway.peer()
        await peer.send(b"\x0b" + oru("HALF"))
        answer = await peer.answer()
        assert (answer.code, answer.control_id) == ("AR", "HALF")
        assert "in time" in answer.text
        assert await peer.rest() == b""


async def test_a_silent_connection_is_ended_and_a_talking_one_is_not(tmp_path: Path) -> None:
    async with running_gateway(tmp_path, GatewayLimits(idle_seconds=2.0)) as gateway:
        silent = await gateway.peer()
        assert await silent.rest() == b""
        assert (await (await gateway.peer()).ask(oru("1"))).code == "AA"


async def test_a_quarantined_message_is_mended_and_released(tmp_path: Path) -> None:
    async with running_gateway(tmp_path) as gateway:
        peer = await gateway.peer()
        for _ in range(3):
            assert (await peer.ask(oru(""))).code == "AR"
        (record,) = gateway.quarantine.list_records()
        assert record.tries == 3
        with pytest.raises(NotReleasable, match="MSH-10"):
            release(gateway.quarantine, gateway.journal, record.id, NOW)
        seq = release(gateway.quarantine, gateway.journal, record.id, NOW, oru("MENDED"))
        entry = gateway.reader.entry(seq)
        assert entry is not None
        assert (entry.feed, entry.control_id, entry.received_at) == ("lab", "MENDED", NOW)
        assert gateway.quarantine.list_records() == []
        assert gateway.quarantine.counts() == {}
        (kept,) = gateway.quarantine.list_records(Chosen(released=True))
        assert kept.released_at == NOW
