"""Every record comes in as it went out; newer minor versions are read, newer major ones are refused."""

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import AwareDatetime

from graftwatch.adapters.kafka.faults import RecordRefused, RecordTooNew
from graftwatch.adapters.kafka.names import Topic
from graftwatch.adapters.kafka.outgoing import Outgoing
from graftwatch.adapters.kafka.records.entry import DecisionRecord, EntryRecord
from graftwatch.adapters.kafka.records.envelope import RECEIVED, SCHEMA, TRACE, Record, place_of, trace_of, with_trace
from graftwatch.adapters.kafka.records.failing import FailedRecord, QuarantineRecord
from graftwatch.adapters.kafka.records.outcomes import FactRecord, RosterRecord, SignalRecord
from graftwatch.adapters.kafka.records.paging import DeliveryRecord, PageRecord, Told
from graftwatch.adapters.kafka.records.raw import RawFrame, RosterMarker, is_marker, read_frame_headers
from graftwatch.adapters.kafka.records.searching import SearchRecord
from graftwatch.pipeline.journal import EntryKind
from paging_builders import page

AT = datetime(2026, 6, 4, 0, 30, 1, 250000, tzinfo=UTC)
TRACED = trace_of("laboratory", "LAB-000142", AT)
times = st.datetimes(
    min_value=datetime(1970, 1, 2),  # noqa: DTZ001 - the strategy adds the zone
    max_value=datetime(2200, 1, 1),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=9)), timezone(-timedelta(hours=3, minutes=30))]),
)
# JSON has no half of a surrogate pair, and no message, name or reason has one.
st.register_type_strategy(str, st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
st.register_type_strategy(AwareDatetime, times)
PLAIN: tuple[type[Record], ...] = (
    *(EntryRecord, DecisionRecord, QuarantineRecord, FailedRecord, FactRecord, RosterRecord, SignalRecord),
    *(DeliveryRecord, RosterMarker, SearchRecord, Told),
)
PAGE = page()


def records(kind: type[Record]) -> st.SearchStrategy[Record]:
    """Records of a kind, every field filled."""
    return st.builds(kind, **dict.fromkeys(kind.model_fields, ...))


def headers(record: Record, version: str = "") -> list[tuple[str, bytes]]:
    own = [one for one in record.headers(TRACED) if one[0] != SCHEMA]
    return [*own, (SCHEMA, f"{record.name}/{version or record.version}".encode())]


@pytest.mark.parametrize("kind", PLAIN, ids=lambda one: one.name)
@given(data=st.data())
def test_a_record_comes_in_as_it_went_out(kind: type[Record], data: st.DataObject) -> None:
    record = data.draw(records(kind))

    assert kind.read(record.value(), record.headers(TRACED)) == record


@given(told=st.lists(records(Told), max_size=3))
def test_a_page_comes_in_as_it_went_out(told: list[Told]) -> None:
    record = PageRecord(page=PAGE, deliveries=tuple(told))

    assert PageRecord.read(record.value(), record.headers(TRACED)) == record


@pytest.mark.parametrize("kind", PLAIN, ids=lambda one: one.name)
@given(data=st.data())
def test_a_newer_minor_version_is_read_and_what_it_adds_passed_over(kind: type[Record], data: st.DataObject) -> None:
    record = data.draw(records(kind))
    newer = json.dumps({**json.loads(record.value()), "added": {"later": [1]}}).encode()

    assert kind.read(newer, headers(record, "1.7")) == record


def test_a_field_added_deep_inside_a_page_holds_up_no_pager() -> None:
    """A page refuses unknown fields where people write it; a pager of the version before must still tell it."""
    record = PageRecord(page=PAGE, deliveries=(Told(channel="mail", added_at=AT, due_at=AT),))
    document = json.loads(record.value())
    document["page"]["added"] = document["page"]["details"]["added"] = document["deliveries"][0]["added"] = 1

    assert PageRecord.read(json.dumps(document).encode(), headers(record, "1.1")) == record


@pytest.mark.parametrize("kind", [*PLAIN, PageRecord], ids=lambda one: one.name)
@pytest.mark.parametrize("version", ["2.0", "10.3", "", ".1", "one.2", "²"])
def test_a_newer_major_version_is_refused_with_its_place_and_what_is_understood(
    kind: type[Record], version: str
) -> None:
    said = [(SCHEMA, f"{kind.name}/{version}".encode())]

    with pytest.raises(RecordTooNew) as told:
        kind.read(b"{}", said, place_of("t.entries", 0, 4711))

    assert str(told.value).startswith("t.entries, partition 0, offset 4711: a record of ")
    assert "this program understands 1.x and older" in str(told.value)


def test_another_kind_of_record_is_refused() -> None:
    record = RosterRecord(subject="S01", numbers=("1001",), known_at=AT)

    with pytest.raises(RecordRefused, match="a record of 'roster' where signals belongs"):
        SignalRecord.read(record.value(), record.headers(TRACED))


@pytest.mark.parametrize("value", [b"", b"no JSON", b"[]", b"{}", b'{"numbers": "1001", "subject": 7}', b"\xff"])
def test_what_cannot_be_read_is_refused_in_words_that_hold_none_of_it(value: bytes) -> None:
    with pytest.raises(RecordRefused) as told:
        RosterRecord.read(value, [], place_of("roster", 0, 1))

    assert type(told.value) is RecordRefused
    assert str(told.value).startswith("roster, partition 0, offset 1: a record of roster cannot be read: ")
    assert "1001" not in str(told.value)


def test_a_record_that_says_no_version_is_taken_by_its_fields() -> None:
    """Other systems may enter decisions by a plain producer."""
    record = DecisionRecord(at=AT, kind=EntryKind.DECISION, feed="ward", content=b"{}")

    assert DecisionRecord.read(record.value(), []) == record


@given(feed=st.from_type(str), control_id=st.from_type(str), received=times)
def test_a_frame_is_known_by_its_headers_alone(feed: str, control_id: str, received: datetime) -> None:
    frame = RawFrame(feed, control_id, received)

    assert read_frame_headers(frame.headers()) == frame
    assert not is_marker(frame.headers())


def test_a_marker_among_the_frames_is_known_as_one() -> None:
    marker = RosterMarker(subject="S01", numbers=("1001",), cause="learnt", seq=7)

    assert is_marker(marker.headers(TRACED))
    with pytest.raises(RecordRefused):
        read_frame_headers(marker.headers(TRACED))


@pytest.mark.parametrize("missing", ["feed", "control-id", "received"])
def test_a_frame_without_its_headers_is_refused_with_its_place(missing: str) -> None:
    held = [one for one in RawFrame("laboratory", "1", AT).headers() if one[0] != missing]

    with pytest.raises(RecordRefused, match=r"^hl7.raw, partition 3, offset 9: a frame in hl7.raw lacks its headers"):
        read_frame_headers(held, place_of("hl7.raw", 3, 9))


@given(feed=st.from_type(str), control_id=st.from_type(str), received=times)
def test_a_trace_is_the_same_whoever_works_it_out_in_whatever_zone(
    feed: str, control_id: str, received: datetime
) -> None:
    here = trace_of(feed, control_id, received).id

    assert here == trace_of(feed, control_id, received.astimezone(timezone(timedelta(hours=9)))).id
    assert here != trace_of(feed, control_id, received + timedelta(microseconds=1)).id
    assert here != trace_of(f"{feed}x", control_id, received).id
    assert len(here) == 16


def test_a_trace_shows_nothing_of_its_message() -> None:
    trace = trace_of("laboratory", "PATIENT-1001-20260604", AT).id

    assert not {"1001", "20260604"} & {trace[at : at + size] for size in (4, 8) for at in range(16)}


def test_what_a_message_led_to_takes_its_trace_and_time() -> None:
    record = RosterRecord(subject="S01", numbers=(), known_at=AT)
    concluded = Outgoing(Topic.ROSTER, b"S01", record.value(), record.headers(trace_of("assess", "S01", AT)))

    told = dict(with_trace(concluded, TRACED).headers)

    assert told[TRACE] == TRACED.id.encode()
    assert told[RECEIVED] == b"2026-06-04T00:30:01.250000+00:00"
    assert told[SCHEMA] == b"roster/1.0"
