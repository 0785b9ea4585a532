"""Which records stand in which topic: what schemas/ publishes, and who reads and writes them."""

from dataclasses import dataclass
from typing import Any, Final

from pydantic import TypeAdapter

from graftwatch.adapters.kafka.migration.record import MigrationRecord
from graftwatch.adapters.kafka.names import Topic
from graftwatch.adapters.kafka.records.entry import DecisionRecord, EntryRecord
from graftwatch.adapters.kafka.records.failing import FailedRecord, QuarantineRecord
from graftwatch.adapters.kafka.records.outcomes import FactRecord, RosterRecord, SignalRecord
from graftwatch.adapters.kafka.records.paging import DeliveryRecord, PageRecord
from graftwatch.adapters.kafka.records.raw import FRAME_SCHEMA, RosterMarker
from graftwatch.adapters.kafka.records.searching import SearchRecord
from graftwatch.assessment import Assessment

ASSESSMENT_SCHEMA: Final = "assessments/1.0"
ROW_SCHEMA: Final = "row/1"


@dataclass(frozen=True, slots=True)
class Message:
    """One kind of record.

    Attributes:
        name: as it stands in the header `schema`, before the slash.
        version: behind it, `major.minor`; of rows the major one alone.
        topics: where it stands; None is every retry topic.
        key: what the record's key is.
        about: what it says.
        model: of its JSON; None where the value is a message's bytes, or a row of a store.
        more_headers: beside `schema`, `trace` and `received`.
    """

    name: str
    version: str
    topics: tuple[Topic | None, ...]
    key: str
    about: str
    model: TypeAdapter[Any] | None
    more_headers: dict[str, str]

    @property
    def file(self) -> str:
        """The schema's file in schemas/topics/."""
        return f"{self.name}.schema.json"


def _of(record: Any, topics: tuple[Topic | None, ...], key: str, about: str) -> Message:  # noqa: ANN401 - a record's class
    return Message(record.name, record.version, topics, key, about, TypeAdapter(record), {})


def _other(schema: str, topics: tuple[Topic, ...], key: str, about: str, **headers: str) -> Message:
    name, _, version = schema.partition("/")
    named = {one.replace("_", "-"): said for one, said in headers.items()}
    return Message(name, version, topics, key, about, None, named)


MESSAGES: Final = (
    _other(
        FRAME_SCHEMA,
        (Topic.RAW,),
        "the first patient number of PID-3; without one the feed",
        "a message's bytes as a gateway took them, acknowledged once they are here",
        feed="the feed that it came through",
        control_id="MSH-10",
    ),
    _of(RosterMarker, (Topic.RAW,), "the subject", "in every partition: a recipient has gained patient numbers"),
    _of(SearchRecord, (Topic.BACKFILL,), "the subject", "a search of one partition of hl7.raw, up to a marker"),
    _of(DecisionRecord, (Topic.DECISIONS,), "none", "what a person or another system enters"),
    _of(EntryRecord, (Topic.ENTRIES,), "none", "an entry of the trial's one order"),
    _of(FactRecord, (Topic.FACTS,), "the subject", "a version of a fact about a recipient"),
    Message(
        "assessments",
        "1.0",
        (Topic.ASSESSMENTS,),
        "the subject",
        "a recipient's newest assessment, as `graftwatch assess --json` has it",
        TypeAdapter(Assessment),
        {},
    ),
    _of(SignalRecord, (Topic.SIGNALS,), "the subject", "a signal that began, changed or ended"),
    _of(PageRecord, (Topic.PAGES,), "the subject; empty on a page about the service", "a page and its deliveries"),
    _of(DeliveryRecord, (Topic.DELIVERIES,), "the delivery's id", "what became of a delivery"),
    _of(RosterRecord, (Topic.ROSTER,), "the subject", "a recipient's patient numbers as they are now"),
    _of(QuarantineRecord, (Topic.QUARANTINE,), "the feed", "bytes that could not be read, with the reason"),
    _of(MigrationRecord, (Topic.MIGRATION,), "migration", "how far `graftwatch migrate` has come"),
    _of(FailedRecord, (None, Topic.DEAD_LETTER), "where it stood", "a record that failed in processing"),
    _other(
        ROW_SCHEMA,
        (Topic.STATE, Topic.OUTBOX),
        "[table, [primary key …]] as JSON",
        "a row of a role's store as JSON; its minor version is the store's own",
    ),
)
