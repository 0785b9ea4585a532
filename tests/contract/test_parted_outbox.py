"""An outbox made of several parts stands as one, while parts come and go."""

from collections.abc import Sequence
from zlib import crc32

import pytest

from contract.outbox_contract import NOW, OutboxContract, delivery, ids
from graftwatch.pipeline.memory_outbox import MemoryOutbox
from graftwatch.pipeline.outbox import Delivered, Delivery, DeliveryState
from graftwatch.pipeline.parted_outbox import PartedOutbox

PARTS = 3


class Spread(PartedOutbox):
    """Three parts, each story in one of them, as a topic's partitions have it."""

    def __init__(self) -> None:
        super().__init__()
        self.parts = [MemoryOutbox() for _ in range(PARTS)]
        for number, part in enumerate(self.parts):
            self.take_over(number, part)

    def add(self, deliveries: Sequence[Delivery]) -> None:
        for one in deliveries:
            self.parts[crc32(repr(one.story).encode()) % PARTS].add([one])

    def beat(self, deliveries: Sequence[Delivery]) -> None:
        self.parts[0].beat(deliveries)


class TestPartedOutbox(OutboxContract):
    @pytest.fixture
    def outbox(self) -> PartedOutbox:
        return Spread()


def test_nothing_is_due_of_a_part_that_is_gone_and_its_outcome_is_let_go() -> None:
    outbox, part = PartedOutbox(), MemoryOutbox()
    part.add([delivery()])
    outbox.take_over(1, part)
    [under_way] = outbox.due("pager", NOW, 10)
    outbox.let_go(1)
    assert outbox.due("pager", NOW, 10) == []
    assert outbox.next_due("pager") is None
    outbox.record(under_way.id, Delivered(), NOW)
    assert part.deliveries[under_way.id].state is DeliveryState.WAITING


def test_a_part_that_comes_back_is_gone_on_with() -> None:
    outbox, part = PartedOutbox(), MemoryOutbox()
    part.add([delivery()])
    outbox.take_over(1, part)
    outbox.let_go(1)
    outbox.take_over(1, part)
    [one] = outbox.due("pager", NOW, 10)
    outbox.record(one.id, Delivered(), NOW)
    assert ids(outbox.due("pager", NOW, 10)) == []
    assert part.deliveries[one.id].state is DeliveryState.DELIVERED


def test_it_asks_whether_its_parts_are_still_its_own_before_it_gives_anything() -> None:
    part = MemoryOutbox()
    part.add([delivery()])
    outbox = PartedOutbox(confirm=lambda: outbox.let_go(1))
    outbox.take_over(1, part)
    assert outbox.due("pager", NOW, 10) == []
