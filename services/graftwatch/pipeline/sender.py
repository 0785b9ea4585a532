"""The port of a channel: one attempt to hand a page over, and the port of whoever counts the outcomes.

A sender says what became of one attempt and decides nothing: how long to wait, when to give up and what goes
another way are the delivery's (adapters.senders.delivery).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from graftwatch.paging import Page, PageKind, Words
from graftwatch.pipeline.on_call import OnCall
from graftwatch.pipeline.outbox import Delivery


@dataclass(frozen=True, slots=True)
class Accepted:
    """The receiver took the page; `note` says what else it said."""

    note: str = ""


@dataclass(frozen=True, slots=True)
class Unavailable:
    """It did not get through now and may later; `retry_after` is what the receiver asked for, if it did."""

    reason: str
    retry_after: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """The receiver will never take this page as it is: wrong key, wrong address, not understood."""

    reason: str


GONE = "the on-call file has no such address any more"
"""The reason where a person or an address was taken out of the file; no fault of the channel."""

Answer = Accepted | Unavailable | Refused


@dataclass(frozen=True, slots=True)
class Dispatch:
    """A delivery with what is known only when it is sent.

    Attributes:
        delivery: what is to be delivered.
        address: the person's own address on this channel; empty: the channel's own.
        acknowledge_link: where this receiver acknowledges the page; empty for none.
        language: the language to tell it in; empty: the protocol's.
        wrong: with a heartbeat: what is known to be wrong with the service now, by kind.
    """

    delivery: Delivery
    address: str = ""
    acknowledge_link: str = ""
    language: str = ""
    wrong: tuple[str, ...] = ()

    @property
    def page(self) -> Page:
        """The page."""
        return self.delivery.page

    @property
    def words(self) -> Words:
        """The page's texts in the receiver's language."""
        return self.page.words(self.language)


Prepare = Callable[[Delivery, datetime], Dispatch | Refused]
"""Adds to a delivery what is known only when it is sent; or says why it can never be."""


def as_it_is(delivery: Delivery, now: datetime) -> Dispatch:
    """Adds nothing."""
    del now
    return Dispatch(delivery)


def at_own_address(prepare: Prepare, on_call: OnCall) -> Prepare:
    """Adds a person's own address and language, as the on-call file says when it is sent."""

    def prepared(delivery: Delivery, now: datetime) -> Dispatch | Refused:
        dispatch = prepare(delivery, now)
        if not delivery.person or isinstance(dispatch, Refused):
            return dispatch
        address = on_call.address_of(delivery.person, delivery.channel)
        if address is None:
            return Refused(GONE)
        return replace(dispatch, address=address, language=on_call.language_of(delivery.person) or dispatch.language)

    return prepared


class Sender(Protocol):
    """Hands pages to one channel."""

    async def send(self, dispatch: Dispatch, now: datetime) -> Answer:
        """One attempt. Reasons are words that a person can act on, without secrets and without the page's text.

        May be called again with the same delivery, which the receiver then sees under the same keys.
        """
        ...

    async def close(self) -> None:
        """Lets connections go."""
        ...


class DeliveryMetrics(Protocol):
    """Counts deliveries."""

    def attempted(self, channel: str, outcome: str, seconds_since_added: float, kind: PageKind) -> None:
        """An attempt ended `delivered`, `retried` or `failed`, so long after the delivery was put into the outbox."""
        ...

    def beaten(self, channel: str, outcome: str, at: datetime) -> None:
        """An attempt to deliver the heartbeat of a time ended `delivered`, `retried` or `failed`."""
        ...


class NoMetrics:
    """Counts nothing."""

    def attempted(self, channel: str, outcome: str, seconds_since_added: float, kind: PageKind) -> None:
        """Nothing."""

    def beaten(self, channel: str, outcome: str, at: datetime) -> None:
        """Nothing."""
