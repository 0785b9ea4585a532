"""What a stored batch leads to, wherever it is stored: the answers to its senders, the counts, our own message ids."""

from collections import Counter
from collections.abc import Sequence
from time import perf_counter
from typing import Protocol

import structlog

from graftwatch.adapters.mllp.answers import TIME_FORMAT, Answers, Stored
from graftwatch.adapters.mllp.arrivals import Arrival, Refused
from graftwatch.hl7.acknowledgement import Refusal, refuse
from graftwatch.pipeline.clock import Clock
from graftwatch.pipeline.gateway_metrics import GatewayMetrics
from graftwatch.pipeline.ingest import Message
from graftwatch.pipeline.refusals import RefusalTally


class Commit(Protocol):
    """Stores what arrives, then answers it."""

    def add(self, arrival: Arrival) -> None:
        """Store this with the next batch."""
        ...

    def refusal(self, refusal: Refusal) -> bytes | None:
        """An answer to what never becomes an arrival."""
        ...

    def say_refusals(self) -> None:
        """Tell the detector of refused frames that wait for it, if now is a good time."""
        ...

    async def drained(self) -> None:
        """Wait until everything added is answered."""
        ...

    def close(self) -> None:
        """End."""
        ...


def sorted_out(arrivals: Sequence[Arrival]) -> tuple[list[Message], list[Refused]]:
    """The messages and the refused frames of arrivals, each in their order."""
    messages: list[Message] = []
    refused: list[Refused] = []
    for arrival in arrivals:
        for frame in arrival.frames:
            if type(frame) is Message:
                messages.append(frame)
            elif type(frame) is Refused:
                refused.append(frame)
    return messages, refused


class Settling:
    """Answers and counts."""

    def __init__(self, clock: Clock, metrics: GatewayMetrics) -> None:
        self._clock = clock
        self._metrics = metrics
        self._log = structlog.get_logger(component="gateway")
        # ACK ids must be unique for their receiver and fit 20 characters (v2.5.1): when we started, then a count.
        self._id_prefix = clock.now().strftime("%y%m%d%H%M%S").encode("ascii")
        self._id_count = 0

    def refusal(self, refusal: Refusal) -> bytes | None:
        """An answer to what never becomes an arrival: a connection that is not taken."""
        self._id_count += 1
        own_id = b"%b%x" % (self._id_prefix, self._id_count)
        return refuse(refusal, own_id, self._clock.now().strftime(TIME_FORMAT).encode("ascii"))

    def settle(self, arrivals: Sequence[Arrival], stored: Stored) -> None:
        """Answer a batch by what became of it."""
        answers = Answers(stored, self._id_prefix, self._id_count, self._clock.now())
        for arrival in arrivals:
            arrival.sender.answer(arrival, answers.to(arrival))
        self._id_count = answers.id_count
        self._count(arrivals, answers)

    def refused(self, refused: Sequence[Refused], tally: RefusalTally) -> None:
        """Count frames whose bytes are in quarantine now."""
        reasons = Counter((frame.record.feed, frame.record.reason) for frame in refused)
        for (feed, reason), count in reasons.items():
            self._metrics.frames_refused(feed, reason, count)
        for frame in refused:
            record = frame.record
            tally.add(record.feed, record.reason, record.position, record.at)

    def _count(self, arrivals: Sequence[Arrival], answers: Answers) -> None:
        """Tell the metrics, and warn of control ids used twice."""
        now = perf_counter()
        for arrival in arrivals:
            self._metrics.acknowledged(arrival.feed, now - arrival.read_at, len(arrival.frames))
        for (feed, outcome), count in answers.outcomes.items():
            self._metrics.frames(feed, outcome, count)
        for feed in {feed for feed, _ in answers.outcomes}:
            self._metrics.last_message(feed, self._clock.now())
        for feed, count in answers.conflicts.items():
            self._metrics.control_id_conflicts(feed, count)
            self._log.warning("control id used again for another message", feed=feed, count=count)
