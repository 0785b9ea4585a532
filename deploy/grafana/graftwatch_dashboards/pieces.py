"""What every dashboard is made of: queries, words, looks and panels. No panel without words.

A panel is asked for by what it says (`Words`), what it asks (`Query`) and how it looks (`Look`). Colours are Okabe and
Ito's, which people who see few colours tell apart, and none stands alone: figures are written, lines have names.
"""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Final, Generic, NamedTuple, TypeVar

from grafana_foundation_sdk.builders import bargauge, common, stat, statetimeline, table, timeseries, trend
from grafana_foundation_sdk.builders.prometheus import Dataquery
from grafana_foundation_sdk.cog.builder import Builder
from grafana_foundation_sdk.cog.variants import Dataquery as AnyQuery
from grafana_foundation_sdk.models import common as shapes
from grafana_foundation_sdk.models.dashboard import (
    DashboardFieldConfigSourceOverrides,
    DashboardLink,
    DataSourceRef,
    DataTransformerConfig,
    DynamicConfigValue,
    FieldColor,
    FieldColorModeId,
    FieldConfigSource,
    GridPos,
    MatcherConfig,
    Panel,
    Threshold,
    ThresholdsConfig,
    ValueMap,
    ValueMappingResult,
)
from grafana_foundation_sdk.models.prometheus import PromQueryFormat

SOURCE: Final = DataSourceRef(type_val="prometheus", uid="graftwatch-prometheus")
GREEN, AMBER, RED, BLUE, SKY, PURPLE, GREY = (
    *("#009E73", "#E69F00", "#D55E00", "#0072B2", "#56B4E9", "#CC79A7"),
    "#8E8E8E",
)
COUNT, SECONDS, SHARE, BYTES, A_MINUTE, FLAG = "none", "s", "percentunit", "bytes", "mpm", "bool_yes_no"
"""Grafana's units: a plain count, seconds, 0-1 as per cent, bytes, messages a minute, 1 or 0 as yes or no."""

Model = TypeVar("Model")


class AsBuilt(Builder[Model], Generic[Model]):
    """A model where the SDK asks for a builder."""

    def __init__(self, model: Model) -> None:
        self._model = model

    def build(self) -> Model:
        """A copy of it, for a dashboard places and numbers its panels."""
        return deepcopy(self._model)


Panels = tuple[Builder[Panel], ...]


class Words(NamedTuple):
    """What a panel says about itself.

    Attributes:
        title: of the panel.
        means: what the figures are.
        do: what to do about them.
        empty: what it means that there are none.
    """

    title: str
    means: str
    do: str
    empty: str


class Query(NamedTuple):
    """A question to Prometheus.

    Attributes:
        expr: PromQL, with the dashboard's variables.
        legend: how each answer is named; labels in double braces.
    """

    expr: str
    legend: str = "__auto"


@dataclass(frozen=True, slots=True)
class Look:
    """How figures look.

    Attributes:
        unit: Grafana's name for it.
        width: of 24.
        height: rows of the grid.
        limits: from this figure on, this colour; without any, figures are not judged.
        least: where the axis begins; None leaves it open.
        most: where it ends.
        decimals: digits behind the point; None leaves it to Grafana.
        said: words for figures.
        runbooks: alerts whose runbooks belong here.
    """

    unit: str = COUNT
    width: int = 12
    height: int = 8
    limits: Mapping[float, str] = field(default_factory=dict)
    least: float | None = 0
    most: float | None = None
    decimals: int | None = None
    said: Mapping[str, str] = field(default_factory=dict)
    runbooks: Sequence[str] = ()

    @property
    def thresholds(self) -> ThresholdsConfig:
        """Good until the first limit; blue where nothing is judged."""
        first = Threshold(None, GREEN if self.limits else BLUE)
        return ThresholdsConfig(steps=[first, *(Threshold(*one) for one in sorted(self.limits.items()))])


def stat_panel(words: Words, query: Query, look: Look) -> Builder[Panel]:
    """One figure, large; its colour stands for a limit, its words say the same."""
    builder = (
        stat.Panel()
        .reduce_options(_last())
        .color_mode(shapes.BigValueColorMode.VALUE)
        .graph_mode(shapes.BigValueGraphMode.NONE)
    )
    return _finished(builder.build(), words, [query], look)


def name_panel(words: Words, query: Query, look: Look) -> Builder[Panel]:
    """The name of a series, large: what a label says."""
    builder = stat.Panel().reduce_options(_last()).text_mode(shapes.BigValueTextMode.NAME)
    return _finished(builder.graph_mode(shapes.BigValueGraphMode.NONE).build(), words, [query], look)


def series_panel(words: Words, queries: Sequence[Query], look: Look, *, stepped: bool = False) -> Builder[Panel]:
    """Lines over time, limits as dashes; `stepped` where a figure jumps rather than slides."""
    builder = timeseries.Panel().legend(_legend()).span_nulls(False).show_points(shapes.VisibilityMode.NEVER)
    if stepped:
        builder = builder.line_interpolation(shapes.LineInterpolation.STEP_AFTER)
    if look.limits:
        dashes = common.GraphThresholdsStyleConfig().mode(shapes.GraphThresholdsStyleMode.DASHED)
        builder = builder.thresholds_style(dashes)
    panel = builder.tooltip(_all_of_a_moment()).build()
    return _finished(panel, words, queries, look, _BY_NAME, asked=_OVER_TIME)


def bars_panel(words: Words, queries: Sequence[Query], look: Look) -> Builder[Panel]:
    """The newest figure of each series as a bar with its name."""
    builder = (
        bargauge.Panel()
        .reduce_options(_last())
        .orientation(shapes.VizOrientation.HORIZONTAL)
        .display_mode(shapes.BarGaugeDisplayMode.BASIC)
    )
    return _finished(builder.build(), words, queries, look)


def states_panel(words: Words, queries: Sequence[Query], look: Look) -> Builder[Panel]:
    """A band over time for each series."""
    builder = statetimeline.Panel().merge_values(True).show_value(shapes.VisibilityMode.NEVER)
    builder = builder.line_width(0).fill_opacity(70).legend(_legend())
    return _finished(builder.build(), words, queries, look, asked=_OVER_TIME)


@dataclass(frozen=True, slots=True)
class Columns:
    """Answers side by side: a row for each value of a label, a column for each query, named by its legend.

    Attributes:
        by: the label.
        named: its name on the screen.
        number: whether its values are numbers, to be put in order as such.
    """

    by: str
    named: str
    number: bool = False

    @property
    def found(self) -> str:
        """What the matrix calls the column of the label."""
        return f"{self.by}\\line"

    def query(self, queries: Sequence[Query]) -> Query:
        """One question for all: an answer says by its label `line` to which of them it belongs, also alone."""
        told = (f'label_replace({one.expr}, "line", "{one.legend}", "", "")' for one in queries)
        return Query(" or ".join(told))

    def steps(self, queries: Sequence[Query]) -> list[DataTransformerConfig]:
        """From rows of label, line and value to the columns."""
        matrix = {"columnField": "line", "rowField": self.by, "valueField": "Value", "emptyValue": "null"}
        steps = [DataTransformerConfig("groupingToMatrix", options=matrix)]
        if self.number:
            number = {"targetField": self.found, "destinationType": "number"}
            steps.append(DataTransformerConfig("convertFieldType", options={"conversions": [number], "fields": {}}))
        order = {"field": self.found, "desc": False}
        steps.append(DataTransformerConfig("sortBy", options={"fields": {}, "sort": [order]}))
        names = [self.found, *(one.legend for one in queries)]
        place = {name: number for number, name in enumerate(names)}
        options = {"excludeByName": {}, "indexByName": place, "renameByName": {self.found: self.named}}
        return [*steps, DataTransformerConfig("organize", options=options)]


def table_panel(words: Words, queries: Sequence[Query], look: Look, columns: Columns) -> Builder[Panel]:
    """A table; a limit colours no cell, since a column is of its own kind."""
    panel = table.Panel().align(shapes.FieldTextAlignment.AUTO).inspect(False).build()
    panel.transformations = columns.steps(queries)
    return _finished(panel, words, [columns.query(queries)], look, asked=_TABLE)


def steps_panel(
    words: Words, queries: Sequence[Query], look: Look, columns: Columns, styles: Mapping[str, "Line"]
) -> Builder[Panel]:
    """Steps over a number that is not time, such as the count of evaluable recipients."""
    builder = (
        trend.Panel()
        .x_field(columns.found)
        .line_interpolation(shapes.LineInterpolation.STEP_AFTER)
        .legend(_legend())
        .tooltip(_all_of_a_moment())
        .span_nulls(True)
    )
    panel = builder.build()
    panel.transformations = columns.steps(queries)
    return styled(_finished(panel, words, [columns.query(queries)], look, _BY_NAME, asked=_TABLE), styles)


class Line(NamedTuple):
    """How one line is told from the others: colour, dashes, width."""

    color: str
    dashes: tuple[int, ...] = ()
    width: int = 2

    def override(self, name: str) -> DashboardFieldConfigSourceOverrides:
        """For the line of this name."""
        style = {"fill": "dash", "dash": list(self.dashes)} if self.dashes else {"fill": "solid"}
        return DashboardFieldConfigSourceOverrides(
            MatcherConfig("byName", name),
            [
                DynamicConfigValue("color", FieldColor(FieldColorModeId.FIXED, self.color)),
                DynamicConfigValue("custom.lineStyle", style),
                DynamicConfigValue("custom.lineWidth", self.width),
            ],
        )


def styled(panel: Builder[Panel], styles: Mapping[str, Line]) -> Builder[Panel]:
    """The panel with these lines told apart."""
    built = panel.build()
    if built.field_config is not None:
        built.field_config.overrides = [line.override(name) for name, line in styles.items()]
    return AsBuilt(built)


_BY_NAME: Final = FieldColorModeId.PALETTE_CLASSIC_BY_NAME
_OVER_TIME, _NOW, _TABLE = "over time", "now", "table"
"""How Prometheus is asked. What stands alone is asked as it is now: the last figure of a range may be hours old."""


def _finished(
    panel: Panel,
    words: Words,
    queries: Sequence[Query],
    look: Look,
    colors: FieldColorModeId = FieldColorModeId.THRESHOLDS,
    *,
    asked: str = _NOW,
) -> Builder[Panel]:
    panel.title = words.title
    panel.description = f"{words.means}\n\n**What to do:** {words.do}\n\n**Nothing here:** {words.empty}"
    panel.datasource = SOURCE
    panel.targets = [_target(chr(ord("A") + place), one, asked) for place, one in enumerate(queries)]
    panel.grid_pos = GridPos(h=look.height, w=look.width)
    panel.links = [runbook_link(one) for one in look.runbooks]
    source = panel.field_config = FieldConfigSource() if panel.field_config is None else panel.field_config
    defaults = source.defaults
    defaults.unit, defaults.min_val, defaults.max_val = look.unit, look.least, look.most
    defaults.decimals, defaults.no_value = look.decimals, words.empty
    defaults.thresholds, defaults.color = look.thresholds, FieldColor(colors)
    if look.said:
        defaults.mappings = [ValueMap({value: ValueMappingResult(text=text) for value, text in look.said.items()})]
    return AsBuilt(panel)


def _target(ref: str, query: Query, asked: str) -> AnyQuery:
    builder = Dataquery().ref_id(ref).datasource(SOURCE).expr(query.expr)
    match asked:
        case "table":
            return builder.instant().format(PromQueryFormat.TABLE).build()
        case "now":
            return builder.instant().legend_format(query.legend).build()
        case _:
            return builder.range().legend_format(query.legend).build()


def none_is_zero(expr: str, of: str) -> str:
    """A count whose series begin with the first case: 0 while a process that would say so is scraped, else nothing."""
    return f"{expr} or 0 * max(up{{{of}}} == 1)"


def runbook_link(alert: str) -> DashboardLink:
    """To the runbook of an alert, where this installation serves them."""
    url = f"${{runbooks:raw}}/{alert}.md"
    return DashboardLink(title=f"Runbook {alert}", url=url, target_blank=True, icon="doc", tooltip="what to do")


def _last() -> common.ReduceDataOptions:
    return common.ReduceDataOptions().calcs(["lastNotNull"]).values(False)


def _legend() -> common.VizLegendOptions:
    return (
        common.VizLegendOptions()
        .display_mode(shapes.LegendDisplayMode.TABLE)
        .placement(shapes.LegendPlacement.BOTTOM)
        .show_legend(True)
        .calcs(["lastNotNull", "max"])
    )


def _all_of_a_moment() -> common.VizTooltipOptions:
    return common.VizTooltipOptions().mode(shapes.TooltipDisplayMode.MULTI).sort(shapes.SortOrder.DESCENDING)
