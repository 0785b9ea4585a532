"""pages and deliveries: what is to be told to whom, and what became of it."""

from typing import ClassVar

from pydantic import AwareDatetime

from graftwatch.adapters.kafka.records.envelope import Record
from graftwatch.paging import Page


class Told(Record):
    """One delivery of a page as it was decided: through which channel, to whom, and what it acknowledges.

    `again`: somebody asked that it be made once more although it ended.
    """

    name: ClassVar[str] = "told"

    channel: str
    person: str = ""
    added_at: AwareDatetime
    due_at: AwareDatetime
    acknowledges: tuple[str, ...] = ()
    again: bool = False


class PageRecord(Record):
    """A page and its deliveries; key: the subject, so that a story stays in order."""

    name: ClassVar[str] = "pages"

    page: Page
    deliveries: tuple[Told, ...]


class DeliveryRecord(Record):
    """What became of a delivery; key: its id.

    Attributes:
        id: of the delivery.
        page: id of the page.
        state: `waiting`, `delivered` or `failed`.
        reason: what the last attempt said, in words without secrets.
    """

    name: ClassVar[str] = "deliveries"

    id: str
    page: str
    channel: str
    person: str = ""
    state: str
    attempts: int
    due_at: AwareDatetime
    tried_since: AwareDatetime | None = None
    ended_at: AwareDatetime | None = None
    added_at: AwareDatetime
    reason: str = ""
    acknowledges: tuple[str, ...] = ()
