"""What a transaction changes: temporary triggers note the primary key of each row that is put in, changed or taken out.

The notes, and what is to be sent with them, stand in temporary tables of the leader's connection: a rollback takes both
back, and no other connection sees them. A note has a row of its own each time (no unique key), because a conflict
inside a trigger is resolved by the rule of the statement outside it. `INSERT OR REPLACE` that takes the place of a row
needs no recursive triggers: the new row has the key of the old one (`tables` refuses whatever else could be replaced).
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator

from graftwatch.adapters.kafka.names import Topic
from graftwatch.adapters.kafka.outgoing import Outgoing
from graftwatch.adapters.kafka.replica.rows import Change
from graftwatch.adapters.kafka.replica.tables import Table, listed, quoted

_OUTPUTS = """
CREATE TEMP TABLE replica_output (
    n INTEGER PRIMARY KEY, topic TEXT NOT NULL, key BLOB, value BLOB, headers TEXT NOT NULL, partition INTEGER
)
"""
_SEND = "INSERT INTO temp.replica_output (topic, key, value, headers, partition) VALUES (?, ?, ?, ?, ?)"


class Capture:
    """The notes of changes over a leader's connection.

    Args:
        connection: the one that changes are made on; not inside a transaction.
        tables: those that are watched.
    """

    def __init__(self, connection: sqlite3.Connection, tables: tuple[Table, ...]) -> None:
        self._db = connection
        self._noted = [_Noted(place, one) for place, one in enumerate(tables)]
        connection.execute(_OUTPUTS)
        for one in self._noted:
            one.begin(connection)

    def end(self) -> None:
        """Watches no longer."""
        for one in self._noted:
            one.end(self._db)
        self._db.execute("DROP TABLE temp.replica_output")

    def send(self, outgoing: Iterable[Outgoing]) -> None:
        """Keeps records that go with the transaction's rows."""
        for one in outgoing:
            headers = json.dumps([(name, value.hex()) for name, value in one.headers])
            self._db.execute(_SEND, (one.topic.value, one.key, one.value, headers, one.partition))

    def changes(self) -> list[Change]:
        """The rows that the open transaction changed, each as it is now; a table's in the order they were touched."""
        return [change for one in self._noted for change in one.changes(self._db)]

    def outputs(self) -> list[Outgoing]:
        """The records that go with them, in the order they were given."""
        rows = self._db.execute("SELECT topic, key, value, headers, partition FROM temp.replica_output ORDER BY n")
        return [
            Outgoing(
                Topic(topic), key, value, tuple((name, bytes.fromhex(held)) for name, held in json.loads(headers)), to
            )
            for topic, key, value, headers, to in rows
        ]

    def clear(self) -> None:
        """Forgets the notes; joins the open transaction."""
        for one in self._noted:
            one.clear(self._db)
        self._db.execute("DELETE FROM temp.replica_output")


class _Noted:
    """The notes about one table."""

    def __init__(self, place: int, table: Table) -> None:
        self._table = table
        self._notes = f"replica_changed_{place}"
        keys = tuple(f"k{number}" for number in range(len(table.key)))
        self._keys = listed(keys)
        same = " AND ".join(f"kept.{quoted(one)} = noted.{key}" for one, key in zip(table.key, keys, strict=True))
        first = f"SELECT min(n) AS n, {self._keys} FROM temp.{self._notes} GROUP BY {self._keys}"  # noqa: S608 - names
        self._read = (
            f"SELECT {listed(keys, 'noted.')}, kept.{quoted(table.key[0])} IS NOT NULL,"  # noqa: S608 - names
            f" {listed(table.columns, 'kept.')} FROM ({first}) AS noted"
            f" LEFT JOIN main.{quoted(table.name)} AS kept ON {same} ORDER BY noted.n"
        )

    def begin(self, connection: sqlite3.Connection) -> None:
        connection.execute(f"CREATE TEMP TABLE {self._notes} (n INTEGER PRIMARY KEY, {self._keys})")
        for event, sides in (("INSERT", ("new",)), ("UPDATE", ("old", "new")), ("DELETE", ("old",))):
            notes = " ".join(self._note(side) for side in sides)
            connection.execute(
                f"CREATE TEMP TRIGGER {self._notes}_{event} AFTER {event} ON main.{quoted(self._table.name)}"
                f" BEGIN {notes} END"
            )

    def end(self, connection: sqlite3.Connection) -> None:
        for event in ("INSERT", "UPDATE", "DELETE"):
            connection.execute(f"DROP TRIGGER temp.{self._notes}_{event}")
        connection.execute(f"DROP TABLE temp.{self._notes}")

    def clear(self, connection: sqlite3.Connection) -> None:
        connection.execute(f"DELETE FROM temp.{self._notes}")  # noqa: S608 - a name

    def changes(self, connection: sqlite3.Connection) -> Iterator[Change]:
        width = len(self._table.key)
        for row in connection.execute(self._read):
            kept = dict(zip(self._table.columns, row[width + 1 :], strict=True)) if row[width] else None
            yield Change(self._table.name, row[:width], kept)

    def _note(self, side: str) -> str:
        return f"INSERT INTO {self._notes} ({self._keys}) VALUES ({listed(self._table.key, side + '.')});"  # noqa: S608 - names
