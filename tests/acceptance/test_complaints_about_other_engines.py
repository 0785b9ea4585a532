"""What hospitals complain of in other engines, each as a test by its name, against the running service.

Every test speaks to the MLLP port of a real `graftwatch serve` and looks at what its people have: answers, pages,
the command line, metrics.
"""

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from queue import SimpleQueue

import pytest
from hl7apy.parser import parse_message

from embedded import blood_culture
from gateway_harness import oru
from graftwatch.adapters.clock import SystemClock
from graftwatch.adapters.mllp.client import MllpClient
from graftwatch.entrypoints.demo.pager import Pager
from graftwatch.paging import HealthKind, Page
from hospital_desk import Hospital
from mllp_wire import Answer, Wire, frame
from running_service import RunningService, until

SECRET = "invented for this test only"  # noqa: S105 - it is what it says
AUTHORITY = "HOSP"
HALF_A_MINUTE = 30.0
SETTINGS = """
[limits]
max_frame_bytes = 20000000

[[channels]]
kind = "webhook"
name = "pager"
url = "{url}"
secret = "{secret}"
"""
SUBJECTS = tuple(f"S{number:02}" for number in range(1, 10))


def number_of(subject: str) -> str:
    return f"ZQ-47{subject[1:]}"


def now() -> datetime:
    return SystemClock().now().astimezone(UTC)


@pytest.fixture(scope="module")
def hospital(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hospital]:
    folder = tmp_path_factory.mktemp("hospital")
    grafted = (now() - timedelta(days=8)).isoformat()
    rows = "".join(f"{one},{number_of(one)},{AUTHORITY},{grafted}\n" for one in SUBJECTS)
    (folder / "roster.csv").write_text(f"subject,identifier,authority,transplanted_at\n{rows}")
    pages: SimpleQueue[Page] = SimpleQueue()
    with Pager(SECRET, pages.put) as pager:
        (folder / "settings.toml").write_text(SETTINGS.format(url=pager.url, secret=SECRET))
        given = ("--roster", str(folder / "roster.csv"), "--config", str(folder / "settings.toml"))
        with RunningService(folder / "data", *given) as service:
            yield Hospital(service.ready(), pages)
            assert service.stop() == 0


def culture(subject: str, control_id: str, said: str = "Escherichia coli") -> bytes:
    at = now()
    return blood_culture(
        control_id,
        at,
        collected_at=at - timedelta(days=2),
        said=said,
        order=f"O-{control_id}",
        number=number_of(subject),
    )


def declared(content: bytes, charset_name: str) -> bytes:
    """A message of version 2.4 with MSH-18."""
    return content.replace(b"|P|2.4\r", f"|P|2.4||||||{charset_name}\r".encode(), 1)


def test_a_late_acknowledgement_is_never_credited_to_another_message(hospital: Hospital) -> None:
    with hospital.connect() as given_up:
        given_up.write(frame(oru("LATE-1")))
    with hospital.connect() as again:
        again.write(frame(oru("LATE-2")) + frame(oru("LATE-1")) + frame(b"not hl7") + frame(oru("LATE-3")))
        heard = again.answers(4)
    assert [(one.code, one.control_id) for one in heard] == [
        ("AA", "LATE-2"),
        ("AA", "LATE-1"),
        ("AR", ""),
        ("AA", "LATE-3"),
    ]
    assert len(hospital.entries("LATE-1")) == 1, "the repeated message is kept once"


def test_our_own_sender_credits_no_late_acknowledgement_to_another_message(tmp_path: Path) -> None:
    """A receiver that answers OLD to everything: `graftwatch send` counts nothing as taken, and says what came."""
    (tmp_path / "one.hl7").write_bytes(oru("NEW"))
    with socket.create_server(("127.0.0.1", 0)) as receiver:
        port = receiver.getsockname()[1]
        command = [sys.executable, "-m", "graftwatch.entrypoints", "send", str(tmp_path / "one.hl7")]
        sender = subprocess.Popen([*command, "--to", f"127.0.0.1:{port}"], stdout=subprocess.PIPE, text=True)
        connection, _ = receiver.accept()
        with connection:
            assert connection.recv(65536).startswith(b"\x0bMSH")
            connection.sendall(b"\x0bMSH|^~\\&|A|B|C|D|20260601||ACK|1|P|2.5.1\rMSA|AA|OLD\r\x1c\r")
            said, _ = sender.communicate(timeout=60)
    assert sender.returncode == 1
    assert "answers OLD instead" in said
    assert "0 of 1 messages accepted" in said


def test_several_messages_in_one_tcp_segment_are_several_messages(hospital: Hospital) -> None:
    ids = [f"SEGMENT-{number}" for number in range(40)]
    with hospital.connect() as sender:
        sender.write(b"".join(frame(oru(one)) for one in ids))
        assert sender.answers(40) == [Answer("AA", one, "") for one in ids]


def test_nuls_between_frames_are_counted_and_skipped(hospital: Hospital) -> None:
    before = hospital.metric('graftwatch_skipped_bytes_total{feed="default"}')
    with hospital.connect() as sender:
        sender.write(b"\0\0\0" + frame(oru("NUL-1")) + b"\0\r\n\0" + frame(oru("NUL-2")) + b"\0")
        assert [one.code for one in sender.answers(2)] == ["AA", "AA"]
        assert sender.ask(oru("NUL-3")).code == "AA"
    assert hospital.metric('graftwatch_skipped_bytes_total{feed="default"}') >= before + 7


def test_a_malformed_frame_leaves_its_bytes_and_the_reason(hospital: Hospital) -> None:
    broken = b"MSG|this began well and is no HL7\rPID|1||ZQ-0\xff"
    with hospital.connect() as sender:
        assert sender.ask(broken).code == "AR"
    listed = hospital.asked("quarantine", "list")
    assert isinstance(listed, list)
    (record,) = [one for one in listed if one["reason"] == "not_hl7" and one["size"] == len(broken)]
    assert "MSH" in record["text"]
    assert hospital.graftwatch("quarantine", "show", str(record["id"]), "--raw").stdout == broken


WHAT_BROKE = [
    pytest.param(frame(b"hello"), "does not begin with an MSH segment", id="no HL7"),
    pytest.param(b"hello\x1c\r", "0x0b", id="no start block"),
    pytest.param(frame(oru("")), "MSH-10", id="no control id"),
    pytest.param(frame(oru("W1", kind="")), "MSH-9", id="no message type"),
    pytest.param(frame(oru("W2", version="3.0")), "MSH-12 '3.0'", id="a version of another standard"),
    pytest.param(frame(oru("W3").replace(b"^~\\&", b"^^\\&", 1)), "one delimiter twice", id="delimiters"),
    pytest.param(frame(oru("W4", body=b"x" * 20_000_001)), "20000000", id="too large"),
]


@pytest.mark.parametrize(("sent", "words"), WHAT_BROKE)
def test_what_broke_is_said_and_is_never_called_a_timeout(hospital: Hospital, sent: bytes, words: str) -> None:
    with hospital.connect() as sender:
        sender.write(sent)
        answer = sender.answer()
    assert answer.code == "AR"
    assert words in answer.text
    assert "time" not in answer.text.lower()


def test_a_sender_that_reaches_nobody_reads_that_nobody_listens(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    (tmp_path / "one.hl7").write_bytes(oru("NOBODY"))
    command = [sys.executable, "-m", "graftwatch.entrypoints", "send", str(tmp_path / "one.hl7")]
    ended = subprocess.run([*command, "--to", f"127.0.0.1:{port}"], check=False, capture_output=True, text=True)
    assert ended.returncode == 1
    assert "refused" in ended.stderr.lower()


def test_a_burst_of_retries_is_no_flood_of_alerts(hospital: Hospital) -> None:
    """Twelve hundred refused and unreadable messages: one page about the feed, and care goes on."""
    unreadable = declared(culture("S09", "FLOOD-0"), "8859/77")
    burst = ([b"hello", unreadable.replace(b"FLOOD-0", b"FLOOD-%d" % number, 1)][number % 2] for number in range(1200))
    with MllpClient("127.0.0.1", hospital.service.port, window=100) as sender:
        assert [one.code for one in sender.send(burst)] == ["AR", "AA"] * 600
    with hospital.connect() as sender:
        assert sender.ask(culture("S09", "AFTER-FLOOD")).code == "AA"
    told = hospital.told()
    assert [page.kind for page in told if not page.subject] == [HealthKind.MESSAGES_UNREADABLE]
    assert [page.kind for page in told if page.subject == "S09"] == ["bsi.confirmed"]


def test_rates_and_depths_are_measured_over_time(hospital: Hospital) -> None:
    accepted = 'graftwatch_frames_received_total{feed="default",outcome="accepted"}'
    before, heard = hospital.metric(accepted), hospital.metric('graftwatch_ack_seconds_count{feed="default"}')
    with hospital.connect() as sender:
        for number in range(25):
            sender.ask(oru(f"RATE-{number}"))
    hospital.service.settled()
    assert hospital.metric(accepted) == before + 25
    assert hospital.metric('graftwatch_ack_seconds_count{feed="default"}') == heard + 25
    for series in (
        "graftwatch_gateway_unacknowledged_bytes",
        "graftwatch_gateway_connections",
        'graftwatch_stage_lag_seconds{stage="detector"}',
        "# TYPE graftwatch_outbox_deliveries gauge",
        'graftwatch_feed_last_message_timestamp_seconds{feed="default"}',
    ):
        hospital.service.shows(series)


def test_the_message_store_does_not_grow_for_ever(tmp_path: Path) -> None:
    """Ten days of sixty days ago, each with a scan of a megabyte: a day later all but the newest are off the disk."""
    data, replay = tmp_path / "data", tmp_path / "replay.toml"
    replay.write_text('clock = "replay"\n')
    with RunningService(data, "--config", str(replay)) as service:
        with Wire(service.ready().port) as sender:
            for day in range(10):
                said = f"{now() - timedelta(days=60 - day):%Y%m%d%H%M%S}".encode()
                message = oru(f"DAY-{day}", body=b"A" * 1_000_000).replace(b"20260301101502", said)
                assert sender.ask(message).code == "AA"
        service.settled()
        assert _size_of(data / "journal", "*.db*") > 10_000_000
        assert service.stop() == 0
    with RunningService(data) as service:
        service.ready()
        until(lambda: _size_of(data / "journal", "*.db") < 3_000_000)  # the newest day's log has a limit of its own
        assert service.stop() == 0


def _size_of(folder: Path, files: str) -> int:
    """Bytes of these files; one may be deleted while it is looked at."""
    size = 0
    for one in folder.glob(files):
        with suppress(FileNotFoundError):
            size += one.stat().st_size
    return size


KANJI = "黄色ブドウ球菌"
CHARSETS = [
    pytest.param("S01", "UNICODE UTF-8", "utf-8", KANJI, "Staphylococcus aureus", id="UTF-8"),
    pytest.param("S02", "~ISO IR87", "iso2022_jp", KANJI, "Staphylococcus aureus", id="ISO 2022"),
    pytest.param("S03", "SHIFT-JIS", "cp932", KANJI, "Staphylococcus aureus", id="Shift-JIS"),
    pytest.param("S04", "8859/1", "latin-1", "Escherichia coli (bestätigt)", "Escherichia coli", id="8859/1"),
    pytest.param("S05", "8859/15", "iso8859-15", "Escherichia coli, übliche Menge", "Escherichia coli", id="8859/15"),
]


@pytest.mark.parametrize(("subject", "name", "codec", "said", "organism"), CHARSETS)
def test_a_character_set_is_what_the_message_declares(
    hospital: Hospital, subject: str, name: str, codec: str, said: str, organism: str
) -> None:
    plain = culture(subject, f"CHARSET-{subject}", said="@")
    sent = declared(plain.replace(b"@", said.encode(codec)), name)
    with hospital.connect() as sender:
        framed = (sender.write(frame(sent)), sender.framed_answer())[1]
    assert b"MSA|AA|" in framed
    assert f"|{name}\r".encode() in framed or f"|{name}|".encode() in framed
    assert hospital.organisms(subject) == [organism]


@pytest.mark.parametrize("version", ["2.1", "2.2", "2.3", "2.3.1", "2.4", "2.5", "2.5.1", "2.6", "2.7", "2.8", "2.8.2"])
@pytest.mark.parametrize("good", [True, False], ids=["accepted", "refused"])
def test_the_framed_acknowledgement_parses(hospital: Hospital, version: str, *, good: bool) -> None:
    """By hl7apy, which takes framing and structure as the standard has them."""
    control_id = f"ACK-{version}-{good:d}"
    sent = oru(control_id, version=version) if good else oru(control_id, version=version, kind="")
    with hospital.connect() as sender:
        sender.write(frame(sent))
        framed = sender.framed_answer()
    assert (framed[:1], framed[-3:]) == (b"\x0b", b"\r\x1c\r")
    assert not {0x0B, 0x1C, 0x0A} & set(framed[1:-2])
    read = parse_message(framed[1:-2].decode("ascii"), find_groups=False)
    assert read.msa.msa_1.value == ("AA" if good else "AR")
    assert read.msa.msa_2.value == control_id
    assert (read.msh.msh_12.value, read.msh.msh_3.value, read.msh.msh_5.value) == (version, "GW", "LAB")


def test_z_segments_inside_groups_change_nothing(hospital: Hospital) -> None:
    segments = culture("S06", "Z-1", said="Klebsiella pneumoniae").split(b"\r")
    mixed = b"\r".join(segment for one in segments for segment in (one, b"ZQQ|1|a^b|OBX"))
    with hospital.connect() as sender:
        assert sender.ask(mixed).code == "AA"
    assert hospital.organisms("S06") == ["Klebsiella pneumoniae"]


def test_umlauts_that_nobody_declared_hang_nothing(hospital: Hospital) -> None:
    """`öäü` in Latin-1 on a feed of UTF-8: answered at once, in quarantine with the place, and the next is read."""
    wrong = culture("S07", "UMLAUT-1", said="@").replace(b"@", "Escherichia coli öäü".encode("latin-1"))
    with hospital.connect() as sender:
        assert sender.ask(wrong) == Answer("AA", "UMLAUT-1", "")
        assert sender.took < HALF_A_MINUTE
        assert sender.ask(culture("S07", "UMLAUT-2", said="Serratia marcescens")).code == "AA"
    assert hospital.organisms("S07") == ["Serratia marcescens"]
    listed = hospital.asked("quarantine", "list")
    assert isinstance(listed, list)
    (record,) = [one for one in listed if one["reason"] == "character_set_bytes"]
    assert record["position"] == wrong.index("öäü".encode("latin-1"))
    assert "0xf6" in record["text"]


def test_a_refusal_is_an_answer_and_no_closed_connection(hospital: Hospital) -> None:
    with hospital.connect() as sender:
        for case in WHAT_BROKE:
            sender.write(case.values[0])  # type: ignore[arg-type]  # bytes, by the list above
            assert sender.answer().code == "AR", case.id
            assert sender.is_open(), case.id
            assert sender.ask(oru(f"OPEN-{case.id}")).code == "AA", case.id


def test_a_large_message_is_answered_in_time(hospital: Hospital) -> None:
    document = b"A" * 15_000_000
    lines = culture("S08", "LARGE-1", said="Proteus mirabilis") + b"\rOBX|2|ED|PDF^Report^L||^application^pdf^Base64^"
    with hospital.connect() as sender:
        assert sender.ask(lines + document + b"||||||F\r") == Answer("AA", "LARGE-1", "")
        assert sender.took < HALF_A_MINUTE, "a sender that waits so long gives up"
    assert hospital.organisms("S08") == ["Proteus mirabilis"]
