"""Why a page comes later than its result: the service came to know only now whose the result is, or what it says.

A result may lie in the journal before its recipient is enrolled, before a merge tells that its patient number is the
recipient's, in the quarantine until it is released, or unmapped until a site maps its code. Whoever is paged must see
that at once: the result is old.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum


class LateCause(StrEnum):
    """What had to happen first."""

    ENROLLED = "enrolled"
    LEARNT = "learnt"
    RELEASED = "released"
    MAPPED = "mapped"
    DELAYED = "delayed"


@dataclass(frozen=True, slots=True)
class FoundLate:
    """What was found late in one step.

    Attributes:
        came_at: when the message of each fact first came, by the fact's identity.
        known_at: when the service came to know it.
        cause: what had to happen first.
        zone: the hospital's time zone, for the words.
    """

    came_at: Mapping[str, datetime]
    known_at: datetime
    cause: LateCause
    zone: tzinfo

    def since(self, evidence: Iterable[str]) -> datetime | None:
        """When the first of these facts came that was found late; None where none was."""
        return min((self.came_at[one] for one in evidence if one in self.came_at), default=None)
