from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from contract.state_contract import StateContract
from graftwatch.adapters.sqlite.state import SqliteState, open_state


class TestStateInMemory(StateContract):
    """As replays and the backtest use it: nobody else sees it, and it ends with its connection."""

    @pytest.fixture
    def store(self) -> Iterator[SqliteState]:
        with closing(open_state(Path(":memory:"))) as connection:
            yield SqliteState(connection)

    def again(self, store: SqliteState) -> SqliteState:
        return store


class TestStateInAFile(StateContract):
    """As the embedded engine uses it."""

    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[SqliteState]:
        file = tmp_path / "state.db"
        with closing(open_state(file)) as connection, closing(open_state(file, read_only=True)) as reader:
            self._reader = SqliteState(reader)
            yield SqliteState(connection)

    def again(self, store: SqliteState) -> SqliteState:
        del store
        return self._reader
