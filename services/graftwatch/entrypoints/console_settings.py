"""The settings of the console: how long a session lasts, and every limit of what browsers may ask at once."""

from pydantic import Field

from graftwatch.entrypoints.listening_settings import Bytes, Seconds
from graftwatch.entrypoints.sections import Section


class Console(Section):
    """The console's pages and API. What lies beyond a limit is refused in words and counted."""

    session_hours: float = Field(
        default=12.0, gt=0, le=168, description="hours after which somebody signs in again; a shift"
    )
    idle_minutes: float = Field(
        default=60.0,
        gt=0,
        le=1440,
        description="minutes unused after which somebody signs in again; pages that keep "
        "themselves right do not count as use",
    )
    requests: int = Field(
        default=100, ge=1, le=10_000, description="answered at once, besides event streams; a further one is told 503"
    )
    event_streams: int = Field(
        default=200, ge=1, le=10_000, description="open pages that are kept right; a further one is told 503"
    )
    body_bytes: Bytes = Field(default=8 * 1024 * 1024, description="a request that sends more is told 413")
    body_seconds: Seconds = Field(
        default=20.0, description="a request whose body makes no progress for so long is told 408"
    )
    answer_seconds: Seconds = Field(default=60.0, description="a page not answered by then is told 504")
    trusted_proxies: tuple[str, ...] = Field(
        default=(), description="addresses of proxies before the service, whose X-Forwarded-For is believed"
    )
