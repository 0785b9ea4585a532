"""What the integration team's pages ask of the service. Every call may block."""

from collections.abc import Sequence
from typing import Protocol
from zoneinfo import ZoneInfo

from graftwatch.console.messages.code_views import CodesShown, MappedCode, NewMapping, UnmappedCodeShown
from graftwatch.console.messages.feed_views import FeedsShown
from graftwatch.console.messages.lint_views import LintShown
from graftwatch.console.messages.message_views import MessageQuery, MessagesFound, MessageShown
from graftwatch.console.messages.quarantine_views import (
    MendedText,
    QuarantineShown,
    RecordShown,
    Released,
    ReleasePreview,
    RetryTrial,
)


class FeedsDesk(Protocol):
    """How the feeds stand."""

    @property
    def zone(self) -> ZoneInfo:
        """The trial's time zone."""
        ...

    def feeds(self) -> FeedsShown:
        """All feeds as they stand now."""
        ...


class MessagesDesk(Protocol):
    """Messages: found, looked at, followed."""

    @property
    def zone(self) -> ZoneInfo:
        """The trial's time zone."""
        ...

    @property
    def feeds(self) -> tuple[str, ...]:
        """The feeds' names, in the settings' order."""
        ...

    def find(self, asked: MessageQuery) -> MessagesFound:
        """The messages that are meant, the newest first; within a second, and as far as that goes."""
        ...

    def message(self, seq: int, *, identifiers: bool) -> MessageShown | None:
        """One message; without who it is about, unless identifiers are asked for. None where there is none."""
        ...

    def subjects(self, seq: int) -> tuple[str, ...]:
        """The recipients that a message is about."""
        ...

    def content(self, seq: int) -> bytes | None:
        """The bytes of a message; None where there is none."""
        ...


class QuarantineDesk(Protocol):
    """The quarantine and the dead letters."""

    @property
    def zone(self) -> ZoneInfo:
        """The trial's time zone."""
        ...

    def shown(self, feed: str, reason: str, before: int | None = None, *, released: bool = False) -> QuarantineShown:
        """What waits by feed and reason, and the newest records of what is chosen."""
        ...

    def record(self, record_id: int, *, identifiers: bool) -> RecordShown | None:
        """One record; its bytes are hidden unless identifiers are asked for. None where there is none."""
        ...

    def content(self, record_id: int) -> bytes | None:
        """The bytes of a record; None where there is none."""
        ...

    def release(self, record_id: int, mended: MendedText | None) -> Released | None:
        """Puts a record into the journal, as it is or mended; None where there is no such record."""
        ...

    def preview(self, feed: str, reason: str) -> ReleasePreview:
        """What a release of all records of a feed for a reason would do now."""
        ...

    def release_all(self, record_ids: Sequence[int]) -> Released:
        """Puts these records into the journal; what somebody released meanwhile is left alone."""
        ...

    def trials(self) -> tuple[RetryTrial, ...]:
        """What would become of the dead letters now."""
        ...

    def retry(self, seqs: Sequence[int]) -> Released:
        """Has those of these dead letters processed again that would not fail, and says how many."""
        ...


class CodesDesk(Protocol):
    """Codes that nobody mapped, and mappings that people enter."""

    @property
    def zone(self) -> ZoneInfo:
        """The trial's time zone."""
        ...

    def codes(self, feed: str = "") -> CodesShown:
        """What nobody mapped, of one feed or of all, and what was entered."""
        ...

    def unmapped(self, key: str) -> UnmappedCodeShown | None:
        """One of what nobody mapped; None where there is none."""
        ...

    def map(self, new: NewMapping, by: str) -> MappedCode:
        """Enters a mapping; it is in force on return, or soon."""
        ...

    def unmap(self, feed_name: str, code: str, system: str, concept: str) -> MappedCode:
        """Takes a mapping back that was entered here."""
        ...


class LintDesk(Protocol):
    """Checks messages that somebody pastes."""

    @property
    def feeds(self) -> tuple[str, ...]:
        """The feeds' names, in the settings' order."""
        ...

    def check_text(self, text: str, feed: str) -> LintShown:
        """Checks text as the message's own character set writes it."""
        ...

    def check(self, content: bytes, feed: str) -> LintShown:
        """Checks one message or a batch."""
        ...
