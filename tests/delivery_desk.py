"""A delivery loop over an outbox in memory, with senders that answer as told and a clock that is set by hand."""

import asyncio
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from graftwatch.adapters.senders.channels import Route
from graftwatch.adapters.senders.delivery import DeliveryLoop
from graftwatch.paging import Page, PageKind
from graftwatch.pipeline.channels import Channel
from graftwatch.pipeline.memory_outbox import MemoryOutbox
from graftwatch.pipeline.outbox import DeliveryState, deliveries_of
from graftwatch.pipeline.reach import Reach
from graftwatch.pipeline.sender import Accepted, Answer, Dispatch
from paging_builders import FOUR_IN_THE_AFTERNOON

SECOND = timedelta(seconds=1)


@dataclass
class ScriptedSender:
    """Answers as told, and accepts when nothing was told; hangs at an event."""

    answers: deque[Answer | asyncio.Event | Exception] = field(default_factory=deque)
    sent: list[str] = field(default_factory=list)
    closed: bool = False
    under_way: int = 0
    most_under_way: int = 0
    asked: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, dispatch: Dispatch, now: datetime) -> Answer:
        del now
        self.sent.append(dispatch.page.id)
        self.asked.set()
        answer = self.answers.popleft() if self.answers else Accepted()
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        try:
            if isinstance(answer, asyncio.Event):
                await answer.wait()
                return Accepted()
            await asyncio.sleep(0)
        finally:
            self.under_way -= 1
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def close(self) -> None:
        self.closed = True


@dataclass
class Counted:
    outcomes: list[tuple[str, str]] = field(default_factory=list)

    def attempted(self, channel: str, outcome: str, seconds_since_added: float, kind: PageKind) -> None:
        assert seconds_since_added >= 0
        assert kind
        self.outcomes.append((channel, outcome))


class Desk:
    """An outbox, channels with scripted senders, and a clock that is set by hand."""

    def __init__(self, *channels: Channel) -> None:
        self.channels = channels or (Channel("pager", waits=(5 * SECOND, 60 * SECOND)),)
        self.now = FOUR_IN_THE_AFTERNOON
        self.outbox = MemoryOutbox()
        self.metrics = Counted()
        self.senders = {one.name: ScriptedSender() for one in self.channels}
        self.loop = self.restarted()

    def restarted(self) -> DeliveryLoop:
        routes = [Route(one, self.senders[one.name]) for one in self.channels]
        return DeliveryLoop(self.outbox, routes, lambda: self.now, self.metrics)

    def decides(self, *pages: Page) -> None:
        for one in pages:
            self.outbox.add(
                deliveries_of(one, Reach(self.channels), self.now, self.outbox.addresses_of(one.subject, one.story))
            )

    def will(self, channel: str, *answers: Answer | asyncio.Event | Exception) -> None:
        self.senders[channel].answers.extend(answers)

    async def rounds(self, count: int = 1) -> list[int]:
        return [await self.loop.deliver_due() for _ in range(count)]

    def states(self) -> dict[str, DeliveryState]:
        return {one.channel: one.state for one in self.outbox.deliveries.values()}
