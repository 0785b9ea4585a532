"""Deliveries as the topics `pages` and `deliveries` have them, and back."""

from collections.abc import Iterable, Sequence

from graftwatch.adapters.kafka.names import Topic
from graftwatch.adapters.kafka.outgoing import Outgoing
from graftwatch.adapters.kafka.records.envelope import Trace, trace_of
from graftwatch.adapters.kafka.records.paging import DeliveryRecord, PageRecord, Told
from graftwatch.paging import Page
from graftwatch.pipeline.outbox import Delivery, DeliveryState


def page_key(page: Page) -> bytes:
    """The key of a page's record: its subject, so that a story stays in order; of the service's own pages nothing."""
    return page.subject.encode()


def deliveries_in(record: PageRecord) -> list[Delivery]:
    """The deliveries of a page that were decided."""
    return [_delivery(record.page, one) for one in record.deliveries if not one.again]


def wanted_again(record: PageRecord) -> list[str]:
    """The ids of deliveries that somebody wants made once more."""
    return [_delivery(record.page, one).id for one in record.deliveries if one.again]


def pages_out(deliveries: Sequence[Delivery], *, again: bool = False) -> list[Outgoing]:
    """The records of deliveries that were decided, or are wanted once more; one a page."""
    by_page: dict[str, list[Delivery]] = {}
    for one in deliveries:
        by_page.setdefault(one.page.id, []).append(one)
    return [_page_out(of_page, again=again) for of_page in by_page.values()]


def delivery_out(delivery: Delivery) -> Outgoing:
    """The record of how a delivery stands now."""
    record = DeliveryRecord(
        id=delivery.id,
        page=delivery.page.id,
        channel=delivery.channel,
        person=delivery.person,
        state=delivery.state.value,
        attempts=delivery.attempts,
        due_at=delivery.due_at,
        tried_since=delivery.tried_since,
        ended_at=delivery.ended_at,
        added_at=delivery.added_at,
        reason=delivery.reason,
        acknowledges=delivery.acknowledges,
    )
    return Outgoing(Topic.DELIVERIES, delivery.id.encode(), record.value(), record.headers(_trace(delivery.page)))


def delivery_in(record: DeliveryRecord, page: Page) -> Delivery:
    """The delivery of a record, where its page is known."""
    return Delivery(
        page,
        record.channel,
        record.added_at,
        record.due_at,
        tried_since=record.tried_since,
        attempts=record.attempts,
        state=DeliveryState(record.state),
        reason=record.reason,
        ended_at=record.ended_at,
        person=record.person,
        acknowledges=record.acknowledges,
    )


def _delivery(page: Page, told: Told) -> Delivery:
    return Delivery(page, told.channel, told.added_at, told.due_at, person=told.person, acknowledges=told.acknowledges)


def _page_out(deliveries: Sequence[Delivery], *, again: bool) -> Outgoing:
    page = deliveries[0].page
    record = PageRecord(page=page, deliveries=tuple(_told(deliveries, again=again)))
    return Outgoing(Topic.PAGES, page_key(page), record.value(), record.headers(_trace(page)))


def _told(deliveries: Iterable[Delivery], *, again: bool) -> Iterable[Told]:
    for one in deliveries:
        yield Told(
            channel=one.channel,
            person=one.person,
            added_at=one.added_at,
            due_at=one.due_at,
            acknowledges=one.acknowledges,
            again=again,
        )


def _trace(page: Page) -> Trace:
    """A page is told apart by its id; what it came from stands in its evidence."""
    return trace_of("page", page.id, page.decided_at)
