"""Answers in the sender's character set: what is echoed is whole and valid in it, or has its bytes struck out.

The encoded names are written by Python's own codecs or by hand from the standards, never by the code under test.
"""

import hl7
import pytest

from graftwatch.hl7.acknowledgement import AnswerStyle, Outcome, Refusal, accept, refuse
from graftwatch.hl7.header import Header, RejectionReason, read_header

AT = b"20260301101503+0000"
TO_KANJI, TO_ASCII = b"\x1b$B", b"\x1b(B"
# 検査室 (laboratory) in JIS X 0208: 0x3821 0x3a3a 0x3c3c.
LABORATORY_IN_KANJI = TO_KANJI + b"\x38\x21\x3a\x3a\x3c\x3c"


def header(facility: bytes, charset: bytes = b"", rest: bytes = b"") -> Header:
    before = b"MSH|^~\\&|LAB|" + facility + b"|GW|HUB|20260301101502||ORU^R01^ORU_R01|MSG-17|P|2.5.1||||||"
    read = read_header(before + charset + rest + b"\rPID|1\r")
    assert isinstance(read, Header)
    return read


def fields_of(answer: bytes | None) -> list[bytes]:
    assert answer is not None
    return answer.split(b"\r")[0].split(b"|")


def accepted(read: Header, default: str = "UNICODE UTF-8") -> list[bytes]:
    return fields_of(accept(read, b"A1", AT, AnswerStyle(charset=default)))


IN_EACH = [
    pytest.param("ASCII", "ascii", "City Hospital", id="ASCII"),
    pytest.param("UNICODE UTF-8", "utf-8", "Spital Zürich 検査室", id="UTF-8"),
    pytest.param("8859/1", "iso8859-1", "Uniklinik Köln", id="8859/1"),
    pytest.param("8859/2", "iso8859-2", "Szpital Łódź", id="8859/2"),
    pytest.param("8859/3", "iso8859-3", "Sptar Ħamrun", id="8859/3"),
    pytest.param("8859/4", "iso8859-4", "Slimnīca Rīga", id="8859/4"),
    pytest.param("8859/5", "iso8859-5", "Больница", id="8859/5"),
    pytest.param("8859/6", "iso8859-6", "مستشفى", id="8859/6"),
    pytest.param("8859/7", "iso8859-7", "Νοσοκομείο", id="8859/7"),
    pytest.param("8859/8", "iso8859-8", "בית חולים", id="8859/8"),
    pytest.param("8859/9", "iso8859-9", "Hastane Şişli", id="8859/9"),
    pytest.param("8859/15", "iso8859-15", "Hôpital Cœur", id="8859/15"),
    pytest.param("GB 18030-2000", "gb18030", "医院", id="GB 18030"),
    pytest.param("KS X 1001", "euc_kr", "병원", id="KS X 1001"),
]


@pytest.mark.parametrize(("charset", "codec", "name"), IN_EACH)
def test_a_name_in_the_declared_character_set_is_echoed_whole(charset: str, codec: str, name: str) -> None:
    fields = accepted(header(name.encode(codec), charset.encode()))
    assert fields[5].decode(codec) == name
    assert fields[17] == charset.encode()


@pytest.mark.parametrize(("charset", "codec", "name"), IN_EACH)
def test_a_name_in_the_feeds_default_is_echoed_whole(charset: str, codec: str, name: str) -> None:
    assert accepted(header(name.encode(codec)), charset)[5].decode(codec) == name


@pytest.mark.parametrize(("charset", "codec", "name"), IN_EACH)
def test_a_refusal_is_whole_text_in_the_senders_character_set(charset: str, codec: str, name: str) -> None:
    refusal = Refusal(
        Outcome.REJECTED,
        "MSH-12 'ü|2' is not a version",
        header(name.encode(codec), charset.encode()),
        b"MSG-17",
        RejectionReason.VERSION,
    )
    answer = refuse(refusal, b"A1", AT)
    assert answer is not None
    read = hl7.parse(answer.decode(codec))
    assert str(read["MSH"][0][6]) == name
    assert read.unescape(str(read["MSA"][0][3])) == "MSH-12 '?|2' is not a version"
    assert read.unescape(str(read["ERR"][0][8])) == "MSH-12 '?|2' is not a version"


@pytest.mark.parametrize(
    ("charset", "more"),
    [
        pytest.param(b"~ISO IR87", b"", id="as Japan has it"),
        pytest.param(b"ISO IR6~ISO IR87~ISO IR159", b"", id="with what it returns to"),
        pytest.param(b"ISO IR87", b"", id="alone"),
        pytest.param(b"~ISO IR87", b"||ISO 2022-1994", id="with MSH-20"),
    ],
)
def test_iso_2022_is_echoed_with_its_escapes(charset: bytes, more: bytes) -> None:
    fields = accepted(header(LABORATORY_IN_KANJI + TO_ASCII, charset, more))
    assert fields[5] == LABORATORY_IN_KANJI + TO_ASCII
    assert b"|".join(fields[17:]) == charset + more


@pytest.mark.parametrize(
    ("facility", "echoed"),
    [
        pytest.param(LABORATORY_IN_KANJI, LABORATORY_IN_KANJI + TO_ASCII, id="it never returned"),
        pytest.param(
            b"\x1b(J" + b"LAB", b"\x1b(J" + b"LAB" + TO_ASCII, id="it returned to JIS X 0201, where | is ASCII's"
        ),
        pytest.param(
            b"A" + LABORATORY_IN_KANJI + TO_ASCII + b"B",
            b"A" + LABORATORY_IN_KANJI + TO_ASCII + b"B",
            id="it returned in the middle",
        ),
        pytest.param(b"\x1b(I\x39\x3b\x1b(B", b"\x1b(I\x39\x3b\x1b(B", id="half-width kana"),
        pytest.param(b"\x1b$(D\x30\x21\x1b(B", b"\x1b$(D\x30\x21\x1b(B", id="the supplementary kanji"),
    ],
)
def test_a_separator_behind_an_echoed_field_is_read_in_ascii(facility: bytes, echoed: bytes) -> None:
    assert accepted(header(facility, b"~ISO IR87"))[5] == echoed


@pytest.mark.parametrize(
    ("facility", "charset"),
    [
        pytest.param(TO_KANJI + b"\x46\x7c\x4b\x5c" + TO_ASCII, b"~ISO IR87", id="日本 in JIS X 0208: 0x7c and 0x5c"),
        pytest.param(b"\x81\x7c\x81\x5e", b"GB 18030-2000", id="GB 18030: 0x7c and 0x5e"),
        pytest.param(b"\x83\x7c\x83\x5c", b"SHIFT_JIS", id="Shift JIS, ポソ: 0x7c and 0x5c"),
    ],
)
def test_a_byte_that_looks_like_a_separator_inside_a_character_is_echoed_as_part_of_it(
    facility: bytes, charset: bytes
) -> None:
    answer = accept(header(facility, charset), b"A1", AT)
    assert answer is not None
    assert answer.startswith(
        b"MSH|^~\\&|GW|HUB|LAB|" + facility + b"|" + AT + b"||ACK^R01^ACK|A1|P|2.5.1||||||" + charset
    )
    assert answer.endswith(b"\rMSA|AA|MSG-17\r")


@pytest.mark.parametrize(
    ("facility", "charset", "echoed"),
    [
        pytest.param(b"K\xf6ln", b"UNICODE UTF-8", b"K?ln", id="Latin-1 that is said to be UTF-8"),
        pytest.param(b"K\xf6ln", b"ASCII", b"K?ln", id="Latin-1 that is said to be ASCII"),
        pytest.param(b"K\xf6ln", b"", b"K?ln", id="Latin-1 where the feed's default is UTF-8"),
        pytest.param(b"\x1b$B\x7f\x7f\x1b(B", b"~ISO IR87", b"?$B???(B", id="no such kanji"),
        pytest.param(b"K\xf6ln", b"EBCDIC", b"K?ln", id="a character set that nobody knows"),
        pytest.param(b"\xb8\xa1\xbc", b"GB 18030-2000", b"???", id="half a character"),
    ],
)
def test_bytes_that_are_not_valid_are_struck_out(facility: bytes, charset: bytes, echoed: bytes) -> None:
    assert accepted(header(facility, charset))[5] == echoed


def test_a_character_set_that_nobody_knows_is_not_claimed_for_the_answer() -> None:
    assert not any(accepted(header(b"HOSP", b"EBCDIC"))[12:])


def test_a_broken_frame_cannot_break_the_frame_of_its_answer() -> None:
    read = header(b"HO\x0bSP\x1c\x00")
    refusal = Refusal(Outcome.REJECTED, "a start block stands inside", read, b"M\x1c\x0b17")
    answer = refuse(refusal, b"A1", AT)
    assert answer is not None
    assert not {0x00, 0x0B, 0x1C} & set(answer)
    assert b"|M??17|" in answer


def test_the_control_id_is_repeated_byte_for_byte_whatever_it_is_written_in() -> None:
    read = read_header(b"MSH|^~\\&|LAB|HOSP|GW|HUB|20260301||ORU^R01|M\xf6|P|2.5.1\r")
    assert isinstance(read, Header)
    answer = accept(read, b"A1", AT)
    assert answer is not None
    assert answer.endswith(b"\rMSA|AA|M\xf6\r")
