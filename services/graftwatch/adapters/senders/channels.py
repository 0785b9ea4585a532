"""From the settings of a channel to its sender."""

from dataclasses import dataclass
from datetime import tzinfo
from typing import assert_never

from graftwatch.adapters.senders.alertmanager import AlertmanagerSender
from graftwatch.adapters.senders.apart import Apart
from graftwatch.adapters.senders.apprise import AppriseSender
from graftwatch.adapters.senders.email import EmailSender, MailServer
from graftwatch.adapters.senders.file import FileSender
from graftwatch.adapters.senders.healthchecks import HealthchecksSender
from graftwatch.adapters.senders.http import HttpClient
from graftwatch.adapters.senders.opsgenie import OpsgenieSender
from graftwatch.adapters.senders.pagerduty import PagerDutySender
from graftwatch.adapters.senders.settings import (
    AlertmanagerChannel,
    AppriseChannel,
    ChannelSettings,
    EmailChannel,
    FileChannel,
    HealthchecksChannel,
    OpsgenieChannel,
    PagerDutyChannel,
    SlackChannel,
    TeamsChannel,
    WebhookChannel,
)
from graftwatch.adapters.senders.slack import SlackSender
from graftwatch.adapters.senders.teams import TeamsSender
from graftwatch.adapters.senders.telling import Teller
from graftwatch.adapters.senders.webhook import WebhookSender
from graftwatch.pipeline.channels import Channel
from graftwatch.pipeline.sender import Sender


@dataclass(frozen=True, slots=True)
class Route:
    """A channel's rules and its sender."""

    channel: Channel
    sender: Sender


def route(settings: ChannelSettings, zone: tzinfo, language: str = "") -> Route:
    """The route of a channel; zone and language are the protocol's, for texts that people read.

    All but the file are reached over the network, and each has a thread and an event loop of its own.
    """
    teller = Teller(zone, settings.language or language)
    if isinstance(settings, FileChannel):
        return Route(settings.channel, FileSender(settings.path))
    return Route(settings.channel, Apart(_over_the_network(settings, teller), settings.name))


def _over_the_network(
    settings: PagerDutyChannel
    | OpsgenieChannel
    | WebhookChannel
    | EmailChannel
    | SlackChannel
    | TeamsChannel
    | AppriseChannel
    | AlertmanagerChannel
    | HealthchecksChannel,
    teller: Teller,
) -> Sender:
    match settings:
        case EmailChannel():
            return EmailSender(_mail_server(settings), settings.sender, settings.recipients, teller)
        case AppriseChannel():
            urls = [one.get_secret_value() for one in settings.urls]
            return AppriseSender(urls, settings.form, settings.length, settings.timeout_seconds, teller)
        case _:
            return _over_http(settings, HttpClient(settings.timeout_seconds), teller)


def _over_http(
    settings: PagerDutyChannel
    | OpsgenieChannel
    | WebhookChannel
    | SlackChannel
    | TeamsChannel
    | AlertmanagerChannel
    | HealthchecksChannel,
    client: HttpClient,
    teller: Teller,
) -> Sender:
    match settings:
        case PagerDutyChannel():
            return PagerDutySender(client, str(settings.endpoint), settings.routing_key.get_secret_value(), teller)
        case OpsgenieChannel():
            return OpsgenieSender(client, str(settings.endpoint), settings.api_key.get_secret_value(), teller)
        case WebhookChannel():
            return WebhookSender(client, str(settings.url), settings.secret.get_secret_value())
        case SlackChannel():
            return SlackSender(client, str(settings.url.get_secret_value()), teller)
        case TeamsChannel():
            return TeamsSender(client, str(settings.url.get_secret_value()), teller)
        case HealthchecksChannel():
            return HealthchecksSender(client, str(settings.url.get_secret_value()))
        case AlertmanagerChannel():
            urls = tuple(str(one) for one in settings.urls)
            return AlertmanagerSender(client, urls, settings.renewed_every, teller)
        case _:
            assert_never(settings)


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
