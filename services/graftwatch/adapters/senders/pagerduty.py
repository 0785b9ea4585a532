"""PagerDuty, Events API v2. A 202 means accepted; what PagerDuty does with it is PagerDuty's."""

from datetime import datetime

from graftwatch.adapters.senders.http import HttpClient
from graftwatch.adapters.senders.telling import Teller
from graftwatch.paging.payloads import pagerduty_acknowledgements, pagerduty_events
from graftwatch.pipeline.sender import Accepted, Answer, Dispatch


class PagerDutySender:
    """Posts the events of each page, in order, and stops at the first that does not get through.

    Every event is safe to repeat: its dedup key is the page's. A person's own address is a routing key.
    """

    def __init__(self, client: HttpClient, endpoint: str, routing_key: str, teller: Teller) -> None:
        self._client = client
        self._endpoint = endpoint
        self._routing_key = routing_key
        self._teller = teller

    async def send(self, dispatch: Dispatch, now: datetime) -> Answer:
        """Posts the page's events, or that somebody heard it."""
        key = dispatch.address or self._routing_key
        acknowledged = pagerduty_acknowledgements(dispatch.delivery.acknowledges, key)
        for event in acknowledged or pagerduty_events(self._teller.told(dispatch), key):
            answer = await self._client.posted(self._endpoint, event.as_json().encode(), {}, now)
            if not isinstance(answer, Accepted):
                return answer
        return Accepted()

    async def close(self) -> None:
        """Closes the connections."""
        await self._client.close()
