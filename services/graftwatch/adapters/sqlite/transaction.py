"""One way to begin and end a transaction, for every store."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class AskedConnection(sqlite3.Connection):
    """A connection that asks before a transaction is made durable; whoever is asked refuses by an exception.

    A replicated database carries its changed rows to the cluster then. In the embedded engine nobody is asked.
    """

    before_commit: Callable[[], None] | None = None


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """A transaction, durable when it ends, undone when an exception leaves it or it cannot be made durable."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        if isinstance(connection, AskedConnection) and connection.before_commit is not None:
            connection.before_commit()
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
