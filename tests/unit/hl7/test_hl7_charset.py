"""Character sets: strict, by MSH-18, with Japanese ISO 2022 whose bytes are no separators."""

import pytest

from graftwatch.hl7.charset import is_known_charset
from graftwatch.hl7.message import Message, read_message
from graftwatch.hl7.unreadable import Unreadable, UnreadableReason


def frame(charset: str, text: bytes) -> bytes:
    return f"MSH|^~\\&|LAB|H|||20260301||ORU^R01|17|P|2.5||||||{charset}\rNTE|1||".encode() + text + b"|L\rNTE|2||x\r"


def note(content: bytes, default: str = "UNICODE UTF-8") -> str:
    found = read_message(content, default)
    assert isinstance(found, Message), found
    first = found.first("NTE")
    assert first is not None
    assert first.value(4) == "L"
    assert len(found.segments) == 3
    return first.value(3)


@pytest.mark.parametrize(
    ("charset", "sent", "text"),
    [
        pytest.param("ASCII", b"plain", "plain", id="ASCII"),
        pytest.param("UNICODE UTF-8", "öäü 血液".encode(), "öäü 血液", id="UTF-8"),
        pytest.param("8859/1", b"\xf6\xe4\xfc", "öäü", id="Latin-1"),
        pytest.param("8859/2", "łó".encode("iso8859-2"), "łó", id="Latin-2"),
        pytest.param("8859/5", "кровь".encode("iso8859-5"), "кровь", id="Cyrillic"),
        pytest.param("8859/7", "αίμα".encode("iso8859-7"), "αίμα", id="Greek"),
        pytest.param("8859/9", "kültür ş".encode("iso8859-9"), "kültür ş", id="Turkish"),
        pytest.param("8859/15", b"5 \xa4", "5 €", id="Latin-9 with the euro"),
        pytest.param("GB 18030-2000", "血培养".encode("gb18030"), "血培养", id="Chinese"),
        pytest.param("KS X 1001", "혈액".encode("euc_kr"), "혈액", id="Korean"),
        pytest.param("~ISO IR87", b"\x1b$B7lKL\x1b(B", "血培"[:1] + "北", id="Japanese, kanji between escapes"),
        pytest.param("~ISOIR87", b"\x1b$B7l\x1b(J ok", "血 ok", id="named without a blank, back by JIS Roman"),
        pytest.param("ISO IR14~ISO IR87", b"\x1b(I16\x1b(B", "ｱｶ", id="half-width kana by designation"),
        pytest.param("ISO IR6~ISO IR87~ISO IR159", b"\x1b$(D0!\x1b(B", "丂", id="supplementary kanji"),
        pytest.param("UNICODE UTF-8~ISO IR87", "血".encode(), "血", id="the first of several counts"),
        pytest.param("~ISO IR87", b"\x1b$B-!\x1b(B", "①", id="NEC's circled figures"),
    ],
)
def test_text_of_a_character_set(charset: str, sent: bytes, text: str) -> None:
    assert note(frame(charset, sent)) == text


@pytest.mark.parametrize(
    "run",
    [
        pytest.param(b"\x34\x7c", id="0x7c, the field separator, is half of a kanji"),
        pytest.param(b"\x25\x5e", id="0x5e, the component separator"),
        pytest.param(b"\x3b\x7e", id="0x7e, the repetition separator"),
        pytest.param(b"\x30\x5c", id="0x5c, the escape sign"),
        pytest.param(b"\x30\x26", id="0x26, the sub-component separator"),
    ],
)
def test_a_separator_byte_inside_a_two_byte_run_is_no_separator(run: bytes) -> None:
    text = note(frame("~ISO IR87", b"a\x1b$B" + run + b"\x1b(Bb"))
    assert (text[0], text[-1], len(text)) == ("a", "b", 3)


def test_a_designation_ends_with_its_segment() -> None:
    content = (
        frame("~ISO IR87", b"x").replace(b"|x|L", b"|\x1b$B7l\x1b(B|L").replace(b"NTE|2||x", b"NTE|2||\x1b$B7l\rZZZ|1")
    )
    found = read_message(content)
    assert isinstance(found, Message)
    assert [one.name for one in found.segments] == ["MSH", "NTE", "NTE", "ZZZ"]


@pytest.mark.parametrize(
    ("charset", "sent", "offset"),
    [
        pytest.param("ASCII", b"ab\xf6", 2, id="a Latin-1 byte under ASCII"),
        pytest.param("UNICODE UTF-8", b"\xf6", 0, id="a Latin-1 byte under UTF-8"),
        pytest.param("8859/7", b"a\xff", 1, id="a byte that Greek does not have"),
        pytest.param("~ISO IR87", b"ab\xf6", 2, id="an eight-bit byte in ISO 2022"),
        pytest.param("~ISO IR87", b"ab\x1b$A7l\x1b(B", 2, id="a designation of another standard"),
        pytest.param("~ISO IR87", b"\x1b$B7\x1b(B", 3, id="half of a two-byte character"),
    ],
)
def test_undecodable_bytes_are_refused_with_their_place(charset: str, sent: bytes, offset: int) -> None:
    content = frame(charset, sent)
    found = read_message(content)
    assert isinstance(found, Unreadable)
    assert found.reason is UnreadableReason.CHARACTER_SET_BYTES
    assert found.position == content.index(b"NTE|1||") + len(b"NTE|1||") + offset
    assert "segment 2" in found.text


def test_without_msh_18_the_feeds_default_counts() -> None:
    assert note(frame("", b"\xf6"), "8859/1") == "ö"
    assert note(frame("", "血".encode())) == "血"


def test_shift_jis_whose_second_bytes_are_separators() -> None:
    assert note(frame("", "表ソ能".encode("cp932")), "Shift_JIS") == "表ソ能"


def test_an_unknown_character_set_is_refused() -> None:
    found = read_message(frame("KOI-8", b"x"))
    assert isinstance(found, Unreadable)
    assert found.reason is UnreadableReason.CHARACTER_SET_UNKNOWN


def test_settings_may_name_only_known_sets() -> None:
    assert is_known_charset("8859/1")
    assert is_known_charset("ISO IR87")
    assert not is_known_charset("EBCDIC")
