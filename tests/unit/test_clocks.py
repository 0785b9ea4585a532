"""The real clock and the replay's."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from graftwatch.adapters.clock import ReplayClock, SystemClock
from graftwatch.hl7.header import Header, read_header

START = datetime(2026, 3, 1, tzinfo=UTC)


def header(sent_at: str) -> Header:
    read = read_header(f"MSH|^~\\&|||||{sent_at}||ORU^R01|1\r".encode())
    assert isinstance(read, Header)
    return read


@pytest.mark.parametrize(
    ("sent_at", "received_at"),
    [
        pytest.param("20260302101500+0000", datetime(2026, 3, 2, 10, 15, tzinfo=UTC), id="a later time with offset"),
        pytest.param("20260302101500", datetime(2026, 3, 2, 1, 15, tzinfo=UTC), id="without offset: the feed's zone"),
        pytest.param("20260228235959+0000", START, id="an earlier time changes nothing"),
        pytest.param("", START, id="no time changes nothing"),
        pytest.param("99999999", START, id="an impossible time changes nothing"),
        pytest.param("\u0663\u0663", START, id="digits of another script change nothing"),
    ],
)
def test_a_replay_runs_by_the_messages(sent_at: str, received_at: datetime) -> None:
    clock = ReplayClock(START, ZoneInfo("Asia/Tokyo"))
    assert clock.received_at(header(sent_at)) == received_at
    assert clock.now() == received_at


def test_a_replay_never_goes_back() -> None:
    clock = ReplayClock(START)
    times = [clock.received_at(header(f"2026030{day}120000")) for day in (1, 5, 2, 3, 6, 4)]
    assert times == sorted(times)


def test_a_replay_can_be_advanced_but_not_set_back() -> None:
    clock = ReplayClock(START)
    clock.advance(timedelta(hours=1))
    clock.advance(timedelta(hours=-5))
    assert clock.now() == START + timedelta(hours=1)


def test_the_real_clock_is_aware_and_ignores_what_the_message_says() -> None:
    clock = SystemClock()
    before = clock.now()
    received_at = clock.received_at(header("20200101000000"))
    assert before <= received_at <= clock.now()
    assert received_at.utcoffset() == timedelta(0)
