"""What came of a batch of journal entries, for metrics and logs once the batch is durable."""

from dataclasses import dataclass, field

from graftwatch.hl7.message import MessageFinding
from graftwatch.hl7.to_facts import Unmapped
from graftwatch.paging import Page
from graftwatch.pipeline.journal import Entry
from graftwatch.pipeline.quarantine import NewQuarantined
from graftwatch.pipeline.recipient_step import Stepped
from graftwatch.pipeline.state import DeadLetter


@dataclass(slots=True)
class Batch:
    """What a batch did.

    Attributes:
        last: the last entry of the batch.
        handled: number of entries.
        stepped: every step of a recipient, in order.
        pages: every page decided, in order.
        beats: heartbeats that went into the outbox.
        unmapped: what nobody could map, each time it came.
        quarantined: the messages that could not be read, for the quarantine.
        unusable: feed and finding of each value whose unit or size makes it unusable.
        implausible: feed and finding of each kind of time in a message that cannot be right.
        dead_letters: entries that failed in processing.
        backfilled: facts found in earlier entries after an enrolment.
        searched: entries that were looked at in a search for earlier messages.
        withdrawn: facts that count no longer because their message was withdrawn.
        codes_changed: feed and file of each change of a feed's own codes.
        reread: facts that are new, or count no longer, because a feed's own codes changed.
        roster_changed: whether the roster changed.
    """

    last: Entry
    handled: int
    stepped: list[Stepped] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)
    beats: int = 0
    unmapped: list[Unmapped] = field(default_factory=list)
    quarantined: list[NewQuarantined] = field(default_factory=list)
    unusable: list[tuple[str, MessageFinding]] = field(default_factory=list)
    implausible: list[tuple[str, MessageFinding]] = field(default_factory=list)
    dead_letters: list[DeadLetter] = field(default_factory=list)
    backfilled: int = 0
    searched: int = 0
    withdrawn: int = 0
    codes_changed: list[tuple[str, str]] = field(default_factory=list)
    reread: int = 0
    roster_changed: bool = False
