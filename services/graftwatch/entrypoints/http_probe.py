"""Asks the service's own HTTP side, as anybody outside does: a port that listens and never answers looks alive.

A bare request over a bare connection: a client of a library would make its TLS context anew each time, and senders
would wait for their acknowledgements meanwhile.
"""

import asyncio
from urllib.parse import urlsplit

PROBE_SECONDS = 5.0
"""The page that is asked is made without asking anybody: milliseconds."""

_REQUEST = b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


async def http_hangs(url: str, seconds: float = PROBE_SECONDS) -> bool:
    """Whether no page comes back."""
    try:
        async with asyncio.timeout(seconds):
            return await _status(url) != b"200"
    except (TimeoutError, OSError):
        return True


async def _status(url: str) -> bytes:
    """The status that `/health` is answered with; nothing where the answer is none."""
    at = urlsplit(url)
    reader, writer = await asyncio.open_connection(at.hostname, at.port)
    try:
        writer.write(_REQUEST)
        await writer.drain()
        parts = (await reader.readline()).split()
    finally:
        writer.close()
    return parts[1] if len(parts) > 1 else b""
