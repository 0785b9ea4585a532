"""The port of a log that lies elsewhere: messages are handed over, and what became of each is told later.

`ingest` appends a batch to a journal on this machine and waits for its sync. A log on other machines answers after
milliseconds, or not at all: whoever takes messages in goes on meanwhile, and some of a group may be kept and others
not. Groups are told of in the order in which they were handed over.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from graftwatch.pipeline.ingest import Message, Novelty
from graftwatch.pipeline.journal import NewEntry
from graftwatch.pipeline.quarantine import NewQuarantined


@dataclass(frozen=True, slots=True)
class NotKept:
    """A message that is not known to be kept: why, in words for its sender.

    `never`: it cannot be kept however often it is sent. Otherwise a repetition helps, and harms nothing where the
    message was kept after all.
    """

    text: str
    never: bool = False


Fate = Novelty | NotKept


@dataclass(frozen=True, slots=True)
class Handed:
    """What is handed over together, in the order of its senders."""

    messages: Sequence[Message]
    refused: Sequence[NewQuarantined] = ()
    notes: Sequence[NewEntry] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """What became of it: one fate a message; in words why refused frames or notes are not kept, empty: they are."""

    fates: list[Fate]
    refused_error: str = ""
    notes_error: str = ""


class RefusalReason(StrEnum):
    """Why the log did not take a message; the label of the metric."""

    UNREACHABLE = "unreachable"
    NOT_IN_SYNC = "not_in_sync"
    TIMEOUT = "timeout"
    TOO_LARGE = "too_large"
    BUFFER_FULL = "buffer_full"
    SPOOL_FULL = "spool_full"
    SPOOL_TOO_OLD = "spool_too_old"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class SpoolLevels:
    """What waits on this machine while the log is away; `oldest` is when the first of it was received."""

    messages: int
    content_bytes: int
    limit_bytes: int
    oldest: datetime | None
    drained: int


@dataclass(frozen=True, slots=True)
class LogLevels:
    """What is bounded in the way to the log, as it is now.

    Attributes:
        fault: why the log takes no messages now; empty: it takes them.
        buffered_bytes: handed on and not yet answered.
        buffer_limit_bytes: what they may be.
        sessions: how often the log was gone to anew since the start.
        refusals: messages that were not taken, by reason.
        spool: what waits on this machine, where there is a spool.
    """

    fault: str
    buffered_bytes: int
    buffer_limit_bytes: int
    sessions: int
    refusals: Mapping[RefusalReason, int]
    spool: SpoolLevels | None = None


class MessageLog(Protocol):
    """Keeps what it is handed; used from one event loop, blocks for nobody, raises nothing."""

    def keep(self, handed: Handed, tell: Callable[[Told], None]) -> None:
        """Keep this; `tell` is called once, in the same event loop, within the bounds of the log's own settings."""
        ...
