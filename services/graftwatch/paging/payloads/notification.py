"""A page as a webhook posts it and as the file channel writes it."""

from typing import Literal

from pydantic import Field

from graftwatch.paging.page import Page
from graftwatch.paging.payloads.form import Payload


class PageNotification(Payload):
    """A page as a webhook posts it and as the file channel writes it, one JSON object.

    `version` changes only when a reader would have to; fields may be added. The same `delivery` may come again:
    a receiver keeps the id and takes it once.
    """

    version: Literal["1"] = "1"
    delivery: str = Field(description="id of this delivery; the same when it is repeated")
    page: Page
    person: str = Field(default="", description="who is told, a key of the on-call file; empty: nobody by name")
    acknowledge_link: str = Field(default="", description="where this receiver acknowledges the page, once")


def notification(page: Page, delivery: str, *, person: str = "", acknowledge_link: str = "") -> PageNotification:
    """The page for a webhook or a file."""
    return PageNotification(delivery=delivery, page=page, person=person, acknowledge_link=acknowledge_link)
