"""The pager's answer to the service's own message: a page that no person is shown.

It is decided, put into the outbox and delivered as any page is, so that what arrives at the end of a channel has been
through all of it; a monitor that hears nothing any more raises the alarm. Each stands alone: a newer one replaces it.
"""

from datetime import datetime

from graftwatch.facts import pseudonymous_key
from graftwatch.findings import Severity
from graftwatch.paging.page import Page, PageDetails, PageReason, ServiceKind

STORY = "heartbeat"


def heartbeat_page(at: datetime) -> Page:
    """The page of a heartbeat that came at a time (aware)."""
    return Page(
        id=pseudonymous_key(STORY, at.isoformat()),
        story=STORY,
        sequence=1,
        reason=PageReason.FIRST,
        severity=Severity.LOG,
        kind=ServiceKind.HEARTBEAT,
        summary="heartbeat: this came through every stage of the service",
        short="heartbeat",
        details=PageDetails(since=at),
        dedup_key=f"graftwatch-{STORY}",
        decided_at=at,
    )
