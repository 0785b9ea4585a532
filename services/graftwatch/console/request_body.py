"""Reads a request's body up to a limit, in a time: nothing that somebody sends is buffered without end."""

import asyncio
from typing import Final

from starlette.requests import ClientDisconnect, Request

READ_SECONDS: Final = 10.0
"""Some kilobytes come in far less, also over a bad mobile connection; PagerDuty gives up after five seconds."""


class BodyTooLarge(Exception):  # noqa: N818 - said as a state
    """The body is larger than its limit."""


class BodyTooSlow(Exception):  # noqa: N818 - said as a state
    """The body did not come in time, or its sender went away."""


async def limited_body(request: Request, limit_bytes: int) -> bytes:
    """The body, of at most so many bytes.

    Raises:
        BodyTooLarge: it is larger, whatever its header says.
        BodyTooSlow: it was not whole in time.
    """
    stated = request.headers.get("content-length", "")
    if stated.isdigit() and int(stated) > limit_bytes:
        raise BodyTooLarge
    read = bytearray()
    try:
        async with asyncio.timeout(READ_SECONDS):
            async for part in request.stream():
                read += part
                if len(read) > limit_bytes:
                    raise BodyTooLarge
    except (TimeoutError, ClientDisconnect):
        raise BodyTooSlow from None
    return bytes(read)
