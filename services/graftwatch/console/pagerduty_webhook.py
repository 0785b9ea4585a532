"""`POST /webhooks/pagerduty`: what people do with an incident at PagerDuty is an acknowledgement here.

PagerDuty repeats after 5xx, 429 and silence, never after another 4xx, and after some that were dropped it stops for a
day: so what is signed and readable is answered 202 whatever it means, and 503 is said only where it could not be kept.
"""

import asyncio
from collections.abc import Sequence
from http import HTTPStatus
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from graftwatch.adapters.sqlite.state import StateUnusable
from graftwatch.console.pagerduty_event import BODY_BYTES, SIGNATURE, Meaning, PagerDutyEvent, read_event, signed
from graftwatch.console.request_body import BodyTooLarge, BodyTooSlow, limited_body
from graftwatch.pipeline.acknowledging import Acknowledging, Hearing
from graftwatch.pipeline.acknowledging_metrics import AcknowledgingMetrics
from graftwatch.pipeline.audit import AuditItem, Happened
from graftwatch.pipeline.journal import JournalUnavailable

PATH: Final = "/webhooks/pagerduty"
RECEIVER: Final = "pagerduty"

_STATUS: Final = {
    "unsigned": HTTPStatus.UNAUTHORIZED,
    "too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "too_slow": HTTPStatus.REQUEST_TIMEOUT,
    "unreadable": HTTPStatus.BAD_REQUEST,
    "unavailable": HTTPStatus.SERVICE_UNAVAILABLE,
}


class PagerDutyWebhook:
    """Takes PagerDuty's events.

    Args:
        secrets: the signing secrets in force; several while one is exchanged.
        acknowledging: where acknowledgements go.
        metrics: counts what comes.
    """

    def __init__(self, secrets: Sequence[str], acknowledging: Acknowledging, metrics: AcknowledgingMetrics) -> None:
        self._secrets = tuple(secrets)
        self._acknowledging = acknowledging
        self._metrics = metrics

    def routes(self) -> list[Route]:
        """The routes; none where there is no secret, since nothing could be believed."""
        return [Route(PATH, self._post, methods=["POST"])] if self._secrets else []

    async def _post(self, request: Request) -> Response:
        try:
            outcome = await self._outcome(request)
        except BodyTooLarge:
            outcome = "too_large"
        except BodyTooSlow:
            outcome = "too_slow"
        except (JournalUnavailable, StateUnusable):
            outcome = "unavailable"
        self._metrics.webhook(RECEIVER, outcome)
        return Response(status_code=_STATUS.get(outcome, HTTPStatus.ACCEPTED))

    async def _outcome(self, request: Request) -> str:
        body = await limited_body(request, BODY_BYTES)
        if not signed(body, request.headers.getlist(SIGNATURE), self._secrets):
            return "unsigned"
        event = read_event(body)
        if event is None:
            return "unreadable"
        if event.meaning is Meaning.HEARD:
            return await asyncio.to_thread(self._acknowledge, event)
        if event.meaning is Meaning.NO_EFFECT and event.kind:
            await asyncio.to_thread(self._note, event)
        return event.meaning.value

    def _acknowledge(self, event: PagerDutyEvent) -> str:
        standing = self._acknowledging.standing_of_key(event.key) if event.key else None
        hearing = Hearing(event.by, RECEIVER, f"{RECEIVER}-{event.id}", event.at)
        return self._acknowledging.acknowledge(standing, hearing).outcome.value

    def _note(self, event: PagerDutyEvent) -> None:
        """Tells the audit what else was done with a page's incident: opened again, handed on, not heard in time."""
        standing = self._acknowledging.standing_of_key(event.key) if event.key else None
        if standing is not None:
            item = AuditItem(
                at=event.at or standing.page.decided_at,
                what=Happened.REPORTED,
                page=standing.page.id,
                story=standing.page.story,
                subject=standing.page.subject,
                by=event.by,
                through=RECEIVER,
                words=event.kind,
            )
            self._acknowledging.note(item, f"{RECEIVER}-{event.id}")
