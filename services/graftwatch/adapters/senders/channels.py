"""From the settings of a channel to its sender."""

import ssl
from dataclasses import dataclass
from datetime import tzinfo
from typing import assert_never

import httpx

from graftwatch.adapters.senders.email import EmailSender, MailServer
from graftwatch.adapters.senders.file import FileSender
from graftwatch.adapters.senders.pagerduty import PagerDutySender
from graftwatch.adapters.senders.settings import (
    ChannelSettings,
    EmailChannel,
    FileChannel,
    PagerDutyChannel,
    WebhookChannel,
)
from graftwatch.adapters.senders.webhook import WebhookSender
from graftwatch.pipeline.channels import Channel
from graftwatch.pipeline.sender import Sender


@dataclass(frozen=True, slots=True)
class Route:
    """A channel's rules and its sender."""

    channel: Channel
    sender: Sender


def route(settings: ChannelSettings, zone: tzinfo) -> Route:
    """The route of a channel; `zone` is the hospital's time zone, for texts that people read."""
    return Route(settings.channel, _sender(settings, zone))


def _sender(settings: ChannelSettings, zone: tzinfo) -> Sender:
    match settings:
        case FileChannel():
            return FileSender(settings.path)
        case PagerDutyChannel():
            key = settings.routing_key.get_secret_value()
            return PagerDutySender(_client(settings.timeout_seconds), str(settings.endpoint), key)
        case WebhookChannel():
            secret = settings.secret.get_secret_value()
            return WebhookSender(_client(settings.timeout_seconds), str(settings.url), secret)
        case EmailChannel():
            return EmailSender(_mail_server(settings), settings.sender, settings.recipients, zone)
        case _:
            assert_never(settings)


def _client(timeout_seconds: float) -> httpx.AsyncClient:
    """A client that waits so long for each step, follows no redirect, and trusts the system's certificates."""
    return httpx.AsyncClient(timeout=timeout_seconds, follow_redirects=False, verify=ssl.create_default_context())


def _mail_server(settings: EmailChannel) -> MailServer:
    return MailServer(
        host=settings.host,
        port=settings.port,
        security=settings.security,
        certificates=settings.certificates,
        username=settings.username,
        password=settings.password.get_secret_value(),
        timeout=settings.channel.timeout,
    )
