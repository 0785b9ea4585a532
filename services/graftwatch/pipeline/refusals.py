"""How many frames the gateway refused, as the journal is told of them: one entry a feed and some seconds, not a frame.

What is refused is in the quarantine with its bytes and was answered; the entry only says that it happened, so that the
watch over the feeds, which knows nothing but the journal, can tell of it once. It holds no byte of the frames.
"""

from datetime import datetime, timedelta

from pydantic import AwareDatetime, BaseModel, ConfigDict

from graftwatch.pipeline.journal import EntryKind, NewEntry

# The first refusal is said at once, those behind it together: a flood of any size is an entry every ten seconds.
SAID_EVERY = timedelta(seconds=10)
# Reasons are the gateway's own labels, about a dozen; whatever else may come is counted together.
REASONS_AT_MOST = 30
OTHER = "other"


class Refusals(BaseModel):
    """What was refused of one feed since it was last said.

    Attributes:
        counts: frames by the reason's label.
        since: when the first of them came.
        first_reason: its reason.
        first_position: where it began in its sender's stream, in bytes.
    """

    model_config = ConfigDict(frozen=True)

    counts: dict[str, int]
    since: AwareDatetime
    first_reason: str = ""
    first_position: int = 0


class RefusalTally:
    """The gateway's count of what it refused and has not said yet; bounded by feeds and reasons."""

    def __init__(self) -> None:
        self._waiting: dict[str, Refusals] = {}
        self._said_at: dict[str, datetime] = {}

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, feed: str, reason: str, position: int, at: datetime) -> None:
        """One frame was refused."""
        found = self._waiting.get(feed)
        if found is None:
            self._waiting[feed] = Refusals(counts={reason: 1}, since=at, first_reason=reason, first_position=position)
            return
        label = reason if reason in found.counts or len(found.counts) < REASONS_AT_MOST else OTHER
        found.counts[label] = found.counts.get(label, 0) + 1

    def due(self, now: datetime, *, all_of_them: bool = False) -> list[NewEntry]:
        """Entries for what may be said now; they stay counted until they are `said`."""
        return [
            NewEntry(now, EntryKind.REFUSED, feed, "", found.model_dump_json().encode())
            for feed, found in self._waiting.items()
            if all_of_them or feed not in self._said_at or self._said_at[feed] + SAID_EVERY <= now
        ]

    def said(self, entries: list[NewEntry]) -> None:
        """These entries are durable."""
        for one in entries:
            self._waiting.pop(one.feed, None)
            self._said_at[one.feed] = one.received_at
