"""The rows of an embedded service's state.db as records of `state` and of the pagers' `outbox`.

The detector's store goes over as it stands, row by row; only its position learns where the numbers of `entries` begin.
The pagers' store gets each page that has deliveries, and those, into the partition that its page's records go to: what
waits goes out from there, what went out is known to have.
"""

import sqlite3
from collections.abc import Callable, Iterator
from typing import Final

from graftwatch.adapters.kafka.names import Topic
from graftwatch.adapters.kafka.outgoing import Headers, Outgoing
from graftwatch.adapters.kafka.replica.rows import Change, Value, key_of, schema_headers, value_of
from graftwatch.adapters.kafka.replica.tables import Table, listed, quoted, tables_of

POSITION: Final = "position"
_OUTBOX: Final = ("page", "delivery")
_PAGES: Final = """
SELECT page.subject, page.id FROM page WHERE page.id IN (SELECT page FROM delivery) ORDER BY page.decided_at, page.id
"""


def rows_of(connection: sqlite3.Connection, base: int) -> Iterator[Outgoing]:
    """Every row of the store; `base` is the sequence number before the first record of entries.

    Raises:
        ClusterUnfit: a table cannot be replicated.
    """
    headers = _headers(connection)
    for table in tables_of(connection):
        for one in _rows(connection, table, "1", ()):
            row = one.row or {}
            yield _outgoing(
                Topic.STATE, one._replace(row={**row, "base": base}) if table.name == POSITION else one, headers
            )


def outbox_rows(connection: sqlite3.Connection, partition_of: Callable[[bytes], int]) -> Iterator[Outgoing]:
    """The rows of the pagers' stores: pages with their deliveries, each in the partition of its page's key."""
    headers = _headers(connection)
    page, delivery = (one for name in _OUTBOX for one in tables_of(connection) if one.name == name)
    for subject, page_id in connection.execute(_PAGES).fetchall():
        partition = partition_of((subject or "").encode())
        for one in (
            *_rows(connection, page, "id = ?", (page_id,)),
            *_rows(connection, delivery, "page = ?", (page_id,)),
        ):
            yield _outgoing(Topic.OUTBOX, one, headers, partition)


def _rows(connection: sqlite3.Connection, table: Table, where: str, values: tuple[str, ...]) -> Iterator[Change]:
    query = f"SELECT {listed(table.columns)} FROM {quoted(table.name)} WHERE {where} ORDER BY {listed(table.key)}"  # noqa: S608 - names
    for values_held in connection.execute(query, values):
        row: dict[str, Value] = dict(zip(table.columns, values_held, strict=True))
        yield Change(table.name, tuple(row[name] for name in table.key), row)


def _headers(connection: sqlite3.Connection) -> Headers:
    return schema_headers(int(connection.execute("PRAGMA user_version").fetchone()[0]))


def _outgoing(topic: Topic, change: Change, headers: Headers, partition: int = 0) -> Outgoing:
    return Outgoing(topic, key_of(change), value_of(change), headers, partition)
