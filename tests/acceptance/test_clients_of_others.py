"""The MLLP clients that hospitals use, against the real service: python-hl7, hl7apy and HAPI, plain, TLS, mutual TLS.

Each client reads our framed answers with its own parser; every message must be answered AA by its own control id.
"""

import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import hl7
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, load_pem_private_key, pkcs12
from hl7.client import MLLPClient
from hl7.mllp import open_hl7_connection
from hl7apy.parser import parse_message

from mllp_site import MUTUAL, PLAIN, TLS, Site, mllp_site
from running_service import WAIT_SECONDS

LISTENERS = [PLAIN, TLS, MUTUAL]
HAPI_SENDER = Path(__file__).parent.parent / "peers" / "hapi-sender"
PASSWORD = b"invented"
BUILD_SECONDS = 300


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with mllp_site(tmp_path_factory.mktemp("site")) as running:
        yield running


def message(control_id: str, facility: str = "HOSP", charset: str = "UNICODE UTF-8") -> str:
    msh = rf"MSH|^~\&|LAB|{facility}|GW|HUB|20260301101502||ORU^R01^ORU_R01|{control_id}|P|2.5.1||||||{charset}"
    return f"{msh}\rPID|1||10001^^^HOSP^MR||INVENTED^PERSON\rOBX|1|NM|1742-6^ALT^LN||34|U/L|||||F\r"


class TlsMllpClient(MLLPClient):
    """python-hl7's blocking client over TLS: its socket wrapped, nothing else changed."""

    def __init__(self, port: int, context: ssl.SSLContext | None) -> None:
        super().__init__("127.0.0.1", port)
        if context is not None:
            self.socket = context.wrap_socket(self.socket, server_hostname="localhost")


@pytest.mark.parametrize("listener", LISTENERS)
def test_the_blocking_client_of_python_hl7(site: Site, listener: str) -> None:
    with TlsMllpClient(site.service.ports[listener], site.context(listener)) as client:
        for number in range(20):
            answer = hl7.parse(client.send_message(message(f"HL7-{number}")).strip(b"\x0b\x1c\r") + b"\r")
            assert (str(answer["MSA"][0][1]), str(answer["MSA"][0][2])) == ("AA", f"HL7-{number}")


@pytest.mark.parametrize("listener", LISTENERS)
async def test_the_asyncio_client_of_python_hl7_with_many_in_flight(site: Site, listener: str) -> None:
    context = site.context(listener)
    reader, writer = await open_hl7_connection("127.0.0.1", site.service.ports[listener], ssl=context, encoding="utf-8")
    sent = [f"ASYNC-{number}" for number in range(200)]
    for control_id in sent:
        writer.writemessage(hl7.parse(message(control_id, "Uniklinik Öäü")))
    await writer.drain()
    answers = [await reader.readmessage() for _ in sent]
    writer.close()
    assert [(str(one["MSA"][0][1]), str(one["MSA"][0][2])) for one in answers] == [("AA", one) for one in sent]
    assert {str(one["MSH"][0][6]) for one in answers} == {"Uniklinik Öäü"}


def whole_answer(wire: socket.socket) -> str:
    """One framed answer, in however many pieces it comes."""
    read = b""
    while not read.endswith(b"\x1c\r"):
        piece = wire.recv(4096)
        assert piece, "the service closed the connection"
        read += piece
    return read.decode().strip("\x0b\x1c\r")


@pytest.mark.parametrize("listener", LISTENERS)
def test_a_message_that_hl7apy_frames_and_an_answer_that_it_reads(site: Site, listener: str) -> None:
    context = site.context(listener)
    with socket.create_connection(("127.0.0.1", site.service.ports[listener]), WAIT_SECONDS) as plain:
        wire = context.wrap_socket(plain, server_hostname="localhost") if context else plain
        for number in range(5):
            made = parse_message(message(f"APY-{number}"), find_groups=False)
            wire.sendall(made.to_mllp().encode())
            answer = parse_message(whole_answer(wire), find_groups=False)
            assert (answer.name, answer.msa.msa_1.to_er7(), answer.msa.msa_2.to_er7()) == ("ACK", "AA", f"APY-{number}")
        wire.close()


@pytest.fixture(scope="module")
def hapi(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Our sender on HAPI's client, built in a folder of its own."""
    missing = [name for name in ("java", "mvn") if shutil.which(name) is None]
    if missing:
        pytest.skip(f"HAPI is a Java library, and {' and '.join(missing)} is not installed here")
    folder = tmp_path_factory.mktemp("hapi") / "sender"
    shutil.copytree(HAPI_SENDER, folder)
    command = ["mvn", "-q", "-B", "package"]
    built = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True, timeout=BUILD_SECONDS)
    assert built.returncode == 0, built.stdout
    return folder


def stores(site: Site, folder: Path) -> list[str]:
    """Java's way of saying whom to trust and what to show."""
    certificate, key = site.authority.issue("sender")
    whole = x509.load_pem_x509_certificates(certificate.read_bytes())
    secret = load_pem_private_key(key.read_bytes(), None)
    encryption = BestAvailableEncryption(PASSWORD)
    trusted = pkcs12.PKCS12Certificate(x509.load_pem_x509_certificate(site.authority.file.read_bytes()), b"authority")
    (folder / "trust.p12").write_bytes(pkcs12.serialize_java_truststore([trusted], encryption))
    shown = pkcs12.serialize_key_and_certificates(b"sender", secret, whole[0], whole[1:], encryption)  # type: ignore[arg-type]
    (folder / "key.p12").write_bytes(shown)
    kinds = {"trustStore": "trust.p12", "keyStore": "key.p12"}
    return [
        option
        for kind, file in kinds.items()
        for option in (
            f"-Djavax.net.ssl.{kind}={folder / file}",
            f"-Djavax.net.ssl.{kind}Password={PASSWORD.decode()}",
            f"-Djavax.net.ssl.{kind}Type=PKCS12",
        )
    ]


def sent_by_hapi(
    site: Site, hapi: Path, folder: Path, listener: str, messages: list[str], *options: str, in_flight: int
) -> list[list[str]]:
    """What HAPI's client printed of each answer: what was sent, MSA-1, MSA-2, MSH-6, MSH-9, MSH-18."""
    (folder / "messages.txt").write_text("\n".join(one.replace("\r", "\\r") for one in messages), "utf-8")
    program = ["java", *stores(site, folder), *options, "-cp", "target/classes:target/lib/*", "sender.Sender"]
    given = [str(site.service.ports[listener]), "plain" if listener == PLAIN else "tls"]
    words = [*program, *given, str(folder / "messages.txt"), str(in_flight)]
    done = subprocess.run(words, cwd=hapi, check=False, capture_output=True, timeout=120)
    assert done.returncode == 0, done.stderr.decode()
    return [line.split("\t") for line in done.stdout.decode().splitlines()]


@pytest.mark.timeout(BUILD_SECONDS + 120)
@pytest.mark.parametrize("in_flight", [1, 8], ids=["one in flight", "eight in flight"])
@pytest.mark.parametrize("listener", LISTENERS)
def test_the_client_of_hapi(site: Site, hapi: Path, tmp_path: Path, listener: str, in_flight: int) -> None:
    sent = [f"HAPI-{listener}-{in_flight}-{number}" for number in range(100)]
    messages = [message(control_id, "Uniklinik Öäü") for control_id in sent]
    assert sent_by_hapi(site, hapi, tmp_path, listener, messages, in_flight=in_flight) == [
        [control_id, "AA", control_id, "Uniklinik Öäü", "ACK^R01", "UNICODE UTF-8"] for control_id in sent
    ]


NAMES = {
    "ASCII": "City Hospital",
    "8859/1": "Uniklinik Köln",
    "8859/2": "Szpital Łódź",
    "8859/5": "Больница",
    "8859/7": "Νοσοκομείο",
    "8859/9": "Hastane Şişli",
    "8859/15": "Hôpital Cœur",
    "KS X 1001": "병원",
    "GB 18030-2000": "医院",
    "UNICODE UTF-8": "病院 Öäü",
}


@pytest.mark.timeout(BUILD_SECONDS + 120)
def test_hapi_reads_the_answer_in_each_character_set_it_sends_in(site: Site, hapi: Path, tmp_path: Path) -> None:
    messages = [message(f"SET-{number}", name, charset) for number, (charset, name) in enumerate(NAMES.items())]
    answers = sent_by_hapi(site, hapi, tmp_path, PLAIN, messages, in_flight=1)
    assert {one[5]: (one[1], one[3]) for one in answers} == {charset: ("AA", name) for charset, name in NAMES.items()}


@pytest.mark.timeout(BUILD_SECONDS + 120)
def test_hapi_reads_the_answer_in_iso_2022(site: Site, hapi: Path, tmp_path: Path) -> None:
    """Told by a property: by MSH-18 alone HAPI writes the whole message, MSH too, in two-byte JIS X 0208."""
    messages = [message("KANJI", "日本検査室", "~ISO IR87")]
    by_java = "-Dca.uhn.hl7v2.llp.charset=ISO-2022-JP"
    (answer,) = sent_by_hapi(site, hapi, tmp_path, PLAIN, messages, by_java, in_flight=1)
    assert answer[1:4] == ["AA", "KANJI", "日本検査室"]
