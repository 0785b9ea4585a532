"""The reader agrees with python-hl7 and hl7apy on generated messages, and never fails on arbitrary bytes."""

import hl7
import pytest
from hl7apy.parser import parse_segment
from hypothesis import given, settings
from hypothesis import strategies as st

from graftwatch.facts import FactSet
from graftwatch.hl7.feed import FeedDefaults
from graftwatch.hl7.lint import lint
from graftwatch.hl7.message import Message, read_message
from graftwatch.hl7.patient_identifiers import by_patient, patient_identifiers, patient_numbers
from graftwatch.hl7.unreadable import Unreadable
from graftwatch.roster import Identifier
from graftwatch.terminology.site_codes import SiteCodes
from hl7_messages import LAB, TOKYO, facts, message, obr, obx

MSH = "MSH|^~\\&|LAB|H|||20260301||ORU^R01|17|P|2.5.1"
# Text without delimiters, line ends and outer blanks, which python-hl7 strips.
WORDS = st.text("abcXYZ019 .-äß血", min_size=0, max_size=6).map(str.strip)
ESCAPED = st.sampled_from(["\\F\\", "\\S\\", "\\T\\", "\\R\\", "\\E\\"])
LEAF = st.lists(st.one_of(WORDS, ESCAPED), max_size=3).map("".join)
COMPONENT = st.lists(LEAF, min_size=1, max_size=3).map("&".join)
REPETITION = st.lists(COMPONENT, min_size=1, max_size=4).map("^".join)
FIELD = st.lists(REPETITION, min_size=1, max_size=3).map("~".join)
SEGMENT = st.tuples(st.sampled_from(["PID", "OBR", "OBX", "NTE", "ZZ1"]), st.lists(FIELD, min_size=1, max_size=8)).map(
    lambda parts: "|".join([parts[0], *parts[1], "end"])
)


@given(st.lists(SEGMENT, min_size=1, max_size=6))
@settings(max_examples=60, deadline=None)
def test_values_are_those_of_python_hl7(segments: list[str]) -> None:
    text = "\r".join([MSH, *segments]) + "\r"
    ours = read_message(text.encode())
    assert isinstance(ours, Message)
    theirs = hl7.parse(text)
    assert [one.name for one in ours.segments] == [str(one[0]) for one in theirs]
    for one, other in zip(ours.segments[1:], theirs[1:], strict=True):
        for number in range(1, len(one.fields)):
            assert one.raw(number) == str(other[number])
            assert one.value(number) == _first_of(other[number], theirs)


def _first_of(field: hl7.Field, message_: hl7.Message) -> str:
    """The first sub-component of python-hl7's tree, without escapes."""
    value: object = field
    while isinstance(value, hl7.Container):
        value = value[0] if len(value) else ""
    return str(message_.unescape(str(value))).strip()


@given(st.lists(REPETITION, min_size=1, max_size=3))
@settings(max_examples=40, deadline=None)
def test_identifiers_are_those_of_hl7apy(repetitions: list[str]) -> None:
    text = f"PID|1||{'~'.join(repetitions)}"
    ours = read_message(f"{MSH}\r{text}\r".encode())
    assert isinstance(ours, Message)
    person = ours.first("PID")
    assert person is not None
    theirs = [field.to_er7() for field in parse_segment(text, version="2.5.1").pid_3]
    assert [one.rstrip("^&") for one in person.repetitions(3)] == [one.rstrip("^&") for one in theirs]


NUMBERS = st.text("0123456789AB", min_size=1, max_size=8)
AUTHORITIES = st.sampled_from(["", "HOSP", "&1.2.3&ISO", "HOSP&1.2.3&ISO"])
PERSON = st.lists(st.tuples(NUMBERS, AUTHORITIES), min_size=1, max_size=3)


@given(PERSON, st.sampled_from(["\r", "\n", "\r\n"]), st.lists(SEGMENT, max_size=3))
@settings(max_examples=60, deadline=None)
def test_the_byte_scan_reads_the_identifiers_that_the_reader_reads(
    person: list[tuple[str, str]], end: str, rest: list[str]
) -> None:
    others = [one for one in rest if not one.startswith("PID")]
    cx = "~".join(f"{number}^^^{authority}^MR" for number, authority in person)
    frame = end.join([MSH, f"PID|1||{cx}||X", *others, ""]).encode()
    read = read_message(frame)
    assert isinstance(read, Message)
    pid = read.first("PID")
    assert pid is not None
    values = [pid.value(3, repetition=number) for number in range(1, len(person) + 1)]
    assert patient_numbers(frame) == values
    expected = []
    for number, (value, _) in enumerate(person, 1):
        stated = [one for one in (pid.value(3, 4, 1, number), pid.value(3, 4, 2, number)) if one]
        expected += [Identifier(value, authority) for authority in stated or [""]]
    assert patient_identifiers(frame) == tuple(dict.fromkeys(expected))


PIECES = (
    *(b"MSH|^~\\&|", b"\r", b"\n", b"|", b"^", b"~", b"\\", b"&", b'""', b"\xff", b"\x1b$B", b"\x1b(B"),
    *(b"PID|1||4", b"OBR|", b"OBX|1|NM|1920-8^^LN||4|U/L", b"SPM|1|^S||BLD", b"EVN|A01"),
    *(b"ORU^R01", b"ADT^A01|7|P|2.5", b"600-7^^LN"),
)
SOUP = st.lists(st.sampled_from(PIECES), max_size=40).map(b"".join)


@given(st.one_of(SOUP, SOUP.map(lambda rest: MSH.encode() + b"\r" + rest), st.binary(max_size=60)))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_read_or_refused(frame: bytes) -> None:
    assert isinstance(read_message(frame), Message | Unreadable)
    assert lint(frame, LAB, TOKYO, SiteCodes()) is not None
    assert all(one.value for one in patient_identifiers(frame))
    assert by_patient(frame)


REPORTS = st.lists(
    st.tuples(
        st.sampled_from(["P", "F", "C"]),
        st.sampled_from(["20260604", "20260605101500", "20260606"]),
        st.sampled_from(["3092008^^SCT", "60875001^^SCT", "No growth"]),
    ),
    min_size=1,
    max_size=5,
)


@given(REPORTS, st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_reports_in_any_order_end_in_one_state(reports: list[tuple[str, str, str]], shuffle: object) -> None:
    frames = [message(obr(status=status, stated=at), obx(value, "CWE")) for status, at, value in reports]
    known = [one for frame in frames for one in facts(frame)]
    mixed = [*known, *known]
    shuffle.shuffle(mixed)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    assert FactSet(mixed).current() == FactSet(known).current()
    assert len(FactSet(known).current()) == 1


@pytest.mark.parametrize("charset", ["ASCII", "8859/1", "ISO IR87", "GB18030"])
@given(content=st.binary(max_size=40))
@settings(max_examples=40, deadline=None)
def test_no_character_set_replaces_a_byte(charset: str, content: bytes) -> None:
    read = read_message(MSH.encode() + b"\rNTE|1||" + content, FeedDefaults("x", charset=charset).charset)
    assert isinstance(read, Unreadable) or "\ufffd" not in "".join(one.text for one in read.segments)
