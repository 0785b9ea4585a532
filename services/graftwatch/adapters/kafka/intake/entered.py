"""The agent on `decisions`: what people and other systems enter goes on into `entries`, in its order."""

from graftwatch.adapters.kafka.intake.door import Door
from graftwatch.adapters.kafka.intake.taken import Taken
from graftwatch.adapters.kafka.records.entry import DecisionRecord, EntryRecord
from graftwatch.adapters.kafka.records.envelope import TRACE


class Entered:
    """Handles the records of `decisions`."""

    def __init__(self, door: Door) -> None:
        self._door = door

    async def handle(self, taken: Taken) -> None:
        """One record."""
        decision = DecisionRecord.read(taken.value, taken.headers, taken.place)
        await self._door.enter(
            EntryRecord(
                received_at=decision.at,
                kind=decision.kind,
                feed=decision.feed,
                control_id=decision.control_id,
                content=decision.content,
                first_received_at=decision.first_received_at,
                source="" if taken.again else taken.source,
                offset=-1 if taken.again else taken.offset,
                trace=dict(taken.headers).get(TRACE, b"").decode("ascii", "replace"),
            )
        )
