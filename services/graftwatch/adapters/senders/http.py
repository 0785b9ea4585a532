"""What an HTTP receiver's answer means, for every channel that posts.

Accepted: 2xx. Later: 429 and 503 (after the time they ask for), any other 5xx, 408 and 425, and no answer at all, a
certificate that is not trusted among them, for it is mended at the receiver's side. Never: every other 4xx and
redirects, since the same request would get the same answer. A 401 or 403 is a wrong key: a person must mend it.

The whole attempt ends within the time-out, look-up of the name and a receiver that dribbles included. The status is
the answer: where it came and the rest of the response does not, or is endless, the status counts.
"""

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus

import httpx

from graftwatch.adapters.senders.certificates import distrust
from graftwatch.pipeline.sender import Accepted, Answer, Refused, Unavailable

LATER = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS})
LONGEST_WAIT_ASKED = timedelta(hours=1)
"""A receiver that asks for more is asked again after this; a page must not be put off by a broken header."""
RESPONSE_BYTES = 64 * 1024
"""So much of a response is read; receivers answer in some hundred bytes."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A receiver's answer: its status, its headers, and the beginning of its body."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""


class HttpClient:
    """Posts, within a time for the whole exchange.

    It follows no redirect and trusts the system's certificates, or those that it is given.
    """

    def __init__(self, timeout_seconds: float, trusted: ssl.SSLContext | None = None) -> None:
        self._seconds = timeout_seconds
        context = trusted or ssl.create_default_context()
        self._client = httpx.AsyncClient(timeout=timeout_seconds, follow_redirects=False, verify=context)

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Reply | Refused | Unavailable:
        """Posts JSON; the receiver's reply, or why there is none."""
        reply: Reply | None = None
        headers = {"Content-Type": "application/json", "Accept-Encoding": "identity", **headers}
        try:
            async with (
                asyncio.timeout(self._seconds),
                self._client.stream("POST", url, content=body, headers=headers) as response,
            ):
                reply = Reply(response.status_code, response.headers)
                reply = Reply(reply.status, reply.headers, await _beginning(response))
        except (TimeoutError, httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as fault:
            return reply or _no_reply(fault)
        return reply

    async def posted(self, url: str, body: bytes, headers: Mapping[str, str], now: datetime) -> Answer:
        """Posts JSON and says what the answer means."""
        reply = await self.post(url, body, headers)
        return meaning(reply, now) if isinstance(reply, Reply) else reply

    async def close(self) -> None:
        """Closes the connections."""
        await self._client.aclose()


async def _beginning(response: httpx.Response) -> bytes:
    body = b""
    async for part in response.aiter_raw():
        body += part[: RESPONSE_BYTES - len(body)]
        if len(body) >= RESPONSE_BYTES:
            break
    return body


def _no_reply(fault: Exception) -> Refused | Unavailable:
    if isinstance(fault, httpx.InvalidURL | httpx.UnsupportedProtocol):
        return Refused("the address is no http or https URL")
    if isinstance(fault, TimeoutError | httpx.TimeoutException):
        return Unavailable("no answer in time")
    untrusted = distrust(fault)
    if untrusted:
        return Unavailable(f"the receiver's certificate is not trusted: {untrusted}")
    return Unavailable(f"cannot reach the receiver ({type(fault).__name__})")


def meaning(reply: Reply, now: datetime) -> Answer:
    """What an answer means."""
    said = f"the receiver answered {named(reply.status)}"
    if reply.status // 100 == 2:  # noqa: PLR2004 - the class of statuses that succeed
        return Accepted()
    if comes_later(reply.status):
        return Unavailable(said, retry_after(reply.headers.get("Retry-After", ""), now))
    return Refused(said)


def comes_later(status: int) -> bool:
    """Whether the same request may be taken later."""
    return status in LATER or status >= HTTPStatus.INTERNAL_SERVER_ERROR


def named(status: int) -> str:
    """The status with its standard name; what the receiver calls it is left out, it may say anything.

    >>> named(429), named(599)
    ('429 Too Many Requests', '599')
    """
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def retry_after(header: str, now: datetime) -> timedelta | None:
    """The wait that Retry-After asks for (seconds or a date), at most an hour; None where it says nothing readable.

    >>> from datetime import UTC
    >>> retry_after("7", datetime(2026, 6, 4, tzinfo=UTC))
    datetime.timedelta(seconds=7)
    >>> retry_after("Thu, 04 Jun 2026 00:00:30 GMT", datetime(2026, 6, 4, tzinfo=UTC))
    datetime.timedelta(seconds=30)
    >>> retry_after("soon", datetime(2026, 6, 4, tzinfo=UTC))
    """
    asked = _asked(header.strip(), now)
    return None if asked is None else min(max(asked, timedelta(0)), LONGEST_WAIT_ASKED)


def _asked(header: str, now: datetime) -> timedelta | None:
    if header.isascii() and header.isdigit():
        # Ten digits are three hundred years already, and more of them than Python reads as a number may come.
        return timedelta(seconds=min(int(header[:10]), LONGEST_WAIT_ASKED.seconds))
    try:
        at = parsedate_to_datetime(header)
        return at - now
    except (ValueError, TypeError, OverflowError):
        return None
