"""backfill: searches of a partition of hl7.raw for earlier frames of a recipient, handed over by who met a marker."""

from typing import ClassVar

from graftwatch.adapters.kafka.records.envelope import Record


class SearchRecord(Record):
    """A search of everything before a marker.

    Attributes:
        subject: whose frames.
        numbers: the patient numbers gained.
        cause: why what is found is found late, a value of `paging.LateCause`.
        partition: of hl7.raw.
        before: the marker's offset there; what is behind it was looked at as it came.
    """

    name: ClassVar[str] = "backfill"

    subject: str
    numbers: tuple[str, ...]
    cause: str
    partition: int
    before: int
