import pytest

from contract.outbox_contract import OutboxContract
from graftwatch.pipeline.memory_outbox import MemoryOutbox


class TestMemoryOutbox(OutboxContract):
    @pytest.fixture
    def outbox(self) -> MemoryOutbox:
        return MemoryOutbox()
