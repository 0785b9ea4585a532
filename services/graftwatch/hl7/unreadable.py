"""A message that cannot be read: where it fails and why, in words a person can act on.

It goes to quarantine with its bytes. The text names segments, positions and byte values, never what a patient's
field holds.
"""

from dataclasses import dataclass
from enum import StrEnum


class UnreadableReason(StrEnum):
    """Why a message cannot be read; the label of metrics and quarantine."""

    HEADER = "header"
    CHARACTER_SET_UNKNOWN = "character_set_unknown"
    CHARACTER_SET_BYTES = "character_set_bytes"
    SEVERAL_MESSAGES = "several_messages"


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why a message cannot be read.

    Attributes:
        reason: the label.
        text: words for a person: what is wrong and how to mend it.
        position: offset of the first byte at fault in the frame.
    """

    reason: UnreadableReason
    text: str
    position: int = 0
