"""The acknowledgement of one message: which code, to whom, and why in words.

Source: HL7 v2.5.1 and v2.8.2, chapter 2: 2.9 (original and enhanced mode), 2.14.8 MSA, 2.14.5 ERR, tables 0008, 0155
and 0357. The sender's own delimiters, version, processing id and character set are repeated, so that whoever
could write the message can read the answer. ERR stands in answers from v2.5 on, where it has its present form.
Left out: the application acknowledgement that enhanced mode may ask for beside the accept acknowledgement (MSH-16
with MSH-15): what became of the content is seen in pages, not sent back.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from graftwatch.hl7.header import KNOWN_VERSIONS, Delimiters, Header, RejectionReason

# The answer's version where the message states none, or one that nobody published.
DEFAULT_VERSION = b"2.5.1"
# MSA-3 and ERR-8 are for people; our own words are far below, a quoted system error might not be.
TEXT_LIMIT_CHARACTERS = 250
# Pairs of version and message type seen by one service, times a margin.
TYPE_CACHE_ENTRIES = 256

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


def code_for(header: Header | None, outcome: Outcome) -> bytes | None:
    """MSA-1, or nothing where the sender asked not to hear of this outcome.

    | MSH-15 | MSH-16 | durable | not durable | never acceptable |
    | --- | --- | --- | --- | --- |
    | empty | empty | AA | AE | AR |
    | AL | any | CA | CE | CR |
    | ER | any | - | CE | CR |
    | SU | any | CA | - | - |
    | NE or empty | AL, ER or SU | as AL, ER or SU say, with AA, AE and AR | | |
    | NE | NE or empty | - | - | - |
    """
    if header is None or not (header.accept_acknowledgement or header.application_acknowledgement):
        return _ORIGINAL[outcome]
    if header.accept_acknowledgement not in (b"", b"NE"):
        return _ENHANCED[outcome] if outcome in _WANTED.get(header.accept_acknowledgement, _ALWAYS) else None
    wanted = _WANTED.get(header.application_acknowledgement or b"NE", _ALWAYS)
    return _ORIGINAL[outcome] if outcome in wanted else None


def accept(header: Header, acknowledgement_id: bytes, at: bytes) -> bytes | None:
    """The answer to a message that is durable; nothing where the sender wants none."""
    fields = header.fields
    code = code_for(header, Outcome.ACCEPTED) if fields[14] or fields[15] else b"AA"
    if code is None:
        return None
    separator = header.delimiters.field
    return b"%b\rMSA%b%b%b%b\r" % (_msh(header, acknowledgement_id, at), separator, code, separator, fields[9])


def refuse(refusal: Refusal, acknowledgement_id: bytes, at: bytes) -> bytes | None:
    """The answer to a message that was not kept, with the reason; nothing where the sender wants none."""
    header = refusal.header
    code = code_for(header, refusal.outcome)
    if code is None:
        return None
    delimiters = header.delimiters if header else Delimiters()
    text = _in_field(refusal.text, delimiters)
    segments = [
        _msh(header, acknowledgement_id, at) if header else _msh_without_header(acknowledgement_id, at),
        delimiters.field.join((b"MSA", code, refusal.control_id, text)),
    ]
    if not header or _known_version(header) not in _VERSIONS_WITHOUT_ERROR_TEXT:
        segments.append(_err(refusal, delimiters, text))
    return b"\r".join(segments) + b"\r"


def _msh(header: Header, acknowledgement_id: bytes, at: bytes) -> bytes:
    """MSH of the answer: sender and receiver change places."""
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
        at,
        b"",
        message_type,
        acknowledgement_id,
        fields[10] or b"P",
        version,
    )
    if fields[17]:
        answer += (b"", b"", b"", b"", b"", fields[17])
    return delimiters.field.join(answer)


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
    if known in _VERSIONS_WITH_BARE_TYPE or not event:
        return b"ACK", version
    if known in _VERSIONS_WITHOUT_STRUCTURE:
        return component.join((b"ACK", event)), version
    return component.join((b"ACK", event, b"ACK")), version


def _known_version(header: Header) -> bytes:
    return header.version if header.version in KNOWN_VERSIONS else DEFAULT_VERSION


def _encoding_characters(delimiters: Delimiters) -> bytes:
    return delimiters.component + delimiters.repetition + delimiters.escape + delimiters.subcomponent


def _in_field(text: str, delimiters: Delimiters) -> bytes:
    """Words as ASCII in one field: delimiters escaped (2.7 of the standard), segment ends as blanks."""
    words = text[:TEXT_LIMIT_CHARACTERS].encode("ascii", "replace").replace(b"\r", b" ").replace(b"\n", b" ")
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
