"""The dead-man's switch: a monitor of the healthchecks kind, pinged by the service's own heartbeat.

Pinging API (healthchecks, "Pinging API"): a POST to the check's URL says success, to `/fail` below it failure, to
`/start` that something began; the body (its first 10 KB are kept) says more. The monitor raises its alarm when no
success comes within its period and grace, and at once at a failure.

The service answers 200 also where it did not count the ping, and says so in the body: `OK (not found)` for a check that
is not there, `OK (rate limited)` for more than five pings in a minute.

A heartbeat is the last of a chain: it has come through every stage when it arrives here. `/start` is sent before the
first one after a start, so that the monitor's log shows the restart, and for a test page. Nothing else is ever sent:
no page goes to whoever runs the monitor. The URL is the check's only secret, and stands in no reason and no log.
"""

from datetime import datetime

import httpx

from graftwatch.adapters.senders.http import HttpClient, Reply, meaning
from graftwatch.paging import ServiceKind
from graftwatch.pipeline.sender import Accepted, Answer, Dispatch, Refused, Unavailable

START, FAIL = "/start", "/fail"
NOT_FOUND, RATE_LIMITED = b"OK (not found)", b"OK (rate limited)"
TEXT = {"Content-Type": "text/plain; charset=utf-8"}


class HealthchecksSender:
    """Pings one check."""

    def __init__(self, client: HttpClient, url: str) -> None:
        self._client = client
        self._url = httpx.URL(url)
        self._started = False

    async def send(self, dispatch: Dispatch, now: datetime) -> Answer:
        """Pings: all is well, or what is wrong."""
        if dispatch.page.kind is not ServiceKind.HEARTBEAT:
            return await self._ping(START, "a test: nothing is wrong", now)
        if not self._started:
            started = await self._ping(START, "the service was started", now)
            if not isinstance(started, Accepted):
                return started
            self._started = True
        if dispatch.wrong:
            return await self._ping(FAIL, "\n".join(dispatch.wrong), now)
        seconds = (now - dispatch.page.decided_at).total_seconds()
        return await self._ping("", f"all is well; the heartbeat was {seconds:.1f} s on its way", now)

    async def close(self) -> None:
        """Closes the connections."""
        await self._client.close()

    async def _ping(self, below: str, text: str, now: datetime) -> Answer:
        url = self._url.copy_with(path=self._url.path.rstrip("/") + below) if below else self._url
        reply = await self._client.post(str(url), text.encode(), TEXT)
        return _meaning(reply, now) if isinstance(reply, Reply) else reply


def _meaning(reply: Reply, now: datetime) -> Answer:
    answer, said = meaning(reply, now), reply.body.strip()
    if isinstance(answer, Accepted) and said == NOT_FOUND:
        return Refused("the monitor knows no such check")
    if isinstance(answer, Accepted) and said == RATE_LIMITED:
        return Unavailable("the monitor was pinged too often and did not count it")
    return answer
