"""The settings of the console: how long a session lasts, and every limit of what browsers may ask at once."""

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr

from graftwatch.console.access.roles import Role
from graftwatch.entrypoints.listening_settings import Bytes, Seconds
from graftwatch.entrypoints.sections import Section


def _https(issuer: str) -> str:
    parts = urlsplit(issuer)
    if not parts.netloc or (parts.scheme != "https" and parts.hostname not in {"127.0.0.1", "::1", "localhost"}):
        raise ValueError("an issuer is an address by https, as the provider's own tokens name it")
    return issuer


def _asks_who(scopes: tuple[str, ...]) -> tuple[str, ...]:
    if "openid" not in scopes:
        raise ValueError("`openid` is among the scopes; without it the provider does not say who somebody is")
    return scopes


class Oidc(Section):
    """The hospital's own provider of sign-ins (OpenID Connect), besides accounts of the service's own.

    It sends people back to `base_url` with `/sign-in/provider/back`, which must be registered there.
    """

    issuer: Annotated[str, AfterValidator(_https)] = Field(description="the provider, exactly as its tokens name it")
    client_id: str = Field(min_length=1, description="what the provider knows this service by")
    client_secret: SecretStr = Field(description="the secret that goes with it; best in the environment")
    name: str = Field(default="single sign-on", min_length=1, max_length=40, description="what people call it")
    scopes: Annotated[tuple[str, ...], AfterValidator(_asks_who)] = Field(
        default=("openid", "profile"), description="what the provider is asked for"
    )
    roles_claim: str = Field(
        default="roles", min_length=1, description="the claim with what somebody works as; `a.b`: b inside a"
    )
    roles: dict[str, tuple[Role, ...]] = Field(
        default={}, description="by a value of that claim, the roles here; somebody without any sees nothing"
    )


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
    oidc: Oidc | None = Field(default=None, description="a provider that signs people in, see below")
    trusted_proxies: tuple[str, ...] = Field(
        default=(), description="addresses of proxies before the service, whose X-Forwarded-For is believed"
    )
