"""Rows to Prometheus families: one description a family, and the rows that an endpoint or the trial gives it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from prometheus_client.core import GaugeMetricFamily, Metric

Rows = Iterable[tuple[tuple[str, ...], float]]
"""Values of the labels, and the sample."""
Of = TypeVar("Of")


@dataclass(frozen=True, slots=True)
class Family(Generic[Of]):
    """One family: its name after `graftwatch_trial_`, its text, its labels, and its rows from what it is about."""

    name: str
    text: str
    labels: tuple[str, ...]
    rows: Callable[[Of], Rows]

    def metric(self, of: Of) -> Metric:
        """The family with its samples."""
        metric = GaugeMetricFamily(f"graftwatch_trial_{self.name}", self.text, labels=self.labels)
        for values, value in self.rows(of):
            metric.add_metric(values, value)
        return metric


def metrics(families: Iterable[Family[Of]], of: Of) -> Iterator[Metric]:
    """All of them."""
    return (family.metric(of) for family in families)


def one(value: float | None) -> Rows:
    """A sample without further labels, or none."""
    return [] if value is None else [((), value)]
