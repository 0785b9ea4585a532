"""Odd input over a real socket: every answer is an acknowledgement that is true, and the connection goes on."""

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from time import perf_counter

import pytest
import uvloop

from certificates import Authority
from gateway_harness import Answer, Harness, frame, oru, running_gateway, until
from graftwatch.adapters.mllp.limits import FeedListener, GatewayLimits

ODD = [
    pytest.param(frame(b"hello this is not hl7"), "AR", "", "MSH", id="garbage in a frame"),
    pytest.param(b"hello\x1c\r", "AR", "", "0x0b", id="garbage without a start block"),
    pytest.param(frame(b""), "AR", "", "no message", id="an empty frame"),
    pytest.param(frame(oru("P2", kind="")), "AR", "P2", "MSH-9", id="no MSH-9"),
    pytest.param(frame(oru("")), "AR", "", "MSH-10", id="no MSH-10"),
    pytest.param(frame(oru("P5", kind="ADT^A01^ADT_A01")), "AA", "P5", "", id="another type"),
    pytest.param(frame(oru("P6", body="Müller".encode())), "AA", "P6", "", id="UTF-8"),
    pytest.param(frame(oru("P7", body=b"M\xfcller")), "AA", "P7", "", id="Latin-1 that nobody declared"),
    pytest.param(frame(oru("P8", body=b"not-a-number")), "AA", "P8", "", id="text in a numeric result"),
    pytest.param(frame(oru("P9").replace(b"20260301101502", b"99999999")), "AA", "P9", "", id="an impossible MSH-7"),
    pytest.param(frame(oru("P10").replace(b"\r", b"\n")), "AA", "P10", "", id="line feeds end segments"),
    pytest.param(frame(oru("P11", version="2.9.9")), "AR", "P11", "MSH-12", id="an unknown version"),
    pytest.param(frame(oru("P12", body=b"9" * 70_000)), "AA", "P12", "", id="a field of 70 kB"),
    pytest.param(frame(oru("P13", body=b"A" * 1_000_000)), "AA", "P13", "", id="a field of 1 MB"),
    pytest.param(frame(oru("P14").replace(b"^~\\&", b"^^\\&", 1)), "AR", "", "twice", id="one delimiter stated twice"),
    pytest.param(frame(b"BHS|^~\\&|A|B|C|D|1||||B1\r" + oru("P15")), "AR", "B1", "one by one", id="a batch"),
    pytest.param(frame(oru("P16", body=b"a\x0bb")), "AR", "P16", "0x0b", id="a vertical tab in the text"),
    pytest.param(frame(oru("P17", body=b"a\x1cb")), "AR", "P17", "0x1c", id="a file separator in the text"),
    pytest.param(frame(oru("P19").replace(b"|NM|", b"|ED|")), "AA", "P19", "", id="an encapsulated document"),
    pytest.param(b"\0\0\0\r\n" + frame(oru("P18")) + b"\0\0", "AA", "P18", "", id="NULs around the frame"),
]


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority.make(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(params=["plain", "TLS"])
def wire(request: pytest.FixtureRequest, authority: Authority) -> Authority | None:
    """What a sender speaks: nothing but MLLP, or TLS with the certificates of this authority."""
    return authority if request.param == "TLS" else None


@pytest.mark.parametrize(("sent", "code", "control_id", "words"), ODD)
async def test_odd_input_is_answered_truly_and_the_next_message_accepted(
    tmp_path: Path, wire: Authority | None, sent: bytes, code: str, control_id: str, words: str
) -> None:
    tls = wire.listener() if wire else None
    async with running_gateway(tmp_path, feeds=[FeedListener("lab", tls=tls)]) as gateway:
        peer = await gateway.peer(wire.sender() if wire else None)
        await peer.send(sent)
        answer = await peer.answer()
        assert (answer.code, answer.control_id) == (code, control_id)
        assert words in answer.text
        assert await peer.ask(oru("GOOD")) == Answer("AA", "GOOD", "")
        assert gateway.control_ids() == ([control_id] if code == "AA" else []) + ["GOOD"]
        quarantined = gateway.quarantine.list_records()
        assert len(quarantined) == (code != "AA")


async def test_what_is_refused_is_in_quarantine_with_its_bytes_place_and_reason(tmp_path: Path) -> None:
    async with running_gateway(tmp_path) as gateway:
        peer = await gateway.peer()
        await peer.ask(oru("1"))
        await peer.ask(b"hello")
        (listed,) = gateway.quarantine.list_records()
        record = gateway.quarantine.show(listed.id)
        assert record is not None
        assert (record.feed, record.reason, record.content) == ("lab", "not_hl7", b"hello")
        assert (record.position, record.size, record.tries) == (len(frame(oru("1"))), 5, 1)


async def test_two_frames_in_one_write_are_two_answers_in_order(tmp_path: Path) -> None:
    async with running_gateway(tmp_path) as gateway:
        peer = await gateway.peer()
        await peer.send(frame(oru("T1")) + frame(oru("T2")))
        assert [answer.control_id for answer in await peer.answers(2)] == ["T1", "T2"]


async def test_a_frame_in_single_bytes(tmp_path: Path) -> None:
    async with running_gateway(tmp_path) as gateway:
        peer = await gateway.peer()
        for byte in frame(oru("SPLIT")):
            await peer.send(bytes([byte]))
            await asyncio.sleep(0)
        assert (await peer.answer()).control_id == "SPLIT"


async def test_answers_come_in_order_with_refusals_between(tmp_path: Path) -> None:
    async with running_gateway(tmp_path) as gateway:
        peer = await gateway.peer()
        wanted = [f"M{n}" if n % 3 else "" for n in range(600)]
        await peer.send(b"".join(frame(oru(control_id)) for control_id in wanted))
        answers = await peer.answers(600)
        assert [(answer.code, answer.control_id) for answer in answers] == [
            ("AA" if control_id else "AR", control_id) for control_id in wanted
        ]
        assert gateway.control_ids() == [control_id for control_id in wanted if control_id]


async def test_many_connections_each_get_their_own_answers(tmp_path: Path) -> None:
    async def talk(gateway: Harness, name: str) -> None:
        peer = await gateway.peer()
        for start in range(0, 100, 20):
            ids = [f"{name}-{n}" for n in range(start, start + 20)]
            await peer.send(b"".join(frame(oru(control_id)) for control_id in ids))
            assert [answer.control_id for answer in await peer.answers(20)] == ids

    async with running_gateway(tmp_path) as gateway:
        await asyncio.gather(*(talk(gateway, f"c{number}") for number in range(30)))
        assert len(set(gateway.control_ids())) == 3000
        assert gateway.durable[-1] == 3000
        assert gateway.metrics.outcomes == {("lab", "accepted"): 3000}


async def test_a_frame_in_single_bytes_over_tls(tmp_path: Path, authority: Authority) -> None:
    async with running_gateway(tmp_path, feeds=[FeedListener("lab", tls=authority.listener())]) as gateway:
        peer = await gateway.peer(authority.sender())
        for byte in frame(oru("SPLIT")):
            await peer.send(bytes([byte]))
            await asyncio.sleep(0)
        assert (await peer.answer()).control_id == "SPLIT"


async def test_a_hundred_megabytes_in_one_frame_get_a_clear_refusal(tmp_path: Path) -> None:
    async with running_gateway(tmp_path) as gateway:
        peer = await gateway.peer()
        await peer.send(b"\x0b" + oru("HUGE")[:-1])
        for _ in range(100):
            await peer.send(b"9" * 1_000_000)
            assert gateway.gateway.levels().partial_frame_bytes <= 17 * 1024 * 1024
        await peer.send(b"\x1c\r")
        answer = await peer.answer()
        assert (answer.code, answer.control_id) == ("AR", "HUGE")
        assert str(16 * 1024 * 1024) in answer.text
        assert await peer.ask(oru("AFTER")) == Answer("AA", "AFTER", "")
        (record,) = gateway.quarantine.list_records()
        assert (record.reason, record.size) == ("too_large", len(oru("HUGE")) - 1 + 100_000_000)
        shown = gateway.quarantine.show(record.id)
        assert shown is not None
        assert len(shown.content) < 70_000


async def test_half_a_frame_before_a_disconnect_is_kept_in_quarantine(tmp_path: Path) -> None:
    async with running_gateway(tmp_path) as gateway:
        peer = await gateway.peer()
        await peer.send(frame(oru("WHOLE")) + b"\x0b" + oru("HALF")[:80])
        peer.end()
        assert [answer.code for answer in await peer.answers(2)] == ["AA", "AR"]
        assert await peer.rest() == b""
        (record,) = gateway.quarantine.list_records()
        assert record.reason == "disconnected"


async def test_a_sender_that_closes_its_half_still_gets_its_answers(tmp_path: Path) -> None:
    async with running_gateway(tmp_path) as gateway:
        peer = await gateway.peer()
        await peer.send(b"".join(frame(oru(f"E{n}")) for n in range(50)))
        peer.end()
        assert [answer.control_id for answer in await peer.answers(50)] == [f"E{n}" for n in range(50)]
        assert await peer.rest() == b""


@pytest.mark.parametrize(
    ("mode", "answers"),
    [
        pytest.param("AL|NE", ["CA"], id="always: the accept acknowledgement"),
        pytest.param("NE|NE", [], id="never: nothing, and the message is kept"),
        pytest.param("ER|NE", [], id="on errors only: nothing for a good message"),
        pytest.param("SU|NE", ["CA"], id="on success only"),
    ],
)
async def test_enhanced_mode_is_honoured(tmp_path: Path, mode: str, answers: list[str]) -> None:
    enhanced = oru("ENH").replace(b"|2.5.1\r", f"|2.5.1|||{mode}\r".encode())
    async with running_gateway(tmp_path) as gateway:
        peer = await gateway.peer()
        await peer.send(frame(enhanced))
        assert (await peer.ask(oru("PLAIN"))).code == (answers[0] if answers else "AA")
        assert gateway.control_ids() == ["ENH", "PLAIN"]


async def test_a_feed_may_accept_fewer_versions(tmp_path: Path) -> None:
    async with running_gateway(tmp_path, versions=frozenset({b"2.3"})) as gateway:
        peer = await gateway.peer()
        assert (await peer.ask(oru("1", version="2.3"))).code == "AA"
        assert (await peer.ask(oru("2", version="2.5.1"))).code == "AR"


async def test_a_message_from_inside_goes_the_same_way(tmp_path: Path) -> None:
    async with running_gateway(tmp_path) as gateway:
        answer = Answer.read((await gateway.gateway.submit("heartbeat", oru("HB1")))[:-2])
        assert answer == Answer("AA", "HB1", "")
        (entry,) = gateway.entries()
        assert (entry.feed, entry.control_id, entry.content) == ("heartbeat", "HB1", oru("HB1"))


async def test_closing_answers_what_was_taken(tmp_path: Path) -> None:
    async with running_gateway(tmp_path) as gateway:
        peer = await gateway.peer()
        await peer.ask(oru("FIRST"))
        await peer.send(b"".join(frame(oru(f"S{n}")) for n in range(200)))
        closing = asyncio.create_task(gateway.gateway.close())
        answered = (await peer.rest()).count(b"\rMSA|AA|S")
        await peer.close()
        await closing
        assert gateway.control_ids() == ["FIRST", *(f"S{n}" for n in range(answered))]


LIMITS = GatewayLimits(connections=1)


async def second_waits_for_its_turn(folder: Path, authority: Authority | None) -> None:
    tls = authority.listener() if authority else None
    async with running_gateway(folder, LIMITS, feeds=[FeedListener("lab", tls=tls)]) as gateway:
        first = await gateway.peer(authority.sender() if authority else None)
        await first.ask(oru("1"))
        second = await gateway.peer(authority.sender() if authority else None)
        await second.send(frame(oru("2")))
        assert (await first.ask(oru("3"))).control_id == "3"
        assert gateway.control_ids() == ["1", "3"]
        await first.close()
        assert (await second.answer()).control_id == "2"
        assert (await second.ask(oru("4"))).control_id == "4"


@pytest.mark.parametrize("run", [asyncio.run, uvloop.run], ids=["asyncio", "uvloop, as the service"])
def test_a_connection_beyond_the_limit_waits_for_its_turn(
    tmp_path: Path, wire: Authority | None, run: Callable[[Coroutine[None, None, None]], None]
) -> None:
    run(second_waits_for_its_turn(tmp_path, wire))


async def test_one_connection_more_than_may_wait_is_answered_not_cut_off(tmp_path: Path) -> None:
    async with running_gateway(tmp_path, LIMITS) as gateway:
        first, second = await gateway.peer(), await gateway.peer()
        await first.ask(oru("1"))
        await until(lambda: gateway.gateway.levels().connections_waiting == 1)
        assert not gateway.metrics.refused
        third = await gateway.peer()
        answer = await third.answer()
        assert (answer.code, answer.control_id) == ("AE", "")
        assert "waiting" in answer.text
        assert await third.rest() == b""
        assert gateway.metrics.refused == {("lab", "too_many_connections"): 1}
        await second.send(frame(oru("2")))
        await first.close()
        assert (await second.answer()).control_id == "2"


async def test_a_frame_that_grows_but_is_not_whole_in_time_is_answered_and_ended(tmp_path: Path) -> None:
    async with running_gateway(tmp_path, GatewayLimits(frame_seconds=60.0, whole_frame_seconds=1.0)) as gateway:
        peer = await gateway.peer()
        await peer.send(b"\x0b" + oru("SLOW"))
        while not gateway.quarantine.list_records():
            await peer.send(b"9")  # never silent
            await asyncio.sleep(0)
        answer = await peer.answer()
        assert (answer.code, answer.control_id) == ("AR", "SLOW")
        assert "in time" in answer.text
        assert await peer.rest() == b""


async def test_a_steady_stream_whose_reads_end_inside_frames_is_not_slow(tmp_path: Path) -> None:
    """Each read ends in half a frame, for longer than a frame may take; each single frame is quick."""
    async with running_gateway(tmp_path, GatewayLimits(whole_frame_seconds=2.0)) as gateway:
        peer = await gateway.peer()
        one = frame(oru("N"))
        await peer.send(one[:50])
        begun = perf_counter()
        while perf_counter() < begun + 2.5:
            await peer.send(one[50:] + one[:50])
            assert (await peer.answer()).code == "AA"
        await peer.send(one[50:])
        assert (await peer.answer()).code == "AA"


async def test_feeds_side_by_side_keep_their_own_limits(tmp_path: Path) -> None:
    async with running_gateway(tmp_path) as gateway:
        short = GatewayLimits(max_frame_bytes=2048, idle_seconds=2.0)
        port = await gateway.gateway.listen(FeedListener("icu", limits=short))
        icu, lab = await gateway.peer(port=port), await gateway.peer()
        big = oru("BIG", body=b"9" * 4096)
        assert ((await icu.ask(big)).code, (await lab.ask(big)).code) == ("AR", "AA")
        assert await icu.rest() == b""
        assert (await lab.ask(oru("2"))).code == "AA"
