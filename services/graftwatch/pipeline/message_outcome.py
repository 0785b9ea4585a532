"""What may become of a message."""

from enum import StrEnum


class Outcome(StrEnum):
    """What became of a message."""

    WAITING = "waiting"
    UNDERSTOOD = "understood"
    EMPTY = "nothing_understood"
    NOBODY = "nobody"
    UNREADABLE = "unreadable"
    REFUSED = "refused"
    DEAD_LETTER = "dead_letter"
    WITHDRAWN = "withdrawn"
    PROCESSED = "processed"
