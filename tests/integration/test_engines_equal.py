"""Both engines give the same assessments and the same pages, to the byte, for the same entries.

A few seeds by default; SEEDS=50 plays fifty. Each seed is one trial.
"""

import os
from pathlib import Path

import pytest

from assess_site import AssessSite
from embedded import Embedded
from graftwatch.adapters.kafka.names import Topic
from graftwatch.protocol import Protocol
from graftwatch.simulator import simulate
from shared_kafka import SharedKafka
from simulated_journal import journal_of

SEEDS = range(1, 1 + int(os.environ.get("SEEDS", "3")))


def embedded(folder: Path, entries: list) -> tuple[list[str], list[str]]:
    one = Embedded(folder)
    one.journal.append(entries)
    one.run()
    found = (
        [one.model_dump_json() for one in one.store.assessments()],
        [page.model_dump_json() for page in one.store.pages()],
    )
    one.close()
    return found


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_the_same_entries_give_the_same_assessments_and_pages(seed: int, kafka: SharedKafka, tmp_path: Path) -> None:
    entries = journal_of(simulate(seed, recipients=6, background=0, protocol=Protocol()))
    assessments, pages = embedded(tmp_path / "embedded", entries)
    with AssessSite(kafka, tmp_path / "kafka") as site:
        site.load(entries)
        copy = site.start("one")
        site.settled(copy)
        state = site.state(copy)
        assert [one.model_dump_json() for one in state.assessments()] == assessments
        assert [one.model_dump_json() for one in state.pages()] == pages
        newest = {one.key: one.value.decode() for one in site.records(Topic.ASSESSMENTS)}
        assert [newest[key] for key in sorted(newest)] == assessments
        assert sorted({one.model_dump_json() for one in site.pages()}) == sorted(pages)
