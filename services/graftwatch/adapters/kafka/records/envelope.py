"""What every record has: its schema's name and version in a header, a trace, and when its cause first came.

A version is `major.minor`. A newer minor adds fields, which are passed over here, however deep they stand; a newer
major may mean something else by the same words and is refused. A new value of an enumeration (a kind of page, a kind
of entry) is a new major version: who does not know it cannot pass it over without missing something.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import blake2b
from typing import ClassVar, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, ValidationError

from graftwatch.adapters.kafka.faults import RecordRefused, RecordTooNew
from graftwatch.adapters.kafka.outgoing import Headers, Outgoing

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
    """The trace of a message: the same whoever works it out, wherever.

    A hash of 64 bits: that two of a million messages share one has a chance below 1 in 10 million, and nothing can be
    read from it.
    """
    named = f"{feed}\0{control_id}\0{received_at.astimezone(UTC).isoformat()}".encode()
    return Trace(blake2b(named, digest_size=8).hexdigest(), received_at)


def with_trace(outgoing: Outgoing, trace: Trace) -> Outgoing:
    """A record as one that a message led to: the message's trace, and when it first came."""
    own = ((TRACE, trace.id.encode()), (RECEIVED, trace.received_at.isoformat().encode()))
    others = tuple(one for one in outgoing.headers if one[0] not in {TRACE, RECEIVED})
    return outgoing._replace(headers=(*others, *own))


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
    def read(cls, value: bytes, headers: Iterable[tuple[str, bytes]], place: str = "") -> Self:
        """The record of a value.

        Args:
            value: as it stands in the topic.
            headers: of the record.
            place: where it stands, as `place_of` says it.

        Raises:
            RecordTooNew: it is of a newer major version.
            RecordRefused: it is another kind of record, or not readable. The words name no content.
        """
        check_schema(cls.name, cls.version, headers, place)
        try:
            # Models inside a record may refuse fields that they do not know; here a newer minor version has them.
            return cls.model_validate_json(value, extra="ignore")
        except ValidationError as fault:
            fields = sorted({str(one["loc"][0]) for one in fault.errors() if one["loc"]} & set(cls.model_fields))
            words = f"in {', '.join(fields)}" if fields else "it is no JSON of this record"
            raise RecordRefused(f"{_at(place)}a record of {cls.name} cannot be read: {words}") from None


def check_schema(name: str, version: str, headers: Iterable[tuple[str, bytes]], place: str = "") -> None:
    """Refuses a record of another kind or a newer major version; one that says nothing is taken as it is.

    Raises:
        RecordTooNew: with the place, the version that the record has, and those that are understood.
        RecordRefused: it is another kind.
    """
    said = dict(headers).get(SCHEMA, b"").decode("ascii", "replace")
    if not said:
        return
    other, _, theirs = said.partition("/")
    if other != name:
        raise RecordRefused(f"{_at(place)}a record of {other[:40]!r} where {name} belongs")
    understood = int(version.partition(".")[0])
    major = theirs.partition(".")[0]
    if not (major.isascii() and major.isdecimal()) or int(major) > understood:
        raise RecordTooNew(
            f"{_at(place)}a record of {name} has version {theirs[:12]!r}; this program understands {understood}.x and "
            "older: upgrade it, then it goes on from here"
        )


def place_of(topic: str, partition: int, offset: int) -> str:
    """Where a record stands, in words."""
    return f"{topic}, partition {partition}, offset {offset}"


def _at(place: str) -> str:
    return f"{place}: " if place else ""
