"""What the audit of pages tells of a delivery: that it was put in, each attempt that says something new, its end.

A receiver that is down for a day is asked hundreds of times and says the same each time: an attempt that failed as
the one before did is in the count of the next item, and not an item of its own.
"""

from datetime import datetime

from graftwatch.pipeline.audit import AuditItem, Happened
from graftwatch.pipeline.outbox import Delivery, DeliveryState

_BY_STATE = {
    DeliveryState.WAITING: Happened.RETRIED,
    DeliveryState.DELIVERED: Happened.DELIVERED,
    DeliveryState.FAILED: Happened.FAILED,
}


def added_item(delivery: Delivery) -> AuditItem:
    """The item of a delivery that was put into the outbox."""
    return _item(delivery, Happened.ADDED, delivery.added_at)


def attempt_items(before: Delivery, attempted: Delivery, now: datetime) -> list[AuditItem]:
    """The item of an attempt; none where it failed for the same reason as the one before."""
    same_again = attempted.state is DeliveryState.WAITING and before.attempts > 0 and before.reason == attempted.reason
    return [] if same_again else [_item(attempted, _BY_STATE[attempted.state], now)]


def _item(delivery: Delivery, what: Happened, at: datetime) -> AuditItem:
    page = delivery.page
    return AuditItem(
        at=at,
        what=what,
        page=page.id,
        story=page.story,
        subject=page.subject,
        channel=delivery.channel,
        person=delivery.person,
        attempts=delivery.attempts,
        words=_words(delivery),
    )


def _words(delivery: Delivery) -> str:
    heard = "says to the receiver that somebody heard" if delivery.acknowledges else ""
    return "; ".join(one for one in (heard, delivery.reason) if one)
