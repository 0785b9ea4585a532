"""What an installation says about signing in."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response

from graftwatch.console.access.guard import COOKIE, SECURE_COOKIE
from graftwatch.console.access.provider import Provider

UNIVERSAL: Final = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class AccessRules:
    """How long sessions last, and how the service is reached.

    Attributes:
        session: after so long somebody signs in again; a shift.
        idle: a session that nobody used for so long has ended (NIST SP 800-63B, 4.2.3: an hour or less).
        base_url: by which address people reach the service.
        only_here: only this machine can reach it.
        zone: the trial's, in which times are shown.
        provider: the hospital's own, which signs people in, too.
    """

    session: timedelta = timedelta(hours=12)
    idle: timedelta = timedelta(hours=1)
    base_url: str = ""
    only_here: bool = True
    zone: ZoneInfo = UNIVERSAL
    provider: Provider | None = None

    @property
    def is_secure(self) -> bool:
        """Whether people reach it by https."""
        return self.base_url.startswith("https:")

    @property
    def cookie(self) -> str:
        """The name of the cookie that holds a session's secret."""
        return SECURE_COOKIE if self.is_secure else COOKIE

    def session_of(self, request: Request) -> str:
        """The secret of the session that a browser shows; empty for none."""
        return request.cookies.get(self.cookie, "")

    def give(self, answer: Response, secret: str) -> None:
        """Has a browser keep a session's secret."""
        answer.set_cookie(
            self.cookie,
            secret,
            max_age=int(self.session.total_seconds()),
            path="/",
            secure=self.is_secure,
            httponly=True,
            samesite="lax",
        )

    def take(self, answer: Response) -> None:
        """Has a browser forget its session."""
        answer.delete_cookie(self.cookie, path="/", secure=self.is_secure, httponly=True, samesite="lax")
