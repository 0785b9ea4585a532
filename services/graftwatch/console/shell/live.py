"""`/events`: tells open pages that something changed, so that a page that was opened an hour ago is right.

Server-sent events (HTML Living Standard, 9.2). An event says how often each topic has changed, and holds nothing of
what: a page that shows one of them asks for itself anew, through the same guard. Each page carries the counts that it
was made by, so that a change while it was loading, or while the connection was lost, is not missed. A sign of life
comes every few seconds, by which a page finds out that its connection is lost; a session that has ended is told so.
"""

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from http import HTTPStatus
from time import monotonic
from typing import Final, Literal, get_args

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from graftwatch.console.access.roles import Visitor

Topic = Literal["signals", "roster", "messages", "quarantine", "service", "people", "minute"]
"""What pages show. `signals`: assessments, pages and what people decided; `roster`: who is enrolled; `messages`: what
feeds send, told with some rest; `quarantine`: what waits there; `service`: deliveries, codes, rules and health;
`people`: accounts, tokens and the audit; `minute`: the time, for pages that count by it."""
TOPICS: Final[tuple[Topic, ...]] = get_args(Topic)
BLINDED_TOPICS: Final = frozenset({"run", "minute"})
"""How often recipients were looked at is more than pooled figures: whoever is blinded is told of the time alone."""
AWAKE_SECONDS: Final = 15.0
BUSY_SECONDS: Final = "30"


class Changes:
    """What open pages wait for: how often each topic has changed."""

    def __init__(self) -> None:
        self._counts = dict.fromkeys(TOPICS, 0)
        self._run = secrets.token_hex(4)  # the counts of another run are others
        self._changed = asyncio.Condition()
        self._ended = False

    async def note(self, *topics: Topic) -> None:
        """These changed; without any: all."""
        async with self._changed:
            for topic in topics or TOPICS:
                self._counts[topic] += 1
            self._changed.notify_all()

    async def end(self) -> None:
        """Lets everybody go who waits."""
        async with self._changed:
            self._ended = True
            self._changed.notify_all()

    @property
    def stand(self) -> str:
        """How often each topic has changed so far, as JSON; another thing after each change, and in each run."""
        return json.dumps({"run": self._run, **self._counts}, separators=(",", ":"))

    async def after(self, stand: str) -> str | None:
        """Waits until more has changed than this, and gives what stands then; None at the end."""
        async with self._changed:
            await self._changed.wait_for(lambda: self._ended or self.stand != stand)
            return None if self._ended else self.stand


def stand_for(visitor: Visitor | None, stand: str) -> str:
    """What a visitor may be told of a stand."""
    if visitor is None or not visitor.is_blinded:
        return stand
    told = {topic: count for topic, count in json.loads(stand).items() if topic in BLINDED_TOPICS}
    return json.dumps(told, separators=(",", ":"))


class Streams:
    """The event streams that are open.

    Args:
        limit: of them at once.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.open = 0
        self.refused = 0


def live_routes(
    changes: Changes, streams: Streams, still_signed_in: Callable[[Request], Awaitable[bool]]
) -> list[Route]:
    """The route of the events."""

    async def events(request: Request) -> Response:
        if streams.open >= streams.limit:
            streams.refused += 1
            said = "Too many pages are open to be kept right; this one is as of when it was opened.\n"
            return PlainTextResponse(said, HTTPStatus.SERVICE_UNAVAILABLE, {"retry-after": BUSY_SECONDS})
        return StreamingResponse(_events(request), media_type="text/event-stream")

    async def _events(request: Request) -> AsyncIterator[str]:
        streams.open += 1
        try:
            visitor: Visitor | None = request.state.visitor
            stand: str | None = changes.stand
            told = stand_for(visitor, changes.stand)
            yield f"retry: 2000\nevent: stand\ndata: {told}\n\n"
            asked_at = monotonic()
            while stand is not None:
                try:
                    async with asyncio.timeout(AWAKE_SECONDS):
                        stand = await changes.after(stand)
                except TimeoutError:
                    yield "event: awake\ndata:\n\n"
                else:
                    if stand is not None and stand_for(visitor, stand) != told:
                        told = stand_for(visitor, stand)
                        yield f"event: stand\ndata: {told}\n\n"
                if monotonic() - asked_at >= AWAKE_SECONDS:
                    asked_at = monotonic()
                    if not await still_signed_in(request):
                        yield "event: signed-out\ndata:\n\n"
                        return
        finally:
            streams.open -= 1

    return [Route("/events", events, methods=["GET"])]
