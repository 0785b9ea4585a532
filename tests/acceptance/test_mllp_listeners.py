"""Several listeners of one running service, each with its own settings, as senders and operators meet them."""

import json
import signal
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from certificates import Authority
from gateway_harness import frame, oru
from graftwatch.adapters.clock import SystemClock
from graftwatch.adapters.mllp.client import MllpClient, SendFailed
from mllp_site import MUTUAL, PLAIN, TLS, Site, mllp_site
from running_service import until


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with mllp_site(tmp_path_factory.mktemp("site")) as running:
        yield running


def graftwatch(*words: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "graftwatch.entrypoints", *map(str, words)]
    return subprocess.run(command, check=False, capture_output=True, text=True)


def asked(site: Site, listener: str, message: bytes, context: ssl.SSLContext | None = None) -> tuple[str, str]:
    """MSA-1 and the words of the first answer."""
    tls = context or site.context(listener)
    with MllpClient("127.0.0.1", site.service.ports[listener], tls=tls, server_name="localhost") as client:
        (answer,) = client.send([message])
    return answer.code, answer.text


def test_feeds_that_share_a_port_are_told_apart_and_keep_their_settings(site: Site) -> None:
    ports = site.service.ports
    assert ports["laboratory"] == ports["icu"] != ports[MUTUAL]
    laboratory, icu = (site.authority.sender(name) for name in ("lab", "icu"))
    assert asked(site, "icu", oru("L1", version="2.5.1"), laboratory)[0] == "AA"
    assert asked(site, "icu", oru("L2", version="2.3"), laboratory)[0] == "AR"
    assert asked(site, "icu", oru("I1", version="2.3"), icu)[0] == "AA"
    code, text = asked(site, "icu", oru("I2", version="2.3", body=b"9" * 4096), icu)
    assert (code, "2048" in text) == ("AR", True)
    metrics = site.service.metrics()
    assert 'graftwatch_frames_received_total{feed="laboratory",outcome="accepted"} 1.0' in metrics
    assert 'graftwatch_frames_received_total{feed="icu",outcome="accepted"} 1.0' in metrics


def test_a_name_that_no_feed_claims_is_answered_counted_and_logged(site: Site) -> None:
    code, text = asked(site, "icu", oru("N1"), site.authority.sender("radiology"))
    assert (code, "radiology.example" in text) == ("AR", True)
    counted = 'graftwatch_connections_turned_away_total{feed="laboratory+icu",reason="certificate_unknown"} 1.0'
    site.service.shows(counted)
    assert "radiology.example" in site.service.log()


def test_a_peer_that_may_not_send_is_answered_and_counted(site: Site) -> None:
    code, text = asked(site, "closed", oru("C1"))
    assert (code, "allow" in text) == ("AR", True)
    counted = 'graftwatch_connections_turned_away_total{feed="closed",reason="not_allowed"} 1.0'
    site.service.shows(counted)


MESSAGE = oru("S1")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "message.hl7"
    path.write_bytes(MESSAGE)
    return path


def sent(site: Site, listener: str, file: Path, *words: object) -> subprocess.CompletedProcess[str]:
    return graftwatch("send", file, "--to", f"127.0.0.1:{site.service.ports[listener]}", *words)


def test_send_over_mutual_tls(site: Site, file: Path) -> None:
    certificate, key = site.authority.issue("lab")
    done = sent(site, MUTUAL, file, "--tls", "--ca", site.authority.file, "--cert", certificate, "--key", key)
    assert done.returncode == 0, done.stderr
    assert "1 of 1 messages accepted" in done.stdout


def test_send_without_looking_at_the_certificate(site: Site, file: Path) -> None:
    assert sent(site, TLS, file, "--tls", "--insecure").returncode == 0


def test_send_says_why_tls_failed_and_what_to_do(site: Site, file: Path, tmp_path: Path) -> None:
    ca = ("--tls", "--ca", site.authority.file)
    stranger = Authority.make(tmp_path / "elsewhere")
    shown = [word for pair in zip(("--cert", "--key"), stranger.issue("lab"), strict=True) for word in pair]
    _, wrong_key = site.authority.issue("other")
    own, _ = site.authority.issue("lab")
    for listener, words, said in (
        (TLS, ("--tls",), "give its PEM file by --ca"),
        (TLS, (*ca, "--server-name", "elsewhere.example"), "certificate is for another name"),
        (MUTUAL, ca, "wants a certificate of ours; give it by --cert and --key"),
        (MUTUAL, (*ca, *shown), "does not know the authority of our certificate"),
        (PLAIN, ca, "does not speak TLS on this port"),
        (TLS, (*ca, "--cert", own, "--key", wrong_key), "do not belong together"),
        (TLS, (*ca, "--cert", own), "the key is missing: give it by --key"),
        (TLS, ("--tls", "--ca", file), "holds no certificate in PEM"),
    ):
        done = sent(site, listener, file, *words)
        assert (done.returncode, said in done.stderr) == (1, True), (words, done.stderr)
        assert "Traceback" not in done.stderr


def test_plain_text_to_a_tls_port_is_told_in_plain(site: Site, file: Path) -> None:
    done = sent(site, TLS, file)
    assert done.returncode == 1
    assert "AR  S1" in done.stdout
    assert "switch TLS on in the sender" in done.stdout


def test_doctor_shows_the_days_left(site: Site) -> None:
    done = graftwatch("doctor", "--config", site.settings, "--data", site.service.folder, "--json")
    found = {one["what"]: one for one in json.loads(done.stdout)}
    assert (found["feed tls: TLS"]["verdict"], "days left" in found["feed tls: TLS"]["text"]) == ("ok", True)
    assert "every sender shows a certificate" in found["feed mutual: TLS"]["text"]


@pytest.mark.parametrize(
    ("days", "mode", "verdict", "said"),
    [
        pytest.param(90, 0o600, "ok", "days left; senders show no certificate", id="all well"),
        pytest.param(90, 0o644, "warning", "chmod o-r", id="a key that everybody can read"),
        pytest.param(10, 0o600, "warning", "the certificate expires on", id="ten days left"),
        pytest.param(-1, 0o600, "fault", "the certificate expired on", id="ended"),
    ],
)
def test_doctor_looks_at_a_feeds_certificate(tmp_path: Path, days: int, mode: int, verdict: str, said: str) -> None:
    files = Authority.make(tmp_path / "certificates").listener(not_after=SystemClock().now() + timedelta(days=days))
    files.key.chmod(mode)
    line = f'name = "tls"\nport = 0\ntls = {{certificate = "{files.certificate}", key = "{files.key}"}}\n'
    (tmp_path / "settings.toml").write_text(f"[[feeds]]\n{line}")
    done = graftwatch("doctor", "--config", tmp_path / "settings.toml", "--data", tmp_path / "data", "--json")
    (found,) = [one for one in json.loads(done.stdout) if one["what"] == "feed tls: TLS"]
    assert (found["verdict"], said in found["text"]) == (verdict, True), found
    assert done.returncode == (verdict == "fault")


def test_both_acknowledgements_come_behind_one_another_where_both_are_asked_for(site: Site) -> None:
    both = oru("E1").replace(b"|2.5.1\r", b"|2.5.1|||AL|AL\r", 1)
    with socket.create_connection(("127.0.0.1", site.service.ports[PLAIN]), 10) as sender:
        sender.sendall(frame(both) + frame(oru("E2")))
        received = b""
        while received.count(b"\x1c\r") < 3:
            received += sender.recv(65536)
    answers = [answer.split(b"\r") for answer in received.split(b"\x1c\r")[:-1]]
    assert [answer[1] for answer in answers] == [b"MSA|CA|E1", b"MSA|AA|E1", b"MSA|AA|E2"]
    assert answers[1][0].split(b"|")[14:16] == [b"NE", b"NE"]
    assert len({answer[0].split(b"|")[9] for answer in answers}) == 3


def test_both_acknowledgements_of_a_refused_message_say_why(site: Site) -> None:
    both = oru("E3", version="2.9.9").replace(b"|2.9.9\r", b"|2.9.9|||AL|ER\r", 1)
    with socket.create_connection(("127.0.0.1", site.service.ports[PLAIN]), 10) as sender:
        sender.sendall(frame(both))
        received = b""
        while received.count(b"\x1c\r") < 2:
            received += sender.recv(65536)
    answers = [answer.split(b"\r")[1].split(b"|") for answer in received.split(b"\x1c\r")[:-1]]
    assert [answer[:3] for answer in answers] == [[b"MSA", b"CR", b"E3"], [b"MSA", b"AR", b"E3"]]
    assert all(b"MSH-12" in answer[3] for answer in answers)


def test_our_own_client_takes_both_acknowledgements_as_one_answer(site: Site) -> None:
    both = [oru(f"B{number}").replace(b"|2.5.1\r", b"|2.5.1|||AL|AL\r", 1) for number in range(20)]
    with MllpClient("127.0.0.1", site.service.ports[PLAIN], window=5) as client:
        answers = list(client.send(both))
    assert [(one.code, one.answered_id) for one in answers] == [("CA", f"B{number}") for number in range(20)]


def certificate_of(port: int, authority: Authority) -> str:
    with (
        socket.create_connection(("127.0.0.1", port), 10) as plain,
        authority.sender().wrap_socket(plain, server_hostname="localhost") as wire,
    ):
        return str((wire.getpeercert() or {})["serialNumber"])


def test_certificates_are_renewed_while_messages_flow(tmp_path: Path) -> None:
    with mllp_site(tmp_path) as site:
        port, authority = site.service.ports[TLS], site.authority
        with MllpClient("127.0.0.1", port, tls=authority.sender(), server_name="localhost") as sender:
            assert [one.code for one in sender.send([oru("R1")])] == ["AA"]
            first = certificate_of(port, authority)
            authority.listener(not_after=SystemClock().now() + timedelta(days=3))
            until(lambda: certificate_of(port, authority) != first)
            assert [one.code for one in sender.send([oru("R2")])] == ["AA"]
            (warning, *_) = site.service.http.get("/health/ready").json()["warnings"]
            assert "the certificate expires on" in warning

            second, key = certificate_of(port, authority), tmp_path / "certificates" / "listener.key"
            key.write_text("broken")
            site.service.process.send_signal(signal.SIGHUP)
            site.service.shows('graftwatch_tls_files_broken{feed="tls"} 1.0')
            assert site.service.http.get("/health/ready").status_code == 200
            assert certificate_of(port, authority) == second
            assert "tls.key" in site.service.log()

            authority.listener()
            site.service.process.send_signal(signal.SIGHUP)
            until(lambda: certificate_of(port, authority) != second)
            site.service.shows('graftwatch_tls_files_broken{feed="tls"} 0.0')
            assert [one.code for one in sender.send([oru("R3")])] == ["AA"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param(("listener.key", "other.key"), "`feeds: tls: tls.key`", id="a key of another certificate"),
        pytest.param(("listener.crt", "missing.crt"), "missing.crt cannot be read", id="no such certificate"),
    ],
)
def test_files_that_cannot_be_used_end_the_start_with_setting_file_and_mend(
    tmp_path: Path, change: tuple[str, str], said: str
) -> None:
    authority = Authority.make(tmp_path / "certificates")
    files = authority.listener()
    authority.issue("other")
    line = f'name = "tls"\ntls = {{certificate = "{files.certificate}", key = "{files.key}"}}\n'
    (tmp_path / "settings.toml").write_text(f"[[feeds]]\n{line.replace(*change)}")
    done = graftwatch("serve", "--config", tmp_path / "settings.toml", "--data", tmp_path / "data", "--mllp-port", 0)
    assert done.returncode == 1
    assert said in done.stderr
    assert not (tmp_path / "data").exists()


def test_a_sender_is_told_when_the_listener_cannot_be_reached() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(SendFailed, match="cannot be reached"):
            MllpClient("127.0.0.1", taken.getsockname()[1])
