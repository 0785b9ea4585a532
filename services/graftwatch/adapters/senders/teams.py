"""Microsoft Teams, webhook of a workflow. A person's own address is their workflow's URL.

A webhook's address is its secret. The older connectors, and workflows behind them, answer 200 although Teams refused,
and say so in the body with the status that Teams gave; that status counts.
"""

import re
from datetime import datetime

from graftwatch.adapters.senders.http import HttpClient, Reply, meaning
from graftwatch.adapters.senders.telling import Teller
from graftwatch.paging.payloads import teams_message
from graftwatch.pipeline.sender import Answer, Dispatch

REFUSED_INSIDE = re.compile(rb"HTTP error (\d{3})")


class TeamsSender:
    """Posts a card for each page."""

    def __init__(self, client: HttpClient, url: str, teller: Teller) -> None:
        self._client = client
        self._url = url
        self._teller = teller

    async def send(self, dispatch: Dispatch, now: datetime) -> Answer:
        """Posts the page."""
        body = teams_message(self._teller.told(dispatch)).as_json()
        reply = await self._client.post(dispatch.address or self._url, body, {})
        return meaning(_inside(reply), now) if isinstance(reply, Reply) else reply

    async def close(self) -> None:
        """Closes the connections."""
        await self._client.close()


def _inside(reply: Reply) -> Reply:
    refused = REFUSED_INSIDE.search(reply.body)
    return Reply(int(refused[1]), reply.headers) if refused and reply.status // 100 == 2 else reply  # noqa: PLR2004
