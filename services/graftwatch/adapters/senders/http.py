"""What an HTTP receiver's answer means, for every channel that posts.

Accepted: 2xx. Later: 429 and 503 (after the time they ask for), any other 5xx, 408 and 425, and no answer at all.
Never: every other 4xx and redirects, since the same request would get the same answer. A 401 or 403 is a wrong
key: a person must mend it.
"""

from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx

from graftwatch.pipeline.sender import Accepted, Answer, Refused, Unavailable

LATER = frozenset({httpx.codes.REQUEST_TIMEOUT, httpx.codes.TOO_EARLY, httpx.codes.TOO_MANY_REQUESTS})
LONGEST_WAIT_ASKED = timedelta(hours=1)
"""A receiver that asks for more is asked again after this; a page must not be put off by a broken header."""


async def posted(client: httpx.AsyncClient, url: str, body: bytes, headers: dict[str, str], now: datetime) -> Answer:
    """Posts JSON and says what the answer means."""
    try:
        response = await client.post(url, content=body, headers={"Content-Type": "application/json", **headers})
    except httpx.TimeoutException as fault:
        return Unavailable(f"no answer in time ({type(fault).__name__})")
    except httpx.TransportError as fault:
        return Unavailable(f"cannot reach the receiver ({type(fault).__name__})")
    return meaning(response, now)


def meaning(response: httpx.Response, now: datetime) -> Answer:
    """What an answer means."""
    status = response.status_code
    said = f"the receiver answered {status} {response.reason_phrase}".strip()
    if response.is_success:
        return Accepted()
    if status in LATER or response.is_server_error:
        return Unavailable(said, retry_after(response.headers.get("Retry-After", ""), now))
    return Refused(said)


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
        return timedelta(seconds=min(int(header), LONGEST_WAIT_ASKED.seconds))
    try:
        at = parsedate_to_datetime(header)
        return at - now
    except (ValueError, TypeError):
        return None
