"""What the settings say about signing in."""

import ipaddress
from datetime import timedelta
from zoneinfo import ZoneInfo

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
    )


def is_loopback(host: str) -> bool:
    """Whether nobody but this machine reaches an address to listen on.

    >>> is_loopback("127.0.0.1"), is_loopback("::1"), is_loopback("localhost"), is_loopback("0.0.0.0")
    (True, True, True, False)
    """
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
