"""What the gateway says of itself: asked over its own loopback, as any probe and any Prometheus asks."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from prometheus_client.parser import text_string_to_metric_families

from graftwatch.entrypoints.own_http import own_answers
from graftwatch.entrypoints.settings import Http

ASK_SECONDS: Final = 3.0

Labels = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class GatewaySaid:
    """What it answered; None and empty where it could not be asked."""

    live: bool | None = None
    ready: bool | None = None
    because: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    behind: int | None = None
    metrics: Mapping[str, list[tuple[Labels, float]]] = field(default_factory=dict)

    def values(self, name: str) -> list[tuple[Labels, float]]:
        """The samples of a metric."""
        return self.metrics.get(name, [])

    def value(self, name: str) -> float | None:
        """A metric that has one sample; None where there is none."""
        found = self.values(name)
        return found[0][1] if found else None


def gateway_says(http: Http) -> GatewaySaid:
    """Asks it."""
    answers = own_answers(http, ("/health/live", "/health/ready", "/metrics"), ASK_SECONDS)
    if answers is None:
        return GatewaySaid()
    try:
        live, ready = json.loads(answers[0]), json.loads(answers[1])
    except ValueError:
        return GatewaySaid()
    metrics = answers[2]
    return GatewaySaid(
        live=bool(live["live"]),
        ready=bool(ready["ready"]),
        because=tuple(dict.fromkeys([*live["because"], *ready["because"]])),
        warnings=tuple(ready["warnings"]),
        behind=ready["behind"],
        metrics=_samples(metrics),
    )


def _samples(text: str) -> Mapping[str, list[tuple[Labels, float]]]:
    found: dict[str, list[tuple[Labels, float]]] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found.setdefault(sample.name, []).append((sample.labels, sample.value))
    return found
