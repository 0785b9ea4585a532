"""What the running gateway counts of each feed: connections, answers and answer times, read from its own /metrics.

They are the gateway's since its start and stand nowhere else. It is asked on this machine; where it does not run, or
runs elsewhere (the Kafka engine), there are none.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from graftwatch.entrypoints.own_http import own_answers
from graftwatch.entrypoints.settings import Settings

ANSWER_SECONDS: Final = 2.0
"""It is on this machine: it answers at once, or does not run."""

_LINE: Final = re.compile(
    r"^graftwatch_(ack_seconds_sum|ack_seconds_count|ack_seconds_bucket|feed_connections|frames_received_total)"
    r"\{([^}]*)\} (\S+)$",
    re.MULTILINE,
)
_LABEL: Final = re.compile(r'(\w+)="([^"]*)"')


@dataclass(slots=True)
class FeedFigures:
    """One feed since the gateway's start.

    Attributes:
        connections: open now; None for what does not connect.
        answers: messages by what became of them: accepted, duplicate, rejected, failed.
        seconds: the sum of all answer times.
        answered: how many they are of.
        buckets: how many were answered within so many seconds, in order.
    """

    connections: int | None = None
    answers: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    answered: int = 0
    buckets: list[tuple[float, float]] = field(default_factory=list)

    @property
    def mean_seconds(self) -> float | None:
        """The mean answer time."""
        return self.seconds / self.answered if self.answered else None

    def within(self, share: float) -> float | None:
        """The time within which such a share of messages was answered."""
        return quantile(self.buckets, share)


def gateway_figures(settings: Settings) -> Mapping[str, FeedFigures]:
    """The figures by feed; none where the gateway is not reached."""
    answers = None if settings.engine == "kafka" else own_answers(settings.http, ("/metrics",), ANSWER_SECONDS)
    return {} if answers is None else parsed(answers[0])


def parsed(text: str) -> dict[str, FeedFigures]:
    """The figures by feed in a text of metrics."""
    found: dict[str, FeedFigures] = {}
    for name, labels, value in _LINE.findall(text):
        said = dict(_LABEL.findall(labels))
        one = found.setdefault(said.get("feed", ""), FeedFigures())
        match name:
            case "feed_connections":
                one.connections = int(float(value))
            case "frames_received_total":
                one.answers[said.get("outcome", "")] += int(float(value))
            case "ack_seconds_sum":
                one.seconds = float(value)
            case "ack_seconds_count":
                one.answered = int(float(value))
            case _:
                one.buckets.append((float(said["le"]), float(value)))
    return found


def quantile(buckets: Sequence[tuple[float, float]], share: float) -> float | None:
    """A quantile of a histogram, as Prometheus interpolates it inside a bucket; None where nothing was counted.

    >>> quantile([(0.1, 50), (0.2, 100), (float("inf"), 100)], 0.75)
    0.15
    >>> quantile([(0.1, 0), (float("inf"), 1)], 0.5), quantile([], 0.5) is None
    (0.1, True)
    """
    total = buckets[-1][1] if buckets else 0
    low, below = 0.0, 0.0
    for bound, count in buckets if total else ():
        if count >= share * total:
            if bound == float("inf"):
                return low
            return round(low + (bound - low) * (share * total - below) / (count - below), 6)
        low, below = bound, count
    return None
