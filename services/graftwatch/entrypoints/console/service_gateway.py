"""What the gateway says of itself: asked over its own loopback, as any probe and any Prometheus asks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import httpx
from prometheus_client.parser import text_string_to_metric_families

from graftwatch.entrypoints.settings import Http

ASK_SECONDS: Final = 3.0
_HERE: Final = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - what is listened on, not bound here

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
    if not http.port:
        return GatewaySaid()
    host = _HERE.get(http.host, http.host)
    address = f"http://{f'[{host}]' if ':' in host else host}:{http.port}"
    try:
        with httpx.Client(base_url=address, timeout=ASK_SECONDS, trust_env=False) as client:
            live, ready = client.get("/health/live").json(), client.get("/health/ready").json()
            metrics = client.get("/metrics").text
    except (httpx.HTTPError, ValueError):
        return GatewaySaid()
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
