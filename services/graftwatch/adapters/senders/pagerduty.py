"""PagerDuty, Events API v2. A 202 means accepted; what PagerDuty does with it is PagerDuty's."""

from datetime import datetime

from graftwatch.adapters.senders.http import HttpClient
from graftwatch.adapters.senders.telling import Teller
from graftwatch.paging.payloads import pagerduty_acknowledgements, pagerduty_events
from graftwatch.pipeline.sender import Accepted, Answer, Dispatch

DELIVERIES_REMEMBERED = 1000
"""Of so many deliveries it is known how far they got; of an older one every event is sent again."""


class PagerDutySender:
    """Posts the events of each page, in order, and stops at the first that does not get through.

    The next attempt goes on there, so that a page of many events gets whole through a receiver so slow that one attempt
    has time for one event. Every event is safe to repeat, as after a crash: its dedup key is the page's. A person's own
    address is a routing key.
    """

    def __init__(self, client: HttpClient, endpoint: str, routing_key: str, teller: Teller) -> None:
        self._client = client
        self._endpoint = endpoint
        self._routing_key = routing_key
        self._teller = teller
        self._taken: dict[str, int] = {}

    async def send(self, dispatch: Dispatch, now: datetime) -> Answer:
        """Posts the page's events, or that somebody heard it."""
        key = dispatch.address or self._routing_key
        acknowledged = pagerduty_acknowledgements(dispatch.delivery.acknowledges, key)
        events = tuple(acknowledged or pagerduty_events(self._teller.told(dispatch), key))
        delivery = dispatch.delivery.id
        for event in events[self._taken.get(delivery, 0) :]:
            answer = await self._client.posted(self._endpoint, event.as_json().encode(), {}, now)
            if not isinstance(answer, Accepted):
                return answer
            self._note_taken(delivery)
        self._taken.pop(delivery, None)
        return Accepted()

    def _note_taken(self, delivery: str) -> None:
        self._taken[delivery] = self._taken.get(delivery, 0) + 1
        if len(self._taken) > DELIVERIES_REMEMBERED:
            del self._taken[next(iter(self._taken))]

    async def close(self) -> None:
        """Closes the connections."""
        await self._client.close()
