"""Messages on their way from a simulated system to the service.

A system states a message (MSH-7) and it is delivered at once, or late, or again: nuisances.py decides. `Outbox`
numbers the messages of one recipient, so that control ids are unique for each sender.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class SimulatedMessage:
    """One message as it reaches the service.

    Attributes:
        sent_at: when it is delivered; never before its own MSH-7.
        content: its bytes, without MLLP framing.
        control_id: MSH-10.
        subject: the recipient it is about; None for another patient.
    """

    sent_at: datetime
    content: bytes
    control_id: str
    subject: str | None = None


class Outbox:
    """The messages of one recipient, numbered in the order they are stated."""

    def __init__(self, subject: str, position: int) -> None:
        self._subject = subject
        self._position = position
        self.messages: list[SimulatedMessage] = []

    def state(self, at: datetime, write: Callable[[str, datetime], bytes], *, delay: timedelta = timedelta()) -> None:
        """Writes a message stated at that time, delivered after a delay."""
        control_id = f"R{self._position:03d}N{len(self.messages):05d}"
        content = write(control_id, at)
        self.messages.append(SimulatedMessage(at + delay, content, control_id, self._subject))
