"""What assess concludes, as records of its topics; no word in them names a person.

| topic | key | when |
| --- | --- | --- |
| facts | subject | a version of a fact became known, was said again, or lapsed |
| assessments | subject (compacted) | a recipient was assessed; as `graftwatch assess --json` has it |
| signals | subject | a signal began, changed or ended |
| roster | subject (compacted) | a recipient gained or lost a patient number |
| quarantine | feed | a message could not be read or attributed |
| dead-letter | its place in entries | an entry failed to the last retry; its content stands in entries alone |
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Final

from graftwatch.adapters.kafka.names import Topic
from graftwatch.adapters.kafka.outgoing import Outgoing
from graftwatch.adapters.kafka.records.envelope import Record, Trace, trace_of
from graftwatch.adapters.kafka.records.failing import FailedRecord, QuarantineRecord
from graftwatch.adapters.kafka.records.outcomes import FactRecord, RosterRecord, SignalRecord
from graftwatch.adapters.kafka.records.raw import RosterMarker
from graftwatch.assessment import Assessment
from graftwatch.facts import Fact, Statement
from graftwatch.facts.codec import encode
from graftwatch.findings import Signal
from graftwatch.pipeline.quarantine import NewQuarantined
from graftwatch.pipeline.state import DeadLetter, PutOffSearch
from graftwatch.roster import Recipient

ASSESSMENT_SCHEMA: Final = "assessments/1.0"
Clean = Callable[[str], str]
"""Strikes what is private out of a JSON document."""
ENDED: Final = "ended"
"""The status of a signal whose ground is gone."""


def fact_out(fact: Fact[Statement], clean: Clean, lapsed_at: datetime | None = None) -> Outgoing:
    """A version of a fact; one that lapsed counts no longer, until it is said again."""
    kind, statement = encode(fact.statement)
    record = FactRecord(
        subject=fact.subject,
        identity=fact.identity,
        kind=kind,
        statement=clean(statement.decode()),
        finality=fact.version.finality,
        stated_at=fact.version.stated_at,
        rank=fact.version.rank,
        content_hash=fact.version.content_hash,
        known_at=fact.known_at,
        feed=fact.source.feed,
        control_id=fact.source.control_id,
        lapsed_at=lapsed_at,
    )
    return _out(Topic.FACTS, fact.subject, record, trace_of(fact.source.feed, fact.source.control_id, fact.known_at))


def assessment_out(assessment: Assessment, clean: Clean) -> Outgoing:
    """An assessment, as it is published."""
    headers = _concluded(assessment.subject, assessment.as_of).headers(ASSESSMENT_SCHEMA)
    return Outgoing(
        Topic.ASSESSMENTS, assessment.subject.encode(), clean(assessment.model_dump_json()).encode(), headers
    )


def signals_out(subject: str, before: Iterable[Signal], after: Iterable[Signal], at: datetime) -> Iterator[Outgoing]:
    """The signals that began, changed or ended between two assessments of a recipient."""
    held, now = {one.id: one for one in before}, {one.id: one for one in after}
    for one in now.values():
        if held.get(one.id) != one:
            yield _signal(subject, one, one.status.value, at)
    for one in held.values():
        if one.id not in now:
            yield _signal(subject, one, ENDED, at)


def roster_out(recipient: Recipient, known_at: datetime) -> Outgoing:
    """A recipient's patient numbers as they are now."""
    record = RosterRecord(subject=recipient.subject, numbers=numbers_of(recipient), known_at=known_at)
    return _out(Topic.ROSTER, recipient.subject, record, _concluded(recipient.subject, known_at))


def numbers_of(recipient: Recipient) -> tuple[str, ...]:
    """The patient numbers by which a recipient's messages are known."""
    return tuple(sorted({one.value for one in recipient.identifiers}))


def markers_out(search: PutOffSearch, partitions: Sequence[int], at: datetime) -> Iterator[Outgoing]:
    """The marker of what a recipient gained, for every partition of hl7.raw."""
    marker = RosterMarker(
        subject=search.subject, numbers=tuple(sorted(search.numbers)), cause=search.cause, seq=search.before
    )
    out = _out(Topic.RAW, search.subject, marker, _concluded(search.subject, at))
    for partition in partitions:
        yield out._replace(partition=partition)


def quarantine_out(one: NewQuarantined) -> Outgoing:
    """A message for the quarantine."""
    return _out(Topic.QUARANTINE, one.feed, QuarantineRecord.of(one), trace_of(one.feed, "", one.at))


def dead_letter_out(letter: DeadLetter, offset: int, attempts: int) -> Outgoing:
    """An entry that was given up; what it says may name a person and stays where it is."""
    record = FailedRecord(
        topic=Topic.ENTRIES.value,
        partition=0,
        offset=offset,
        content=b"",
        reason=letter.reason,
        attempts=attempts,
        first_failed_at=letter.failed_at,
    )
    key = f"{Topic.ENTRIES.value}-0-{offset}"
    return _out(Topic.DEAD_LETTER, key, record, trace_of("assess", key, letter.failed_at))


def _signal(subject: str, signal: Signal, status: str, at: datetime) -> Outgoing:
    record = SignalRecord(
        subject=subject,
        id=signal.id,
        kind=signal.kind.value,
        severity=signal.severity,
        status=status,
        since=signal.since,
        reason=signal.reason,
        at=at,
    )
    return _out(Topic.SIGNALS, subject, record, _concluded(subject, at))


def _out(topic: Topic, key: str, record: Record, trace: Trace) -> Outgoing:
    return Outgoing(topic, key.encode(), record.value(), record.headers(trace))


def _concluded(subject: str, at: datetime) -> Trace:
    """What is concluded has no one message that it came from; its trace is the conclusion's."""
    return trace_of("assess", subject, at)
