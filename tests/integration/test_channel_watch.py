"""A channel that cannot deliver is told of through the others, once, and once more when it works again."""

from datetime import timedelta
from pathlib import Path

import pytest

from embedded import TRANSPLANT, Embedded
from graftwatch.paging import HealthKind, PageReason, Trouble
from graftwatch.pipeline.channel_watch import tell_of_channels
from graftwatch.pipeline.channels import Channel
from graftwatch.pipeline.reach import Reach
from graftwatch.protocol import Paging

CHANNELS = (Channel("pager"), Channel("mail"))
FAILING = Trouble(HealthKind.CHANNEL_FAILING, "pager", "connection refused", TRANSPLANT)


@pytest.fixture
def engine(tmp_path: Path) -> Embedded:
    return Embedded(tmp_path)


def tell(engine: Embedded, troubles: tuple[Trouble, ...], minutes: int) -> list[tuple[PageReason, set[str]]]:
    outbox, now = engine.detection.outbox, TRANSPLANT + timedelta(minutes=minutes)
    pages = tell_of_channels(troubles, engine.store, outbox, Reach(CHANNELS), Paging(), now)
    return [(page.reason, {one.channel for one in outbox.of_page(page.id)}) for page in pages]


def test_a_failing_channel_is_told_once_and_its_end_is_told(engine: Embedded) -> None:
    both = {"pager", "mail"}
    assert tell(engine, (FAILING,), 1) == [(PageReason.FIRST, both)]
    assert tell(engine, (FAILING,), 2) == []
    assert tell(engine, (FAILING,), 16) == [(PageReason.REPEATED, both)]
    assert tell(engine, (), 20) == [(PageReason.RESOLVED, both)]
    assert tell(engine, (), 21) == []
    engine.close()


def test_nothing_is_told_while_every_channel_works(engine: Embedded) -> None:
    assert tell(engine, (), 1) == []
    assert engine.store.pages() == []
    engine.close()
