"""migration: how far a data folder was carried over; the newest record holds. None: nothing was carried over."""

from collections.abc import Mapping
from typing import ClassVar, Final

from pydantic import AwareDatetime, Field

from graftwatch.adapters.kafka.records.envelope import Record

KEY: Final = b"migration"


class MigrationRecord(Record):
    """How far it came.

    Attributes:
        folder: the data folder, by a hash that reveals nothing and stays the same.
        at: when this was written.
        frames_up_to: the journal's frames up to this sequence number are in hl7.raw.
        frames_end: where each partition of hl7.raw ended before the newest of these frames were put in.
        frames_newest: how many those were.
        base: the sequence number before the first record of entries; -1 while entries are not begun.
        done: everything is there: the roles may start.
    """

    name: ClassVar[str] = "migration"

    folder: str
    at: AwareDatetime
    frames_up_to: int = Field(default=0, ge=0)
    frames_end: Mapping[int, int] = Field(default_factory=dict)
    frames_newest: int = Field(default=0, ge=0)
    base: int = Field(default=-1, ge=-1)
    done: bool = False
