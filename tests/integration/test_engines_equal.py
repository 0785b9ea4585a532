"""Both engines give the same assessments and the same pages, to the byte, for the same entries.

One seed by default, `make soak` plays a second; SEEDS=50 plays fifty. Each seed is one trial.
"""

import os
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from random import Random

import pytest
from kafka import KafkaProducer

from assess_site import HANDLED_SECONDS, AssessSite
from embedded import Embedded
from graftwatch.adapters.kafka.names import Topic
from graftwatch.adapters.kafka.records.raw import RawFrame
from graftwatch.adapters.sqlite.state import SqliteState
from graftwatch.pipeline.journal import EntryKind, NewEntry
from graftwatch.protocol import Protocol
from graftwatch.simulator import simulate
from intake_desk import Worker
from replayed_entries import differences_from_entries
from running_service import until
from shared_kafka import SharedKafka
from simulated_journal import journal_of

ASKED = os.environ.get("SEEDS", "")
SEEDS = range(1, 1 + int(ASKED)) if ASKED else (1, pytest.param(2, marks=pytest.mark.soak))
LIVES = int(os.environ.get("LIVES", "3"))


def embedded(folder: Path, entries: Sequence[NewEntry]) -> tuple[list[str], list[str]]:
    """The assessments and pages of the embedded engine."""
    one = Embedded(folder)
    one.journal.append(entries)
    one.run()
    found = said(one.store)
    one.close()
    return found


def said(state: SqliteState) -> tuple[list[str], list[str]]:
    return [one.model_dump_json() for one in state.assessments()], [one.model_dump_json() for one in state.pages()]


def published(site: AssessSite) -> tuple[list[str], list[str]]:
    """The newest assessment of each recipient, and the pages, as the topics have them."""
    newest = {one.key: one.value.decode() for one in site.records(Topic.ASSESSMENTS)}
    told = {one.id: one.model_dump_json() for one in site.pages()}
    return [newest[key] for key in sorted(newest)], sorted(told.values())


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_the_same_entries_give_the_same_assessments_and_pages_whoever_is_killed(
    seed: int, kafka: SharedKafka, tmp_path: Path
) -> None:
    """Each seed is one trial; the leader is killed (-9) again and again in the midst of it."""
    entries = journal_of(simulate(seed, recipients=3, background=0, protocol=Protocol()))
    expected = embedded(tmp_path / "embedded", entries)
    random = Random(seed)
    with AssessSite(kafka, tmp_path / "kafka") as site:
        site.load(entries)
        for life in range(LIVES):
            copy, kill_at = site.start(f"{life % 2}"), random.randint(1, len(entries))
            until(lambda copy=copy, at=kill_at: copy.status().position >= at, HANDLED_SECONDS)
            copy.kill()
        copy = site.start("last")
        site.settled(copy)
        assert said(site.state(copy)) == expected
        assert published(site) == (expected[0], sorted(expected[1]))
        assert len(site.pages()) == len({one.id for one in site.pages()}), "a page is said once"
        copy.stop()
        assert differences_from_entries(site.settings, copy.folder / "state.db") == []


def of_messages(entries: Sequence[NewEntry]) -> list[NewEntry]:
    """The roster and the messages, without merges: what those teach is searched for, which takes its time on Kafka."""
    return [one for one in entries if one.kind is not EntryKind.DECISION and b"MRG|" not in one.content]


def send(site: AssessSite, frames: Sequence[NewEntry]) -> None:
    """As a gateway does."""
    with closing(KafkaProducer(bootstrap_servers=site.kafka.bootstrap, linger_ms=5)) as producer:
        for one in frames:
            headers = RawFrame(one.feed, one.control_id, one.received_at).headers()
            producer.send(site.names.topic(Topic.RAW), one.content, b"one", list(headers))
        producer.flush()


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_the_whole_way_from_the_frames_gives_the_same(seed: int, kafka: SharedKafka, tmp_path: Path) -> None:
    """With the messages of everybody else, of whom intake passes on only that their feed was heard."""
    entries = of_messages(journal_of(simulate(seed, recipients=3, days=20, background=0.8, protocol=Protocol())))
    expected = embedded(tmp_path / "embedded", entries)
    roster = [one for one in entries if one.kind is EntryKind.ROSTER]
    with AssessSite(kafka, tmp_path / "kafka", raw_partitions=1) as site:
        copy = site.start("one")
        site.load(roster)
        site.settled(copy)
        with closing(Worker(site.config, tmp_path, "intake").ready()) as intake:
            intake.holds(1)
            send(site, entries[len(roster) :])
            until(lambda: site.state(copy).watch_notes().state.newest == entries[-1].received_at, HANDLED_SECONDS)
            assert intake.stop() == 0
        site.settled(copy)
        assert said(site.state(copy)) == expected
        assert published(site) == (expected[0], sorted(expected[1]))
        assert site.end() < len(entries), "what concerns nobody goes no further than intake"
        copy.stop()
        assert differences_from_entries(site.settings, copy.folder / "state.db") == []
