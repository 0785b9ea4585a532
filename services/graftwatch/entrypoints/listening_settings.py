"""The settings of a listener: its address, its TLS, who may send to it, how it answers, its own limits.

Several feeds may share one address when certificates tell their senders apart: the same TLS files with a `client_ca`,
and for each feed its own `certificate_names`.
"""

from collections.abc import Iterable, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import BeforeValidator, Field

from graftwatch.entrypoints.sections import Section

Bytes = Annotated[int, Field(ge=1024)]
Seconds = Annotated[float, Field(gt=0)]


def _network(text: object) -> object:
    try:
        return ip_network(str(text))
    except ValueError as fault:
        mend = "use an address such as 10.1.2.3 or a network such as 10.1.2.0/24"
        raise ValueError(f"{fault}; {mend}") from None


Network = Annotated[IPv4Network | IPv6Network, BeforeValidator(_network)]


class FeedTls(Section):
    """TLS of one listener."""

    certificate: Path = Field(description="PEM file: the listener's certificate, then those up to its authority")
    key: Path = Field(description="PEM file: the certificate's private key, without a passphrase")
    client_ca: Path | None = Field(
        default=None, description="PEM file: authorities of client certificates; every sender must then show one"
    )
    minimum_version: Literal["1.2", "1.3"] = Field(default="1.2", description="an older TLS is refused")


class FeedLimits(Section):
    """A feed's own limits, where they differ from those of `[limits]`."""

    max_frame_bytes: Bytes | None = Field(default=None, description="as in `[limits]`")
    connections: int | None = Field(default=None, ge=1, description="as in `[limits]`")
    unacknowledged_bytes_per_connection: Bytes | None = Field(default=None, description="as in `[limits]`")
    unread_answer_bytes: Bytes | None = Field(default=None, description="as in `[limits]`")
    idle_seconds: Seconds | None = Field(default=None, description="as in `[limits]`")
    frame_seconds: Seconds | None = Field(default=None, description="as in `[limits]`")
    whole_frame_seconds: Seconds | None = Field(default=None, description="as in `[limits]`")
    unread_answer_seconds: Seconds | None = Field(default=None, description="as in `[limits]`")


class Listening(Section):
    """How a feed is listened for."""

    host: str = Field(default="127.0.0.1", description="address to listen on; 0.0.0.0 for all")
    port: int = Field(
        default=2575, ge=0, le=65535, description="MLLP port; 0 takes a free one; see `certificate_names` for sharing"
    )
    tls: FeedTls | None = Field(default=None, description="TLS; unset: plain TCP")
    certificate_names: tuple[str, ...] = Field(
        default=(),
        description=(
            "names in client certificates (SAN: DNS, URI, e-mail; else CN) that choose this feed, so that feeds with "
            "the same `tls` may share one port; none: every certificate of `client_ca`"
        ),
    )
    allow: tuple[Network, ...] = Field(
        default=(), description="addresses and networks that may send, others are answered AR; none: every peer"
    )
    application_acknowledgements: bool = Field(
        default=False,
        description=(
            "where MSH-15 and MSH-16 both ask, the application acknowledgement follows the accept acknowledgement"
        ),
    )
    limits: FeedLimits = Field(default=FeedLimits(), description="its own limits")


Listened = TypeVar("Listened", bound=Listening)


def sharing(feeds: Iterable[Listened]) -> list[list[Listened]]:
    """The feeds by the address they share; those on a free port (0) share one where certificates tell them apart."""
    groups: dict[object, list[Listened]] = {}
    for number, feed in enumerate(feeds):
        apart = feed.port or (feed.tls if feed.certificate_names else number)
        groups.setdefault((feed.host, bool(feed.port), apart), []).append(feed)
    return list(groups.values())


def address_fault(feeds: Sequence[Listening]) -> str:
    """In words why feeds cannot be listened for as set; nothing where all is well."""
    for feed in feeds:
        if feed.certificate_names and (feed.tls is None or feed.tls.client_ca is None):
            return "`certificate_names` needs `tls.client_ca`: only then do senders show a certificate; set it"
    return next(filter(None, (_clash(group) for group in sharing(feeds) if len(group) > 1)), "")


def _clash(group: Sequence[Listening]) -> str:
    names = [name.lower() for feed in group for name in feed.certificate_names]
    if any(feed.tls is None or not feed.certificate_names for feed in group):
        return "two feeds listen on the same port; each needs its own, or `certificate_names` to tell senders apart"
    if any(feed.tls != group[0].tls for feed in group):
        return "feeds that share a port need the same `tls` files; set them alike, or give each its own port"
    if len(set(names)) < len(names):
        return "two feeds on one port have the same name in `certificate_names`; each sender's name chooses one feed"
    return ""
