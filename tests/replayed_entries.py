"""Whether a copy of assess holds what the embedded detector makes of the same entries: row by row, to the byte.

Run by hand on any copy of a site: `python -m tests.replayed_entries SETTINGS.toml COPY/state.db`.
"""

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from graftwatch.adapters.kafka.assess.entries import EntryLog
from graftwatch.adapters.sqlite.journal import SqliteJournal
from graftwatch.adapters.sqlite.journal_reader import SqliteJournalReader
from graftwatch.adapters.sqlite.outbox import SqliteOutbox
from graftwatch.adapters.sqlite.quarantine import SqliteQuarantine
from graftwatch.adapters.sqlite.state import SqliteState, open_state
from graftwatch.entrypoints.assess.elsewhere import Elsewhere
from graftwatch.entrypoints.settings import Settings, load_settings
from graftwatch.entrypoints.wiring import DataFolder, intake_of, protocol_of, routes_of, watch_of
from graftwatch.pipeline.consequences import DetectorPorts
from graftwatch.pipeline.detector import Detector

LONG_AGO: Final = datetime(1970, 1, 2, tzinfo=UTC)
TABLES: Final = {
    "position": "seq",
    "roster_change": "*",
    "identity_statement": "*",
    "fact": "*",
    "lapse": "*",
    "frame": "*",
    "withdrawn": "*",
    "recipient": "*",
    "feed": "*",
    "usual_silence": "*",
    "traffic": "*",
    "unmapped": "*",
    "dead_letter": "*",
    "codes": "*",
    "service": "watch",
    "page": "*",
    "source": "*",
}
"""What the entries alone decide. Deliveries, their audit, and what is told of channels run by the clock."""
_BY_THE_CLOCK: Final = {
    "page": " WHERE page ->> '$.kind' NOT IN ('health.channel_failing', 'health.page_lost', 'health.heartbeat_missing',"
    " 'health.on_call', 'health.codes_faulty')",
    "source": " WHERE name NOT LIKE 'deliveries-%'",
}


def replayed(settings: Settings, until: int, folder: Path) -> Path:
    """The state that the embedded detector makes of the entries of a topic, up to a number; gives its file."""
    folder.mkdir(parents=True, exist_ok=True)
    journal = SqliteJournal(folder / "journal")
    log = EntryLog(settings.kafka, 0)
    log.begin(0, 0, LONG_AGO)
    while log.next_seq <= until:
        journal.copy([one for one in log.read(1.0) if one.seq <= until])
    log.close()
    journal.close()
    path = folder / "state.db"
    with closing(open_state(path)) as connection:
        detector = _detector(settings, connection, folder)
        while detector.run_batch() is not None:
            pass
    return path


def _detector(settings: Settings, connection: sqlite3.Connection, folder: Path) -> Detector:
    own = settings.model_copy(update={"data": folder})
    protocol = protocol_of(own)
    reader = SqliteJournalReader(folder / "journal")
    ports = DetectorPorts(
        journal=reader,
        search=Elsewhere(lambda _: None),
        store=SqliteState(connection),
        quarantine=SqliteQuarantine(folder / "quarantine.db"),
        outbox=SqliteOutbox(connection),
        channels=tuple(one.channel for one in routes_of(own, protocol, DataFolder(folder))),
        delivery_clock=lambda: LONG_AGO,
    )
    return Detector(ports, intake_of(own, protocol), watch_of(own, protocol))


def differences(one: Path, other: Path) -> Iterator[str]:
    """Each table whose rows differ, with the first rows that do."""
    with closing(_opened(one)) as first, closing(_opened(other)) as second:
        for table, columns in TABLES.items():
            query = f"SELECT {columns} FROM {table}{_BY_THE_CLOCK.get(table, '')}"  # noqa: S608 - constants
            here, there = (sorted(map(repr, db.execute(query))) for db in (first, second))
            if here != there:
                yield f"{table}: {len(here)} rows and {len(there)}"
                yield from (f"  only in the first: {row[:400]}" for row in [r for r in here if r not in there][:2])
                yield from (f"  only in the second: {row[:400]}" for row in [r for r in there if r not in here][:2])


def differences_from_entries(settings: Settings, state: Path) -> list[str]:
    """How a copy's state differs from what the embedded detector makes of the entries; nothing where it does not."""
    with closing(_opened(state)) as connection:
        until = SqliteState(connection).position()
    with TemporaryDirectory() as folder:
        return [*differences(state, replayed(settings, until, Path(folder) / "replay"))]


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{path}?mode=ro", uri=True)


if __name__ == "__main__":
    found = differences_from_entries(load_settings(Path(sys.argv[1])), Path(sys.argv[2]))
    sys.stdout.write("\n".join(found or ["the same"]) + "\n")
    sys.exit(bool(found))
