"""What a worker has done since it started: plain counts, read by whoever asks; only the worker writes."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(slots=True, eq=False)
class IntakeFigures:
    """Counts and levels of one worker.

    Attributes:
        records: records of hl7.raw looked at.
        forwarded: entries written, by kind.
        handled_at: when the newest frame that was looked at came.
        searches: searches of a partition done.
        searched_frames: frames looked at in searches.
        searched_seconds: how long they took.
        found_frames: frames that they found.
        retries: records sent to a retry topic, by topic.
        dead_letters: records given up.
        retry_waiting: whether a retry topic's first record waits until it is due.
        partitions: of hl7.raw that it holds.
        lag_records: records of hl7.raw, in its partitions, that are not committed.
        committed: sum of the committed offsets of those partitions.
        progress_at: when a commit last moved, or there was nothing to do (seconds of the monotonic clock).
        reachable: whether the last exchange with the cluster succeeded.
    """

    records: int = 0
    forwarded: Counter[str] = field(default_factory=Counter)
    handled_at: datetime | None = None
    searches: int = 0
    searched_frames: int = 0
    searched_seconds: float = 0.0
    found_frames: int = 0
    retries: Counter[str] = field(default_factory=Counter)
    dead_letters: int = 0
    retry_waiting: dict[str, bool] = field(default_factory=dict)
    partitions: int = 0
    lag_records: int = 0
    committed: int = 0
    progress_at: float = 0.0
    reachable: bool = False

    @property
    def by_kind(self) -> Mapping[str, int]:
        """Entries written, by kind."""
        return dict(self.forwarded)

    @property
    def by_retry_topic(self) -> Mapping[str, int]:
        """Records that failed, by the topic they wait in."""
        return dict(self.retries)

    @property
    def waiting(self) -> Mapping[str, bool]:
        """Whether a retry topic's first record waits until it is due."""
        return dict(self.retry_waiting)
