"""Asks the service's own HTTP side, as anybody outside does: a port that listens and never answers looks alive."""

import httpx

PROBE_SECONDS = 5.0
"""The page that is asked is made without asking anybody: milliseconds."""


async def http_hangs(url: str, seconds: float = PROBE_SECONDS) -> bool:
    """Whether nothing sensible comes back."""
    try:
        async with httpx.AsyncClient(timeout=seconds, trust_env=False) as client:
            return (await client.get(url)).status_code != httpx.codes.OK
    except httpx.HTTPError:
        return True
