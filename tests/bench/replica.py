"""A replicated database: what a transaction costs, and how fast another copy catches up.

One broker on the same machine, so a cluster's copies among themselves are not in it (each adds a round trip to every
transaction). `PYTHONPATH=tests python -m tests.bench --only replica`.
"""

import random
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from rich.table import Table
from tests.bench.verdict import Line, table

from kafka_cluster import KafkaCluster
from replica_site import ReplicaSite, store
from shared_kafka import SharedKafka

TRANSACTIONS = {1: 400, 10: 400, 100: 100}
MILLISECONDS_AT_MOST = 20.0
FRAME_BYTES = 1500
SEARCHED_FOR_SECONDS = 60.0
_PUT = (
    "INSERT OR REPLACE INTO frame (seq, subject, received_at, feed, control_id, content) VALUES (?, ?, 1, 'lab', ?, ?)"
)


def replica(rows: int, megabytes: int) -> Table:
    """The table: transactions, `rows` small ones to catch up with, and frames of so many megabytes."""
    lines: list[Line] = []
    with _site() as site:
        began = perf_counter()
        leader = site.leading("leader")
        lines.append(Line("taking the lead, nothing to follow", f"{(perf_counter() - began) * 1000:,.0f} ms"))
        for count, times in TRANSACTIONS.items():
            taken = [_transaction(site, count) for _ in range(times)]
            middle, high = statistics.median(taken), statistics.quantiles(taken, n=100)[98]
            met = middle <= MILLISECONDS_AT_MOST if count == 1 else None
            asked = f"p50 <= {MILLISECONDS_AT_MOST:.0f} ms" if count == 1 else ""
            measured = f"p50 {middle:.1f} ms, p99 {high:.1f} ms, {1000 / statistics.mean(taken):,.0f}/s"
            lines.append(Line(f"transaction of {count} rows of {FRAME_BYTES} B", measured, asked, met))
        leader.close()
    with _site() as site:
        lines += _catching_up(site, rows, 0, f"{rows:,} small rows")
    with _site() as site:
        frames = megabytes * 1024 * 1024 // FRAME_BYTES
        lines += _catching_up(site, frames, FRAME_BYTES, f"{megabytes:,} MB, {frames:,} frames")
    return table("a replicated database, one broker on the same machine", lines)


@contextmanager
def _site() -> Iterator[ReplicaSite]:
    with TemporaryDirectory() as folder, KafkaCluster(Path(folder) / "kafka") as cluster:
        site = ReplicaSite(SharedKafka(cluster, "bench."), Path(folder), session_seconds=SEARCHED_FOR_SECONDS)
        site.topics()
        yield site
        site.close()


def _transaction(site: ReplicaSite, rows: int) -> float:
    """Milliseconds of one."""
    leader, noise = site.copies[0], random.Random(rows).randbytes(FRAME_BYTES)
    began = perf_counter()
    with store(leader).transaction():
        leader.connection.executemany(_PUT, ((seq, "S01", f"C{seq}", noise) for seq in range(rows)))
    return (perf_counter() - began) * 1000


def _catching_up(site: ReplicaSite, rows: int, frame_bytes: int, what: str) -> list[Line]:
    leader, chance, at_once = site.leading("leader"), random.Random(1), 1000
    began = perf_counter()
    for first in range(0, rows, at_once):
        with store(leader).transaction():
            leader.connection.executemany(
                _PUT,
                (
                    (seq, f"S{seq % 200}", f"C{seq}", chance.randbytes(frame_bytes))
                    for seq in range(first, min(first + at_once, rows))
                ),
            )
    written = perf_counter() - began
    late = site.copy("late")
    began = perf_counter()
    late.lead()
    taken = perf_counter() - began
    assert late.connection.execute("SELECT count(*) FROM frame").fetchone() == (rows,)
    return [
        Line(f"writing {what}, {at_once} a transaction", f"{written:.1f} s, {rows / written:,.0f} rows/s"),
        Line(f"a new copy takes the lead over {what}", f"{taken:.1f} s, {rows / taken:,.0f} rows/s"),
    ]
