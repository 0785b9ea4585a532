"""A scrape of the trial's figures: 500 recipients planned for 1,000, every option, read from a store.

Milliseconds are the processor's. The detector works while nobody scrapes, so what a scrape takes is what a page may
wait; acknowledgements are given by another process.
"""

import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from sqlite3 import Connection
from time import process_time

from prometheus_client import CollectorRegistry, generate_latest
from rich.table import Table
from tests.bench.verdict import Line, table
from tests.large_trial import large_protocol, large_trial, newest

from graftwatch.adapters.prometheus.trial import TrialCollector
from graftwatch.adapters.sqlite.newest_assessments import NewestAssessments
from graftwatch.adapters.sqlite.state import open_state
from graftwatch.pipeline.trial_now import TrialMemo

RECIPIENTS = 500
UNCHANGED_MS, CHANGED_MS = 50.0, 200.0
_TOUCH = """UPDATE recipient SET assessment = json_set(assessment, '$.post_operative_day', ?) WHERE subject = ?"""


def scrape() -> Table:
    """The table: the first scrape, one where nothing changed, one where a recipient's assessment did."""
    trial, protocol = large_trial(RECIPIENTS), large_protocol()
    roster, as_of = [one for one, _ in trial], newest(trial)
    with tempfile.TemporaryDirectory() as folder, closing(open_state(Path(folder) / "state.db")) as connection:
        _fill(connection, [(held.subject, held.model_dump_json()) for _, held in trial])
        registry, read, memo = CollectorRegistry(), NewestAssessments(), TrialMemo()
        registry.register(TrialCollector(lambda: memo.now(roster, read.of(connection), protocol, as_of), lambda: 0.0))
        first = _milliseconds(lambda: generate_latest(registry))
        unchanged = min(_milliseconds(lambda: generate_latest(registry)) for _ in range(3))
        connection.execute(_TOUCH, (99, roster[7].subject))
        changed = _milliseconds(lambda: generate_latest(registry))
        said = generate_latest(registry)
    series = sum(bool(line) and not line.startswith(b"#") for line in said.splitlines())
    return table(
        f"a scrape of the trial's figures, {RECIPIENTS} recipients, {series:,} series, {len(said) / 1000:,.0f} kB",
        [
            Line("the first, boundaries solved", f"{first:.0f} ms"),
            Line("nothing changed", f"{unchanged:.0f} ms", f"< {UNCHANGED_MS:.0f} ms", unchanged < UNCHANGED_MS),
            Line("one recipient changed", f"{changed:.0f} ms", f"< {CHANGED_MS:.0f} ms", changed < CHANGED_MS),
        ],
    )


def _fill(connection: Connection, documents: list[tuple[str, str]]) -> None:
    connection.execute("BEGIN")
    connection.executemany("INSERT INTO recipient VALUES (?, ?, '{}', NULL)", documents)
    connection.execute("COMMIT")


def _milliseconds(work: Callable[[], object]) -> float:
    started = process_time()
    work()
    return (process_time() - started) * 1000
