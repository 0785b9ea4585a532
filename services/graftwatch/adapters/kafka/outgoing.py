"""A record on its way out."""

from typing import NamedTuple

from graftwatch.adapters.kafka.names import Topic

Headers = tuple[tuple[str, bytes], ...]


class Outgoing(NamedTuple):
    """One record to be sent; without a value it says that its key is gone.

    `partition` is set where the key does not say which: a marker goes into every partition of hl7.raw.
    """

    topic: Topic
    key: bytes | None
    value: bytes | None
    headers: Headers = ()
    partition: int | None = None
