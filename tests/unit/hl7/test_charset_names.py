"""MSH-18 as senders write it: every name of table 0211, its spellings, repetitions in every order."""

from itertools import permutations

import pytest

from graftwatch.hl7.charset import CharacterSet, character_set, is_known_charset
from graftwatch.hl7.message import Message, read_message
from graftwatch.hl7.unreadable import Unreadable, UnreadableReason


def text_of(declared: str, sent: bytes, *, default: str = "ASCII", scheme: str = "") -> str:
    """NTE-3 of a message whose MSH-18 is `declared`."""
    msh = f"MSH|^~\\&|LAB|H|||20260301||ORU^R01|17|P|2.5||||||{declared}||{scheme}"
    found = read_message(msh.encode("ascii") + b"\rNTE|1||" + sent + b"|L\r", default)
    assert isinstance(found, Message), found
    note = found.first("NTE")
    assert note is not None
    assert note.value(4) == "L"
    return note.value(3)


@pytest.mark.parametrize(
    ("declared", "sent", "text"),
    [
        *(
            (name, "öäü 血".encode(), "öäü 血")
            for name in ("UNICODE UTF-8", "UTF-8", "utf8", "UNICODE UTF8", "UNICODE")
        ),
        *((name, b"\xe4", "ä") for name in ("8859/1", "8859-1", "ISO-8859-1", "ISO 8859/1", "ISO8859-1", "iso_8859-1")),
        *((name, b"\xe4", "ä") for name in ("ISO_IR 100", "ISO IR100", "ISO-IR-100", "LATIN1", "ISO/IEC 8859-1")),
        *((name, b"\x1b$B7l\x1b(B", "血") for name in ("ISO IR87", "ISO_IR87", "ISO IR 87", "ISO_IR 87", "iso ir87")),
        *((name, b"\x1b$B7l\x1b(B", "血") for name in ("ISO 2022 IR 87", "JIS X 0208-1990", "ISO-2022-JP")),
        *((name, "血".encode("cp932"), "血") for name in ("SHIFT_JIS", "Shift-JIS", "SJIS", "MS_Kanji", "Windows-31J")),
        *((name, "血培养".encode("gb18030"), "血培养") for name in ("GB 18030-2000", "GB18030", "GBK", "GB2312")),
        *((name, "혈액".encode("euc_kr"), "혈액") for name in ("KS X 1001", "KSX1001", "EUC-KR", "KS_X_1001")),
        *((name, "血".encode("big5"), "血") for name in ("BIG-5", "BIG5", "Big5")),
        ("8859/2", "łó".encode("iso8859-2"), "łó"),
        ("8859/3", "ħ".encode("iso8859-3"), "ħ"),
        ("8859/4", "ķ".encode("iso8859-4"), "ķ"),
        ("8859/5", "кровь".encode("iso8859-5"), "кровь"),
        ("8859/6", "دم".encode("iso8859-6"), "دم"),
        ("8859/7", "αίμα".encode("iso8859-7"), "αίμα"),
        ("8859/8", "דם".encode("iso8859-8"), "דם"),
        ("8859/9", "ş".encode("iso8859-9"), "ş"),
        ("8859/15", b"\xa4", "€"),
        ("ISO IR6", b"plain", "plain"),
        ("ISO IR14", b"K+ \xb1", "K+ ｱ"),
        ("ISO IR13", b"\xb1\xb2", "ｱｲ"),
        ("ISO IR159", b"\x1b$(D0!\x1b(B", "丂"),
        ("UNICODE UTF-8^^", "血".encode(), "血"),
        ("UNICODE UTF-16", "血".encode(), "血"),
    ],
)
def test_names_and_spellings(declared: str, sent: bytes, text: str) -> None:
    assert text_of(declared, sent) == text


JAPANESE = b"\x1b$B7l\x1b(B \x1b$(D0!\x1b(B \x1b(I1\x1b(J"


@pytest.mark.parametrize("order", list(permutations(("", "ISO IR87", "ISO IR159", "ISO IR14"))))
def test_repetitions_in_every_order(order: tuple[str, ...]) -> None:
    assert text_of("~".join(order), JAPANESE) == "血 丂 ｱ"


def test_the_first_repetition_is_what_text_outside_escapes_is_in() -> None:
    assert text_of("UNICODE UTF-8~ISO IR87", "血 ".encode() + b"\x1b$B4|\x1b(B") == "血 期"
    assert text_of("8859/1~ISO IR87", b"\xe4 \x1b$B4|\x1b(B") == "ä 期"
    assert text_of("ISO IR87~8859/1", b"\x1b$B4|\x1b(B") == "期"


def test_an_empty_first_repetition_beside_one_set_is_that_set() -> None:
    assert text_of("~UNICODE UTF-8", "血".encode()) == "血"


def test_msh_20_alone_declares_iso_2022() -> None:
    assert text_of("", b"\x1b$B7l\x1b(B", default="ISO IR6", scheme="ISO 2022-1994") == "血"


def test_repetitions_by_the_delimiters_of_the_message() -> None:
    msh = b"MSH#$*!%#LAB#H###20260301##ORU$R01#17#P#2.5######*ISO IR87"
    found = read_message(msh + b"\rNTE#1##\x1b$B4#\x1b(B#L\r")
    assert isinstance(found, Message)
    note = found.first("NTE")
    assert note is not None
    assert (note.value(3), note.value(4)) == ("苅", "L")


@pytest.mark.parametrize(
    ("declared", "words"),
    [
        pytest.param("KOI-8", "not known here", id="a set nobody knows"),
        pytest.param("CNS 11643-1992", "UTF-8 or BIG-5", id="a set without a decoder says what to send"),
        pytest.param("8859/12", "not known here", id="a part of 8859 that does not exist"),
        pytest.param("UNICODE\x07UTF-8", "not known here", id="a control character in the name"),
    ],
)
def test_what_is_not_known_is_refused_with_the_mend(declared: str, words: str) -> None:
    found = character_set(declared, "ASCII")
    assert isinstance(found, Unreadable)
    assert found.reason is UnreadableReason.CHARACTER_SET_UNKNOWN
    assert words in found.text


def test_a_header_in_ascii_that_says_utf_16_is_said_to_contradict_itself() -> None:
    found = read_message(b"MSH|^~\\&|LAB|H|||20260301||ORU^R01|17|P|2.5||||||UNICODE UTF-16\rNTE|1||x\r")
    assert isinstance(found, Message)
    assert [(one.kind, one.place) for one in found.findings] == [("charset_contradicted", "MSH-18 in segment 1")]
    assert not is_known_charset("UNICODE UTF-16")


def test_a_long_declaration_is_not_kept() -> None:
    assert isinstance(character_set("~" * 10_000 + "8859/1", "ASCII"), CharacterSet | Unreadable)


def test_what_is_no_name_in_msh_18_is_never_shown() -> None:
    found = read_message(b"MSH|^~\\&|LAB|H|||20260301||ORU^R01|17|P|2.5||||||8859/7~SECRET\rNTE|1||\xff\r")
    assert isinstance(found, Unreadable)
    assert "8859/7" in found.text
    assert "SECRET" not in found.text
