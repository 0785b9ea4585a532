"""What is odd about a message's form although it can be read: for a person, never a patient's value.

Source: HL7 v2.5.1 chapter 2 (2.7 escape sequences, 2.10.2 continuation of messages, 2.14.9.14 MSH-14), v2.7 chapter 2
(2.5.5.2 truncation). One finding a field at most. It costs what the odd message holds: the usual one is searched for
single signs only.
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Final

from graftwatch.hl7.escapes import unknown_escape
from graftwatch.hl7.finding import MessageFinding
from graftwatch.hl7.header import Header
from graftwatch.hl7.segment import Segment, Separators

_CONTINUATION_POINTER: Final = 13
# "MSH|^~\\&#" has nine signs; no value stands before them.
_FIRST_VALUE: Final = 8
_FIVE_SIGNS: Final = 5
# One pattern for each set of delimiters; the cache only saves work.
_PATTERNS: Final = 64


def form_findings(header: Header, segments: list[Segment], text: str) -> list[MessageFinding]:
    """What is odd, in the order of the message where it has a place in it."""
    found: list[MessageFinding] = []
    separators = segments[0].separators
    if "\0" in text and "\0" in text.rstrip("\r\n\0"):
        found.append(MessageFinding("nul_byte", "message", "NULs inside the message stay in its text"))
    if header.fields[_CONTINUATION_POINTER] or (len(segments) > 1 and segments[1].name == "ADD"):
        why = "continues a message that came before; the two are not joined, so what either says may be cut"
        found.append(MessageFinding("message_continues", "MSH-14 in segment 1", f"this message {why}"))
    if segments[-1].name == "DSC" and segments[-1].raw(1):
        why = "the message goes on in another one; the two are not joined, so what either says may be cut"
        found.append(MessageFinding("message_cut", f"DSC-1 in segment {segments[-1].line}", why))
    if text.find(separators.escape, _FIRST_VALUE + 1) >= 0:
        found += _each_field(segments, _unknown_escapes)
    if len(header.fields[1]) == _FIVE_SIGNS and text.find(separators.truncation, _FIRST_VALUE + 1) >= 0:
        found += _each_field(segments, _truncations)
    return found


def _unknown_escapes(number: int, raw: str, segment: Segment) -> MessageFinding | None:
    why = unknown_escape(raw, segment.separators) if segment.separators.escape in raw else None
    return MessageFinding("escape_unknown", _place(number, segment), why) if why else None


def _truncations(number: int, raw: str, segment: Segment) -> MessageFinding | None:
    if segment.separators.truncation not in raw or not _truncated(segment.separators).search(raw):
        return None
    why = "the sender cut a value here (the fifth sign of MSH-2 ends it)"
    return MessageFinding("value_truncated", _place(number, segment), why)


@lru_cache(maxsize=_PATTERNS)
def _truncated(separators: Separators) -> re.Pattern[str]:
    ends = f"{separators.repetition}{separators.component}{separators.subcomponent}"
    return re.compile(f"{re.escape(separators.truncation)}(?:[{re.escape(ends)}]|$)")


def _place(number: int, segment: Segment) -> str:
    return f"{segment.name}-{number} in segment {segment.line}"


def _each_field(
    segments: list[Segment], look: Callable[[int, str, Segment], MessageFinding | None]
) -> Iterator[MessageFinding]:
    for segment in segments:
        first = 3 if segment.name == "MSH" else 1  # MSH-1 and MSH-2 are the delimiters themselves
        for number, raw in enumerate(segment.fields[first:], first):
            found = look(number, raw, segment)
            if found is not None:
                yield found
