"""The version of a statement, and its total order.

A laboratory says the same thing several times: preliminary, final, corrected, withdrawn, and now and then an
old statement once more. The newest wins by (finality, time, status rank, content hash), compared in that order:
a final, corrected or withdrawn statement beats a preliminary one however late that one is sent again; within a
class the later status time wins; at the same time the stronger status; the hash breaks what is left.
The order is total, so taking the maximum is a join: commutative, associative and idempotent.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final


class Status(StrEnum):
    """How final a statement is (HL7 table 0085, folded to what matters for the merge)."""

    PRELIMINARY = "preliminary"
    FINAL = "final"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"

    @property
    def is_final(self) -> bool:
        """Whether nothing preliminary can replace the statement any more."""
        return self is not Status.PRELIMINARY


_RANK = {Status.PRELIMINARY: 0, Status.FINAL: 1, Status.CORRECTED: 2, Status.WITHDRAWN: 3}

WITHDRAWN: Final = _RANK[Status.WITHDRAWN]
"""The rank of a version that takes the statement back."""


@dataclass(frozen=True, slots=True, order=True)
class Version:
    """Where a statement stands among all statements of the same identity.

    Attributes:
        finality: 1 for final, corrected and withdrawn statements, 0 for preliminary ones.
        stated_at: when the sender gave the statement this status (aware).
        rank: preliminary 0, final 1, corrected 2, withdrawn 3.
        content_hash: hash of what is said, hexadecimal; breaks the remaining ties.
    """

    finality: int
    stated_at: datetime
    rank: int
    content_hash: str

    @classmethod
    def of(cls, status: Status, stated_at: datetime, content_hash: str) -> "Version":
        """The version of a statement with this status, said at this time."""
        return cls(int(status.is_final), stated_at, _RANK[status], content_hash)

    @property
    def withdrawn(self) -> bool:
        """Whether this version takes the statement back."""
        return self.rank == WITHDRAWN
