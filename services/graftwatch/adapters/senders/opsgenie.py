"""Opsgenie, Alert API. A 202 means that the request will be processed; its id is kept for asking Opsgenie about it."""

import json
from datetime import datetime, timedelta

from graftwatch.adapters.senders.http import HttpClient, Reply, meaning, retry_after
from graftwatch.adapters.senders.telling import Teller
from graftwatch.paging.payloads import opsgenie_acknowledgements, opsgenie_requests
from graftwatch.pipeline.sender import Accepted, Answer, Dispatch, Unavailable

RATE_PERIOD = "X-RateLimit-Period-In-Sec"
"""How long Opsgenie counts requests before it takes new ones; said beside a 429, which has no Retry-After."""


class OpsgenieSender:
    """Posts the requests of each page, in order, and stops at the first that does not get through.

    Every request is safe to repeat: its alias is the page's dedup key. A person's own address is an API key.
    """

    def __init__(self, client: HttpClient, endpoint: str, api_key: str, teller: Teller) -> None:
        self._client = client
        self._endpoint = endpoint.rstrip("/")
        self._api_key = api_key
        self._teller = teller

    async def send(self, dispatch: Dispatch, now: datetime) -> Answer:
        """Posts the page's requests, or that somebody heard it."""
        headers = {"Authorization": f"GenieKey {dispatch.address or self._api_key}"}
        answer: Answer = Accepted()
        acknowledged = opsgenie_acknowledgements(dispatch.delivery.acknowledges)
        for request in acknowledged or opsgenie_requests(self._teller.told(dispatch)):
            reply = await self._client.post(self._endpoint + request.path, request.as_json().encode(), headers)
            answer = _meaning(reply, now) if isinstance(reply, Reply) else reply
            if not isinstance(answer, Accepted):
                return answer
        return answer

    async def close(self) -> None:
        """Closes the connections."""
        await self._client.close()


def _meaning(reply: Reply, now: datetime) -> Answer:
    match meaning(reply, now):
        case Accepted():
            return Accepted(_request_id(reply.body))
        case Unavailable(reason, None):
            return Unavailable(reason, _rate_period(reply, now))
        case answer:
            return answer


def _rate_period(reply: Reply, now: datetime) -> timedelta | None:
    return retry_after(reply.headers.get(RATE_PERIOD, ""), now)


def _request_id(body: bytes) -> str:
    try:
        said = json.loads(body)
    except ValueError:
        return ""
    request = said.get("requestId") if isinstance(said, dict) else None
    return f"request {request[:64]}" if isinstance(request, str) and request.isascii() and request.isprintable() else ""
