"""Plays a simulated trial through the service's MLLP port, at the pace of the messages' own times.

The player is the hospital and the people in it: it sends the feed, enters the biopsies when they are read, and
acknowledges each page some minutes after it came, but not those of the end. After a message about a recipient it waits
until the service has handled it, since in the trial's time hours pass before the next one. It knows nothing of what
will be found.
"""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from json import dumps
from queue import Empty, SimpleQueue

from graftwatch.adapters.mllp.client import Answer, MllpClient
from graftwatch.entrypoints.demo.service import DemoFailed, DemoService
from graftwatch.findings import Severity
from graftwatch.paging import Page
from graftwatch.pipeline.journal import EntryKind, NewEntry
from graftwatch.simulator import SimulatedMessage, Simulation

# The player's own guess at how long somebody takes who is on duty and has a telephone.
ACKNOWLEDGED_AFTER = timedelta(minutes=6)
# Whoever looks at the console at the end finds something to do.
LEFT_OPEN = timedelta(weeks=4)
WINDOW = 200


@dataclass(slots=True)
class Played:
    """What was sent and what came back.

    Attributes:
        messages: messages sent and acknowledged.
        pages: pages that arrived at the pager, in the order they were decided.
    """

    messages: int = 0
    pages: list[Page] = field(default_factory=list)


class Player:
    """Plays one simulation; iterate over `play` to the end."""

    def __init__(self, simulation: Simulation, service: DemoService, arrived: "SimpleQueue[Page]") -> None:
        self._simulation = simulation
        self._service = service
        self._arrived = arrived
        self._journal = service.writer()
        self._entries = [(one.entered_at, number, one.line) for number, one in enumerate(simulation.decisions)]
        heapq.heapify(self._entries)
        self.played = Played()

    def play(self, port: int) -> Iterator[list[Page]]:
        """Sends the feed; gives the new pages after each stretch of it.

        Raises:
            DemoFailed: a message was not accepted.
            SendFailed: the connection broke.
        """
        with MllpClient("127.0.0.1", port, window=WINDOW) as client:
            for stretch in self._stretches():
                for answer in client.send(message.content for message in stretch):
                    self._check(answer)
                self.played.messages += len(stretch)
                yield self._settled()
        yield self._enter_until(datetime.max.replace(tzinfo=UTC))

    def _stretches(self) -> Iterator[list[SimulatedMessage]]:
        """The feed, cut after each message about a recipient; what people enter goes in before each stretch."""
        stretch: list[SimulatedMessage] = []
        for message in self._simulation.messages:
            if self._entries and self._entries[0][0] <= message.sent_at:
                if stretch:
                    yield stretch
                    stretch = []
                self.played.pages += self._enter_until(message.sent_at)
            stretch.append(message)
            if message.subject is not None:
                yield stretch
                stretch = []
        if stretch:
            yield stretch

    def _enter_until(self, moment: datetime) -> list[Page]:
        """Enters what people decided by a time."""
        pages: list[Page] = []
        while self._entries and self._entries[0][0] <= moment:
            at, _, line = heapq.heappop(self._entries)
            entry = NewEntry(at.astimezone(UTC), EntryKind.DECISION, "decision", "", line.encode())
            self._journal.append([entry])
            pages += self._settled()
        return pages

    def _settled(self) -> list[Page]:
        self._service.settle()
        pages = list(self._take())
        for page in pages:
            self._acknowledge(page)
        self.played.pages += pages
        return pages

    def _take(self) -> Iterator[Page]:
        while True:
            try:
                yield self._arrived.get_nowait()
            except Empty:
                return

    def _acknowledge(self, page: Page) -> None:
        if page.severity is not Severity.PAGE or page.reason.ends or not page.subject:
            return
        if page.decided_at > self._simulation.until - LEFT_OPEN:
            return
        at = page.decided_at + ACKNOWLEDGED_AFTER
        said = {"type": "acknowledge", "subject": page.subject, "page": page.id, "at": at.isoformat(), "by": "on duty"}
        heapq.heappush(self._entries, (at, len(self.played.pages) + 10_000, dumps(said)))

    def _check(self, answer: Answer) -> None:
        if not answer.accepted:
            raise DemoFailed(f"the service answered {answer.code} to {answer.control_id}: {answer.text}")
