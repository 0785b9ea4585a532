"""Delimiters' bytes inside two-byte characters of the header: where MSH-10 and MSH-18 stand."""

import pytest

from graftwatch.hl7.header import Header, Rejection, read_header

REST = b"|GW|HUB|20260301101502||ORU^R01|17|P|2.5||||||"


@pytest.mark.parametrize(
    ("facility", "declared"),
    [
        pytest.param(b"\x1b$B4|BgIB1!\x1b(B", b"~ISO IR87", id="0x7c is the second byte of a kanji of ISO 2022"),
        pytest.param(b"\x1b$B|!\x1b(B", b"~ISO IR87", id="0x7c is the first byte of a kanji of ISO 2022"),
        pytest.param(b"\x83|\x95\\", b"SHIFT_JIS", id="0x7c and 0x5c are second bytes of Shift_JIS"),
        pytest.param(b"\x81|\x81^", b"GB 18030-2000", id="0x7c and 0x5e are second bytes of GB 18030"),
        pytest.param(b"\xa4|\xa4|", b"BIG-5", id="0x7c is the second byte of Big5, twice"),
        pytest.param("病院".encode(), b"UNICODE UTF-8", id="UTF-8 has no such bytes"),
        pytest.param(b"\xe4|".rstrip(b"|"), b"8859/1", id="nor has Latin-1"),
    ],
)
def test_the_fields_behind_two_byte_text_are_found(facility: bytes, declared: bytes) -> None:
    read = read_header(b"MSH|^~\\&|LAB|" + facility + REST + declared + b"\rPID|1||47")
    assert isinstance(read, Header)
    assert (read.sending_facility, read.receiving_application) == (facility, b"GW")
    assert (read.control_id, read.message_type, read.character_sets) == (b"17", b"ORU^R01", declared)


def test_an_eight_bit_byte_before_a_separator_is_no_two_byte_character_unless_declared() -> None:
    read = read_header(b"MSH|^~\\&|LAB|\xe4" + REST + b"8859/1\r")
    assert isinstance(read, Header)
    assert (read.sending_facility, read.control_id) == (b"\xe4", b"17")


@pytest.mark.parametrize(
    "frame",
    [
        pytest.param(b"MSH\x83^~\\&|LAB", id="an eight-bit field separator before a sign"),
        pytest.param(b"MSH\x8a\xa1\x81", id="nothing but eight-bit bytes"),
        pytest.param(b"MSH|\x1b$B", id="a run where the delimiters should be"),
    ],
)
def test_eight_bit_delimiters_are_refused(frame: bytes) -> None:
    assert isinstance(read_header(frame), Rejection)


def test_msh_in_small_letters_is_read() -> None:
    read = read_header(b"msh|^~\\&|LAB|H|||20260301||ORU^R01|17|P|2.3\r")
    assert isinstance(read, Header)
    assert read.control_id == b"17"
