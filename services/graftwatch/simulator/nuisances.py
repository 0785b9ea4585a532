"""What networks and people do to a feed: late, out of order, repeated, sent again under another control id.

Deliveries are late by at most `LATEST_DELIVERY`, so that a signal can be expected that long after its evidence was
stated. Nothing here changes what a message says.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Final

from graftwatch.simulator.outgoing import SimulatedMessage

LATEST_DELIVERY: Final = timedelta(hours=6)
LATE: Final = 0.03
REPEATED: Final = 0.02
SENT_AGAIN: Final = 0.01
_TRANSMISSION: Final = timedelta(seconds=2)


def disturbed(random: Random, messages: list[SimulatedMessage]) -> list[SimulatedMessage]:
    """The messages as they arrive, in order of arrival; those overtaken by others are out of order."""
    arriving = (one for message in messages for one in _arrivals(random, message))
    return sorted(arriving, key=lambda one: (one.sent_at, one.control_id))


def _arrivals(random: Random, message: SimulatedMessage) -> Iterator[SimulatedMessage]:
    delay = timedelta(minutes=random.randint(30, 340)) if random.random() < LATE else _TRANSMISSION
    first = replace(message, sent_at=message.sent_at + delay)
    yield first
    if random.random() < REPEATED:
        yield replace(first, sent_at=first.sent_at + timedelta(seconds=random.randint(1, 90)))
    if random.random() < SENT_AGAIN:
        yield _with_new_control_id(first, timedelta(hours=random.randint(1, 60)))


def _with_new_control_id(message: SimulatedMessage, after: timedelta) -> SimulatedMessage:
    control_id = f"{message.control_id}B"
    content = message.content.replace(f"|{message.control_id}|".encode(), f"|{control_id}|".encode(), 1)
    return replace(message, sent_at=message.sent_at + after, content=content, control_id=control_id)
