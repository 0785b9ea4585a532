"""Both engines give the same assessments and the same pages, to the byte, for the same entries.

A few seeds by default; SEEDS=50 plays fifty. Each seed is one trial.
"""

import os
from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest

from assess_site import AssessSite
from embedded import Embedded
from graftwatch.adapters.kafka.names import Topic
from graftwatch.adapters.sqlite.state import SqliteState
from graftwatch.pipeline.journal import NewEntry
from graftwatch.protocol import Protocol
from graftwatch.simulator import simulate
from replayed_entries import differences_from_entries
from running_service import until
from shared_kafka import SharedKafka
from simulated_journal import journal_of

SEEDS = range(1, 1 + int(os.environ.get("SEEDS", "2")))
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
            until(lambda copy=copy, at=kill_at: copy.status().position >= at)
            copy.kill()
        copy = site.start("last")
        site.settled(copy)
        assert said(site.state(copy)) == expected
        assert published(site) == (expected[0], sorted(expected[1]))
        assert len(site.pages()) == len({one.id for one in site.pages()}), "a page is said once"
        copy.stop()
        assert differences_from_entries(site.settings, copy.folder / "state.db") == []
