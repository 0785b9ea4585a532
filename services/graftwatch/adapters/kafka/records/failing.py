"""quarantine, retry and dead letter: what could not be read, what is tried again, what was given up."""

from dataclasses import asdict
from typing import ClassVar, Self

from pydantic import AwareDatetime

from graftwatch.adapters.kafka.records.envelope import Record
from graftwatch.pipeline.quarantine import NewQuarantined


class QuarantineRecord(Record):
    """Bytes that could not be framed, decoded or attributed; see `pipeline.quarantine.NewQuarantined`."""

    name: ClassVar[str] = "quarantine"

    feed: str
    reason: str
    text: str
    content: bytes
    size: int
    position: int
    at: AwareDatetime

    @classmethod
    def of(cls, one: NewQuarantined) -> Self:
        """The record of bytes for the quarantine."""
        return cls(**asdict(one))

    def quarantined(self) -> NewQuarantined:
        """The bytes that the record holds."""
        return NewQuarantined(**self.model_dump())


class FailedRecord(Record):
    """A record that failed in processing: in a retry topic until it is due, in dead-letter once it is given up.

    Attributes:
        topic: that it stood in, with partition and offset.
        reason: stage and kind of fault; never its words, which may hold an identifier.
        attempts: how often it was tried.
        due_at: when it is tried again; None in dead-letter.
    """

    name: ClassVar[str] = "failed"

    topic: str
    partition: int
    offset: int
    key: bytes | None = None
    content: bytes
    original_headers: tuple[tuple[str, bytes], ...] = ()
    reason: str
    attempts: int
    first_failed_at: AwareDatetime
    due_at: AwareDatetime | None = None
