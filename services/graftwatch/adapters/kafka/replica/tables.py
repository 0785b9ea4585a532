"""The tables of a database that can be replicated row by row.

A row's identity is its primary key, so each table must have one, without empty values, compared byte by byte and unique
alone: a second unique index would let one row push out another without either's key saying so.
"""

import sqlite3
from collections.abc import Iterator
from typing import Final, NamedTuple

from graftwatch.adapters.kafka.faults import ClusterUnfit

BOOKKEEPING: Final = "replica"
"""The copy's own table, which is never replicated; see `copy`."""


class Table(NamedTuple):
    """A table: its columns, those of its primary key in their order, and whether triggers of its own watch over it."""

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    guarded: bool


def tables_of(connection: sqlite3.Connection) -> tuple[Table, ...]:
    """The tables of a database, in the order they were made.

    Raises:
        ClusterUnfit: one cannot be replicated; the message says which and why.
    """
    names = connection.execute(
        "SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite~_%' ESCAPE '~'"
        " AND name <> ? ORDER BY rowid",
        (BOOKKEEPING,),
    )
    return tuple(_table(connection, name) for (name,) in names.fetchall())


def quoted(name: str) -> str:
    """A name as it stands in a statement."""
    return '"' + name.replace('"', '""') + '"'


def listed(names: tuple[str, ...], before: str = "") -> str:
    """Names with commas between, each after `before`."""
    return ", ".join(before + quoted(one) for one in names)


def _table(connection: sqlite3.Connection, name: str) -> Table:
    rows = connection.execute(
        'SELECT name, pk, "notnull" FROM pragma_table_xinfo(?) WHERE hidden = 0 ORDER BY cid', (name,)
    )
    columns = rows.fetchall()
    key = tuple(column for column, place, _ in sorted(columns, key=lambda one: one[1]) if place > 0)
    may_be_empty = any(place > 0 and not notnull for _, place, notnull in columns)
    for wrong in ("no primary key",) if not key else _wrong_indexes(connection, name, may_be_empty=may_be_empty):
        raise ClusterUnfit(f"table {name} has {wrong} and cannot be replicated")
    guarded = connection.execute(
        "SELECT 1 FROM main.sqlite_schema WHERE type = 'trigger' AND tbl_name = ?", (name,)
    ).fetchone()
    return Table(name, tuple(column for column, _, _ in columns), key, guarded is not None)


def _wrong_indexes(connection: sqlite3.Connection, name: str, *, may_be_empty: bool) -> Iterator[str]:
    [(with_row_numbers,)] = connection.execute("SELECT NOT wr FROM pragma_table_list(?) WHERE schema = 'main'", (name,))
    indexes = connection.execute('SELECT name, "unique", origin FROM pragma_index_list(?)', (name,)).fetchall()
    for index, unique, origin in indexes:
        if unique and origin != "pk":
            yield "a second unique index"
        if origin == "pk" and with_row_numbers and may_be_empty:
            yield "a primary key that may be empty"
        if origin == "pk":
            collations = connection.execute("SELECT DISTINCT coll FROM pragma_index_xinfo(?) WHERE key", (index,))
            if {collation for (collation,) in collations} - {"BINARY"}:
                yield "a primary key that is not compared byte by byte"
