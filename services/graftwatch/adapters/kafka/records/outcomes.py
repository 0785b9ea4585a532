"""facts, signals and the roster, as assess publishes them; assessments are as `graftwatch.assessment` has them."""

from typing import ClassVar

from pydantic import AwareDatetime

from graftwatch.adapters.kafka.records.envelope import Record
from graftwatch.findings import Severity


class FactRecord(Record):
    """A version of a fact; key: the subject. `statement` is JSON, its shape by `kind`.

    `lapsed_at`, where it is set: the version counts no longer from then on, until it is said again; nobody says it any
    more (its message was withdrawn, or is another patient's).
    """

    name: ClassVar[str] = "facts"

    subject: str
    identity: str
    kind: str
    statement: str
    finality: int
    stated_at: AwareDatetime
    rank: int
    content_hash: str
    known_at: AwareDatetime
    feed: str
    control_id: str
    lapsed_at: AwareDatetime | None = None


class SignalRecord(Record):
    """A signal that began, changed or ended; key: the subject."""

    name: ClassVar[str] = "signals"

    subject: str
    id: str
    kind: str
    severity: Severity
    status: str
    since: AwareDatetime
    reason: str
    at: AwareDatetime


class RosterRecord(Record):
    """A recipient as enrolled now; key: the subject. `numbers` are the patient numbers that intake looks for."""

    name: ClassVar[str] = "roster"

    subject: str
    numbers: tuple[str, ...]
    known_at: AwareDatetime
