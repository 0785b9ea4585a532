"""The settings of the channels: one table a channel, in the order in which they stand in for each other.

Durations say their unit in the name. Secrets are never shown, not even in an error.
"""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, AnyHttpUrl, BaseModel, ConfigDict, Field, Secret, SecretStr, model_validator

from graftwatch.adapters.senders.apprise import usable
from graftwatch.findings import Severity
from graftwatch.pipeline.channels import About, Channel
from graftwatch.protocol import Language

PAGERDUTY = AnyHttpUrl("https://events.pagerduty.com/v2/enqueue")
OPSGENIE = AnyHttpUrl("https://api.opsgenie.com")
WAITS_SECONDS = (1.0, 2.0, 5.0, 15.0, 30.0, 60.0, 120.0, 300.0)
"""Quick at first, since most faults pass within seconds and somebody waits for the page; then a receiver that is
down is asked every five minutes."""

Told = Literal["page", "notify"]
Whom = Literal["recipients", "service"]


class _ChannelSettings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,30}$", description="lower case; a metric label")
    severities: frozenset[Told] = Field(
        default=frozenset({"page", "notify"}), min_length=1, description="which pages go through this channel"
    )
    about: frozenset[Whom] = Field(
        default=frozenset({"recipients", "service"}),
        min_length=1,
        description="pages about recipients, about the service itself, or both",
    )
    language: Language | None = Field(
        default=None, description="of pages, where a person asks for no other; unset: the protocol's"
    )
    only_as_fallback: bool = Field(default=False, description="only pages that another channel could not deliver")
    timeout_seconds: float = Field(default=10.0, gt=0, le=300, description="one attempt")
    retry_after_seconds: tuple[Annotated[float, Field(gt=0)], ...] = Field(
        default=WAITS_SECONDS, min_length=1, description="waits between attempts; the last one again and again"
    )
    give_up_after_minutes: float = Field(
        default=1440.0, gt=0, description="then it has failed for good; minutes where a fallback stands ready"
    )
    at_once: int = Field(default=4, ge=1, le=64, description="deliveries under way at the same time")

    @property
    def channel(self) -> Channel:
        """The channel's rules."""
        return Channel(
            name=self.name,
            severities=frozenset(Severity(one) for one in self.severities),
            about=frozenset(About(one) for one in self.about),
            only_as_fallback=self.only_as_fallback,
            waits=tuple(timedelta(seconds=one) for one in self.retry_after_seconds),
            give_up_after=timedelta(minutes=self.give_up_after_minutes),
            timeout=timedelta(seconds=self.timeout_seconds),
            at_once=self.at_once,
            acknowledges=self.acknowledges,
            renewed_every=self.renewed_every,
        )

    @property
    def acknowledges(self) -> bool:
        """Whether its receiver calls on until it is told that somebody heard the page."""
        return False

    @property
    def renewed_every(self) -> timedelta | None:
        """How often its receiver must be told again of what is open, or forgets it."""
        return None


class _BeatingChannel(_ChannelSettings):
    """A channel that may take the heartbeat: a program reads it, or a monitor; no person is shown one."""

    heartbeat_every_seconds: float | None = Field(
        default=None, gt=0, description="it also takes the service's own heartbeat, this often; unset: never"
    )

    @property
    def channel(self) -> Channel:
        """The channel's rules."""
        every = self.heartbeat_every_seconds
        return replace(super().channel, heartbeat_every=None if every is None else timedelta(seconds=every))


class FileChannel(_BeatingChannel):
    """Appends each page as a line of JSON to a file, durably."""

    kind: Literal["file"] = "file"
    path: Path = Field(description="the file; its folder must exist")


class PagerDutyChannel(_ChannelSettings):
    """PagerDuty, Events API v2."""

    kind: Literal["pagerduty"] = "pagerduty"
    routing_key: SecretStr = Field(description="the integration key of the service")
    endpoint: AnyHttpUrl = Field(default=PAGERDUTY, description="where events are posted")
    severities: frozenset[Told] = Field(
        default=frozenset({"page"}), min_length=1, description="which pages go through this channel"
    )

    @property
    def acknowledges(self) -> bool:
        """PagerDuty calls on until an incident is acknowledged."""
        return True


class OpsgenieChannel(_ChannelSettings):
    """Opsgenie, Alert API."""

    kind: Literal["opsgenie"] = "opsgenie"
    api_key: SecretStr = Field(description="the key of the API integration")
    endpoint: AnyHttpUrl = Field(
        default=OPSGENIE, description="the API's address; https://api.eu.opsgenie.com for the European service"
    )
    severities: frozenset[Told] = Field(
        default=frozenset({"page"}), min_length=1, description="which pages go through this channel"
    )

    @property
    def acknowledges(self) -> bool:
        """Opsgenie calls on until an alert is acknowledged."""
        return True


class SlackChannel(_ChannelSettings):
    """A Slack channel, by an incoming webhook."""

    kind: Literal["slack"] = "slack"
    url: Secret[AnyHttpUrl] = Field(description="the webhook's URL, which is its secret")


class TeamsChannel(_ChannelSettings):
    """A Microsoft Teams channel or chat, by the webhook of a workflow."""

    kind: Literal["teams"] = "teams"
    url: Secret[AnyHttpUrl] = Field(description="the workflow's URL, which is its secret")


def _known_to_apprise(url: SecretStr) -> SecretStr:
    if not usable(url.get_secret_value()):
        raise ValueError("Apprise does not know such a URL, or it is incomplete; its documentation lists the services")
    return url


class AppriseChannel(_ChannelSettings):
    """SMS gateways and other services through the Apprise library."""

    kind: Literal["apprise"] = "apprise"
    urls: tuple[Annotated[SecretStr, AfterValidator(_known_to_apprise)], ...] = Field(
        min_length=1,
        description="Apprise URLs, which hold keys and addresses; `{address}` in one stands for a person's own address",
    )
    form: Literal["text", "sms"] = Field(
        default="text", description="text: a title and the whole page; sms: one short text"
    )
    length: int = Field(
        default=306,
        ge=70,
        le=1530,
        description="characters of an SMS: the page takes 160 at most, the link to acknowledge some 140 more; "
        "160 is one message, 306 go as two",
    )


class AlertmanagerChannel(_ChannelSettings):
    """Alertmanager, API v2: pages about the service itself, never about recipients."""

    kind: Literal["alertmanager"] = "alertmanager"
    urls: tuple[AnyHttpUrl, ...] = Field(
        min_length=1, description="where Alertmanagers are; each of a cluster is told", repr=False
    )
    about: frozenset[Literal["service"]] = Field(
        default=frozenset({"service"}), min_length=1, description="pages about the service itself only"
    )
    renew_after_seconds: float = Field(
        default=60.0, gt=0, description="an open alert is posted again so often; after four times without it ends"
    )

    @property
    def renewed_every(self) -> timedelta:
        """An Alertmanager that was restarted knows of nothing."""
        return timedelta(seconds=self.renew_after_seconds)


class WebhookChannel(_BeatingChannel):
    """Posts each page as JSON, signed with HMAC-SHA256 over time and body."""

    kind: Literal["webhook"] = "webhook"
    url: AnyHttpUrl = Field(description="where pages are posted", repr=False)
    secret: SecretStr = Field(description="key of the signature; at least 16 characters")

    @model_validator(mode="after")
    def _long_enough(self) -> "WebhookChannel":
        if len(self.secret.get_secret_value()) < MINIMUM_SECRET_LENGTH:
            raise ValueError(f"`secret` must have at least {MINIMUM_SECRET_LENGTH} characters")
        return self


MINIMUM_SECRET_LENGTH = 16
"""128 bits when drawn at random from bytes; shorter secrets can be tried out."""


class EmailChannel(_ChannelSettings):
    """Sends each page as a plain-text e-mail."""

    kind: Literal["email"] = "email"
    host: str = Field(description="the mail server")
    port: int = Field(default=587, ge=1, le=65535)
    security: Literal["starttls", "tls", "none"] = Field(
        default="starttls", description="TLS after connecting, from the start, or none"
    )
    certificates: Path | None = Field(default=None, description="authorities to trust, a PEM file; unset: the system's")
    username: str = Field(default="", description="empty: no login")
    password: SecretStr = Field(default=SecretStr(""), description="of the login")
    sender: str = Field(pattern=r"^[^@\s]+@[^@\s]+$", description="From")
    recipients: tuple[Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+$")], ...] = Field(min_length=1, description="To")

    @model_validator(mode="after")
    def _no_password_in_the_clear(self) -> "EmailChannel":
        if self.username and self.security == "none":
            raise ValueError("a login needs `security` starttls or tls; without it the password goes in the clear")
        return self


class HealthchecksChannel(_BeatingChannel):
    """A dead-man's switch: a monitor outside that is pinged by the heartbeat while all is well; it takes no page."""

    kind: Literal["healthchecks"] = "healthchecks"
    url: Secret[AnyHttpUrl] = Field(description="the check's ping URL; whoever has it can silence the monitor")
    severities: frozenset[Told] = Field(default=frozenset(), max_length=0, description="it takes no page")
    heartbeat_every_seconds: float | None = Field(
        default=60.0, gt=0, description="a ping this often; let the monitor's grace be some minutes"
    )


ChannelSettings = Annotated[
    FileChannel
    | PagerDutyChannel
    | OpsgenieChannel
    | WebhookChannel
    | EmailChannel
    | SlackChannel
    | TeamsChannel
    | AppriseChannel
    | AlertmanagerChannel
    | HealthchecksChannel,
    Field(discriminator="kind"),
]
