"""The pager's role on a real broker, with real receivers: several copies share the pages, and none is lost.

A copy killed with `kill -9` in the middle of a storm repeats at most what it had under way; one that is stopped for
longer than its session delivers nothing more of what another copy has taken over.
"""

import signal
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from kafka_pagers import PARTITIONS, KafkaPagers, held, readiness
from local_pagerduty import LocalPagerDuty, local_pagerduty
from running_service import until
from shared_kafka import SharedKafka

STORM = 90
AT_ONCE = 2


@pytest.fixture
def pagerduty() -> Iterator[LocalPagerDuty]:
    with local_pagerduty() as one:
        yield one
        assert one.faults == []


def arrived(pagerduty: LocalPagerDuty) -> Counter[str]:
    return Counter(pagerduty.triggered())


def test_a_copy_killed_in_a_storm_of_pages_loses_none(
    tmp_path: Path, kafka: SharedKafka, pagerduty: LocalPagerDuty
) -> None:
    pagers = KafkaPagers(tmp_path, kafka, pagerduty.url, at_once=AT_ONCE)
    with pagers.copy("one").ready() as one, pagers.copy("two").ready() as two:
        until(lambda: held(one) + held(two) == PARTITIONS and held(one) > 0 and held(two) > 0)
        stories = pagers.stories(STORM)
        pagers.told(stories[: STORM // 2])
        until(lambda: len(arrived(pagerduty)) > STORM // 6)
        one.kill()
        pagers.told(stories[STORM // 2 :])
        until(lambda: len(arrived(pagerduty)) == STORM)
        until(lambda: held(two) == PARTITIONS)
        until(lambda: set(pagers.outcomes()) == {page.id for page in stories})
    repeated = [key for key, times in arrived(pagerduty).items() if times > 1]
    assert max(arrived(pagerduty).values()) <= 2
    assert len(repeated) <= AT_ONCE
    for said in pagers.outcomes().values():
        assert [(record.state, record.attempts) for record in said] == [("delivered", 1)]


def test_a_copy_that_was_stopped_delivers_nothing_that_another_has_taken_over(
    tmp_path: Path, kafka: SharedKafka, pagerduty: LocalPagerDuty
) -> None:
    pagers = KafkaPagers(tmp_path, kafka, pagerduty.url, at_once=AT_ONCE)
    stories = pagers.stories(20)
    with pagers.copy("one").ready() as one:
        until(lambda: held(one) == PARTITIONS)
        pagerduty.answering.clear()
        pagers.told(stories)
        until(lambda: len(arrived(pagerduty)) == AT_ONCE)
        under_way = set(arrived(pagerduty))
        one.process.send_signal(signal.SIGSTOP)
        pagerduty.answering.set()
        with pagers.copy("two").ready() as two:
            until(lambda: held(two) == PARTITIONS)
            until(lambda: len(arrived(pagerduty)) == len(stories))
            until(lambda: len(pagers.outcomes()) == len(stories))
            one.process.send_signal(signal.SIGCONT)
            until(lambda: held(one) + held(two) == PARTITIONS and held(one) > 0)
    assert {key for key, times in arrived(pagerduty).items() if times > 1} <= under_way


def test_what_failed_is_sent_again_where_somebody_asks(
    tmp_path: Path, kafka: SharedKafka, pagerduty: LocalPagerDuty
) -> None:
    pagers = KafkaPagers(tmp_path, kafka, pagerduty.url)
    [story] = pagers.stories(1)
    with pagers.copy("one").ready():
        pagers.told([story])
        until(lambda: arrived(pagerduty)[story.dedup_key] == 1)
        pagers.told([story])
        pagers.told([story], again=True)
        until(lambda: arrived(pagerduty)[story.dedup_key] == 2)
        until(lambda: len(pagers.outcomes().get(story.id, [])) == 3)
    assert [one.state for one in pagers.outcomes()[story.id]] == ["delivered", "waiting", "delivered"]


def test_the_pager_pages_by_itself_where_no_heartbeat_comes_and_only_once(
    tmp_path: Path, kafka: SharedKafka, pagerduty: LocalPagerDuty
) -> None:
    pagers = KafkaPagers(tmp_path, kafka, pagerduty.url, heartbeat=0.2, lag=2.0)
    with pagers.copy("one").ready() as one, pagers.copy("two").ready() as two:
        until(lambda: held(one) + held(two) == PARTITIONS and held(one) > 0 and held(two) > 0)
        until(lambda: len(arrived(pagerduty)) == 1)
        [event] = pagerduty.arrived
        assert "heartbeat" in str(event).lower()


def test_a_record_that_nobody_can_read_is_said_and_holds_up_no_page(
    tmp_path: Path, kafka: SharedKafka, pagerduty: LocalPagerDuty
) -> None:
    pagers = KafkaPagers(tmp_path, kafka, pagerduty.url)
    with pagers.copy("one").ready() as one:
        pagers.strange(b"{}", "pages/1.0")
        pagers.told(pagers.stories(3))
        until(lambda: len(arrived(pagerduty)) == 3)
        until(lambda: "cannot be read" in str(readiness(one)["because"]))


def test_a_page_of_a_newer_major_version_is_left_to_a_newer_pager(
    tmp_path: Path, kafka: SharedKafka, pagerduty: LocalPagerDuty
) -> None:
    pagers = KafkaPagers(tmp_path, kafka, pagerduty.url)
    with pagers.copy("one").ready() as one:
        pagers.strange(b"{}", "pages/2.0")
        assert one.process.wait(60.0) == 1
        assert "upgrade" in one.log()


def test_a_copy_that_is_told_to_stop_as_soon_as_it_is_ready_ends(
    tmp_path: Path, kafka: SharedKafka, pagerduty: LocalPagerDuty
) -> None:
    pagers = KafkaPagers(tmp_path, kafka, pagerduty.url)
    for _ in range(3):
        with pagers.copy("one").ready() as one:
            assert one.stop() == 0
