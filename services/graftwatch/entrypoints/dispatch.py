"""What is added to a delivery when it is sent: the link by which its receiver acknowledges."""

from dataclasses import replace
from datetime import datetime

from graftwatch.adapters.acknowledge_links import AcknowledgeLinks
from graftwatch.findings import Severity
from graftwatch.paging import Page
from graftwatch.pipeline.outbox import Delivery
from graftwatch.pipeline.sender import Dispatch, Prepare, Refused


def with_link(prepare: Prepare, links: AcknowledgeLinks) -> Prepare:
    """Adds the link to what somebody must hear."""

    def prepared(delivery: Delivery, now: datetime) -> Dispatch | Refused:
        dispatch = prepare(delivery, now)
        if isinstance(dispatch, Refused) or not must_be_heard(delivery.page):
            return dispatch
        return replace(dispatch, acknowledge_link=links.link(delivery, dispatch.language))

    return prepared


def must_be_heard(page: Page) -> bool:
    """Whether a page waits for an acknowledgement: it wakes somebody, and ends nothing."""
    return page.severity is Severity.PAGE and not page.reason.ends
