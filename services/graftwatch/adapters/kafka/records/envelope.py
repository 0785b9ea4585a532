"""What every record has: its schema's name and version in a header, a trace, and when its cause first came.

A version is `major.minor`. A newer minor adds fields, which are passed over here; a newer major may mean something
else by the same words and is refused.
"""

from collections.abc import Iterable
from datetime import datetime
from hashlib import blake2b
from typing import ClassVar, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, ValidationError

from graftwatch.adapters.kafka.faults import RecordRefused
from graftwatch.adapters.kafka.outgoing import Headers

SCHEMA = "schema"
TRACE = "trace"
RECEIVED = "received"


class Trace(NamedTuple):
    """What follows a message through all topics: an id that reveals nothing, and when the message first came."""

    id: str
    received_at: datetime

    def headers(self, schema: str) -> Headers:
        """The headers of a record that it leads to."""
        received = self.received_at.isoformat().encode()
        return ((SCHEMA, schema.encode()), (TRACE, self.id.encode()), (RECEIVED, received))


def trace_of(feed: str, control_id: str, received_at: datetime) -> Trace:
    """The trace of a message: the same whoever works it out."""
    named = f"{feed}\0{control_id}\0{received_at.isoformat()}".encode()
    return Trace(blake2b(named, digest_size=8).hexdigest(), received_at)


class Record(BaseModel):
    """A record whose value is JSON, bytes in base64; fields that this version does not know are passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore", ser_json_bytes="base64", val_json_bytes="base64")

    name: ClassVar[str]
    version: ClassVar[str] = "1.0"

    @classmethod
    def schema_header(cls) -> str:
        """`name/major.minor`."""
        return f"{cls.name}/{cls.version}"

    def headers(self, trace: Trace) -> Headers:
        """The headers of this record."""
        return trace.headers(self.schema_header())

    def value(self) -> bytes:
        """The value, as it stands in the topic."""
        return self.model_dump_json().encode()

    @classmethod
    def read(cls, value: bytes, headers: Iterable[tuple[str, bytes]]) -> Self:
        """The record of a value.

        Raises:
            RecordRefused: it is another kind of record, of a newer major version, or not readable. The words name no
                content.
        """
        check_schema(cls.name, cls.version, headers)
        try:
            return cls.model_validate_json(value)
        except ValidationError as fault:
            raise RecordRefused(f"a record of {cls.name} cannot be read: {fault.error_count()} faults") from None


def check_schema(name: str, version: str, headers: Iterable[tuple[str, bytes]]) -> None:
    """Refuses a record of another kind or a newer major version; one that says nothing is taken as it is."""
    said = dict(headers).get(SCHEMA, b"").decode("ascii", "replace")
    if not said:
        return
    other, _, theirs = said.partition("/")
    if other != name:
        raise RecordRefused(f"a record of {other[:40]!r} where {name} belongs")
    if not theirs.partition(".")[0].isdecimal() or int(theirs.partition(".")[0]) > int(version.partition(".")[0]):
        raise RecordRefused(
            f"a record of {name} has version {theirs[:12]!r}; this program reads up to {version}: upgrade it"
        )
