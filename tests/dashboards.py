"""Grafana's dashboards as their files have them: panels, queries, links, and what each expression names."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from monitoring import DEPLOY

FOLDER = DEPLOY / "grafana"
ROW_OF_KAFKA = "The Kafka engine"
METRIC = re.compile(r"\bgraftwatch_\w+|\bgraftwatch:\w+(?::\w+)*")
VARIABLE = re.compile(r"\$\{?(\w+)")
_SUFFIXES = ("_bucket", "_sum", "_count")


@dataclass(frozen=True)
class Shown:
    """One dashboard."""

    path: Path
    document: Mapping[str, Any]

    @property
    def uid(self) -> str:
        return str(self.document["uid"])

    @cached_property
    def placed(self) -> list[Mapping[str, Any]]:
        """Rows and panels, those of closed rows too."""
        return [*_placed(self.document["panels"])]

    @cached_property
    def panels(self) -> list[Mapping[str, Any]]:
        """Without rows."""
        return [one for one in self.placed if one["type"] != "row"]

    def panel(self, title: str) -> Mapping[str, Any]:
        [found] = [one for one in self.panels if one["title"] == title]
        return found

    def has(self, title: str) -> bool:
        return any(one["title"] == title for one in self.panels)

    @property
    def variables(self) -> list[Mapping[str, Any]]:
        return list(self.document["templating"]["list"])

    @property
    def links(self) -> list[str]:
        """Where every link of the dashboard and of its panels goes."""
        of_panels = [link for panel in self.panels for link in panel["links"]]
        return [str(link["url"]) for link in (*self.document["links"], *of_panels)]

    def expressions(self) -> Iterator[tuple[str, str]]:
        """Every expression with the name of its place: panels, variables, annotations."""
        for panel in self.panels:
            for target in panel["targets"]:
                yield f"{panel['title']}, {target['refId']}", target["expr"]
        for variable in self.variables:
            if variable["type"] == "query":
                yield f"variable {variable['name']}", selector_of(variable["query"]["query"])
        for mark in self.document["annotations"]["list"]:
            yield f"annotation {mark['name']}", mark["expr"]

    def selectors(self) -> set[str]:
        """Every metric that is asked for, with its matchers."""
        found = re.compile(r"\bgraftwatch[_:][\w:]+\{[^}]*\}")
        return {one for _, expression in self.expressions() for one in found.findall(expression)}


def shown() -> list[Shown]:
    """All of them."""
    return [Shown(path, json.loads(path.read_text("utf-8"))) for path in sorted((FOLDER / "dashboards").glob("*.json"))]


def asked_of_kafka() -> set[str]:
    """The metrics that the row of the Kafka engine asks for."""
    rows = [row for one in shown() for row in one.document["panels"] if row["title"] == ROW_OF_KAFKA]
    targets = [target["expr"] for row in rows for panel in row["panels"] for target in panel["targets"]]
    return {name for expression in targets for name in METRIC.findall(expression)}


def _placed(panels: list[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for panel in panels:
        yield panel
        yield from _placed(panel.get("panels", []))


def selector_of(query: str) -> str:
    """What `label_values(selector, label)` asks Prometheus for, grouped by the label."""
    found = re.fullmatch(r"label_values\((.+), (\w+)\)", query)
    assert found is not None, query
    return f"group by ({found[2]}) ({found[1]})"


def metrics_of(expression: str) -> set[str]:
    """Names of our metrics and recording rules, without the suffixes of a histogram."""
    found = set(METRIC.findall(expression))
    return {next((one.removesuffix(end) for end in _SUFFIXES if one.endswith(end)), one) for one in found}


_ALL = {"feed": ".*", "kind": ".*", "__rate_interval": "1m"}


def chosen(expression: str, **choices: str) -> str:
    """The expression as Grafana asks it once these are chosen, and all feeds and kinds, and a scrape every 15 s.

    >>> chosen('rate(x{job="$job",feed=~"$feed"}[$__rate_interval])', job="graftwatch")
    'rate(x{job="graftwatch",feed=~".*"}[1m])'
    """
    held = _ALL | choices
    return VARIABLE.sub(lambda one: held.get(one[1], one[0]), expression)


def named(legend: str, labels: Mapping[str, str]) -> str:
    """What the legend of a query makes of an answer's labels."""
    return re.sub(r"\{\{(\w+)\}\}", lambda one: labels.get(one[1], ""), "" if legend == "__auto" else legend)


def with_endpoint(expression: str, endpoint: str) -> str:
    """The expression of an endpoint, where the process and the job are for somebody else to choose."""
    return chosen(expression, endpoint=endpoint, instance="$instance", job="$job")
