"""The acknowledgement of one message: which code, to whom, and why in words.

Source: HL7 v2.5.1 and v2.8.2, chapter 2: 2.9 (original and enhanced mode), 2.14.8 MSA, 2.14.5 ERR, tables 0008, 0155
and 0357; 2.14.9.18 and .20 for character sets. The sender's own delimiters, version, processing id and character set
are repeated, so that whoever could write the message can read the answer: our own words are ASCII, which every
character set that is read here holds, and what is echoed is valid in the sender's or has its bytes struck out.
ERR stands in answers from v2.5 on, where it has its present form.
Left out: application acknowledgements say what became of the message at the door; what became of its content is seen
in pages, not sent back.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from graftwatch.hl7.charset import CharacterSet, DecodedMessage, character_set, decoded
from graftwatch.hl7.header import KNOWN_VERSIONS, Delimiters, Header, RejectionReason

# The answer's version where the message states none, or one that nobody published.
DEFAULT_VERSION = b"2.5.1"
# MSA-3 and ERR-8 are for people; our own words are far below, a quoted system error might not be.
TEXT_LIMIT_CHARACTERS = 250
# Pairs of version and message type seen by one service, times a margin.
TYPE_CACHE_ENTRIES = 256
# MSH-18 as senders have it; longer than this is no list of character sets, and is not remembered.
CHARSET_CACHE_ENTRIES = 64
CHARSET_LIMIT_BYTES = 200

ESCAPE = b"\x1b"
# ISO 2022: from here on ASCII. A field must end so, as the separator behind it is ASCII.
TO_ASCII = b"\x1b(B"
# Escapes that hold beyond ESC ( B; they are not repeated.
_TO_G1 = re.compile(rb"\x1b[)-]")
# YYYYMMDDHHMMSS: a sender whose field separator is + or - gets the time without its zone.
_WITHOUT_ZONE = 14
# A trigger event as senders have it; anything else is not repeated.
_EVENT = re.compile(rb"[A-Za-z0-9._ -]{1,20}")
_DESIGNATION = re.compile(rb"\x1b(?:\([A-Z]|\$[@B]|\$\([@BD])")
_NOT_TEXT = re.compile(rb"[\x00-\x1a\x1c-\x1f\x7f]")
_CONTROL = re.compile(rb"[\x00-\x1f\x7f]")
_NOT_ASCII_TEXT = re.compile(rb"[^\x20-\x7e]")

_VERSIONS_WITH_BARE_TYPE = frozenset({b"2.1", b"2.2"})
_VERSIONS_WITHOUT_STRUCTURE = frozenset({b"2.3"})
_VERSIONS_WITHOUT_ERROR_TEXT = frozenset({b"2.1", b"2.2", b"2.3", b"2.3.1", b"2.4"})


class Outcome(StrEnum):
    """What became of a message at the door."""

    ACCEPTED = "accepted"
    FAILED = "failed"
    REJECTED = "rejected"


# Table 0008: in original mode the answer is the application's, in enhanced mode the receiver's.
_ORIGINAL = {Outcome.ACCEPTED: b"AA", Outcome.FAILED: b"AE", Outcome.REJECTED: b"AR"}
_ENHANCED = {Outcome.ACCEPTED: b"CA", Outcome.FAILED: b"CE", Outcome.REJECTED: b"CR"}
# Table 0155: on which outcomes the sender wants to hear. Anything else in the field is read as AL, always.
_ALWAYS = frozenset(Outcome)
_NEVER: frozenset[Outcome] = frozenset()
_WANTED = {
    b"NE": _NEVER,
    b"ER": frozenset({Outcome.FAILED, Outcome.REJECTED}),
    b"SU": frozenset({Outcome.ACCEPTED}),
}


@dataclass(frozen=True, slots=True)
class _Fault:
    """ERR-3 (table 0357) and, where one field is at fault, its number in MSH for ERR-2."""

    code: bytes
    words: bytes
    field: bytes = b""


_NOT_READABLE = _Fault(b"100", b"Segment sequence error")
_INTERNAL = _Fault(b"207", b"Application internal error")
_FAULTS = {
    RejectionReason.NO_CONTROL_ID: _Fault(b"101", b"Required field missing", b"10"),
    RejectionReason.NO_MESSAGE_TYPE: _Fault(b"101", b"Required field missing", b"9"),
    RejectionReason.CONTROL_ID_TOO_LONG: _Fault(b"102", b"Data type error", b"10"),
    RejectionReason.DELIMITERS: _Fault(b"102", b"Data type error", b"2"),
    RejectionReason.VERSION: _Fault(b"203", b"Unsupported version id", b"12"),
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """A message that was not kept: whether a repetition may help, why, and what was readable of it."""

    outcome: Outcome
    text: str
    header: Header | None = None
    control_id: bytes = b""
    reason: RejectionReason | None = None


@dataclass(frozen=True, slots=True)
class AnswerStyle:
    """How a feed's messages are answered.

    Attributes:
        charset: of messages without MSH-18.
        application_acknowledgements: where MSH-16 asks for it beside MSH-15, the application acknowledgement follows
            the accept acknowledgement as a message of its own.
    """

    charset: str = "UNICODE UTF-8"
    application_acknowledgements: bool = False


PLAIN = AnswerStyle()


def code_for(header: Header | None, outcome: Outcome) -> bytes | None:
    """MSA-1, or nothing where the sender asked not to hear of this outcome.

    | MSH-15 | MSH-16 | durable | not durable | never acceptable |
    | --- | --- | --- | --- | --- |
    | empty | empty | AA | AE | AR |
    | AL | any | CA | CE | CR |
    | ER | any | - | CE | CR |
    | SU | any | CA | - | - |
    | NE or empty | AL, ER or SU | as AL, ER or SU say, with AA, AE and AR | | |
    | NE or empty | NE | - | - | - |
    | NE | empty | - | - | - |
    """
    if header is None or not (header.accept_acknowledgement or header.application_acknowledgement):
        return _ORIGINAL[outcome]
    if header.accept_acknowledgement not in (b"", b"NE"):
        return _ENHANCED[outcome] if outcome in _WANTED.get(header.accept_acknowledgement, _ALWAYS) else None
    return _application_code(header, outcome)


def second_code_for(header: Header | None, outcome: Outcome) -> bytes | None:
    """MSA-1 of the application acknowledgement that is wanted beside an accept acknowledgement, or nothing.

    | MSH-15 | MSH-16 | durable | not durable | never acceptable |
    | --- | --- | --- | --- | --- |
    | AL, ER or SU | AL | AA | AE | AR |
    | AL, ER or SU | ER | - | AE | AR |
    | AL, ER or SU | SU | AA | - | - |
    | AL, ER or SU | NE or empty | - | - | - |
    | NE or empty | any | -: the one answer of `code_for` is it | - | - |
    """
    if header is None or header.accept_acknowledgement in (b"", b"NE"):
        return None
    return _application_code(header, outcome)


def _application_code(header: Header, outcome: Outcome) -> bytes | None:
    wanted = _WANTED.get(header.application_acknowledgement or b"NE", _ALWAYS)
    return _ORIGINAL[outcome] if outcome in wanted else None


def accept(header: Header, acknowledgement_id: bytes, at: bytes, style: AnswerStyle = PLAIN) -> bytes | None:
    """The answer to a message that is durable; nothing where the sender wants none."""
    fields = header.fields
    code = code_for(header, Outcome.ACCEPTED) if fields[14] or fields[15] else b"AA"
    if code is None:
        return None
    separator = header.delimiters.field
    msh = _msh(header, acknowledgement_id, at, style)
    return b"%b\rMSA%b%b%b%b\r" % (msh, separator, code, separator, fields[9])


def accept_by_application(header: Header, acknowledgement_id: bytes, at: bytes, style: AnswerStyle) -> bytes | None:
    """The second answer to a message that is durable; nothing where the sender wants none."""
    code = second_code_for(header, Outcome.ACCEPTED)
    if code is None:
        return None
    msh = _msh(header, acknowledgement_id, at, style, second=True)
    return b"%b\r%b\r" % (msh, header.delimiters.field.join((b"MSA", code, header.control_id)))


def refuse(refusal: Refusal, acknowledgement_id: bytes, at: bytes, style: AnswerStyle = PLAIN) -> bytes | None:
    """The answer to a message that was not kept, with the reason; nothing where the sender wants none."""
    code = code_for(refusal.header, refusal.outcome)
    return None if code is None else _refused(refusal, code, acknowledgement_id, at, style)


def refuse_by_application(refusal: Refusal, acknowledgement_id: bytes, at: bytes, style: AnswerStyle) -> bytes | None:
    """The second answer to a message that was not kept; nothing where the sender wants none."""
    code = second_code_for(refusal.header, refusal.outcome)
    return None if code is None else _refused(refusal, code, acknowledgement_id, at, style, second=True)


def _refused(
    refusal: Refusal, code: bytes, acknowledgement_id: bytes, at: bytes, style: AnswerStyle, *, second: bool = False
) -> bytes:
    header = refusal.header
    delimiters = header.delimiters if header else Delimiters()
    text = _in_field(refusal.text, delimiters)
    if header is None:
        msh = _msh_without_header(acknowledgement_id, at)
    else:
        msh = _msh(header, acknowledgement_id, at, style, second=second, suspect=True)
    # A broken frame's control id may hold what would break ours.
    control_id = _NOT_TEXT.sub(b"?", refusal.control_id)
    segments = [msh, delimiters.field.join((b"MSA", code, control_id, text))]
    if not header or _known_version(header) not in _VERSIONS_WITHOUT_ERROR_TEXT:
        segments.append(_err(refusal, delimiters, text))
    return b"\r".join(segments) + b"\r"


def _msh(
    header: Header,
    acknowledgement_id: bytes,
    at: bytes,
    style: AnswerStyle,
    *,
    second: bool = False,
    suspect: bool = False,
) -> bytes:
    """MSH of the answer: sender and receiver change places.

    `second`: nobody is asked to acknowledge it. `suspect`: the message is a broken frame, with any bytes in it.
    """
    fields = header.fields
    delimiters = header.delimiters
    message_type, version = _type_and_version(fields[8], fields[11], delimiters.component)
    answer: tuple[bytes, ...] = (
        b"MSH",
        fields[1] if len(fields[1]) >= 4 else _encoding_characters(delimiters),  # noqa: PLR2004 -- MSH-2 has four signs
        fields[4],
        fields[5],
        fields[2],
        fields[3],
        at if delimiters.field not in at else at[:_WITHOUT_ZONE],
        b"",
        message_type,
        acknowledgement_id,
        fields[10] or b"P",
        version,
    )
    if fields[17] or second:
        asked = b"NE" if second else b""
        answer += (b"", b"", asked, asked, b"", *_character_set_fields(header, style))
    joined = delimiters.field.join(answer)
    if joined.isascii() and ESCAPE not in joined and not suspect:
        return joined
    characters = _characters(fields[17], style.charset)
    return delimiters.field.join(
        [answer[0], answer[1], *[_echoed(one, characters, delimiters.field) for one in answer[2:]]]
    )


def _character_set_fields(header: Header, style: AnswerStyle) -> tuple[bytes, ...]:
    """MSH-18, and MSH-19 and -20 where MSH-20 (how escapes are used) is stated; nothing when MSH-18 is not known."""
    fields = header.fields
    if not fields[17] or _characters(fields[17], style.charset) is None:
        return ()
    return (fields[17], b"", fields[19]) if fields[19] else (fields[17],)


def _characters(declared: bytes, default: str) -> CharacterSet | None:
    return _known_characters(declared[:CHARSET_LIMIT_BYTES], default)


@lru_cache(maxsize=CHARSET_CACHE_ENTRIES)
def _known_characters(declared: bytes, default: str) -> CharacterSet | None:
    """The character set of a message, or nothing where it is not known."""
    found = character_set(declared.decode("ascii", "replace"), default)
    return found if isinstance(found, CharacterSet) else None


def _valid(text: bytes, characters: CharacterSet) -> bool:
    return isinstance(decoded(text, characters), DecodedMessage)


def _echoed(field: bytes, characters: CharacterSet | None, separator: bytes) -> bytes:
    """A field of the message as it may stand in the answer: valid in its character set, and ending in ASCII.

    Where it is not, what looks like a separator goes, too: it was half of a two-byte character.
    """
    text = _NOT_TEXT.sub(b"?", field)
    if (
        characters is None
        or not (_valid(field, characters) and _valid(text, characters))
        or (ESCAPE in text and (not characters.is_escaped or _TO_G1.search(text)))
    ):
        return _NOT_ASCII_TEXT.sub(b"?", field).replace(separator, b"?")
    if characters.is_escaped and (designations := _DESIGNATION.findall(text)) and designations[-1] != TO_ASCII:
        return text + TO_ASCII
    return text


def _msh_without_header(acknowledgement_id: bytes, at: bytes) -> bytes:
    """MSH of an answer to something that has none."""
    return b"MSH|^~\\&|||||%b||ACK|%b|P|%b" % (at, acknowledgement_id, DEFAULT_VERSION)


def _err(refusal: Refusal, delimiters: Delimiters, text: bytes) -> bytes:
    """ERR: the place (2), the code (3), the severity (4) and the words (8)."""
    fault = _FAULTS.get(refusal.reason, _NOT_READABLE) if refusal.reason else _NOT_READABLE
    if refusal.outcome is Outcome.FAILED:
        fault = _INTERNAL
    place = delimiters.component.join((b"MSH", b"1", fault.field)) if fault.field else b""
    code = delimiters.component.join((fault.code, fault.words, b"HL70357"))
    return delimiters.field.join((b"ERR", b"", place, code, b"E", b"", b"", b"", text))


@lru_cache(maxsize=TYPE_CACHE_ENTRIES)
def _type_and_version(message_type: bytes, version: bytes, component: bytes) -> tuple[bytes, bytes]:
    """MSH-9 and MSH-12 of the answer."""
    known = version.split(component, 1)[0]
    if known not in KNOWN_VERSIONS:
        known = version = DEFAULT_VERSION
    event = [*message_type.split(component, 2), b""][1]
    if known in _VERSIONS_WITH_BARE_TYPE or not _EVENT.fullmatch(event):
        return b"ACK", version
    if known in _VERSIONS_WITHOUT_STRUCTURE:
        return component.join((b"ACK", event)), version
    return component.join((b"ACK", event, b"ACK")), version


def _known_version(header: Header) -> bytes:
    return header.version if header.version in KNOWN_VERSIONS else DEFAULT_VERSION


def _encoding_characters(delimiters: Delimiters) -> bytes:
    return delimiters.component + delimiters.repetition + delimiters.escape + delimiters.subcomponent


def _in_field(text: str, delimiters: Delimiters) -> bytes:
    """Words as ASCII in one field: delimiters escaped (2.7 of the standard), control characters as blanks."""
    words = _CONTROL.sub(b" ", text[:TEXT_LIMIT_CHARACTERS].encode("ascii", "replace"))
    escape = delimiters.escape
    words = words.replace(escape, escape + b"E" + escape)
    for sign, letter in (
        (delimiters.field, b"F"),
        (delimiters.component, b"S"),
        (delimiters.subcomponent, b"T"),
        (delimiters.repetition, b"R"),
    ):
        words = words.replace(sign, escape + letter + escape)
    return words
