from collections.abc import Iterator
from pathlib import Path

import pytest

from contract.outbox_contract import OutboxContract
from graftwatch.adapters.sqlite.outbox import SqliteOutbox
from graftwatch.adapters.sqlite.state import SqliteState, open_state
from graftwatch.pipeline.outbox import Delivery, Outbox


class TestSqliteOutbox(OutboxContract):
    @pytest.fixture(autouse=True)
    def store(self, tmp_path: Path) -> Iterator[SqliteState]:
        connection = open_state(tmp_path / "state.db")
        self._connection = connection
        self._store = SqliteState(connection)
        yield self._store
        connection.close()

    @pytest.fixture
    def outbox(self, store: SqliteState) -> SqliteOutbox:
        del store
        return SqliteOutbox(self._connection)

    def put(self, outbox: Outbox, *deliveries: Delivery) -> None:
        with self._store.transaction():
            self._store.add_pages([one.page for one in deliveries], seq=1)
            outbox.add(deliveries)
