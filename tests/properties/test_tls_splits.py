"""However the network splits what a sender encrypted, the same bytes come out, and the end is heard as the end."""

import contextlib
import ssl
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates import Authority
from graftwatch.adapters.mllp.tls_files import TlsFiles, load_tls
from graftwatch.adapters.mllp.tls_layer import TlsLayer


class Written:
    """A transport that keeps what is written to it."""

    def __init__(self) -> None:
        self.data = bytearray()
        self.ended = False

    def write(self, data: bytes) -> None:
        self.data += data

    def write_eof(self) -> None:
        self.ended = True

    def taken(self) -> bytes:
        data = bytes(self.data)
        self.data.clear()
        return data

    def is_closing(self) -> bool:
        return False

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None: ...
    def pause_reading(self) -> None: ...
    def resume_reading(self) -> None: ...
    def close(self) -> None: ...
    def abort(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Spoken:
    """Both ends after the handshake, without a network between."""

    sender: ssl.SSLObject
    to_sender: ssl.MemoryBIO
    from_sender: ssl.MemoryBIO
    layer: TlsLayer
    written: Written


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> tuple[TlsFiles, Authority]:
    authority = Authority.make(tmp_path_factory.mktemp("certificates"))
    return authority.listener(), authority


def shaken(certificates: tuple[TlsFiles, Authority]) -> Spoken:
    files, authority = certificates
    written, to_sender, from_sender = Written(), ssl.MemoryBIO(), ssl.MemoryBIO()
    layer = TlsLayer(written, load_tls(files).context)
    sender = authority.sender().wrap_bio(to_sender, from_sender, server_hostname="localhost")
    done = False
    while not done:
        with contextlib.suppress(ssl.SSLWantReadError):
            sender.do_handshake()
        done = layer.shake_hands(from_sender.read())
        to_sender.write(written.taken())
    return Spoken(sender, to_sender, from_sender, layer, written)


def split(data: bytes, cuts: list[int]) -> Iterator[bytes]:
    at = 0
    for cut in cuts:
        yield data[at : at + cut]
        at += cut
    yield data[at:]


@given(
    messages=st.lists(st.binary(min_size=1, max_size=40_000), min_size=1, max_size=5),
    cuts=st.lists(st.integers(1, 9_000), max_size=20),
)
def test_any_split_of_the_encrypted_stream_gives_the_same_bytes(
    certificates: tuple[TlsFiles, Authority], messages: list[bytes], cuts: list[int]
) -> None:
    spoken = shaken(certificates)
    for message in messages:
        spoken.sender.write(message)
    with contextlib.suppress(ssl.SSLWantReadError):
        spoken.sender.unwrap()
    received = b"".join(spoken.layer.receive(piece) for piece in split(spoken.from_sender.read(), cuts))
    assert received == b"".join(messages)
    assert spoken.layer.sender_ended


@given(answers=st.lists(st.binary(min_size=1, max_size=40_000), max_size=5))
def test_what_is_answered_after_the_senders_end_arrives_whole(
    certificates: tuple[TlsFiles, Authority], answers: list[bytes]
) -> None:
    spoken = shaken(certificates)
    with contextlib.suppress(ssl.SSLWantReadError):
        spoken.sender.unwrap()
    assert spoken.layer.receive(spoken.from_sender.read()) == b""
    for answer in answers:
        spoken.layer.write(answer)
    spoken.layer.write_eof()
    spoken.to_sender.write(spoken.written.taken())
    received = bytearray()
    with contextlib.suppress(ssl.SSLZeroReturnError):
        while True:
            received += spoken.sender.read(65536)
    assert bytes(received) == b"".join(answers)
    assert spoken.written.ended


@given(position=st.integers(5, 200), flip=st.integers(1, 255))
def test_a_byte_changed_on_the_way_is_never_taken(
    certificates: tuple[TlsFiles, Authority], position: int, flip: int
) -> None:
    spoken = shaken(certificates)
    spoken.sender.write(b"good")
    good = spoken.from_sender.read()
    spoken.sender.write(b"x" * 200)
    changed = bytearray(spoken.from_sender.read())
    changed[position] ^= flip
    assert spoken.layer.receive(good + changed) == b"good"
    assert spoken.layer.fault is not None
