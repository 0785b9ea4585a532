"""A record as an agent took it, whatever topic it came from."""

from collections.abc import Awaitable, Callable, Iterable
from typing import Any, NamedTuple

from graftwatch.adapters.kafka.outgoing import Headers
from graftwatch.adapters.kafka.records.envelope import place_of


class Taken(NamedTuple):
    """A record and its place; `topic` without the prefix of the settings.

    `again` is set where it is tried once more: it is out of its order then, and says nothing of its source.
    """

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes
    headers: Headers
    again: bool = False

    @property
    def source(self) -> str:
        """Topic and partition, as entries name them."""
        return f"{self.topic}-{self.partition}"

    @property
    def place(self) -> str:
        """Where it stands, in words."""
        return place_of(self.topic, self.partition, self.offset)

    @classmethod
    def of(cls, message: Any, topic: str) -> "Taken":  # noqa: ANN401 - Faust's message, which has no usable type
        """A record as Faust gives it."""
        value = message.value or b""
        return cls(topic, message.partition, message.offset, message.key, value, header_pairs(message.headers))


Handle = Callable[[Taken], Awaitable[None]]
"""What is done with a record; it is done when this returns, and failed when it raises."""


def header_pairs(headers: Iterable[tuple[str, bytes]] | dict[str, bytes] | None) -> Headers:
    """Headers as pairs, however a library gives them."""
    if headers is None:
        return ()
    return tuple(headers.items() if isinstance(headers, dict) else headers)
