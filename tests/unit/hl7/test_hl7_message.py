"""The reader: segments, fields, repetitions, components, escapes, and text that lost its line ends."""

import pytest

from graftwatch.hl7.message import Message, Presence, Segment, read_message
from graftwatch.hl7.unreadable import Unreadable, UnreadableReason
from hl7_messages import message, read

MSH = b"MSH|^~\\&|LAB|H|||20260301||ORU^R01|17|P|2.5.1"


def segment(line: str, name: str = "OBX") -> Segment:
    found = read(MSH + b"\r" + line.encode()).first(name)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("end", "lines"),
    [
        pytest.param("\r", 3, id="carriage returns, as the standard has it"),
        pytest.param("\n", 3, id="line feeds"),
        pytest.param("\r\n", 3, id="both"),
    ],
)
def test_segments_end_with_any_line_end(end: str, lines: int) -> None:
    frame = end.join([MSH.decode(), "PID|1||4", "OBX|1", ""]).encode()
    assert [one.name for one in read(frame).segments] == ["MSH", "PID", "OBX"][:lines]


def test_mixed_line_ends_in_one_message() -> None:
    found = read(MSH + b"\nPID|1||4\rOBX|1\r\nOBX|2\n")
    assert [one.name for one in found.segments] == ["MSH", "PID", "OBX", "OBX"]
    assert found.findings == ()


@pytest.mark.parametrize(
    ("line", "number", "presence"),
    [
        pytest.param("OBX|1|ST", 5, Presence.ABSENT, id="a truncated segment has no such field"),
        pytest.param("OBX|1|ST|A||", 5, Presence.EMPTY, id="nothing between two separators is empty"),
        pytest.param('OBX|1|ST|A||""|', 5, Presence.NULL, id="two quotes delete"),
        pytest.param("OBX|1|ST|A||x|", 5, Presence.VALUE, id="anything else is a value"),
    ],
)
def test_absent_empty_and_deleted_differ(line: str, number: int, presence: Presence) -> None:
    found = segment(line)
    assert found.presence(number) is presence
    assert found.value(number) == ("x" if presence is Presence.VALUE else "")


def test_fields_beyond_the_standard_are_there() -> None:
    assert segment("OBX|" + "|".join(str(number) for number in range(1, 60))).value(59) == "59"


def test_repetitions_components_and_subcomponents() -> None:
    found = segment("PID|1||11^^^A&1.2&ISO^MR~22^^^B&3.4&ISO^PI", "PID")
    assert len(found.repetitions(3)) == 2
    assert (found.value(3), found.value(3, 4), found.value(3, 4, 2)) == ("11", "A", "1.2")
    assert (found.value(3, 1, repetition=2), found.value(3, 4, 2, repetition=2)) == ("22", "3.4")
    assert found.value(3, 1, repetition=3) == ""
    assert found.value(3, 9) == ""


@pytest.mark.parametrize(
    ("sent", "text"),
    [
        pytest.param("a\\F\\b", "a|b", id="field separator"),
        pytest.param("a\\S\\b", "a^b", id="component separator"),
        pytest.param("a\\T\\b", "a&b", id="sub-component separator"),
        pytest.param("a\\R\\b", "a~b", id="repetition separator"),
        pytest.param("a\\E\\b", "a\\b", id="the escape sign itself"),
        pytest.param("a\\X0D0A\\b", "a\r\nb", id="hexadecimal line end"),
        pytest.param("a\\.br\\b", "a\nb", id="line break"),
        pytest.param("a\\.sp2\\b", "a\nb", id="skipped lines"),
        pytest.param("\\H\\loud\\N\\ and not", "loud and not", id="highlighting is dropped"),
        pytest.param("\\.in+4\\text", "text", id="indentation is dropped"),
        pytest.param("a\\E\\F\\E\\b", "a\\F\\b", id="an escaped escape does not begin another"),
        pytest.param("a\\Q7\\b", "a\\Q7\\b", id="unknown sequences stay"),
        pytest.param("a\\XZZ\\b", "a\\XZZ\\b", id="what is not hexadecimal stays"),
        pytest.param("50\\", "50\\", id="a lone escape sign stays"),
    ],
)
def test_escapes(sent: str, text: str) -> None:
    assert segment(f"OBX|1|ST|A||{sent}|").value(5) == text


def test_hexadecimal_escapes_are_in_the_character_set_of_the_message() -> None:
    found = read_message(MSH.replace(b"2.5.1", b"2.5.1||||||8859/1") + b"\rOBX|1|ST|A||M\\XFC\\ller")
    assert isinstance(found, Message)
    obx = found.first("OBX")
    assert obx is not None
    assert obx.value(5) == "Müller"


def test_delimiters_are_those_of_each_message() -> None:
    found = read(b"MSH#$*!%#LAB#H###20260301##ORU$R01#17#P#2.5.1\rPID#1##11$$$A%1.2*22\rOBX#1#ST#A##a|^~\\&b!F!c")
    person, obx = found.first("PID"), found.first("OBX")
    assert person is not None
    assert obx is not None
    assert (found.code, found.trigger) == ("ORU", "R01")
    assert (person.value(3, 4, 2), person.value(3, repetition=2)) == ("1.2", "22")
    assert obx.value(5) == "a|^~\\&b#c"


def test_the_header_counts_its_separator_as_field_1() -> None:
    header = read(MSH).segments[0]
    assert (header.raw(1), header.raw(2), header.value(3), header.value(12)) == ("|", "^~\\&", "LAB", "2.5.1")
    assert header.repetitions(2) == ["^~\\&"]


def test_z_segments_stand_where_they_stand() -> None:
    found = read(MSH + b"\rZPI|1|x\rPID|1||4\rOBX|1\rZZ1|y\rOBX|2")
    assert [one.name for one in found.segments] == ["MSH", "ZPI", "PID", "OBX", "ZZ1", "OBX"]


def test_a_line_that_begins_no_segment_continues_the_field_and_is_reported() -> None:
    found = read(MSH + b"\rOBX|1|TX|A||Gram positive cocci\nin clusters||||||P\rOBX|2|ST|B||x")
    first = found.first("OBX")
    assert first is not None
    assert first.value(5) == "Gram positive cocci\nin clusters"
    assert first.value(11) == "P"
    assert [(one.kind, one.place) for one in found.findings] == [("line_without_segment", "after segment 2 (OBX)")]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("MSH", id="alone"),
        pytest.param("see MSH|^~\\\\&| in the manual", id="inside a sentence"),
    ],
)
def test_msh_inside_text_begins_no_message(text: str) -> None:
    found = read(MSH + f"\rNTE|1||{text}\rPID|1||4".encode())
    assert [one.name for one in found.segments] == ["MSH", "NTE", "PID"]


def test_two_messages_in_one_frame_are_refused() -> None:
    found = read_message(MSH + b"\rPID|1||4\r" + MSH + b"\rPID|1||5")
    assert isinstance(found, Unreadable)
    assert found.reason is UnreadableReason.SEVERAL_MESSAGES


def test_no_header_is_refused_with_the_headers_own_reason() -> None:
    found = read_message(b"PID|1||4")
    assert isinstance(found, Unreadable)
    assert found.reason is UnreadableReason.HEADER
    assert "MSH" in found.text


def test_a_byte_order_mark_and_framing_are_no_part_of_the_message() -> None:
    found = read(b"\xef\xbb\xbf" + message("OBX|1") + b"\x1c\r")
    assert [one.name for one in found.segments] == ["MSH", "PID", "OBX"]
    assert found.control_id == "17"


def test_text_about_a_change_of_the_character_set_changes_none() -> None:
    assert segment("NTE|1||\\E\\M2442\\E\\7l|", "NTE").value(3) == "\\M2442\\7l"
