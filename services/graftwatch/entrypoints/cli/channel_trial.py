"""Trying a channel: a page that says it is a test, and at once the page that ends it, so that nothing stays open."""

import asyncio
from datetime import datetime

from graftwatch.adapters.senders.attempts import GRACE
from graftwatch.adapters.senders.channels import Route
from graftwatch.facts import pseudonymous_key
from graftwatch.findings import Severity
from graftwatch.paging import HealthKind, Page, PageDetails, PageReason, Words
from graftwatch.pipeline.outbox import Delivery
from graftwatch.pipeline.sender import Accepted, Dispatch

SAID = "graftwatch test page: nothing is wrong, nothing is to be done"
IN_JAPANESE = "graftwatchの試験通知：異常はなく、対応は不要です"


async def try_channel(route: Route, now: datetime) -> str:
    """Sends both pages through a channel; gives the fault in words, empty where they were taken."""
    first = _page(now)
    try:
        for page in (first, _end_of(first)):
            async with asyncio.timeout((route.channel.timeout + GRACE).total_seconds()):
                answer = await route.sender.send(Dispatch(Delivery(page, route.channel.name, now, now)), now)
            if not isinstance(answer, Accepted):
                return answer.reason
    except TimeoutError:
        return "no answer in time"
    finally:
        await route.sender.close()
    return ""


def _page(now: datetime) -> Page:
    story = f"test-{pseudonymous_key(now.isoformat())}"
    details = PageDetails(since=now, because="graftwatch doctor --test-page")
    return Page(
        id=pseudonymous_key(story, "1"),
        story=story,
        sequence=1,
        reason=PageReason.FIRST,
        severity=Severity.NOTIFY,
        kind=HealthKind.CHANNEL_FAILING,
        summary=SAID,
        short=SAID,
        details=details,
        also={"ja": Words(summary=IN_JAPANESE, short=IN_JAPANESE, details=details)},
        dedup_key=story,
        decided_at=now,
    )


def _end_of(page: Page) -> Page:
    return page.model_copy(
        update={
            "id": pseudonymous_key(page.story, "2"),
            "sequence": 2,
            "previous": page.id,
            "reason": PageReason.RESOLVED,
            "resolves": (page.dedup_key,),
        }
    )
