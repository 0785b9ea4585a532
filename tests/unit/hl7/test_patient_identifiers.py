"""Whom a frame is about, read from its bytes alone."""

import pytest

from graftwatch.hl7.message import Message, read_message
from graftwatch.hl7.patient_identifiers import by_patient, patient_identifiers, patient_numbers
from graftwatch.hl7.unreadable import Unreadable
from graftwatch.roster import Identifier

MSH = b"MSH|^~\\&|LAB|H|||20260301||ORU^R01|17|P|2.5.1"


def frame(pid: bytes, end: bytes = b"\r", rest: bytes = b"OBX|1|ST|A||x") -> bytes:
    return end.join([MSH, pid, rest, b""])


@pytest.mark.parametrize(
    ("pid", "found"),
    [
        pytest.param(b"PID|1||4711^^^HOSP^MR||N^N|", [("4711", "HOSP")], id="one, by namespace"),
        pytest.param(b"PID|1||4711^^^^MR||", [("4711", "")], id="no authority"),
        pytest.param(b"PID|1||4711||", [("4711", "")], id="a bare number"),
        pytest.param(b"PID|1||4711", [("4711", "")], id="PID ends with the identifier"),
        pytest.param(b"PID|1||47^^^A~48^^^B||", [("47", "A"), ("48", "B")], id="repetitions"),
        pytest.param(b"PID|1||47^^^A~47^^^B||", [("47", "A"), ("47", "B")], id="one number of two authorities is two"),
        pytest.param(
            b"PID|1||47^^^CITY&1.2.3&ISO||",
            [("47", "CITY"), ("47", "1.2.3")],
            id="both names of an authority",
        ),
        pytest.param(b"PID|1||47^^^&1.2.3&ISO||", [("47", "1.2.3")], id="universal id alone"),
        pytest.param(b'PID|1||""||', [], id="a deleted identifier is none"),
        pytest.param(b"PID|1||~47^^^A||", [("47", "A")], id="an empty repetition is none"),
        pytest.param(b"PID|1|99|47^^^A|88|", [("47", "A")], id="PID-2 and PID-4 do not count"),
        pytest.param(b"PID|1|| 47 ^^^A||", [("47", "A")], id="outer blanks"),
        pytest.param(b"PID|1||A\\T\\B-1^^^H||", [("A&B-1", "H")], id="escapes"),
        pytest.param(b"PID|1||47&x^^^A||", [("47", "A")], id="what follows a sub-component separator is no number"),
        pytest.param(b"PID|1|", [], id="a truncated PID"),
    ],
)
@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n"])
def test_identifiers_of_pid_3(pid: bytes, found: list[tuple[str, str]], end: bytes) -> None:
    content = frame(pid, end)
    assert patient_identifiers(content) == tuple(Identifier(*one) for one in found)
    assert set(patient_numbers(content)) - {""} == {number for number, _ in found}


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(frame(b"NTE|1||PID|1||4711"), id="PID inside a note"),
        pytest.param(frame(b"ZPI|1||4711"), id="another segment that ends alike"),
        pytest.param(MSH + b"\r", id="no PID"),
        pytest.param(b"hello", id="no message"),
        pytest.param(b"", id="nothing"),
    ],
)
def test_nobody(content: bytes) -> None:
    assert patient_identifiers(content) == ()
    assert set(patient_numbers(content)) <= {""}


def test_pid_inside_text_before_and_after_the_real_one() -> None:
    content = b"\r".join([MSH, b"NTE|1||see PID|1||66", b"PID|1||4711^^^H||", b"OBX|1|TX|A||PID|1||77", b""])
    assert patient_identifiers(content) == (Identifier("4711", "H"),)
    assert patient_numbers(content) == ["4711"]


def test_delimiters_of_the_message_count() -> None:
    content = b"MSH#$*!%#LAB#H###20260301##ORU$R01#17#P#2.5.1\rPID#1##47$$$A%1.2*48$$$B#\r"
    assert patient_identifiers(content) == (Identifier("47", "A"), Identifier("47", "1.2"), Identifier("48", "B"))


def test_a_merge_names_the_identifier_it_retires_too() -> None:
    content = MSH.replace(b"ORU^R01", b"ADT^A40") + b"\rEVN|A40|2026\rPID|1||47^^^H\rMRG|46^^^H~45^^^H\r"
    assert patient_numbers(content) == ["47", "46", "45"]
    assert patient_identifiers(content) == (Identifier("47", "H"), Identifier("46", "H"), Identifier("45", "H"))


def test_japanese_names_around_the_identifier_do_not_matter() -> None:
    name = b"\x1b$B7l4|\x1b(B^\x1b$BB@O:\x1b(B"
    content = frame(b"PID|0001||12345678^^^H||" + name)
    assert patient_identifiers(content) == (Identifier("12345678", "H"),)


def test_several_patients_in_one_result_message_are_read_apart() -> None:
    first, second = b"PID|1||47^^^H||N\rOBR|1\rOBX|1|ST|A||x", b"PID|2||48^^^H||N\rOBR|1\rOBX|1|ST|A||y\r"
    content = MSH + b"\r" + first + b"\r" + second
    assert patient_numbers(content) == ["47", "48"]
    parts = by_patient(content)
    assert [patient_numbers(part) for part in parts] == [["47"], ["48"]]
    assert b"||x" in parts[0]
    assert b"||x" not in parts[1]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(frame(b"PID|1||47^^^H"), id="one patient"),
        pytest.param(MSH.replace(b"ORU^R01", b"ADT^A24") + b"\rPID|1||47\rPID|2||48\r", id="a link of two"),
    ],
)
def test_other_messages_stay_whole(content: bytes) -> None:
    assert by_patient(content) == (content,)


JAPANESE = MSH.replace(b"2.5.1", b"2.5||||||~ISO IR87")
SHIFT_JIS = MSH.replace(b"2.5.1", b"2.5||||||SHIFT_JIS")
CHINESE = MSH.replace(b"2.5.1", b"2.5||||||GB 18030-2000")


@pytest.mark.parametrize(
    ("msh", "pid", "found"),
    [
        pytest.param(JAPANESE, b"PID|1|\x1b$B4|\x1b(B|47^^^H||", [("47", "H")], id="a kanji of PID-2 holds 0x7c"),
        pytest.param(JAPANESE, b"PID|1|\x1b$B|n4|\x1b(B|47^^^H||", [("47", "H")], id="a kanji that begins with 0x7c"),
        pytest.param(JAPANESE, b"PID|1||47^^^\x1b$B4|\x1b(B||", [("47", "期")], id="an authority holds 0x7c"),
        pytest.param(
            JAPANESE, b"PID|1||47^^^\x1b$B;~0^\x1b(B~48^^^H||", [("47", "時緯"), ("48", "H")], id="and 0x7e and 0x5e"
        ),
        pytest.param(JAPANESE, b"PID|1||47^^^H||\x1b$B4|\x1b(B", [("47", "H")], id="a name behind it"),
        pytest.param(MSH, b"PID|1|\x1b$B4|\x1b(B|47^^^H||", [("47", "H")], id="a run that MSH-18 does not declare"),
        pytest.param(JAPANESE, b"PID|1|\\M2442\\4|\\C2842\\|47^^^H||", [("47", "H")], id="HL7's own escape"),
        pytest.param(SHIFT_JIS, b"PID|1|\x83||47^^^H||", [("47", "H")], id="Shift_JIS: 0x7c is a second byte in PID-2"),
        pytest.param(SHIFT_JIS, b"PID|1||47^^^\x95\\^MR||", [("47", "表")], id="Shift_JIS: 0x5c is no escape sign"),
        pytest.param(SHIFT_JIS, b"PID|1||47^^^H||\x94\\^\x83|", [("47", "H")], id="Shift_JIS in the name"),
        pytest.param(CHINESE, b"PID|1|\x81||47^^^H||", [("47", "H")], id="GB 18030: 0x7c is a second byte in PID-2"),
        pytest.param(MSH, "PID|1||47^^^病院||".encode(), [("47", "病院")], id="UTF-8 in the authority"),
        pytest.param(MSH, b"pid|1||47^^^H||", [("47", "H")], id="PID in small letters"),
        pytest.param(MSH, b"PID|1||A\\E\\T\\E\\B^^^H||", [("A\\T\\B", "H")], id="an escaped escape begins no other"),
    ],
)
@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n"])
def test_text_before_pid_3_does_not_move_it(msh: bytes, pid: bytes, found: list[tuple[str, str]], end: bytes) -> None:
    content = end.join([msh, pid, b"OBX|1|ST|A||x", b""])
    assert patient_identifiers(content) == tuple(Identifier(*one) for one in found)
    assert patient_numbers(content) == [number for number, _ in found]
    message = read_message(content)
    assert isinstance(message, Message)
    person = message.first("PID")
    assert person is not None
    assert [person.value(3, repetition=number + 1) for number in range(len(found))] == [number for number, _ in found]


def test_the_feeds_default_says_what_undeclared_text_before_pid_3_is() -> None:
    content = frame(b"PID|1|\x83||47^^^\x95\\||")
    assert patient_identifiers(content, "SHIFT_JIS") == (Identifier("47", "表"),)


def test_an_open_run_before_pid_3_hides_nobody_from_the_first_question() -> None:
    content = JAPANESE + b"\rPID|1|\x1b$B7l|47^^^H||\r"
    assert "47" in patient_numbers(content)
    assert isinstance(read_message(content), Unreadable)


def test_a_merge_with_kanji_before_and_in_its_identifiers() -> None:
    content = JAPANESE.replace(b"ORU^R01", b"ADT^A40") + b"\rPID|1|\x1b$B4|\x1b(B|47^^^H\rMRG|46^^^\x1b$B4|\x1b(B\r"
    assert patient_identifiers(content) == (Identifier("47", "H"), Identifier("46", "期"))
