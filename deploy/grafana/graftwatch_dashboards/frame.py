"""What surrounds the panels of a dashboard: its name, variables, links to its neighbours, marks of alerts, rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from typing import Final, NamedTuple

from grafana_foundation_sdk.builders.dashboard import Dashboard as DashboardBuilder
from grafana_foundation_sdk.builders.dashboard import Row as RowBuilder
from grafana_foundation_sdk.cog.builder import Builder
from grafana_foundation_sdk.models.dashboard import (
    AnnotationQuery,
    Dashboard,
    DashboardCursorSync,
    DashboardLink,
    Panel,
    RowPanel,
    VariableHide,
    VariableModel,
    VariableOption,
    VariableRefresh,
    VariableSort,
    VariableType,
)

from graftwatch_dashboards.pieces import RED, SOURCE, AsBuilt

NEIGHBOURS: Final = {
    "graftwatch-safety-committee": "Safety committee",
    "graftwatch-infection-control": "Infection control",
    "graftwatch-feeds": "Feeds and pipeline",
}
"""All dashboards by uid."""
TAG: Final = "graftwatch"


class Addresses(NamedTuple):
    """Where people of this installation find what is not in Grafana.

    Attributes:
        runbooks: the folder deploy/runbooks, as it is served.
        service: the service's own pages.
    """

    runbooks: str = "https://runbooks.example/graftwatch"
    service: str = "https://graftwatch.example"


@dataclass(frozen=True, slots=True)
class Variable:
    """A choice at the top of a dashboard, filled from Prometheus.

    Attributes:
        name: in queries, `$name`.
        label: at the top.
        query: `label_values(…)`.
        means: what it chooses.
        several: whether several, or all, may be chosen.
        last_first: the last by the alphabet is chosen to begin with.
    """

    name: str
    label: str
    query: str
    means: str
    several: bool = False
    last_first: bool = False

    def built(self) -> VariableModel:
        """For the SDK."""
        model = VariableModel(
            VariableType.QUERY,
            self.name,
            label=self.label,
            description=self.means,
            query={"qryType": 1, "query": self.query, "refId": "PrometheusVariableQueryEditor-VariableQuery"},
            datasource=SOURCE,
            refresh=VariableRefresh.ON_TIME_RANGE_CHANGED,
            sort=VariableSort.ALPHABETICAL_DESC if self.last_first else VariableSort.ALPHABETICAL_ASC,
        )
        if self.several:
            model.multi = model.include_all = True
            model.all_value, model.current = ".*", VariableOption(text="All", value="$__all")
        return model


JOB: Final = Variable(
    "job",
    "Installation",
    'label_values(up{job=~"graftwatch.*"}, job)',
    "The job under which Prometheus scrapes the service: graftwatch, or graftwatch-kafka.",
)
INSTANCES: Final = Variable(
    "instance",
    "Process",
    'label_values(up{job="$job"}, instance)',
    "The processes whose figures are shown; on the embedded engine there is one.",
    several=True,
)


FEEDS: Final = Variable(
    "feed",
    "Feed",
    'label_values(graftwatch_feed_silent{job="$job"}, feed)',
    "The feeds of the settings.",
    several=True,
)
OF: Final = 'job="$job",instance=~"$instance"'
FEED: Final = f'{OF},feed=~"$feed"'
"""What is chosen above, as selectors."""
NOT_SCRAPED: Final = "Prometheus has no figures of the service: GraftwatchDown, or the wrong installation is chosen."


class Alerts(AnnotationQuery):
    """Marks over time where an alert fires; the SDK's model has no field for the words at the mark."""

    def to_json(self) -> dict[str, object]:
        """With the words."""
        return {**super().to_json(), "titleFormat": "{{alertname}}", "textFormat": "{{severity}}", "step": "60s"}


def alerts(names: str) -> Alerts:
    """Marks for alerts whose names match."""
    expr = f'max by (alertname, severity) (ALERTS{{alertstate="firing",job="$job",alertname=~"{names}"}})'
    return Alerts("Alerts", SOURCE, icon_color=RED, expr=expr)


class Row(NamedTuple):
    """Panels under a heading; closed where few need them."""

    title: str
    panels: Sequence[Builder[Panel]]
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """A dashboard without its rows.

    Attributes:
        uid: one of `NEIGHBOURS`.
        about: for whom it is and what it tells.
        since: how far back it looks at first, `now-6h`.
        variables: besides those of the addresses.
        marks: alerts to be marked over time.
        links: besides those to the neighbours.
    """

    uid: str
    about: str
    since: str
    variables: Sequence[Variable]
    marks: str
    links: Sequence[DashboardLink] = ()

    def around(self, rows: Sequence[Row], addresses: Addresses) -> Dashboard:
        """The whole dashboard; panels stand in the order given and are numbered in it."""
        builder = (
            DashboardBuilder(NEIGHBOURS[self.uid])
            .uid(self.uid)
            .description(self.about)
            .tags([TAG])
            .time(self.since, "now")
            .timezone("browser")
            .refresh("1m")
            .tooltip(DashboardCursorSync.CROSSHAIR)
            .readonly()
            .annotation(AsBuilt(alerts(self.marks)))
        )
        for variable in self.variables:
            builder = builder.with_variable(AsBuilt(variable.built()))
        for name, value in addresses._asdict().items():
            builder = builder.with_variable(AsBuilt(_address(name, value)))
        for link in (*self.links, *_to_neighbours(self.uid)):
            builder = builder.link(AsBuilt(link))
        for row in rows:
            builder = _with_row(builder, row)
        return _numbered(builder.build())


def _with_row(builder: DashboardBuilder, row: Row) -> DashboardBuilder:
    heading = RowBuilder(row.title).datasource(SOURCE)
    if not row.closed:
        builder = builder.with_row(heading)
        for panel in row.panels:
            builder = builder.with_panel(panel)
        return builder
    for panel in row.panels:
        heading = heading.with_panel(panel)
    return builder.with_row(heading.collapsed(True))


def _numbered(dashboard: Dashboard) -> Dashboard:
    numbers = count(1)
    for panel in dashboard.panels or []:
        panel.id_val = next(numbers)
        if isinstance(panel, RowPanel):
            for inner in panel.panels:
                inner.id_val = next(numbers)
    return dashboard


def _address(name: str, value: str) -> VariableModel:
    """Said once, as a variable that nobody sees; links name it."""
    return VariableModel(
        VariableType.CONSTANT,
        name,
        hide=VariableHide.HIDE_VARIABLE,
        skip_url_sync=True,
        query=value,
        current=VariableOption(text=value, value=value),
    )


def page_link(title: str, path: str, tooltip: str) -> DashboardLink:
    """To a page of the service."""
    return DashboardLink(
        title=title, url=f"${{service:raw}}/{path}", icon="external link", tooltip=tooltip, target_blank=True
    )


def _to_neighbours(uid: str) -> list[DashboardLink]:
    return [
        DashboardLink(title=title, url=f"/d/{other}", icon="dashboard", keep_time=True, tooltip=f"to {title}")
        for other, title in NEIGHBOURS.items()
        if other != uid
    ]
