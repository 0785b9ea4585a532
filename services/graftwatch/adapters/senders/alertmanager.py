"""Alertmanager, API v2, for pages about the service. Where several stand in for each other, each is told.

The page is told when one of them took it; they tell each other what they have sent to people, not what is wrong.
"""

from datetime import datetime, timedelta

from graftwatch.adapters.senders.http import HttpClient
from graftwatch.adapters.senders.telling import Teller
from graftwatch.paging.payloads import alertmanager_alerts
from graftwatch.pipeline.sender import Accepted, Answer, Dispatch

MISSED_RENEWALS = 4
"""An alert ends by itself when it was not posted again for so many times; Prometheus sends by the same factor."""


class AlertmanagerSender:
    """Posts an alert for each page, and again while it is open."""

    def __init__(
        self, client: HttpClient, addresses: tuple[str, ...], renewed_every: timedelta, teller: Teller
    ) -> None:
        self._client = client
        self._addresses = tuple(f"{one.rstrip('/')}/api/v2/alerts" for one in addresses)
        self._lasting = MISSED_RENEWALS * renewed_every
        self._teller = teller

    async def send(self, dispatch: Dispatch, now: datetime) -> Answer:
        """Posts the page to every Alertmanager; the answer of one that took it, else of the last."""
        body = alertmanager_alerts(self._teller.told(dispatch), now, self._lasting).as_json().encode()
        answers = [await self._client.posted(one, body, {}, now) for one in self._addresses]
        taken = sum(isinstance(one, Accepted) for one in answers)
        if 0 < taken < len(answers):
            return Accepted(f"{taken} of {len(answers)} Alertmanagers took it")
        return answers[-1]

    async def close(self) -> None:
        """Closes the connections."""
        await self._client.close()
