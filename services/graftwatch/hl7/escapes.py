r"""Escape sequences inside text: what `\F\`, `\X0D0A\` and `\.br\` stand for.

Source: HL7 v2.5.1, chapter 2.7. Highlighting and layout are dropped, line breaks kept. A sequence that nobody knows
stays as it was sent, and so does a hexadecimal one that the message's character set has no text for.
"""

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from graftwatch.hl7.message import Separators

# One pattern for each escape sign; DELIMITER_SIGNS has 32.
_PATTERNS: Final = 32
_LINE_BREAKS: Final = (".br", ".sp", ".ce")
_LAYOUT: Final = re.compile(r"H|N|\.(?:fi|nf|in[+-]?\d*|ti[+-]?\d*|sk[+-]?\d*)")


@lru_cache(maxsize=_PATTERNS)
def _sequence(escape: str) -> re.Pattern[str]:
    sign = re.escape(escape)
    return re.compile(f"{sign}([^{sign}]*){sign}")


def unescaped(text: str, separators: "Separators") -> str:
    """The text with its escape sequences resolved."""
    return _sequence(separators.escape).sub(lambda match: _meaning(match[1], match[0], separators), text)


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
            return "#"
    if sequence.startswith("X"):
        return _hexadecimal(sequence[1:], as_sent, separators)
    if sequence.startswith(_LINE_BREAKS):
        return "\n"
    return "" if _LAYOUT.fullmatch(sequence) else as_sent


def _hexadecimal(digits: str, as_sent: str, separators: "Separators") -> str:
    try:
        return separators.characters.decode(bytes.fromhex(digits))
    except ValueError:  # not hexadecimal, or not in the character set (UnicodeDecodeError is a ValueError)
        return as_sent
