"""A feed's usual silence is learned from the journal by the detector, survives a restart, and tells of an outage."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from embedded import Embedded, temperature
from graftwatch.entrypoints.feed_settings import MllpFeed
from graftwatch.paging import PageReason
from graftwatch.pipeline.journal import EntryKind, NewEntry

MONDAY = datetime(2026, 6, 1, tzinfo=UTC)  # 09:00 in Tokyo; five working days of every hour are known after eight
LEARNING = (MllpFeed(name="laboratory", silence="learn"),)
OTHER = "ward"


def every_six_minutes(days: int) -> list[datetime]:
    return [MONDAY + timedelta(minutes=6 * number) for number in range(days * 240)]


def receive(one: Embedded, times: list[datetime], feed: str = "laboratory") -> None:
    nobody = temperature("N", MONDAY, "36.8", number="9")
    one.journal.append([NewEntry(at, EntryKind.FRAME, feed, "N", nobody) for at in times])


@pytest.mark.parametrize("restarts", [False, True], ids=["in one run", "with a restart each day"])
def test_an_outage_is_told_at_three_times_the_usual_silence_and_its_end(tmp_path: Path, *, restarts: bool) -> None:
    one = Embedded(tmp_path, LEARNING)
    days = every_six_minutes(8)
    for day in range(8):
        receive(one, days[day * 240 : (day + 1) * 240])
        one.run()
        if restarts:
            one.restart()
    assert one.pages == []
    down, back = days[-1], days[-1] + timedelta(hours=5)
    receive(one, [down + timedelta(minutes=minute) for minute in range(1, 300)], OTHER)
    receive(one, [back])
    one.run()
    assert [(page.reason, page.decided_at) for page in one.pages] == [
        (PageReason.FIRST, down + timedelta(minutes=18)),
        (PageReason.RESOLVED, back),
    ]
    assert "no message for 18 minutes, longer than is usual at this hour" in one.pages[0].summary
    assert "heard again after 5 h 0 min of silence" in one.pages[1].summary
    one.close()


def test_nothing_is_told_before_enough_is_learned(tmp_path: Path) -> None:
    one = Embedded(tmp_path, LEARNING)
    receive(one, every_six_minutes(3))
    receive(one, [MONDAY + timedelta(days=4)], OTHER)
    assert one.run() == []
    one.close()
