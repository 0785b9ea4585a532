"""TLS on a real listener: who is let in, which feed a certificate chooses, and what everybody else is told."""

import asyncio
import ssl
from datetime import UTC, datetime
from ipaddress import ip_network
from pathlib import Path

import pytest

from certificates import Authority
from gateway_harness import Answer, Harness, Peer, frame, oru, running_gateway, until
from graftwatch.adapters.mllp.limits import FeedListener, GatewayLimits
from graftwatch.adapters.mllp.tls_files import TlsFiles


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority.make(tmp_path / "certificates")


async def test_messages_are_taken_over_tls_in_order(tmp_path: Path, authority: Authority) -> None:
    async with running_gateway(tmp_path, feeds=[FeedListener("lab", tls=authority.listener())]) as gateway:
        peer = await gateway.peer(authority.sender())
        await peer.send(b"".join(frame(oru(f"T{n}")) for n in range(200)))
        assert [answer.control_id for answer in await peer.answers(200)] == [f"T{n}" for n in range(200)]
        assert await peer.ask(oru("BIG", body=b"9" * 1_000_000)) == Answer("AA", "BIG", "")
        assert gateway.control_ids() == [*(f"T{n}" for n in range(200)), "BIG"]


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
async def test_both_versions_of_tls_are_spoken(tmp_path: Path, authority: Authority, version: ssl.TLSVersion) -> None:
    sender = authority.sender("lab")
    sender.minimum_version = sender.maximum_version = version
    async with running_gateway(tmp_path, feeds=[FeedListener("lab", tls=authority.listener(mutual=True))]) as gateway:
        assert (await (await gateway.peer(sender)).ask(oru("1"))).code == "AA"


async def test_an_older_tls_than_the_least_is_refused(tmp_path: Path, authority: Authority) -> None:
    old = authority.sender()
    old.maximum_version = ssl.TLSVersion.TLSv1_2
    feed = FeedListener("lab", tls=authority.listener(minimum_version="1.3"))
    async with running_gateway(tmp_path, feeds=[feed]) as gateway:
        with pytest.raises(ssl.SSLError, match="protocol version"):
            await gateway.peer(old)
        assert gateway.metrics.refused == {("lab", "handshake_failed"): 1}


async def test_mutual_tls_lets_nobody_in_without_a_certificate_of_its_authority(
    tmp_path: Path, authority: Authority
) -> None:
    stranger = Authority.make(tmp_path / "elsewhere").sender("stranger")
    stranger.load_verify_locations(authority.file)
    async with running_gateway(tmp_path, feeds=[FeedListener("lab", tls=authority.listener(mutual=True))]) as gateway:
        for sender, said in ((authority.sender(), "certificate required"), (stranger, "unknown ca")):
            peer = await gateway.peer(sender)
            peer.write(frame(oru("NO")))
            with pytest.raises((ssl.SSLError, ConnectionError), match=said):
                await peer.rest()
        assert (await (await gateway.peer(authority.sender("lab"))).ask(oru("YES"))).code == "AA"
        assert gateway.control_ids() == ["YES"]
        assert gateway.metrics.refused == {("lab", "handshake_failed"): 2}


def shared(authority: Authority) -> list[FeedListener]:
    files = authority.listener(mutual=True)
    return [
        FeedListener("lab", tls=files, certificate_names=("lab.example",), versions=frozenset({b"2.5.1"})),
        FeedListener("icu", tls=files, certificate_names=("ICU monitor", "icu@hospital.example")),
    ]


@pytest.mark.parametrize(
    ("identities", "common_name", "feed"),
    [
        pytest.param(("lab.example",), None, "lab", id="DNS"),
        pytest.param(("LAB.example",), None, "lab", id="capital letters do not matter"),
        pytest.param(("icu@hospital.example",), None, "icu", id="e-mail"),
        pytest.param(("other.example", "lab.example"), "ICU monitor", "lab", id="CN counts only without SAN"),
    ],
)
async def test_the_certificates_name_chooses_the_feed(
    tmp_path: Path, authority: Authority, identities: tuple[str, ...], common_name: str | None, feed: str
) -> None:
    sender = authority.sender("sender", *identities, common_name=common_name)
    async with running_gateway(tmp_path, feeds=shared(authority)) as gateway:
        assert (await (await gateway.peer(sender)).ask(oru("1"))).code == "AA"
        assert [entry.feed for entry in gateway.entries()] == [feed]
        assert gateway.metrics.outcomes == {(feed, "accepted"): 1}


async def test_each_feed_on_a_shared_port_keeps_its_own_settings(tmp_path: Path, authority: Authority) -> None:
    async with running_gateway(tmp_path, feeds=shared(authority)) as gateway:
        lab = await gateway.peer(authority.sender("lab"))
        icu = await gateway.peer(authority.sender("icu", "icu@hospital.example"))
        assert (await lab.ask(oru("L", version="2.3"))).code == "AR"
        assert (await icu.ask(oru("I", version="2.3"))).code == "AA"


async def told_and_ended(peer: Peer) -> Answer:
    """The answer that a peer gets unasked, and that nothing follows it."""
    answer = await peer.answer()
    assert await peer.rest() == b""
    return answer


@pytest.mark.parametrize(
    ("identities", "words"),
    [
        pytest.param(("pathology.example",), "certificate_names", id="a name that no feed claims"),
        pytest.param(("lab.example", "icu@hospital.example"), "several feeds", id="names that two feeds claim"),
    ],
)
async def test_a_certificate_that_chooses_no_feed_is_answered_and_nothing_kept(
    tmp_path: Path, authority: Authority, identities: tuple[str, ...], words: str
) -> None:
    sender = authority.sender("sender", *identities)
    async with running_gateway(tmp_path, feeds=shared(authority)) as gateway:
        answer = await told_and_ended(await gateway.peer(sender))
        assert (answer.code, answer.control_id) == ("AR", "")
        assert words in answer.text
        assert identities[0] in answer.text
        assert gateway.metrics.refused == {("lab+icu", "certificate_unknown"): 1}


@pytest.mark.parametrize("tls", [False, True], ids=["plain", "TLS"])
async def test_a_peer_that_is_not_on_the_list_is_told_so_and_nothing_of_it_is_kept(
    tmp_path: Path, authority: Authority, *, tls: bool
) -> None:
    files = authority.listener() if tls else None
    feed = FeedListener("lab", tls=files, allow=(ip_network("10.1.0.0/16"), ip_network("::1/128")))
    async with running_gateway(tmp_path, feeds=[feed]) as gateway:
        peer = await gateway.peer(authority.sender() if tls else None)
        peer.write(frame(oru("NO")))
        answer = await told_and_ended(peer)
        assert answer.code == "AR"
        assert "127.0.0.1" in answer.text
        assert "allow" in answer.text
        assert gateway.entries() == []
        assert gateway.quarantine.list_records() == []
        assert gateway.metrics.refused == {("lab", "not_allowed"): 1}


STRANGERS = FeedListener("lab", allow=(ip_network("192.0.2.0/24"),))


async def test_one_more_refused_peer_than_may_linger_is_closed_at_once_and_counted(tmp_path: Path) -> None:
    async with running_gateway(tmp_path, GatewayLimits(connections=2), feeds=[STRANGERS]) as gateway:
        for _ in range(2):
            assert (await (await gateway.peer()).answer()).code == "AR"
        assert await (await gateway.peer()).rest() == b""
        assert gateway.metrics.refused == {("lab", "not_allowed"): 3}


async def send_for_ever(peer: Peer) -> None:
    while True:
        await peer.send(frame(oru("AGAIN")))
        await asyncio.sleep(0)


async def test_a_refused_peer_that_does_not_go_is_disconnected(tmp_path: Path) -> None:
    async with running_gateway(tmp_path, GatewayLimits(closing_seconds=0.2), feeds=[STRANGERS]) as gateway:
        peer = await gateway.peer()
        assert (await told_and_ended(peer)).code == "AR"
        with pytest.raises(ConnectionError):
            await send_for_ever(peer)
        assert gateway.entries() == []


async def test_a_peer_on_the_list_may_send(tmp_path: Path) -> None:
    feed = FeedListener("lab", allow=(ip_network("10.1.0.0/16"), ip_network("127.0.0.1")))
    async with running_gateway(tmp_path, feeds=[feed]) as gateway:
        assert (await (await gateway.peer()).ask(oru("1"))).code == "AA"


async def test_plain_text_to_a_tls_port_is_answered_in_plain_with_the_mend(
    tmp_path: Path, authority: Authority
) -> None:
    async with running_gateway(tmp_path, feeds=[FeedListener("lab", tls=authority.listener())]) as gateway:
        peer = await gateway.peer()
        await peer.send(frame(oru("PLAIN")))
        answer = await told_and_ended(peer)
        assert (answer.code, answer.control_id) == ("AR", "PLAIN")
        assert "TLS" in answer.text
        assert gateway.entries() == []
        assert gateway.metrics.refused == {("lab", "plain_text_to_tls"): 1}


async def test_tls_to_a_plain_port_is_counted_and_the_port_goes_on(tmp_path: Path, authority: Authority) -> None:
    async with running_gateway(tmp_path) as gateway:
        with pytest.raises((ssl.SSLError, ConnectionError)):
            await gateway.peer(authority.sender())
        assert gateway.metrics.refused == {("lab", "tls_to_plain"): 1}
        assert gateway.quarantine.list_records() == []
        assert (await (await gateway.peer()).ask(oru("1"))).code == "AA"
        assert gateway.gateway.levels().connections == 1


async def test_a_handshake_that_drips_is_given_up_in_time_and_one_in_time_is_not(
    tmp_path: Path, authority: Authority
) -> None:
    limits = GatewayLimits(handshake_seconds=2.0)
    async with running_gateway(tmp_path, limits, feeds=[FeedListener("lab", tls=authority.listener())]) as gateway:
        slow = await gateway.peer()
        await slow.send(b"\x16\x03\x01")
        assert (await (await gateway.peer(authority.sender())).ask(oru("1"))).code == "AA"
        assert await slow.rest() == b""
        assert gateway.metrics.refused == {("lab", "handshake_timed_out"): 1}


async def test_one_handshake_more_than_the_limit_is_closed_and_counted(tmp_path: Path, authority: Authority) -> None:
    feeds = [FeedListener("lab", tls=authority.listener())]
    async with running_gateway(tmp_path, GatewayLimits(handshakes=2), feeds=feeds) as gateway:
        for _ in range(2):
            await (await gateway.peer()).send(b"\x16")
        await until(lambda: gateway.gateway.levels().tls_handshakes == 2)
        assert not gateway.metrics.refused
        third = await gateway.peer()
        assert await third.rest() == b""
        assert gateway.metrics.refused == {("lab", "too_many_handshakes"): 1}


async def test_a_check_of_the_port_that_says_nothing_is_no_fault(tmp_path: Path, authority: Authority) -> None:
    async with running_gateway(tmp_path, feeds=[FeedListener("lab", tls=authority.listener())]) as gateway:
        await (await gateway.peer()).close()
        assert (await (await gateway.peer(authority.sender())).ask(oru("1"))).code == "AA"
        assert gateway.metrics.refused == {}


async def serial_seen(gateway: Harness, context: ssl.SSLContext) -> object:
    _, writer = await asyncio.open_connection("127.0.0.1", gateway.port, ssl=context)
    certificate = writer.get_extra_info("peercert")
    writer.close()
    return certificate["serialNumber"]


async def test_a_renewed_certificate_is_taken_up_and_open_connections_go_on(
    tmp_path: Path, authority: Authority
) -> None:
    sender = authority.sender()
    async with running_gateway(tmp_path, feeds=[FeedListener("lab", tls=authority.listener())]) as gateway:
        first = await gateway.peer(sender)
        assert (await first.ask(oru("1"))).code == "AA"
        before, (ends_before, _) = await serial_seen(gateway, sender), gateway.metrics.certificates["lab"]
        authority.listener(not_after=datetime(2031, 1, 1, tzinfo=UTC))
        await until(lambda: gateway.metrics.certificates["lab"][0] != ends_before)
        assert gateway.metrics.certificates["lab"] == (datetime(2031, 1, 1, tzinfo=UTC), False)
        assert await serial_seen(gateway, sender) != before
        assert (await first.ask(oru("2"))).code == "AA"


async def test_a_broken_new_file_keeps_the_old_one_and_is_shown_until_it_is_mended(
    tmp_path: Path, authority: Authority
) -> None:
    files, sender = authority.listener(), authority.sender()
    async with running_gateway(tmp_path, feeds=[FeedListener("lab", tls=files)]) as gateway:
        good = files.key.read_bytes()
        files.key.write_text("no key at all")
        await until(lambda: gateway.metrics.certificates["lab"][1])
        (warning,) = gateway.gateway.warnings()
        assert "feed lab: tls.key" in warning
        assert str(files.key) in warning
        assert "the one before is kept" in warning
        assert (await (await gateway.peer(sender)).ask(oru("1"))).code == "AA"
        files.key.write_bytes(good)
        gateway.gateway.reload_tls()
        assert gateway.metrics.certificates["lab"][1] is False
        assert gateway.gateway.warnings() == []


async def test_a_new_authority_of_clients_holds_for_new_connections(tmp_path: Path, authority: Authority) -> None:
    files = authority.listener(mutual=True)
    assert files.client_ca is not None
    other = Authority.make(tmp_path / "other")
    newcomer = other.sender("newcomer")
    newcomer.load_verify_locations(authority.file)
    trusted = tmp_path / "clients.pem"
    trusted.write_bytes(files.client_ca.read_bytes())
    feed = FeedListener("lab", tls=TlsFiles(files.certificate, files.key, trusted))
    async with running_gateway(tmp_path, feeds=[feed]) as gateway:
        open_one = await gateway.peer(authority.sender("lab"))
        trusted.write_bytes(other.file.read_bytes())
        gateway.gateway.reload_tls()
        assert (await (await gateway.peer(newcomer)).ask(oru("1"))).code == "AA"
        assert (await open_one.ask(oru("2"))).code == "AA"
