"""A channel that cannot deliver is told of through the others, once, and once more when it works again."""

from datetime import timedelta
from pathlib import Path

import pytest

from embedded import TRANSPLANT, Embedded
from graftwatch.paging import HealthKind, Page, PageReason, Trouble
from graftwatch.pipeline.channel_watch import LOST_AT_MOST, tell_of_channels
from graftwatch.pipeline.channels import Channel
from graftwatch.pipeline.outbox import Delivered, Delivery, Failed, Outcome
from graftwatch.pipeline.reach import Reach
from graftwatch.protocol import Paging
from paging_builders import page

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


def deliver(engine: Embedded, one: Page, *outcomes: tuple[str, Outcome], minutes: float) -> None:
    outbox, now = engine.detection.outbox, TRANSPLANT + timedelta(minutes=minutes)
    with engine.store.transaction():
        engine.store.add_pages([one], engine.store.position())
        outbox.add([Delivery(one, channel, now, now) for channel, _ in outcomes])
    for channel, outcome in outcomes:
        outbox.record(Delivery(one, channel, now, now).id, outcome, now)


def told(engine: Embedded, minutes: float) -> list[tuple[PageReason, HealthKind, str]]:
    now = TRANSPLANT + timedelta(minutes=minutes)
    pages = tell_of_channels((), engine.store, engine.detection.outbox, Reach(CHANNELS), Paging(), now)
    return [(one.reason, HealthKind(one.kind), one.details.because) for one in pages]


WRONG_KEY = Failed("the receiver answered 403 Forbidden")


def test_a_single_page_that_was_refused_is_told_at_once_though_later_ones_get_through(engine: Embedded) -> None:
    deliver(engine, page(), ("pager", WRONG_KEY), ("mail", Delivered()), minutes=1)
    deliver(engine, page(story="later"), ("pager", Delivered()), minutes=1.05)
    [(reason, kind, because)] = told(engine, 1.1)
    assert (reason, kind) == (PageReason.FIRST, HealthKind.CHANNEL_FAILING)
    assert because == "pager: a page was given up: the receiver answered 403 Forbidden"
    assert [reason for reason, _, _ in told(engine, 60)] == [PageReason.REPEATED]
    assert [reason for reason, _, _ in told(engine, 62)] == [PageReason.RESOLVED]
    engine.close()


def test_a_page_that_reached_nobody_is_told_by_its_words_until_it_was_sent_again(engine: Embedded) -> None:
    deliver(engine, page(), ("pager", WRONG_KEY), minutes=1)
    lost = next(because for _, kind, because in told(engine, 1.1) if kind is HealthKind.PAGE_LOST)
    assert lost == f"pager: not delivered (the receiver answered 403 Forbidden): {page().short}"
    again = Delivery(page(), "pager", TRANSPLANT, TRANSPLANT)
    engine.detection.outbox.again([again.id], TRANSPLANT + timedelta(minutes=3))
    ended = {(reason, kind) for reason, kind, _ in told(engine, 3)}
    assert (PageReason.RESOLVED, HealthKind.PAGE_LOST) in ended
    engine.close()


def test_that_a_page_about_a_lost_page_is_lost_too_makes_no_further_one(engine: Embedded) -> None:
    deliver(engine, page(subject="", kind=HealthKind.PAGE_LOST), ("pager", WRONG_KEY), minutes=1)
    assert [kind for _, kind, _ in told(engine, 1.1)] == [HealthKind.CHANNEL_FAILING]
    engine.close()


def test_lost_pages_beyond_the_limit_are_told_by_the_newest(engine: Embedded) -> None:
    for number in range(LOST_AT_MOST + 1):
        deliver(engine, page(story=f"story-{number:02}"), ("pager", WRONG_KEY), minutes=1 + number / 100)
    lost = [because for _, kind, because in told(engine, 2) if kind is HealthKind.PAGE_LOST]
    assert len(lost) == LOST_AT_MOST
    assert not [because for because in lost if page(story="story-00").id in because]
    engine.close()
