"""Something about a message that a person should know: a label, the place, and words.

A finding names segments, fields and positions; never what a patient's field holds.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MessageFinding:
    """Something about a message that a person should know; never holds what a patient's field holds.

    Attributes:
        kind: short label, the same for all findings of a sort.
        place: segment and field, such as "OBX-5 in segment 7".
        text: what is wrong and what was made of it.
    """

    kind: str
    place: str
    text: str
