"""Records on their way: handed to one session together, and what became of each."""

from kafka import TopicPartition
from kafka.errors import IllegalStateError, KafkaTimeoutError, MessageSizeTooLargeError

from graftwatch.adapters.kafka.raw.batches import Batch, Encoded
from graftwatch.adapters.kafka.raw.session import RECORD_OVERHEAD_BYTES, Session


class Flight:
    """Records of one session: they are added, depart together, and each is answered, or the session fails.

    Args:
        session: still usable.
        give_up_at: when their time is over, in the event loop's seconds.
    """

    def __init__(self, session: Session, give_up_at: float) -> None:
        self.session = session
        self.give_up_at = give_up_at
        self._given_up = False
        self._loads: dict[TopicPartition, tuple[list[Encoded], list[int]]] = {}
        self._fates: list[tuple[Batch, int] | Exception | None] = []
        self._batches: list[Batch] = []

    def add(self, topic: str, key: bytes, value: bytes, headers: bytes, at_ms: int) -> int:
        """Adds a record, its headers encoded; gives the number to ask by what became of it."""
        number = len(self._fates)
        if len(value) + RECORD_OVERHEAD_BYTES > self.session.largest(topic):
            self._fates.append(MessageSizeTooLargeError(f"{len(value)} bytes"))
            return number
        self._fates.append(None)
        place = self.session.place(topic, key)
        load = self._loads.get(place)
        if load is None:
            load = self._loads[place] = [], []
        load[0].append(Encoded(at_ms, key, value, headers))
        load[1].append(number)
        return number

    def depart(self) -> None:
        """Hands them to the producer, each partition's in order."""
        for place, (records, numbers) in self._loads.items():
            fates = self.session.put(place, records)
            for number, fate in zip(numbers, fates, strict=False):  # fewer where the session has failed
                self._fates[number] = fate
            self._batches += {id(batch): batch for batch, _ in fates}.values()
        self._loads.clear()

    def answered(self) -> bool:
        """Whether there is nothing to wait for any more."""
        return self._given_up or all(batch.done for batch in self._batches)

    def give_up(self) -> None:
        """Their time is over, and the session's with it."""
        self._given_up = True
        self.session.fail(KafkaTimeoutError("not answered in time"))

    def fault_of(self, number: int) -> Exception | None:
        """Why a record is not known to be kept; None: it is."""
        fate = self._fates[number]
        if fate is None:
            return self.session.failure or IllegalStateError("the producer was closed")
        if isinstance(fate, Exception):
            return fate
        batch, index = fate
        if not batch.done:
            late: Exception = KafkaTimeoutError("not answered in time")
            return late
        fault = batch.fault_of(index)
        # What ended the session says more than that a record behind it could not be sent.
        return self.session.failure or fault if isinstance(fault, IllegalStateError) else fault
