"""Holds a session to the cluster: looks for one, uses it until it fails, and looks for the next."""

import asyncio
from collections.abc import Callable

import structlog

from graftwatch.adapters.kafka.faults import ClusterUnavailable, KafkaFault
from graftwatch.adapters.kafka.raw.fitness import NotInSync
from graftwatch.adapters.kafka.raw.session import Session, why
from graftwatch.pipeline.message_log import RefusalReason

# A cluster that was away is looked for so often.
LOOK_SECONDS = 1.0
# Partitions that were added are taken up within so long.
PARTITIONS_SECONDS = 15.0


Opener = Callable[[Callable[[], None]], Session]
"""Makes a session that calls a function, by any thread, whenever something of it may have changed."""


class Away(ClusterUnavailable):
    """The cluster takes no messages now; the words say why."""

    def __init__(self, reason: RefusalReason, words: str) -> None:
        super().__init__(words)
        self.reason = reason


class SessionHolder:
    """The session in use, or why there is none; used from one event loop.

    Args:
        opener: makes a session, which may take seconds; raises `KafkaFault` where it cannot.
        answer_seconds: how long a record may take, for the words.
        on_event: called by any thread when a record was answered, the session failed, or there is a new one.
    """

    def __init__(self, opener: Opener, answer_seconds: float, on_event: Callable[[], None]) -> None:
        self._opener = opener
        self._answer_seconds = answer_seconds
        self._tell = on_event
        self._loop = asyncio.get_running_loop()
        self._log = structlog.get_logger(component="gateway")
        self._event = asyncio.Event()
        self._closing = False
        self.session: Session | None = None
        self.away = Away(RefusalReason.UNREACHABLE, "the cluster has not been reached yet")
        self.sessions = 0

    async def run(self) -> None:
        """Works until it is cancelled."""
        while True:
            try:
                session = await asyncio.to_thread(self._open)
            except KafkaFault as fault:
                reason = RefusalReason.NOT_IN_SYNC if isinstance(fault, NotInSync) else RefusalReason.UNREACHABLE
                self._say(reason, str(fault))
                await asyncio.sleep(LOOK_SECONDS)
                continue
            self.sessions += 1
            self.session = session
            self._log.info("the cluster takes messages")
            self._tell()
            await self._until_failed(session)
            self.session = None
            if session.failure is not None:
                self._say(*why(session.failure, self._answer_seconds))
            self._tell()
            await asyncio.to_thread(session.close)

    async def close(self) -> None:
        """Lets go of the session."""
        self._closing = True
        session, self.session = self.session, None
        if session is not None:
            await asyncio.to_thread(session.close)

    def _open(self) -> Session:
        """By a thread, which nobody waits for once the gateway ends."""
        session = self._opener(self._on_event)
        if self._closing:
            session.close()
        return session

    def _on_event(self) -> None:
        self._tell()
        if self.session is not None and self.session.failure is not None:
            self._loop.call_soon_threadsafe(self._event.set)

    async def _until_failed(self, session: Session) -> None:
        while session.failure is None:
            self._event.clear()
            try:
                async with asyncio.timeout(PARTITIONS_SECONDS):
                    if session.failure is None:
                        await self._event.wait()
            except TimeoutError:
                await asyncio.to_thread(session.look_for_partitions)

    def _say(self, reason: RefusalReason, words: str) -> None:
        if words != str(self.away):
            self._log.error("the cluster takes no messages", fault=words)
        self.away = Away(reason, words)
