"""What is added to a delivery when it is sent: the link by which its receiver acknowledges."""

from datetime import datetime

from graftwatch.adapters.acknowledge_links import AcknowledgeLinks
from graftwatch.findings import Severity
from graftwatch.paging import Page
from graftwatch.pipeline.outbox import Delivery
from graftwatch.pipeline.sender import Dispatch, Prepare


def prepare_with(links: AcknowledgeLinks) -> Prepare:
    """Adds the link to what somebody must hear."""

    def prepare(delivery: Delivery, now: datetime) -> Dispatch:
        del now
        return Dispatch(delivery, acknowledge_link=links.link(delivery) if must_be_heard(delivery.page) else "")

    return prepare


def must_be_heard(page: Page) -> bool:
    """Whether a page waits for an acknowledgement: it wakes somebody, and ends nothing."""
    return page.severity is Severity.PAGE and not page.reason.ends
