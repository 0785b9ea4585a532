"""What is fuzzed: one function a target, which takes any bytes and says by an AssertionError what must never be.

Beyond "no crash": what comes out is bounded by what went in, no byte vanishes on the wire, the split of a stream does
not matter, decoded text holds no replacement character that was not sent, an answer can be read by the rules that
it answers by and names the message it is for. Expectations are the wire format's, not the code's.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from graftwatch.hl7.acknowledgement import AnswerStyle, Outcome, Refusal, accept, refuse
from graftwatch.hl7.batch import Envelope, MessageSplitter, Part, split_messages
from graftwatch.hl7.charset import CharacterSet, character_set, decoded
from graftwatch.hl7.feed import FeedDefaults
from graftwatch.hl7.header import CONTROL_ID_LIMIT_BYTES, Header, Rejection, read_header
from graftwatch.hl7.lint import lint as lint_message
from graftwatch.hl7.message import Message, read_message
from graftwatch.hl7.mllp import BadFrame, Frame, Framer
from graftwatch.hl7.patient_identifiers import by_patient, patient_identifiers, patient_numbers
from graftwatch.hl7.unreadable import Unreadable
from graftwatch.pipeline.intake import Intake
from graftwatch.protocol import Protocol
from graftwatch.roster import Enrolment, PatientIdentifier, Roster
from graftwatch.terminology.site_codes import SiteCodes

KNOWN_AT = datetime(2026, 6, 10, tzinfo=UTC)
TOKYO = ZoneInfo("Asia/Tokyo")
# Everything that MSH-18 or a feed's settings may say, well or badly.
CHARACTER_SETS = (
    *(
        "UNICODE UTF-8",
        "ASCII",
        "8859/1",
        "8859/7",
        "~ISO IR87",
        "ISO IR14~ISO IR87~ISO IR159",
        "ISO IR13",
        "SHIFT_JIS",
    ),
    *("GB 18030-2000", "BIG-5", "KS X 1001", "EUC-JP", "UNICODE UTF-8~ISO IR87", "UNICODE", "WINDOWS-1252", "KOI-8"),
)
LIMITS = (1, 2, 8, 20, 1000)
STYLE = AnswerStyle(application_acknowledgements=True)


def _choice(data: bytes) -> tuple[int, bytes]:
    """The first byte chooses, the rest is what is read."""
    return (data[0] if data else 0), data[1:]


def mllp(data: bytes) -> None:
    """Frames of a stream: any split gives the same ones, no byte vanishes, memory is bounded."""
    choice, stream = _choice(data)
    limit, step = LIMITS[choice % len(LIMITS)], choice // len(LIMITS) % 7 + 1
    whole, skipped, _ = _frames([stream], limit)
    pieces = [stream[at : at + step] for at in range(0, len(stream), step)]
    split, skipped_split, most = _frames(pieces, limit)
    assert (split, skipped_split) == (whole, skipped)
    assert most <= 2 * limit + step + 8
    framed = sum(len(one.content) + 3 for one in whole if isinstance(one, Frame))
    bad = [one for one in whole if isinstance(one, BadFrame)]
    known = framed + skipped + sum(one.size for one in bad)
    assert known <= len(stream) <= known + 3 * len(bad)  # a bad frame's own blocks are in none of the sums
    assert all(stream[one.position + 1 :].startswith(one.content) for one in whole if isinstance(one, Frame))


def _frames(pieces: list[bytes], limit: int) -> tuple[list[Frame | BadFrame], int, int]:
    framer, found, most = Framer(limit), list[Frame | BadFrame](), 0
    for piece in pieces:
        found += framer.receive(piece)
        most = max(most, framer.held_bytes)
    return [*found, *framer.end()], framer.skipped_bytes, most if len(pieces) > 1 else 0


def split(data: bytes) -> None:
    """Header and messages of a file: parts are the file's own bytes in order, however the file comes."""
    choice, content = _choice(data)
    header = read_header(content)
    assert isinstance(header, Header | Rejection)
    if isinstance(header, Header):
        assert 0 < len(header.control_id) <= CONTROL_ID_LIMIT_BYTES
        assert sum(map(len, header.fields)) <= len(content)
    parts = split_messages(content)
    end = 0
    for part in parts:
        assert part.offset >= end
        assert content[part.offset :].startswith(part.content)
        end = part.offset + len(part.content)
    step = choice % 13 + 1
    splitter, found = MessageSplitter(), list[Part | Envelope]()
    for at in range(0, len(content), step):
        found += splitter.receive(content[at : at + step])
    found += splitter.end()
    assert [one for one in found if isinstance(one, Part)] == parts


def charset(data: bytes) -> None:
    """Text of any declared character set: strict, and refused with a place inside the message."""
    choice, content = _choice(data)
    name = CHARACTER_SETS[choice % len(CHARACTER_SETS)]
    characters = character_set(name, "ASCII")
    if not isinstance(characters, CharacterSet):
        assert isinstance(characters, Unreadable)
        return
    text = decoded(content, characters)
    if isinstance(text, Unreadable):
        assert 0 <= text.position < len(content)
        return
    assert len(text.text) <= len(content)
    assert len(text.findings) <= len(content) + 2
    if "\ufffd" in text.text:
        assert any("\ufffd".encode(codec) in content for codec in ("utf-8", "gb18030"))


def message(data: bytes) -> None:
    """A message and each of its values: bounded by what was sent, whatever the delimiters."""
    choice, frame = _choice(data)
    default = CHARACTER_SETS[choice % len(CHARACTER_SETS)]
    read = read_message(frame, default)
    if isinstance(read, Unreadable):
        assert 0 <= read.position <= len(frame)
        return
    assert sum(len(one.text) for one in read.segments) <= len(frame)
    fields = [(one, number) for one in read.segments for number in range(len(one.fields))]
    assert len(read.findings) <= 2 * len(fields) + 8
    for one, number in fields:
        raw = one.raw(number)
        for value in (one.value(number), one.text_of(number), "".join(one.components(number))):
            # `\.sk99\` has seven signs and stands for 99; everything else is shorter than what stands for it.
            assert len(value) <= 20 * len(raw) + 1
    assert all(one.value for one in patient_identifiers(frame))
    assert {one.value for one in patient_identifiers(frame)} <= set(patient_numbers(frame))


ROSTER = Roster(
    (
        Enrolment(
            subject="S01",
            identifiers=(PatientIdentifier(value="10001", authority="HOSP"),),
            transplanted_at=datetime(2026, 6, 1, 1, tzinfo=UTC),
        ),
    )
)
FEEDS = MappingProxyType({name: FeedDefaults(name, charset=name, authority="HOSP") for name in CHARACTER_SETS})
INTAKE = Intake(ROSTER, Protocol(), FEEDS, {})
HEAD = b"MSH|^~\\&|LIS|HOSP|||20260604120000||ORU^R01^ORU_R01|17|P|2.5.1\rPID|1||10001^^^HOSP^MR||A^B\r"


def facts(data: bytes) -> None:
    """What a frame says of a recipient, taken as the service takes it; and the same bytes behind a good header."""
    choice, frame = _choice(data)
    feed = CHARACTER_SETS[choice % len(CHARACTER_SETS)]
    for one in (frame, HEAD + frame):
        for taken in INTAKE.take(one, feed, KNOWN_AT):
            understood = getattr(taken, "understood", None)
            if understood is not None:
                assert len(understood.facts) <= len(one)
                assert len(understood.findings) <= 20 * len(one)
        assert sum(map(len, by_patient(one))) <= len(one) * (one.count(b"\r") + one.count(b"\n") + 1)


def acknowledgement(data: bytes) -> None:
    """Answers: each can be read by the message's own delimiters and names the message it is for."""
    choice, frame = _choice(data)
    read = read_header(frame)
    outcome = tuple(Outcome)[choice % 3]
    if isinstance(read, Rejection):
        why = Refusal(Outcome.REJECTED, read.text, read.header, read.control_id, read.reason)
        _check_answer(refuse(why, b"A1", b"20260604120000+0000", STYLE), read.header, read.control_id)
        return
    why = Refusal(outcome, frame.decode("latin-1"), read, read.control_id)
    _check_answer(refuse(why, b"A1", b"20260604120000+0000", STYLE), read, read.control_id)
    _check_answer(accept(read, b"A1", b"20260604120000+0000", STYLE), read, read.control_id)


def _check_answer(answer: bytes | None, asked: Header | None, control_id: bytes) -> None:
    if answer is None:  # enhanced mode may ask for silence
        assert asked is not None
        return
    back = read_header(answer)
    assert isinstance(back, Header), back
    assert back.message_code == b"ACK"
    assert back.control_id == b"A1"
    separator = back.delimiters.field
    lines = answer.split(b"\r")
    assert len(lines) in (3, 4)
    assert lines[-1] == b""
    assert lines[1].split(separator)[0] == b"MSA"
    assert len(answer) <= 10_000
    if asked is not None and control_id.isalnum():
        assert lines[1].split(separator)[2] == control_id
    if asked is not None and asked.sending_application.isalnum():
        assert back.receiving_application == asked.sending_application
    if control_id.isalnum() or not control_id:  # its bytes are repeated as they came, whatever they are
        assert isinstance(read_message(answer), Message)


def lint(data: bytes) -> None:
    """What is said of a message to a person: bounded, whatever the message."""
    choice, frame = _choice(data)
    feed = FEEDS[CHARACTER_SETS[choice % len(CHARACTER_SETS)]]
    said = lint_message(frame, feed, TOKYO, SiteCodes())
    assert said.unread is not None or len(said.findings) <= 20 * len(frame)
    assert len(said.facts) <= len(frame)


TARGETS: Mapping[str, Callable[[bytes], None]] = MappingProxyType(
    {
        "mllp": mllp,
        "split": split,
        "charset": charset,
        "message": message,
        "facts": facts,
        "acknowledgement": acknowledgement,
        "lint": lint,
    }
)
