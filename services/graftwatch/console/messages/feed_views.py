"""What the page of feeds shows; the same is the API's JSON."""

from datetime import datetime

from graftwatch.findings import Published
from graftwatch.pipeline.feed_standing import FeedState


class FeedError(Published):
    """What waits in the quarantine of a feed for one reason: how many records, and the newest one.

    `text` says in words what is wrong, without a patient's value.
    """

    reason: str
    count: int
    newest_at: datetime
    newest_record: int
    text: str


class FeedAnswers(Published):
    """How messages were answered since the gateway's start: AA (of which so many were repetitions), AE, AR."""

    accepted: int
    repeated: int
    failed: int
    rejected: int


class FeedShown(Published):
    """How one feed stands.

    `connected` (open connections), `ack_p50_seconds`, `ack_p99_seconds` and `answers` are the running gateway's since
    its start; null where it cannot be asked or the feed does not connect. Rates count messages of whole five minutes.
    `hourly` has the last 24 hours, the oldest first. `silence_limit_seconds` is the limit at this hour; null: it may be
    silent for ever. `refused_last_day` is what was not taken or not read in the last day, by reason.
    """

    name: str
    kind: str
    address: str
    state: FeedState
    connected: int | None
    last_message_at: datetime | None
    silent_seconds: int | None
    silence_limit_seconds: int | None
    silence_learned: bool
    silent_since: datetime | None
    broken_since: datetime | None
    last_5_minutes: int
    last_hour: int
    last_day: int
    hourly: tuple[int, ...]
    ack_p50_seconds: float | None
    ack_p99_seconds: float | None
    answers: FeedAnswers | None
    refused_last_day: dict[str, int]
    quarantined: tuple[FeedError, ...]
    unmapped_codes: int

    @property
    def quarantined_count(self) -> int:
        """All records that wait."""
        return sum(one.count for one in self.quarantined)

    @property
    def needs_somebody(self) -> bool:
        """Whether it is silent, broken, or holds messages that wait for a person."""
        return self.state in {FeedState.BROKEN, FeedState.SILENT} or bool(self.quarantined)


class FeedsShown(Published):
    """All feeds as of a time (aware), the faulty and silent ones first.

    `gateway_asked` is false where the gateway's own figures could not be had; `elsewhere`: because it runs elsewhere.
    `still_for_seconds`: nothing at all came for so long, not even the service's own message; it may not run.
    """

    as_of: datetime
    gateway_asked: bool
    elsewhere: bool
    still_for_seconds: int | None
    feeds: tuple[FeedShown, ...]
