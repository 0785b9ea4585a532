"""Text messages and some hundred other services through the Apprise library, each an Apprise URL.

Apprise says whether a service took the message, and why not only in its log: the status is taken from there and all
else left where it is, for its lines may hold addresses and keys. Its calls block, so each runs in a thread; one that
does not end is given up at the time-out, and so many of them turn further ones away.

A person's own address is an Apprise URL, or what `{address}` stands for in the channel's own ones.
"""

import asyncio
import logging
import re
import threading
from collections.abc import Sequence
from datetime import datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Final, Literal
from urllib.parse import quote

from graftwatch.adapters.senders.http import comes_later, named
from graftwatch.adapters.senders.telling import Teller
from graftwatch.adapters.senders.threads import Threads, TooManyUnderWayError
from graftwatch.paging.payloads import Text, text_message, titled_text
from graftwatch.pipeline.sender import Accepted, Answer, Dispatch, Refused, Unavailable

if TYPE_CHECKING:
    from apprise import NotifyBase

PLACE: Final = "{address}"
STATUS = re.compile(r"error=(\d{3})\b")
CALLS = 16
"""Calls of one channel that have not ended; a service that dribbles can hold one for as long as it likes."""


class _Overheard(logging.Handler):
    """Keeps what Apprise logs, by thread, and lets none of it go further."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._lines = threading.local()

    def begin(self) -> list[str]:
        """The lines of this thread from now on."""
        lines: list[str] = []
        self._lines.kept = lines
        return lines

    def emit(self, record: logging.LogRecord) -> None:
        """Keeps a line."""
        getattr(self._lines, "kept", []).append(record.getMessage())


OVERHEARD: Final = _Overheard()


class AppriseSender:
    """Hands each page to services through Apprise."""

    def __init__(
        self,
        urls: Sequence[str],
        form: Literal["text", "sms"],
        length: int,
        timeout_seconds: float,
        teller: Teller,
    ) -> None:
        self._urls = tuple(urls)
        self._form = form
        self._length = length
        self._seconds = timeout_seconds
        self._teller = teller
        self._threads = Threads(CALLS)
        _listen()

    async def send(self, dispatch: Dispatch, now: datetime) -> Answer:
        """Hands the page to every service; what one of them took counts as delivered, and the note says so."""
        del now
        urls = self._addressed(dispatch.address)
        if not urls:
            return Refused("nobody's address stands in the channel's URLs")
        told = self._teller.told(dispatch)
        text = text_message(told, self._length) if self._form == "sms" else titled_text(told)
        answers = await asyncio.gather(*(self._handed(url, text) for url in urls))
        return _together(answers)

    async def close(self) -> None:
        """Nothing is held open."""

    def _addressed(self, address: str) -> list[str]:
        if not address:
            return [one for one in self._urls if PLACE not in one]
        if "://" in address:
            return [address]
        return [one.replace(PLACE, quote(address, safe="")) for one in self._urls if PLACE in one]

    async def _handed(self, url: str, text: Text) -> Answer:
        try:
            async with asyncio.timeout(self._seconds):
                return await self._threads.run(lambda: _notify(url, text, self._seconds))
        except TooManyUnderWayError as fault:
            return Unavailable(str(fault))
        except TimeoutError:
            return Unavailable("no answer in time")


def usable(url: str) -> bool:
    """Whether Apprise knows such a URL."""
    _listen()
    OVERHEARD.begin()
    return _service(url.replace(PLACE, "15551234567"), 1.0) is not None


def _listen() -> None:
    logger = logging.getLogger("apprise")
    logger.propagate = False
    logger.handlers = [OVERHEARD]


def _service(url: str, seconds: float) -> "NotifyBase | None":
    """The service behind a URL; the library is loaded here, since most hospitals do without it (0.7 s, 45 MB)."""
    import apprise  # noqa: PLC0415

    asset = apprise.AppriseAsset(async_mode=False, http_redirects=False, secure_logging=True)
    service = apprise.Apprise.instantiate(url, asset=asset, suppress_exceptions=True)
    if not isinstance(service, apprise.NotifyBase):
        return None
    service.socket_connect_timeout = service.socket_read_timeout = seconds
    return service


def _notify(url: str, text: Text, seconds: float) -> Answer:
    lines = OVERHEARD.begin()
    service = _service(url, seconds)
    if service is None:
        return Refused("Apprise does not know such a URL, or it is incomplete")
    if service.notify(body=text.body, title=text.title, body_format="text"):
        return Accepted()
    return _why(lines)


def _why(lines: Sequence[str]) -> Answer:
    statuses = [int(one) for line in lines for one in STATUS.findall(line)]
    if not statuses:
        return Unavailable("the service could not be reached, or did not take the message")
    status = statuses[-1]
    never = status >= HTTPStatus.BAD_REQUEST and not comes_later(status)
    said = f"the service did not take the message and answered {named(status)}"
    return Refused(said) if never else Unavailable(said)


def _together(answers: Sequence[Answer]) -> Answer:
    taken = sum(isinstance(one, Accepted) for one in answers)
    if 0 < taken < len(answers):
        return Accepted(f"{taken} of {len(answers)} services took it")
    return next((one for one in answers if isinstance(one, Unavailable)), answers[-1])
