"""The pipeline's store and the outbox over a replicated database: the same suites, on a real broker."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from contract.outbox_contract import OutboxContract
from contract.state_contract import StateContract
from graftwatch.adapters.sqlite.outbox import SqliteOutbox
from graftwatch.adapters.sqlite.state import SqliteState
from graftwatch.pipeline.outbox import Delivery, Outbox
from replica_site import ReplicaSite, follows, store
from shared_kafka import SharedKafka


@pytest.fixture
def site(kafka: SharedKafka, tmp_path: Path) -> Iterator[ReplicaSite]:
    one = ReplicaSite(kafka, tmp_path)
    one.topics()
    yield one
    one.close()


class TestReplicatedState(StateContract):
    @pytest.fixture
    def store(self, site: ReplicaSite) -> SqliteState:
        self._leader, self._follower = site.leading("leader"), site.copy("follower")
        return store(self._leader)

    def again(self, store: SqliteState) -> SqliteState:
        """As another copy has it."""
        del store
        follows(self._follower, self._leader)
        return SqliteState(self._follower.connection)


class TestReplicatedOutbox(OutboxContract):
    @pytest.fixture(autouse=True)
    def both(self, site: ReplicaSite) -> Iterator[None]:
        """After each test another copy has the same outbox."""
        self._leader, follower = site.leading("leader"), site.copy("follower")
        yield
        follows(follower, self._leader)

    @pytest.fixture
    def outbox(self, both: None) -> SqliteOutbox:
        del both
        return SqliteOutbox(self._leader.connection)

    def put(self, outbox: Outbox, *deliveries: Delivery) -> None:
        with store(self._leader).transaction():
            store(self._leader).add_pages([one.page for one in deliveries], seq=1)
            outbox.add(deliveries)
