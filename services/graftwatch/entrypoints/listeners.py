"""What the gateway listens for: the settings of feeds and limits as its own, and their TLS files looked at first."""

from dataclasses import fields, replace

from graftwatch.adapters.mllp.limits import FeedListener, GatewayLimits
from graftwatch.adapters.mllp.tls_files import TlsFiles, TlsUnusable, load_tls
from graftwatch.entrypoints.feed_settings import MllpFeed
from graftwatch.entrypoints.listening_settings import sharing
from graftwatch.entrypoints.settings import Settings, SettingsError
from graftwatch.entrypoints.wiring import versions_of
from graftwatch.hl7.acknowledgement import AnswerStyle


def gateway_limits(settings: Settings) -> GatewayLimits:
    """The gateway's limits."""
    return GatewayLimits(**{one.name: getattr(settings.limits, one.name) for one in fields(GatewayLimits)})


def addresses_of(settings: Settings) -> list[list[FeedListener]]:
    """What is listened for, by address: one feed, or several that certificates tell apart.

    Raises:
        SettingsError: files of TLS cannot be used.
    """
    return [[_listener_of(feed, settings) for feed in group] for group in sharing(listened_for(settings))]


def listened_for(settings: Settings) -> list[MllpFeed]:
    """The feeds whose senders connect."""
    return [feed for feed in settings.feeds if isinstance(feed, MllpFeed)]


def tls_of(feed: MllpFeed) -> TlsFiles | None:
    """The files of a feed's TLS."""
    return TlsFiles(**feed.tls.model_dump()) if feed.tls else None


def _listener_of(feed: MllpFeed, settings: Settings) -> FeedListener:
    tls = tls_of(feed)
    if tls is not None:
        try:
            load_tls(tls)
        except TlsUnusable as fault:
            raise SettingsError(f"`feeds: {feed.name}: tls.{fault.setting}`: {fault}") from None
    return FeedListener(
        feed.name,
        feed.host,
        feed.port,
        versions_of(feed),
        feed.allow,
        tls,
        feed.certificate_names,
        AnswerStyle(feed.charset, feed.application_acknowledgements),
        replace(gateway_limits(settings), **feed.limits.model_dump(exclude_none=True)),
    )
