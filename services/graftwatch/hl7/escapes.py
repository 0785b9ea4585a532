r"""Escape sequences inside text: what `\F\`, `\X0D0A\` and `\.br\` stand for.

Source: HL7 v2.5.1, chapter 2.7; v2.7, chapter 2.7 (`\P\`). Highlighting and layout are dropped, line breaks kept. A
sequence that nobody knows (`\Zxx\` among them) stays as it was sent, and so does a hexadecimal one that the message's
character set has no text for. A sign that begins no sequence is text: it does not swallow the sequence behind it.
`\C..\` and `\M..\` never come here, they change the character set and went with the bytes.
"""

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from graftwatch.hl7.segment import Separators

# One pattern for each escape sign; DELIMITER_SIGNS has 32.
_PATTERNS: Final = 32
_LINE_BREAK: Final = re.compile(r"\.(?:br|sp|ce)[+-]?\d*")
_LAYOUT: Final = re.compile(r"H|N|\.(?:fi|nf|(?:in|ti)[+-]?\d*)")
# `\.sk3\` skips three spaces. Wider than any line is nonsense, and must not make a message longer than it came.
_SKIP: Final = re.compile(r"\.sk\+?(\d{0,2})")
_LETTERS: Final = frozenset("FSRETP")


@lru_cache(maxsize=_PATTERNS)
def _sequence(escape: str) -> re.Pattern[str]:
    sign = re.escape(escape)
    inside = rf"[A-Za-z.](?:(?!{sign})[A-Za-z0-9.+-])*"
    return re.compile(f"{sign}({inside}){sign}")


def unescaped(text: str, separators: "Separators") -> str:
    r"""The text with its escape sequences resolved."""
    return _sequence(separators.escape).sub(lambda match: _meaning(match[1], match[0], separators), text)


def unknown_escape(text: str, separators: "Separators") -> str | None:
    """What is wrong with a field's first escape that cannot be resolved, None where all can."""
    rest: list[str] = []
    at = 0
    for match in _sequence(separators.escape).finditer(text):
        if match[1] not in _LETTERS and _meaning(match[1], match[0], separators) == match[0]:
            return "an escape sequence that is not known here stays as it was sent"
        rest.append(text[at : match.start()])
        at = match.end()
    if separators.escape in text[at:] or any(separators.escape in one for one in rest):
        return "an escape sign that begins no escape sequence is read as text"
    return None


def _meaning(sequence: str, as_sent: str, separators: "Separators") -> str:
    match sequence:
        case "F":
            return separators.field
        case "S":
            return separators.component
        case "R":
            return separators.repetition
        case "E":
            return separators.escape
        case "T":
            return separators.subcomponent
        case "P":
            return separators.truncation
    if sequence.startswith("X"):
        return _hexadecimal(sequence[1:], as_sent, separators)
    if _LINE_BREAK.fullmatch(sequence):
        return "\n"
    skip = _SKIP.fullmatch(sequence)
    if skip:
        return " " * int(skip[1] or 1)
    return "" if _LAYOUT.fullmatch(sequence) else as_sent


def _hexadecimal(digits: str, as_sent: str, separators: "Separators") -> str:
    try:
        return separators.characters.decode(bytes.fromhex(digits))
    except ValueError:  # not hexadecimal, or not in the character set (UnicodeDecodeError is a ValueError)
        return as_sent
