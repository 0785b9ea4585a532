"""Forms that senders send and no standard has: small letters, continued segments, lone escape signs, sheer size."""

import pytest

from graftwatch.hl7.message import Message, MessageFinding, read_message
from hl7_messages import read

MSH = b"MSH|^~\\&|LAB|H|||20260301||ORU^R01|17|P|2.5.1"
MSH_2_7 = MSH.replace(b"^~\\&|", b"^~\\&#|").replace(b"2.5.1", b"2.8.2")


def findings(frame: bytes) -> list[tuple[str, str]]:
    return [(one.kind, one.place) for one in read(frame).findings]


def value(line: bytes, msh: bytes = MSH) -> str:
    """OBX-5 of the message's one OBX."""
    found = read(msh + b"\r" + line).first("OBX")
    assert found is not None
    return found.value(5)


def test_segment_names_in_small_letters_are_read_and_said() -> None:
    found = read(MSH + b"\rpid|1||47\rObx|1|ST|A||x\rzz1|y")
    assert [one.name for one in found.segments] == ["MSH", "PID", "OBX", "ZZ1"]
    assert [one.kind for one in found.findings] == ["segment_name_small"] * 3
    assert found.findings[0].place == "segment 2 (PID)"


def test_three_small_letters_that_name_no_segment_are_text() -> None:
    found = read(MSH + b"\rNTE|1||growth\nsee|page 2")
    assert [one.name for one in found.segments] == ["MSH", "NTE"]
    assert [one.kind for one in found.findings] == ["line_without_segment"]


def test_add_continues_the_segment_before_it() -> None:
    frame = MSH + b"\rOBX|1|TX|A||the first\rADD| half||||||F\rOBX|2|ST|B||y"
    found = read(frame)
    assert [one.name for one in found.segments] == ["MSH", "OBX", "OBX"]
    assert (found.segments[1].value(5), found.segments[1].value(11)) == ("the first half", "F")
    assert findings(frame) == [("segment_continued", "segment 2 (OBX)")]


@pytest.mark.parametrize(
    ("frame", "finding"),
    [
        pytest.param(
            MSH + b"\rOBX|1|TX|A||x\rDSC|7|F\r", ("message_cut", "DSC-1 in segment 3"), id="goes on elsewhere"
        ),
        pytest.param(
            MSH.replace(b"2.5.1", b"2.5.1||7") + b"\rOBX|1\r", ("message_continues", "MSH-14 in segment 1"), id="MSH-14"
        ),
        pytest.param(
            MSH + b"\rADD|rest of it\rOBX|1\r", ("message_continues", "MSH-14 in segment 1"), id="begins with ADD"
        ),
    ],
)
def test_a_message_that_is_cut_says_so(frame: bytes, finding: tuple[str, str]) -> None:
    assert findings(frame) == [finding]


@pytest.mark.parametrize(
    ("sent", "text"),
    [
        pytest.param(b"50\\ mg \\F\\ day", "50\\ mg | day", id="a lone sign does not swallow the sequence behind it"),
        pytest.param(b'\\"\\', '\\"\\', id="signs around a quote"),
        pytest.param(b"\\Z42\\", "\\Z42\\", id="a site's own sequence stays"),
        pytest.param(b"a\\.sk3\\b", "a   b", id="skipped spaces"),
        pytest.param(b"a\\.ce\\b\\.fi\\c\\.nf\\", "a\nbc", id="centre, fill and no fill"),
        pytest.param(b"\\.in-2\\a\\.ti4\\b", "ab", id="indents"),
        pytest.param(b"\\XC3A4\\", "ä", id="hexadecimal in the message's set"),
        pytest.param(b"\\XE4\\", "\\XE4\\", id="hexadecimal that is no text in it stays"),
        pytest.param(b"\\P\\", "#", id="the truncation sign"),
    ],
)
def test_escapes_that_are_odd(sent: bytes, text: str) -> None:
    assert value(b"OBX|1|ST|A||" + sent + b"|") == text


@pytest.mark.parametrize(
    ("sent", "found"),
    [
        pytest.param(b"\\F\\ \\.br\\ \\X41\\ \\H\\x\\N\\", [], id="known ones are not reported"),
        pytest.param(b"\\Zxx\\", [("escape_unknown", "OBX-5 in segment 2")], id="unknown"),
        pytest.param(b"C:\\lab", [("escape_unknown", "OBX-5 in segment 2")], id="unterminated"),
    ],
)
def test_unknown_and_unterminated_escapes_are_reported(sent: bytes, found: list[tuple[str, str]]) -> None:
    assert findings(MSH + b"\rOBX|1|ST|A||" + sent + b"|||") == found


def test_a_truncated_value_is_reported_where_msh_2_has_the_sign() -> None:
    line = b"\rOBX|1|TX|A^Long na#^LN||text that was cut#|"
    assert findings(MSH_2_7 + line) == [
        ("value_truncated", "OBX-3 in segment 2"),
        ("value_truncated", "OBX-5 in segment 2"),
    ]
    assert findings(MSH + line) == []
    assert value(b"OBX|1|TX|A||\\P\\1|", MSH_2_7.replace(b"&#|", b"&%|")) == "%1"


def test_nuls_inside_are_reported_and_those_behind_are_framing() -> None:
    assert findings(MSH + b"\rOBX|1\0|ST") == [("nul_byte", "message")]
    assert findings(MSH + b"\rOBX|1|ST\r\0\0") == []


def test_blank_lines_and_trailing_framing_are_nothing() -> None:
    found = read(MSH + b"\r\r\n \rOBX|1|ST|A||x\r\n\r\n\x1c\r")
    assert [one.name for one in found.segments] == ["MSH", "OBX"]
    assert found.findings == ()


@pytest.mark.parametrize(
    "version",
    ["2.1", "2.2", "2.3", "2.3.1", "2.4", "2.5", "2.5.1", "2.6", "2.7", "2.7.1", "2.8", "2.8.1", "2.8.2", "2.9"],
)
def test_a_version_changes_nothing_of_the_form(version: str) -> None:
    found = read(MSH.replace(b"2.5.1", version.encode()) + b"\rOBX|1|ST|A||x^y&z~w")
    obx = found.first("OBX")
    assert obx is not None
    assert (obx.value(5), obx.value(5, 2, 2), obx.value(5, 1, 1, 2)) == ("x", "z", "w")


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"\rOBX|1|ED|A||^AP^^Base64^" + b"QUJD" * 4_000_000, id="one value of 16 MB"),
        pytest.param(
            b"\rOBX|1|ED|A||" + b"QUJDREVGR0hJSktMTU5P\n" * 760_000, id="16 MB of lines that begin no segment"
        ),
        pytest.param(b"\rOBX|1|TX|A||" + b"x~" * 1_000_000, id="a million repetitions"),
        pytest.param(
            b"\rOBX|1|TX|A||x" + b"\rADD|yyyyyyyyyyyyyyyy" * 300_000, id="continued three hundred thousand times"
        ),
        pytest.param(b"\rNTE|1||" + b"\\F\\" * 1_000_000, id="a million escapes"),
        pytest.param(b"\rNTE|1||" + b"\\" * 4_000_000, id="four million escape signs"),
        pytest.param(b"\rNTE|1||" + b"\x1b$B7l\x1b(B" * 300_000, id="three hundred thousand runs"),
        pytest.param(b"\rNTE|1" * 300_000, id="three hundred thousand segments"),
    ],
)
@pytest.mark.timeout(60)  # each takes a second or two; what costs quadratic time would take hours
def test_large_messages_cost_time_by_their_size(body: bytes) -> None:
    found = read_message(MSH + body + b"\r")
    assert isinstance(found, Message)
    assert len(found.segments[1].text_of(5)) >= 0
    assert len(found.findings) <= 2


def test_findings_never_hold_what_a_field_holds() -> None:
    found = read(MSH + b"\rPID|1||SECRET^^^H||SECRET\\Q\\\0\npid|SECRET\rADD|SECRET")
    assert found.findings
    for one in found.findings:
        assert isinstance(one, MessageFinding)
        assert "SECRET" not in f"{one.kind} {one.place} {one.text}"
