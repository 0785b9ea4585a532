"""Assess over a real broker: one copy leads, another takes over; every entry is concluded from once."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from kafka import KafkaProducer

from assess_site import AssessCopy, AssessSite
from embedded import blood_culture, enrolment, temperature, tokyo
from graftwatch.adapters.clock import SystemClock
from graftwatch.adapters.kafka.names import Topic
from graftwatch.adapters.kafka.records.envelope import trace_of
from graftwatch.adapters.kafka.records.failing import FailedRecord
from graftwatch.adapters.kafka.records.outcomes import RosterRecord, SignalRecord
from graftwatch.adapters.kafka.records.raw import RosterMarker, is_marker
from graftwatch.entrypoints.assess.status import TOO_MANY_DEAD_LETTERS, UNFIT
from graftwatch.findings import SignalKind
from graftwatch.paging import TrialKind
from graftwatch.pipeline.journal import EntryKind, NewEntry
from graftwatch.roster import HEARTBEAT_SUBJECT
from running_service import until
from shared_kafka import SharedKafka

BEGIN = tokyo(0, 10)
NOON = tokyo(6, 12)
PRIVATE = (b"4711", b"HOSP", b"PID", "山田".encode())


@pytest.fixture
def site(kafka: SharedKafka, tmp_path: Path) -> Iterator[AssessSite]:
    with AssessSite(kafka, tmp_path) as one:
        yield one


def enrol(subject: str = "S01", number: str = "4711", at: datetime = BEGIN) -> NewEntry:
    return NewEntry(at, EntryKind.ROSTER, "roster", "", enrolment(subject, number).model_dump_json().encode())


def culture(number: int, at: datetime = NOON, patient: str = "4711") -> NewEntry:
    said = blood_culture(
        f"C{number}",
        at,
        collected_at=at - timedelta(days=1),
        said="Escherichia coli",
        order=f"O{number}",
        number=patient,
    )
    return NewEntry(at, EntryKind.FRAME, "default", f"C{number}", said)


def warm(number: int, at: datetime) -> NewEntry:
    return NewEntry(at, EntryKind.FRAME, "default", f"T{number}", temperature(f"T{number}", at, "37.1"))


def decided(at: datetime, **said: object) -> NewEntry:
    line = json.dumps({"at": at.isoformat(), "by": "ward", **said})
    return NewEntry(at, EntryKind.DECISION, "decision", "", line.encode())


def page_kinds(site: AssessSite) -> list[str]:
    return [one.kind for one in site.pages()]


def test_what_it_concludes_stands_in_the_topics_and_names_nobody(site: AssessSite) -> None:
    site.load([enrol(), culture(1)])
    copy = site.start("one")
    site.settled(copy)
    assert page_kinds(site) == [SignalKind.BSI_CONFIRMED]
    [marker, *more] = [one for one in site.records(Topic.RAW) if is_marker(one.headers)]
    assert {one.partition for one in (marker, *more)} == {0, 1}
    read = RosterMarker.read(marker.value, marker.headers)
    assert (read.subject, read.numbers, read.cause, read.seq) == ("S01", ("4711",), "enrolled", 1)
    [roster] = [RosterRecord.read(one.value, one.headers) for one in site.records(Topic.ROSTER)]
    assert (roster.subject, roster.numbers) == ("S01", ("4711",))
    [message] = site.records(Topic.PAGES)
    trace = ("trace", trace_of("default", "C1", NOON).id.encode())
    assert trace in message.headers
    assert [one for one in site.records(Topic.FACTS) if trace not in one.headers] == []
    signals = [SignalRecord.read(one.value, one.headers) for one in site.records(Topic.SIGNALS)]
    assert ("S01", SignalKind.BSI_CONFIRMED, "open") in [(one.subject, one.kind, one.status) for one in signals]
    public = [
        one for topic in (Topic.FACTS, Topic.ASSESSMENTS, Topic.SIGNALS, Topic.PAGES) for one in site.records(topic)
    ]
    assert {one.topic.removeprefix(site.kafka.prefix) for one in public} == {"facts", "assessments", "signals", "pages"}
    assert [one for one in public for word in PRIVATE if word in one.value or word in (one.key or b"")] == []
    said = copy.status("metrics").metrics
    assert "graftwatch_leader 1.0" in said
    assert "graftwatch_entries_lag_records 0.0" in said
    assert copy.stop() == 0


def test_another_copy_takes_over_where_one_was_killed(site: AssessSite) -> None:
    """The third infection crosses the boundary under the second leader; two were counted by the first."""
    numbers = {"S01": "4711", "S02": "4712", "S03": "4713"}
    site.load([*(enrol(*one) for one in numbers.items()), culture(1), culture(2, patient="4712")])
    first = site.start("one")
    site.settled(first)
    second = site.start("two")
    site.settled(second)
    assert (first.leads(), second.leads()) == (True, False)
    versions = site.state(first).protocol_history()
    first.kill()
    site.load([culture(3, NOON + timedelta(days=20), patient="4713")])
    site.settled(second)
    assert second.leads()
    told = [one.id for one in site.pages()]
    assert len(set(told)) == len(told) > 1
    assert {one.id for one in site.state(second).pages()} == set(told)
    crossed = [one.id for one in site.pages() if one.kind is TrialKind.BOUNDARY_CROSSED]
    assert crossed == ["27b18128ae5e74cb"]  # of endpoint, rule and version alone: as the embedded engine names it
    assert site.state(second).protocol_history() == versions
    assert [one.version for one in versions] == ["1"]


def test_a_leader_that_slept_says_nothing_any_more(site: AssessSite) -> None:
    site.load([enrol()])
    first = site.start("one")
    site.settled(first)
    second = site.start("two")
    first.pause()
    site.load([culture(1)])
    until(second.leads)
    site.settled(second)
    first.resume()
    site.load([culture(2, NOON + timedelta(days=20))])
    for copy in (first, second):
        site.settled(copy)
    assert sorted([first.leads(), second.leads()]) == [False, True]
    assert [one.model_dump_json() for one in site.state(first).pages()] == [
        one.model_dump_json() for one in site.pages()
    ]


def raw_entry(site: AssessSite, value: bytes, schema: bytes) -> None:
    producer = KafkaProducer(bootstrap_servers=site.kafka.bootstrap)
    producer.send(site.names.topic(Topic.ENTRIES), value, headers=[("schema", schema)]).get(30)
    producer.close()


def test_a_record_that_cannot_be_read_stops_none_behind_it(site: AssessSite) -> None:
    site.load([enrol()])
    raw_entry(site, b"not JSON", b"entries/1.0")
    raw_entry(site, b"{}", b"pages/1.0")
    site.load([culture(1, SystemClock().now())])
    copy = site.start("one")
    site.settled(copy)
    assert SignalKind.BSI_CONFIRMED in page_kinds(site)
    dead = [FailedRecord.read(one.value, one.headers) for one in site.records(Topic.DEAD_LETTER)]
    assert [(one.topic, one.offset, one.content) for one in dead] == [("entries", 1, b""), ("entries", 2, b"")]


def test_a_record_of_a_newer_major_version_waits_for_a_newer_program(site: AssessSite) -> None:
    site.load([enrol()])
    raw_entry(site, b"{}", b"entries/2.0")
    copy = site.start("one")
    assert copy.process.wait(60) == UNFIT
    assert "has version '2.0'; this program understands 1.x" in copy.log()
    assert site.records(Topic.DEAD_LETTER) == []


def test_what_fails_is_tried_again_and_then_given_up(site: AssessSite) -> None:
    site.load([enrol(), decided(NOON, type="death", subject="S02"), decided(NOON, type="death", subject="S03")])
    copy = site.start("one")
    site.settled(copy)
    site.load([enrol("S02", "4712", NOON)])
    until(lambda: bool(site.records(Topic.DEAD_LETTER)))
    site.settled(copy)
    [dead] = [FailedRecord.read(one.value, one.headers) for one in site.records(Topic.DEAD_LETTER)]
    assert (dead.offset, dead.attempts) == (2, 3)
    state = site.state(copy)
    assert [one.died_on is not None for one in state.assessments()] == [False, True]
    assert [one.seq for one in state.dead_letters()] == [3]


def test_too_many_dead_letters_stop_it_loudly(kafka: SharedKafka, tmp_path: Path) -> None:
    with AssessSite(kafka, tmp_path, dead_letters_at_most=2) as site:
        site.load([decided(NOON, type="death", subject=f"S{number}") for number in range(3)])
        copy = site.start("one")
        assert copy.process.wait(60) == TOO_MANY_DEAD_LETTERS
        assert "3 entries failed within an hour (kafka.dead_letters_at_most is 2)" in copy.log()


def test_without_any_gateway_time_goes_on_and_the_first_roster_is_taken_once(
    kafka: SharedKafka, tmp_path: Path
) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text("subject,identifier,authority,transplanted_at\nS01,4711,HOSP,2026-06-01T10:00:00+09:00\n")
    with AssessSite(kafka, tmp_path / "kafka", "heartbeat_seconds = 1", clock="real") as site:
        copy = site.start("one", roster)
        until(lambda: site.end() >= 4)
        site.settled(copy)
        copy.stop()
        again = site.start("two", roster)
        site.settled(again)
        state = site.state(again)
        assert [one.subject for one in state.roster_changes()] == ["S01", HEARTBEAT_SUBJECT]
        assert not state.dead_letters()
        assert state.watch_notes().state.newest is not None
        assert SystemClock().now() - state.watch_notes().state.newest < timedelta(minutes=2)


def test_a_frame_that_was_tried_again_later_is_told_as_held_up(site: AssessSite) -> None:
    at = NOON + timedelta(minutes=10)
    site.load([enrol(), warm(1, at), culture(1)])
    copy: AssessCopy = site.start("one")
    site.settled(copy)
    [page] = [one for one in site.pages() if one.kind is SignalKind.BSI_CONFIRMED]
    assert (page.decided_at, page.found_late) == (at, NOON)
