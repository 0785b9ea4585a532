"""What the settings say about signing in."""

import ipaddress
from datetime import timedelta
from zoneinfo import ZoneInfo

from graftwatch.adapters.clock import SystemClock
from graftwatch.adapters.oidc import OidcClient, OidcProvider
from graftwatch.console.access.provider import Provider
from graftwatch.console.access.provider_pages import BACK
from graftwatch.console.access.rules import AccessRules
from graftwatch.entrypoints.settings import Settings


def access_rules(settings: Settings, zone: ZoneInfo) -> AccessRules:
    """The rules of signing in; times are shown in the zone."""
    return AccessRules(
        session=timedelta(hours=settings.console.session_hours),
        idle=timedelta(minutes=settings.console.idle_minutes),
        base_url=settings.base_url.rstrip("/"),
        only_here=is_loopback(settings.http.host),
        zone=zone,
        provider=_provider(settings),
    )


def _provider(settings: Settings) -> Provider | None:
    """The hospital's own provider, which is asked for nothing yet."""
    said = settings.console.oidc
    if said is None:
        return None
    back = settings.base_url.rstrip("/") + BACK
    client = OidcClient(said.issuer, said.client_id, said.client_secret.get_secret_value(), back, said.scopes)
    roles = {value: frozenset(given) for value, given in said.roles.items()}
    return Provider(said.name, OidcProvider(client, SystemClock().now), said.roles_claim, roles)


def is_loopback(host: str) -> bool:
    """Whether nobody but this machine reaches an address to listen on.

    >>> is_loopback("127.0.0.1"), is_loopback("::1"), is_loopback("localhost"), is_loopback("0.0.0.0")
    (True, True, True, False)
    """
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
