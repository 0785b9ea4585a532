"""The settings of acknowledging: how long links in pages work, and which receivers' webhooks are believed."""

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, SecretStr

from graftwatch.entrypoints.sections import Section

MINIMUM_SECRET_LENGTH = 16
"""Shorter secrets can be tried out; PagerDuty's own are longer."""


def _long_enough(secret: SecretStr) -> SecretStr:
    if len(secret.get_secret_value()) < MINIMUM_SECRET_LENGTH:
        raise ValueError(f"a signing secret has at least {MINIMUM_SECRET_LENGTH} characters; copy it whole")
    return secret


class Acknowledge(Section):
    """How people acknowledge pages, besides the command line."""

    link_hours: float = Field(
        default=24.0, gt=0, le=168, description="hours that the link in a page works, from when it was to be delivered"
    )
    wrong_links_per_minute: int = Field(
        default=30, ge=1, le=10_000, description="links that do not work are answered so often a minute, then 429"
    )
    key_file: Path | None = Field(
        default=None,
        description="secret that links are signed with, 32 bytes or more; unset: one is made in `data`, which serves "
        "one process; pagers and consoles of the Kafka engine must have the same",
    )
    pagerduty_webhook_secrets: tuple[Annotated[SecretStr, AfterValidator(_long_enough)], ...] = Field(
        default=(), description="signing secrets of PagerDuty's webhook v3, two while one is exchanged; none: it is off"
    )
