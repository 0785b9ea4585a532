"""What becomes of a record whose handling failed: tried again later, by topics of growing delay, and at last given up.

A record that cannot be read, or that no topic takes, is given up at once: time does not mend it. One that a newer
program wrote ends the worker instead: a newer copy goes on from there. Reasons name
the stage, the kind of fault and its place in the program, never the fault's own words, which may hold an identifier.
When too many records were given up within an hour the worker ends: something is wrong with all of them, and going on
would empty the feeds into the dead letter. That is counted in the topic, over all workers and restarts.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

import structlog
from kafka.errors import KafkaError

from graftwatch.adapters.kafka.faults import ClusterUnavailable, KafkaFault, RecordRefused, RecordTooLarge, RecordTooNew
from graftwatch.adapters.kafka.intake.door import Door, NotSent
from graftwatch.adapters.kafka.intake.figures import IntakeFigures
from graftwatch.adapters.kafka.intake.taken import Handle, Taken
from graftwatch.adapters.kafka.names import Names, Topic
from graftwatch.adapters.kafka.records.envelope import TRACE, Trace
from graftwatch.adapters.kafka.records.failing import FailedRecord
from graftwatch.adapters.kafka.settings import KafkaSettings
from graftwatch.pipeline.clock import Clock

HOUR: Final = timedelta(hours=1)


class TooManyDeadLetters(KafkaFault):
    """So many records were given up within an hour that the worker must not go on."""


class Failures:
    """Handles records so that one that fails stops none behind it.

    Args:
        settings: the delays, and how many dead letters there may be.
        door: the way out.
        figures: what is counted.
        clock: what time it is.
        given_up_since: how many dead letters there are since a time, counted up to a number.
    """

    def __init__(
        self,
        settings: KafkaSettings,
        door: Door,
        figures: IntakeFigures,
        clock: Clock,
        given_up_since: Callable[[datetime, int], int],
    ) -> None:
        self._settings = settings
        self._names = Names(settings.prefix)
        self._door = door
        self._figures = figures
        self._clock = clock
        self._given_up_since = given_up_since
        self._log = structlog.get_logger(component="intake")

    async def guarded(self, taken: Taken, handle: Handle, before: FailedRecord | None = None) -> None:
        """Handles a record; when that fails, it is in a retry topic, or in dead-letter, on return.

        Args:
            taken: the record.
            handle: what is done with it.
            before: how it failed the last time, where it is tried again.

        Raises:
            RecordTooNew: a newer program wrote it; a newer copy must take it, so nothing behind it is committed here.
            NotSent: the cluster did not take what had to be written.
            TooManyDeadLetters: see there.
        """
        try:
            await handle(taken)
        except (NotSent, RecordTooNew):
            raise
        except (RecordRefused, RecordTooLarge) as fault:
            await self._give_up(self._failed(taken, f"{taken.topic}: {fault}", before))
        except Exception as fault:  # noqa: BLE001 - one record must never stop the ones behind it
            await self._later(self._failed(taken, f"{taken.topic}: {type(fault).__name__} at {_place(fault)}", before))

    async def check(self) -> None:
        """Whether the worker may go on.

        Raises:
            TooManyDeadLetters: see there.
        """
        at_most = self._settings.dead_letters_at_most
        since = self._clock.now() - HOUR
        try:
            count = await asyncio.to_thread(self._given_up_since, since, at_most + 1)
        except (KafkaError, ClusterUnavailable) as fault:  # counted with the next
            self._log.warning("dead letters cannot be counted now", fault=type(fault).__name__)
            return
        if count > at_most:
            raise TooManyDeadLetters(
                f"more than {at_most} records were given up within an hour (kafka.dead_letters_at_most); the topic "
                f"{self._names.topic(Topic.DEAD_LETTER)} says why: mend the cause, then raise the setting or wait"
            )

    def _failed(self, taken: Taken, reason: str, before: FailedRecord | None) -> FailedRecord:
        now = self._clock.now()
        return FailedRecord(
            topic=taken.topic,
            partition=taken.partition,
            offset=taken.offset,
            key=taken.key,
            content=taken.value,
            original_headers=taken.headers,
            reason=reason,
            attempts=before.attempts + 1 if before else 1,
            first_failed_at=before.first_failed_at if before else now,
        )

    async def _later(self, failed: FailedRecord) -> None:
        delays = self._settings.retry_seconds
        if failed.attempts > len(delays):
            await self._give_up(failed)
            return
        seconds = delays[failed.attempts - 1]
        topic = self._names.retry(seconds)
        due = failed.model_copy(update={"due_at": self._clock.now() + timedelta(seconds=seconds)})
        await self._hand_over(due, topic)
        self._figures.retries[topic] += 1
        self._log.warning(
            "a record failed and is tried again",
            record=_place_of(failed),
            reason=failed.reason,
            attempts=failed.attempts,
            seconds=seconds,
        )

    async def _give_up(self, failed: FailedRecord) -> None:
        await self._hand_over(failed, self._names.topic(Topic.DEAD_LETTER))
        self._figures.dead_letters += 1
        self._log.error(
            "a record was given up", record=_place_of(failed), reason=failed.reason, attempts=failed.attempts
        )
        await self.check()

    async def _hand_over(self, failed: FailedRecord, topic: str) -> None:
        trace = Trace(_trace(failed), failed.first_failed_at)
        key = _place_of(failed)
        try:
            await self._door.hand_over(failed, topic, key, trace)
        except RecordTooLarge:  # too large with its bytes; its place says where they are
            await self._door.hand_over(failed.model_copy(update={"content": b""}), topic, key, trace)


def due_in(failed: FailedRecord, now: datetime) -> float:
    """Seconds until a record is to be tried again; 0 where that is past."""
    return max((failed.due_at - now).total_seconds(), 0.0) if failed.due_at is not None else 0.0


def again(failed: FailedRecord) -> Taken:
    """The record as it stood in its own topic."""
    return Taken(
        failed.topic, failed.partition, failed.offset, failed.key, failed.content, failed.original_headers, again=True
    )


def _place_of(failed: FailedRecord) -> str:
    return f"{failed.topic}-{failed.partition}-{failed.offset}"


def _trace(failed: FailedRecord) -> str:
    return dict(failed.original_headers).get(TRACE, b"").decode("ascii", "replace")


def _place(fault: BaseException) -> str:
    step = fault.__traceback__
    while step is not None and step.tb_next is not None:
        step = step.tb_next
    return "unknown" if step is None else f"{step.tb_frame.f_globals.get('__name__', '?')}:{step.tb_lineno}"
