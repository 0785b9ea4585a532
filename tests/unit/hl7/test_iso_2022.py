"""Japanese text in ISO 2022: runs, shifts, HL7's escapes for them, and where they are broken or undeclared."""

import pytest

from graftwatch.hl7.message import Message, MessageFinding, read_message
from graftwatch.hl7.unreadable import Unreadable, UnreadableReason


def frame(sent: bytes, declared: bytes = b"~ISO IR87", name: bytes = b"A^B") -> bytes:
    msh = b"MSH|^~\\&|LAB|H|||20260301||ORU^R01|17|P|2.5||||||" + declared
    return msh + b"\rPID|1||4711^^^H||" + name + b"\rNTE|1||" + sent + b"|L\rNTE|2||x\r"


def read(content: bytes, default: str = "ASCII") -> Message:
    found = read_message(content, default)
    assert isinstance(found, Message), found
    assert [one.name for one in found.segments] == ["MSH", "PID", "NTE", "NTE"]
    return found


def note(content: bytes, default: str = "ASCII") -> str:
    first = read(content, default).first("NTE")
    assert first is not None
    assert first.value(4) == "L"
    return first.value(3)


@pytest.mark.parametrize(
    ("sent", "text"),
    [
        pytest.param(b"\x1b$B7lG]\x1b(B", "血培", id="JIS X 0208-1983"),
        pytest.param(b"\x1b$@7lG]\x1b(J", "血培", id="JIS X 0208-1978, back by JIS Roman"),
        pytest.param(b"\x1b$(B7l\x1b(B", "血", id="the four-byte form of the designation"),
        pytest.param(b"a\x1b$B7l\x1b(Bb\x1b$BG]\x1b(Bc", "a血b培c", id="several runs in one field"),
        pytest.param(b"\x1b$B7l\x1b$(D0!\x1b$BG]\x1b(B", "血丂培", id="from one two-byte set to another"),
        pytest.param(b"\x1b$B-!-5-j\x1b(B", "①Ⅰ㈱", id="NEC's row 13"),
        pytest.param(b"\x1b$By!|n\x1b(B", "纊黑", id="IBM extensions in NEC's rows 89 to 92"),
        pytest.param(b"\x1b$B7l G]\x1b(B", "血 培", id="a blank between two characters of a run"),
        pytest.param(b"\x1b$B!!\x1b(B", "", id="an ideographic space is a blank"),
        pytest.param(b"\x1b(I16E\x1b(B", "ｱｶﾅ", id="half-width kana by ESC ( I"),
        pytest.param(b"\x0e16E\x0f", "ｱｶﾅ", id="half-width kana by SO and SI"),
        pytest.param(b"\x1b(I1\\^&\x1b(B", "ｱﾜﾞｦ", id="kana whose bytes are separators"),
        pytest.param(b"\x0e1^2\x0f^x", "ｱﾞｲ", id="a separator's byte between SO and SI, then a separator"),
        pytest.param(b"\\M2442\\7l4|\\C2842\\!", "血期!", id="HL7's own escapes for the same"),
        pytest.param(b"\\M242844\\0!\\C284a\\", "丂", id="HL7's escape for JIS X 0212, in small letters"),
        pytest.param(b"\x1b-A\xe4\x1b(B", "ä", id="Latin-1 to the upper half, by ESC - A"),
        pytest.param(b"\\C2D41\\\xe4", "ä", id="the same by HL7's escape"),
        pytest.param(b"\x1b)I\xb1\xb2", "ｱｲ", id="kana to the upper half, by ESC ) I"),
    ],
)
def test_text(sent: bytes, text: str) -> None:
    assert note(frame(sent)) == text


@pytest.mark.parametrize("declared", [b"ISO IR14~ISO IR87", b"ISO IR13~ISO IR87", b"~ISO IR14~ISO IR87"])
def test_half_width_kana_as_eight_bit_bytes_where_jis_x_0201_is_declared(declared: bytes) -> None:
    assert note(frame(b"K+ \xb1\xb6 \x1b$B7l\x1b(B\xb1", declared)) == "K+ ｱｶ 血ｱ"


def test_eight_bit_bytes_are_no_kana_where_it_is_not() -> None:
    assert isinstance(read_message(frame(b"\xb1")), Unreadable)


@pytest.mark.parametrize("lead", range(0x30, 0x75))
@pytest.mark.parametrize("trail", b"|^~\\&")
def test_no_separators_byte_in_a_run_separates(lead: int, trail: int) -> None:
    pair = bytes((lead, trail))
    expected = (b"\x1b$B" + pair + b"\x1b(B").decode("iso2022_jp", "ignore")
    found = read_message(frame(b"\x1b$B" + pair + b"\x1b(B^x"))
    if not expected:
        assert isinstance(found, Unreadable)
        return
    assert isinstance(found, Message)
    first = found.first("NTE")
    assert first is not None
    assert (first.value(3), first.value(3, 2), first.value(4)) == (expected, "x", "L")


def test_runs_in_components_and_in_the_header() -> None:
    content = frame(b"x", name=b"\x1b$B4|\x1b(B^\x1b$BBg\x1b(B").replace(b"|LAB|", b"|\x1b$B4|\x1b(B|")
    found = read(content)
    person = found.first("PID")
    assert person is not None
    assert (person.value(5), person.value(5, 2), person.value(3)) == ("期", "大", "4711")
    assert (found.segments[0].value(3), found.control_id, found.code) == ("期", "17", "ORU")


def test_each_segment_begins_in_the_first_set_again() -> None:
    found = read(frame(b"x").replace(b"NTE|2||x", b"NTE|2||\x1b$B7l"))
    assert found.segments[-1].value(3) == "血"
    assert [(one.kind, one.place) for one in found.findings] == [("charset_run_open", "NTE-3 in segment 4")]


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(b"\x1b$B7l", id="a field separator may end the run"),
        pytest.param(b"\x1b$B7l^7l", id="so may a component separator, which begins a kanji, too"),
        pytest.param(b"\x1b(I1", id="half-width kana"),
    ],
)
def test_an_open_run_that_may_end_at_a_separator_is_refused(sent: bytes) -> None:
    found = read_message(frame(sent))
    assert isinstance(found, Unreadable)
    assert found.reason is UnreadableReason.CHARACTER_SET_BYTES
    assert "NTE-" in found.text
    assert "segment 3" in found.text


UNDECLARED = MessageFinding(
    "charset_run_undeclared",
    "MSH-18 in segment 1",
    "the text changes its character set by escapes that MSH-18 does not declare; it was read by them; "
    "declare them in MSH-18, such as ~ISO IR87",
)


@pytest.mark.parametrize("default", ["UNICODE UTF-8", "8859/1", "ASCII", "SHIFT_JIS"])
@pytest.mark.parametrize("declared", [b"", b"ASCII", b"8859/1"])
def test_a_run_that_nothing_declares_is_unmistakable_and_said(declared: bytes, default: str) -> None:
    content = frame(b"\x1b$B4|\x1b(B", declared)
    assert note(content, default) == "期"
    assert read(content, default).findings == (UNDECLARED,)


def test_an_open_run_that_nothing_declares_is_refused() -> None:
    content = frame(b"x", b"").replace(b"NTE|2||x", b"NTE|2||\x1b$B7l")
    assert isinstance(read_message(content), Unreadable)


def test_so_and_si_are_no_kana_where_nothing_japanese_is_declared() -> None:
    assert note(frame(b"\x0e1\x0f", b"8859/1")) == "\x0e1\x0f"


def test_an_escape_that_is_none_of_these_stays_where_nothing_is_declared() -> None:
    found = read(frame(b"\x1b[31mred", b"8859/1"))
    assert [one.kind for one in found.findings] == ["escape_byte"]


@pytest.mark.parametrize(
    ("sent", "at", "place"),
    [
        pytest.param(b"ab\xf6", 2, "NTE-3 in segment 3", id="an eight-bit byte outside runs"),
        pytest.param(b"\x1b$B7l\xb7\xec\x1b(B", 5, "NTE-3 in segment 3", id="eight-bit bytes in a run"),
        pytest.param(b"\x1b$B7lG\x1b(B", 5, "NTE-3 in segment 3", id="half a character at the end of a run"),
        pytest.param(b"\x1b$B7l)!\x1b(B", 5, "NTE-3 in segment 3", id="a row without characters"),
        pytest.param(b"\x1b$A7l\x1b(B", 0, "NTE-3 in segment 3", id="Chinese"),
        pytest.param(b"\x1b$B4|\x1b(B|y\xf6", 10, "NTE-4 in segment 3", id="behind a run with a separator's byte"),
    ],
)
def test_undecodable_bytes_are_refused_with_byte_segment_and_field(sent: bytes, at: int, place: str) -> None:
    content = frame(sent)
    found = read_message(content)
    assert isinstance(found, Unreadable)
    assert found.reason is UnreadableReason.CHARACTER_SET_BYTES
    assert found.position == content.index(b"NTE|1||") + 7 + at
    assert f"offset {found.position}" in found.text
    assert place in found.text


def test_the_position_counts_from_the_frames_first_byte() -> None:
    content = b"\xef\xbb\xbf\r\n" + frame(b"\xff", b"")
    found = read_message(content)
    assert isinstance(found, Unreadable)
    assert content[found.position] == 0xFF
