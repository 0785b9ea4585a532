"""A row of a database as a record of its topic.

Key: `["fact", ["S01", …]]`, the table and the primary key's values. Value: the row by column names; none where the row
is gone. Bytes stand as `{"base64": "…"}`: no other value of a column is an object. The header `schema` has
`row/1.<version of the tables>`: a row of older tables lacks columns (they take their defaults), one of newer tables may
have columns and tables unknown here, which are passed over by whoever only reads; see `copy`.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterable
from typing import Final, NamedTuple

from graftwatch.adapters.kafka.faults import RecordRefused
from graftwatch.adapters.kafka.outgoing import Headers
from graftwatch.adapters.kafka.records.envelope import SCHEMA, check_schema

Value = str | int | float | bytes | None

NAME: Final = "row"
MAJOR: Final = 1
_BASE64: Final = "base64"


class Change(NamedTuple):
    """A row as it is after a transaction; None: it is gone."""

    table: str
    key: tuple[Value, ...]
    row: dict[str, Value] | None


BARRIER_KEY: Final = b'["",[]]'
"""The key of what a leader says when it begins to lead; no table has an empty name."""


def key_of(change: Change) -> bytes:
    """The record's key."""
    return _json([change.table, change.key])


def value_of(change: Change) -> bytes | None:
    """The record's value."""
    return None if change.row is None else _json(change.row)


def schema_headers(version: int) -> Headers:
    """The headers of rows of tables of a version (`user_version`)."""
    return ((SCHEMA, f"{NAME}/{MAJOR}.{version}".encode()),)


def tables_version(headers: Iterable[tuple[str, bytes]], place: str = "") -> int:
    """The version of the tables that a row is of.

    Raises:
        RecordTooNew: it is of a newer major version of rows.
        RecordRefused: it is no row.
    """
    given = list(headers)
    check_schema(NAME, f"{MAJOR}.0", given, place)
    _, _, minor = dict(given).get(SCHEMA, b"").partition(b".")
    return int(minor) if minor.isdigit() else 0


def read(key: bytes | None, value: bytes | None) -> Change:
    """The row of a record.

    Raises:
        RecordRefused: it cannot be read. The words name no content.
    """
    try:
        table, named = json.loads(key or b"")
        row = None if value is None else {str(name): _value(one) for name, one in json.loads(value).items()}
        return Change(str(table), tuple(_value(one) for one in named), row)
    except (ValueError, TypeError, AttributeError):
        raise RecordRefused("a record of a replicated database cannot be read") from None


def _json(what: object) -> bytes:
    text = json.dumps(what, ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=_bytes)
    return text.encode()


def _bytes(value: object) -> dict[str, str]:
    if isinstance(value, bytes):
        return {_BASE64: b64encode(value).decode()}
    raise TypeError(type(value).__name__)


def _value(value: object) -> Value:
    if isinstance(value, dict):
        return b64decode(value[_BASE64], validate=True)
    if value is None or isinstance(value, str | int | float):
        return value
    raise TypeError(type(value).__name__)
