"""PagerDuty, Events API v2. A 202 means accepted; what PagerDuty does with it is PagerDuty's."""

from datetime import datetime

import httpx

from graftwatch.adapters.senders.http import posted
from graftwatch.paging.payloads import pagerduty_events
from graftwatch.pipeline.sender import Accepted, Answer, Dispatch


class PagerDutySender:
    """Posts the events of each page, in order, and stops at the first that does not get through.

    Every event is safe to repeat: its dedup key is the page's.
    """

    def __init__(self, client: httpx.AsyncClient, endpoint: str, routing_key: str) -> None:
        self._client = client
        self._endpoint = endpoint
        self._routing_key = routing_key

    async def send(self, dispatch: Dispatch, now: datetime) -> Answer:
        """Posts the page's events."""
        for event in pagerduty_events(dispatch.page, self._routing_key):
            answer = await posted(self._client, self._endpoint, event.as_json().encode(), {}, now)
            if not isinstance(answer, Accepted):
                return answer
        return Accepted()

    async def close(self) -> None:
        """Closes the connections."""
        await self._client.aclose()
