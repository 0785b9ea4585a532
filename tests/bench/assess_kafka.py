"""Assess on Kafka: entries a second of the one that leads, from an entry to its page's record, and a takeover.

One broker on the same machine. `PYTHONPATH=tests python -m tests.bench --only assess-kafka`.
"""

import statistics
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from kafka import KafkaConsumer, TopicPartition
from rich.table import Table
from tests.bench.verdict import Line, table

from assess_site import AssessSite
from embedded import Embedded, blood_culture, enrolment, tokyo
from graftwatch.adapters.kafka.names import Topic
from graftwatch.adapters.kafka.records.paging import PageRecord
from graftwatch.pipeline.journal import EntryKind, NewEntry
from graftwatch.protocol import Protocol
from graftwatch.simulator import simulate
from kafka_cluster import KafkaCluster
from running_service import until
from shared_kafka import SharedKafka
from simulated_journal import journal_of

MILLISECONDS_AT_MOST = 50.0
TAKEOVER_SECONDS_AT_MOST = 15.0
PARTITIONS = 3
SPACED = timedelta(minutes=1)


def assess_on_kafka(recipients: int, cultures: int) -> Table:
    """The table: a simulated trial of so many recipients, then so many cultures one at a time."""
    lines: list[Line] = []
    entries = journal_of(simulate(1, recipients=recipients, background=0, protocol=Protocol()))
    with TemporaryDirectory() as folder:
        one = Embedded(Path(folder) / "embedded")
        one.journal.append(entries)
        began = perf_counter()
        one.run()
        embedded = len(entries) / (perf_counter() - began)
        one.close()
    lines.append(Line("the embedded detector, the same entries", f"{embedded:,.0f} entries/s"))
    with _site() as site:
        site.load(entries)
        began = perf_counter()
        copy = site.start("one")
        until(copy.leads)
        lines.append(Line("from a process' start to its lead", f"{perf_counter() - began:.1f} s"))
        began, before = perf_counter(), copy.status().position
        site.settled(copy)
        rate = (len(entries) - before) / (perf_counter() - began)
        lines.append(Line("the leader, all of a backlog", f"{rate:,.0f} entries/s ({rate / embedded:.0%} of embedded)"))
        taken = [one * 1000 for one in _pages(site, entries[-1].received_at, cultures)]
        middle, high = statistics.median(taken), statistics.quantiles(taken, n=100)[98]
        measured = f"p50 {middle:.1f} ms, p99 {high:.1f} ms"
        asked = f"p50 < {MILLISECONDS_AT_MOST:.0f} ms"
        lines.append(Line("from an entry to its page's record", measured, asked, middle < MILLISECONDS_AT_MOST))
        other = site.start("two")
        site.settled(other)
        began = perf_counter()
        copy.kill()
        until(other.leads)
        over = perf_counter() - began
        lines.append(
            Line(
                "killed, until another leads (session 3 s)",
                f"{over:.1f} s",
                "<= 15 s",
                over <= TAKEOVER_SECONDS_AT_MOST,
            )
        )
    return table("assess on Kafka, one broker on the same machine", lines)


def _pages(site: AssessSite, after: datetime, count: int) -> Iterator[float]:
    """Seconds from a culture's entry to the page's record, each of a recipient of its own."""
    begin = max(after, tokyo(6, 12))
    enrolled = [enrolment(f"P{number:03}", f"77{number:03}") for number in range(count)]
    site.load([NewEntry(begin, EntryKind.ROSTER, "roster", "", one.model_dump_json().encode()) for one in enrolled])
    site.settled(site.copies[0])
    topic = site.names.topic(Topic.PAGES)
    options = {"group_id": None, "enable_auto_commit": False, "isolation_level": "read_committed"}
    with closing(KafkaConsumer(bootstrap_servers=site.kafka.bootstrap, **options)) as consumer:
        places = [TopicPartition(topic, one) for one in range(PARTITIONS)]
        consumer.assign(places)
        consumer.seek_to_end()
        for one in places:
            consumer.position(one)
        for number in range(count):
            at = begin + SPACED * (number + 1)
            order, patient = f"P{number}", f"77{number:03}"
            said = blood_culture(
                order, at, collected_at=tokyo(5, 8), said="Escherichia coli", order=order, number=patient
            )
            began = perf_counter()
            site.load([NewEntry(at, EntryKind.FRAME, "default", f"P{number}", said)])
            _until_paged(consumer, f"P{number:03}")
            yield perf_counter() - began


def _until_paged(consumer: KafkaConsumer, subject: str) -> None:
    while True:
        for records in consumer.poll(timeout_ms=1000).values():
            for one in records:
                if PageRecord.read(one.value, one.headers).page.subject == subject:
                    return


@contextmanager
def _site() -> Iterator[AssessSite]:
    with (
        TemporaryDirectory() as folder,
        KafkaCluster(Path(folder) / "kafka") as cluster,
        AssessSite(SharedKafka(cluster, "bench."), Path(folder) / "site") as site,
    ):
        yield site
