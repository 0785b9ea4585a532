"""Random changes of all tables of state.db, in every way that SQL has; one seed, one history."""

import sqlite3
from collections.abc import Sequence
from random import Random

_TEXTS = ("", "S01", "S02", "日本 肝移植", 'a "quoted" one', "line\nline", "nul\0inside", "🩸" * 40)
_NUMBERS = (0, 1, 2, -1, 2**53 + 1, 2**62, -(2**63))
_KEYS = {"INTEGER": (1, 2, 3, 2**60), "TEXT": ("S01", "S02", "移植", ""), "BLOB": (b"", b"\0\xff", b"key")}


class RandomRows:
    """Changes over a connection, each inside the transaction that is open.

    Args:
        connection: to a store with the tables of state.db.
        seed: what to choose by.
        besides: tables that are left alone.
    """

    def __init__(self, connection: sqlite3.Connection, seed: int, besides: Sequence[str] = ()) -> None:
        self._db, self._random = connection, Random(seed)
        names = connection.execute(
            "SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name <> 'replica' ORDER BY name"
        )
        self._tables = {
            name: connection.execute('SELECT name, type, "notnull", pk FROM pragma_table_info(?)', (name,)).fetchall()
            for (name,) in names.fetchall()
            if name not in besides
        }

    def change(self, times: int) -> None:
        """So many changes."""
        for _ in range(times):
            table = self._random.choice(sorted(self._tables))
            if table == "audit":
                self._append(table)
            else:
                self._random.choice((self._put, self._put, self._upsert, self._update, self._move, self._delete))(table)

    def _append(self, table: str) -> None:
        (seq,) = self._db.execute("SELECT coalesce(max(seq), 0) + 1 FROM audit").fetchone()
        self._insert("INSERT", table, {**self._row(table), "seq": seq})

    def _put(self, table: str) -> None:
        self._insert(self._random.choice(("INSERT OR REPLACE", "INSERT OR IGNORE")), table, self._row(table))

    def _upsert(self, table: str) -> None:
        changed = ", ".join(f"{name} = excluded.{name}" for name in self._others(table))
        self._insert("INSERT", table, self._row(table), f" ON CONFLICT DO UPDATE SET {changed}")

    def _update(self, table: str) -> None:
        row, key = self._row(table), self._keys(table)[0]
        name = self._random.choice(self._others(table))
        what = self._random.choice((name, "?"))
        given = [row[name]] if what == "?" else []
        self._db.execute(f"UPDATE {table} SET {name} = {what} WHERE {key} = ?", [*given, row[key]])  # noqa: S608 - names

    def _move(self, table: str) -> None:
        one, other = self._row(table), self._row(table)
        keys = self._keys(table)
        to, same = (", ".join(f"{key} = ?" for key in keys), " AND ".join(f"{key} = ?" for key in keys))
        self._db.execute(
            f"UPDATE OR REPLACE {table} SET {to} WHERE {same}",  # noqa: S608 - names
            [row[key] for row in (one, other) for key in keys],
        )

    def _delete(self, table: str) -> None:
        row, keys = self._row(table), self._keys(table)
        chosen = keys[: self._random.randint(0 if self._random.random() < 0.1 else 1, len(keys))]
        where = " AND ".join(f"{key} = ?" for key in chosen) or "true"
        self._db.execute(f"DELETE FROM {table} WHERE {where}", [row[key] for key in chosen])  # noqa: S608 - names

    def _insert(self, how: str, table: str, row: dict[str, object], behind: str = "") -> None:
        names, marks = ", ".join(row), ", ".join("?" * len(row))
        self._db.execute(f"{how} INTO {table} ({names}) VALUES ({marks}){behind}", list(row.values()))

    def _row(self, table: str) -> dict[str, object]:
        return {
            name: self._value(table, name, kind, needed=bool(needed or place), key=place > 0)
            for name, kind, needed, place in self._tables[table]
        }

    def _value(self, table: str, name: str, kind: str, *, needed: bool, key: bool) -> object:
        if name == "only":
            return 1
        if (table, name) == ("page", "page"):
            return f'{{"dedup_key": "k{self._random.randint(1, 9)}"}}'
        if key:
            return self._random.choice(_KEYS[kind])
        if not needed and self._random.random() < 0.3:
            return None
        if kind == "BLOB":
            return self._random.randbytes(self._random.randint(0, 60))
        return self._random.choice(_NUMBERS if kind == "INTEGER" else _TEXTS)

    def _keys(self, table: str) -> list[str]:
        return [name for name, _, _, place in self._tables[table] if place]

    def _others(self, table: str) -> list[str]:
        return [name for name, _, _, place in self._tables[table] if not place]
