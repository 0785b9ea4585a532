"""A page about the service as an alert of the Alertmanager's API v2.

Source: Alertmanager, api/v2/openapi.yaml (`postableAlerts`: labels and annotations are texts, `startsAt` before
`endsAt`, `generatorURL` a URI) and its data model (label names of letters, digits and underscores; alerts with equal
labels are one). What changes during a story stands in annotations, never in a label. An alert ends by itself at
`endsAt`, so one that is open is posted again before that; its end is posted as an `endsAt` that has come.
"""

from datetime import datetime, timedelta

from pydantic import AwareDatetime, Field

from graftwatch.findings import Severity
from graftwatch.paging.page import Page
from graftwatch.paging.payloads.form import SOURCE, Payload
from graftwatch.paging.payloads.telling import Told

LEAST_DURATION = timedelta(milliseconds=1)
"""`startsAt` must lie before `endsAt`."""


class AlertmanagerAlert(Payload):
    """One alert."""

    labels: dict[str, str] = Field(min_length=1)
    annotations: dict[str, str]
    starts_at: AwareDatetime = Field(serialization_alias="startsAt")
    ends_at: AwareDatetime = Field(serialization_alias="endsAt")
    generator_url: str | None = Field(default=None, serialization_alias="generatorURL")


class AlertmanagerAlerts(Payload):
    """The body that is posted, without its outer list."""

    alert: AlertmanagerAlert

    def as_json(self) -> str:
        """The body: a list."""
        return f"[{self.alert.model_dump_json(by_alias=True, exclude_none=True)}]"


def alertmanager_alerts(told: Told, now: datetime, lasting: timedelta) -> AlertmanagerAlerts:
    """The page as an alert that is over, or that lasts for so long from now unless it is posted again."""
    page, words = told.page, told.words
    ends_at = now if page.reason.ends else now + lasting
    annotations = {
        "summary": words.summary,
        "description": words.details.because,
        "asks": words.details.asks,
        "page": page.id,
        "acknowledge": told.link_to_acknowledge,
    }
    return AlertmanagerAlerts(
        alert=AlertmanagerAlert(
            labels=_labels(page),
            annotations={name: value for name, value in annotations.items() if value},
            starts_at=min(words.details.since, ends_at - LEAST_DURATION),
            ends_at=ends_at,
            generator_url=page.link or None,
        )
    )


def _labels(page: Page) -> dict[str, str]:
    return {
        "alertname": alert_name(page),
        "severity": "critical" if page.severity is Severity.PAGE else "warning",
        "service": SOURCE,
        "story": page.story,
    }


def alert_name(page: Page) -> str:
    """`alertname`: the kind of trouble as one word, such as GraftwatchFeedSilent."""
    name = page.kind.value.rpartition(".")[2]
    return SOURCE.capitalize() + "".join(part.capitalize() for part in name.split("_"))
