"""A process that leads a replicated database: `… BOOTSTRAP PREFIX FILE COUNT [DIES_AT WHERE]`.

It takes the lead, goes on from the position that it finds, and says `leads` and then each position on standard output.
Transaction number n changes the same rows whoever does it, and sends one page that says n. With DIES_AT it kills itself
(SIGKILL) in that transaction: `before` the cluster is asked, while the records are `made`, or `after` the cluster has
them and before SQLite does. It ends with 3 where the lead is lost.
"""

import os
import signal
import sqlite3
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from graftwatch.adapters.kafka.faults import LeadershipLost
from graftwatch.adapters.kafka.names import Topic
from graftwatch.adapters.kafka.outgoing import Outgoing
from graftwatch.adapters.kafka.replica import Change, Replica
from graftwatch.adapters.kafka.settings import KafkaSettings
from graftwatch.adapters.sqlite.state import SqliteState, open_state
from random_rows import RandomRows

LEAD_LOST = 3
PATIENCE_SECONDS = 20.0
CHANGES = 8


def work(store: SqliteState, connection: sqlite3.Connection, number: int) -> None:
    """What transaction `number` changes; joins the open transaction."""
    RandomRows(connection, number, besides=("position",)).change(CHANGES)
    store.move_to(number)


def page_of(number: int) -> Outgoing:
    """What transaction `number` sends."""
    return Outgoing(Topic.PAGES, f"S{number % 5}".encode(), str(number).encode())


def main(bootstrap: str, prefix: str, file: Path, count: int, dies: tuple[int, str]) -> None:
    dies_at, where = dies
    position = 0

    def die(at: str) -> None:
        if (position, at) == (dies_at, where):
            os.kill(os.getpid(), signal.SIGKILL)

    def opener(path: Path, before_commit: Callable[[], None]) -> sqlite3.Connection:
        def ask() -> None:
            die("before")
            before_commit()
            die("after")

        return open_state(path, before_commit=ask)

    def outputs(changes: Sequence[Change]) -> list[Outgoing]:
        del changes
        die("made")
        return []

    settings = KafkaSettings(bootstrap=(bootstrap,), prefix=prefix, session_seconds=PATIENCE_SECONDS)
    at = datetime(2026, 6, 1, tzinfo=UTC)
    replica = Replica(settings, Topic.STATE, 0, file, opener=opener, now=lambda: at, outputs=outputs)
    replica.open()
    replica.lead()
    say("leads")
    store = SqliteState(replica.connection)
    try:
        for position in range(store.position() + 1, count + 1):
            with store.transaction():
                work(store, replica.connection, position)
                replica.send(page_of(position))
            say(str(position))
    except LeadershipLost as lost:
        say(str(lost))
        sys.exit(LEAD_LOST)
    replica.close()


def say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    at_and_where = (int(sys.argv[5]), sys.argv[6]) if len(sys.argv) > 5 else (0, "")
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]), at_and_where)
