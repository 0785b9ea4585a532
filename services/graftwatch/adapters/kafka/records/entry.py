"""entries and decisions: what concerns the trial, and what people and other systems enter.

Kept as the journal's entries are (pipeline/journal.py). An entry's source is the place in hl7.raw, or in decisions,
that it was taken from: whoever meets an older one of the same source has it already.
"""

from typing import ClassVar

from pydantic import AwareDatetime, Field

from graftwatch.adapters.kafka.records.envelope import Record
from graftwatch.pipeline.journal import EntryKind


class EntryRecord(Record):
    """One entry.

    Attributes:
        received_at: when the gateway took it, or somebody entered it.
        first_received_at: when it first came, where that is earlier: it waited in quarantine, or was found late.
        source: topic and partition that it was taken from, as `hl7.raw-3`; empty: from nowhere that is repeated.
        offset: its place there.
        trace: the trace of the message that it came from.
    """

    name: ClassVar[str] = "entries"

    received_at: AwareDatetime
    kind: EntryKind
    feed: str
    control_id: str = ""
    content: bytes
    first_received_at: AwareDatetime | None = None
    source: str = ""
    offset: int = Field(default=-1, ge=-1)
    trace: str = ""


class DecisionRecord(Record):
    """What is entered: a decision, a change of the roster, of codes, of maintenance … (`kind` says which).

    Attributes:
        at: when it was entered.
        kind: any kind but frame, heard and found.
    """

    name: ClassVar[str] = "decisions"

    at: AwareDatetime
    kind: EntryKind
    feed: str
    control_id: str = ""
    content: bytes
    first_received_at: AwareDatetime | None = None
