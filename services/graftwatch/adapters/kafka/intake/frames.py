"""The agent on hl7.raw: the cheap question of every frame, and what concerns a recipient goes on.

A frame that concerns nobody costs a look at its patient numbers and is only counted. One that concerns a recipient is
acknowledged by the cluster as an entry before the next such of its partition is written (`lane`), so that the entries
of one partition are in its order and none is missing between two. Reading it is the detector's: what a message teaches
must hold for the next.
A marker says that a recipient has gained numbers: they hold from here on, and what is before it is searched for them.
"""

import asyncio
from collections.abc import Iterable
from typing import Final

import structlog

from graftwatch.adapters.kafka.intake.door import Door
from graftwatch.adapters.kafka.intake.figures import IntakeFigures
from graftwatch.adapters.kafka.intake.hearing import Hearing
from graftwatch.adapters.kafka.intake.known_numbers import KnownNumbers
from graftwatch.adapters.kafka.intake.taken import Taken
from graftwatch.adapters.kafka.names import Names, Topic
from graftwatch.adapters.kafka.records.entry import EntryRecord
from graftwatch.adapters.kafka.records.envelope import TRACE, Trace, trace_of
from graftwatch.adapters.kafka.records.raw import RawFrame, RosterMarker, is_marker, read_frame_headers, usual_frame
from graftwatch.adapters.kafka.records.searching import SearchRecord
from graftwatch.hl7.patient_identifiers import patient_numbers
from graftwatch.pipeline.clock import Clock
from graftwatch.pipeline.journal import EntryKind

# The roster's record is committed together with the marker, milliseconds apart at most. A number that the roster has
# lost again by now, in a partition read anew from its start, is waited for in vain.
ROSTER_SECONDS: Final = 10.0


class Frames:
    """Handles the records of hl7.raw."""

    def __init__(
        self,
        known: KnownNumbers,
        door: Door,
        hearing: Hearing,
        names: Names,
        figures: IntakeFigures,
        clock: Clock,
    ) -> None:
        self._known = known
        self._door = door
        self._hearing = hearing
        self._names = names
        self._figures = figures
        self._clock = clock
        self._log = structlog.get_logger(component="intake")

    def passes_by(self, value: bytes | None, headers: Iterable[tuple[str, bytes]] | dict[str, bytes] | None) -> bool:
        """Whether a record is a frame that concerns nobody, and all is done; `handle` takes it otherwise.

        What cannot be read here, `handle` cannot read either, and says so.
        """
        try:
            frame = usual_frame(dict(headers or ()))
            if frame is None or self._known.knows_any(patient_numbers(value or b"")):
                return False
        except Exception:  # noqa: BLE001 - see above
            return False
        self._hearing.hear(frame.feed, frame.received_at)
        self._figures.records += 1
        self._figures.handled_at = frame.received_at
        return True

    async def handle(self, taken: Taken) -> None:
        """One record."""
        self._figures.records += 1
        if is_marker(taken.headers):
            await self._meet(taken)
            return
        frame = read_frame_headers(taken.headers, taken.place)
        if self._known.knows_any(patient_numbers(taken.value)):
            await self._door.enter(_entry(frame, taken))
        elif not taken.again:
            self._hearing.hear(frame.feed, frame.received_at)
        self._figures.handled_at = frame.received_at

    async def _meet(self, taken: Taken) -> None:
        """Takes a marker; see `KnownNumbers.told_of` for what it waits for."""
        marker = RosterMarker.read(taken.value, taken.headers, taken.place)
        self._known.learn(marker.numbers)
        if not await asyncio.to_thread(self._known.told_of, marker.subject, marker.numbers, ROSTER_SECONDS):
            self._log.warning("the roster has not the numbers of a marker (any more)", subject=marker.subject)
        search = SearchRecord(
            subject=marker.subject,
            numbers=marker.numbers,
            cause=marker.cause,
            partition=taken.partition,
            before=taken.offset,
        )
        now = self._clock.now()
        trace = Trace(dict(taken.headers).get(TRACE, b"").decode("ascii", "replace"), now)
        await self._door.hand_over(search, self._names.topic(Topic.BACKFILL), taken.source, trace)


def _entry(frame: RawFrame, taken: Taken) -> EntryRecord:
    trace = dict(taken.headers).get(TRACE, b"").decode("ascii", "replace")
    return EntryRecord(
        received_at=frame.received_at,
        kind=EntryKind.FRAME,
        feed=frame.feed,
        control_id=frame.control_id,
        content=taken.value,
        source="" if taken.again else taken.source,
        offset=-1 if taken.again else taken.offset,
        trace=trace or trace_of(frame.feed, frame.control_id, frame.received_at).id,
    )
