"""Slack, incoming webhook. A person's own address is their webhook's URL.

A webhook's address is its secret. Slack says why it refuses in one word (`invalid_payload`, `no_service`,
`channel_is_archived` …), which is part of the reason.
"""

import re
from datetime import datetime

from graftwatch.adapters.senders.http import HttpClient, Reply, meaning
from graftwatch.adapters.senders.telling import Teller
from graftwatch.paging.payloads import slack_message
from graftwatch.pipeline.sender import Answer, Dispatch, Refused

WORD = re.compile(rb"[a-z_]{2,40}")


class SlackSender:
    """Posts a message for each page."""

    def __init__(self, client: HttpClient, url: str, teller: Teller) -> None:
        self._client = client
        self._url = url
        self._teller = teller

    async def send(self, dispatch: Dispatch, now: datetime) -> Answer:
        """Posts the page."""
        body = slack_message(self._teller.told(dispatch)).as_json()
        reply = await self._client.post(dispatch.address or self._url, body, {})
        return _meaning(reply, now) if isinstance(reply, Reply) else reply

    async def close(self) -> None:
        """Closes the connections."""
        await self._client.close()


def _meaning(reply: Reply, now: datetime) -> Answer:
    answer = meaning(reply, now)
    if isinstance(answer, Refused) and WORD.fullmatch(reply.body.strip()):
        return Refused(f"{answer.reason}: {reply.body.strip().decode()}")
    return answer
