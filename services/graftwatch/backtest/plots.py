"""The plots of a backtest as inline SVG: the same report gives the same bytes, and colours follow the page's.

No date, a fixed salt for the ids, text as text. What is drawn in one of `COLOURS` takes the page's colour of that name,
so that light, dark and print need no second picture.
"""

import re
from collections.abc import Callable, Sequence
from io import StringIO
from typing import TYPE_CHECKING, Any, Final

from graftwatch.backtest.report import BacktestReport, Share, Spell, Timeline

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLOURS: Final = {"ink": "#101112", "faint": "#a1a2a3", "accent": "#1a5fb4", "warm": "#c64600", "good": "#26a269"}
SETTINGS: Final = {
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.size": 10,
    "text.color": COLOURS["ink"],
    "axes.edgecolor": COLOURS["faint"],
    "axes.labelcolor": COLOURS["ink"],
    "xtick.color": COLOURS["ink"],
    "ytick.color": COLOURS["ink"],
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "savefig.facecolor": "none",
}
WIDTH: Final = 5.0
"""Inches at ten points: still to be read on a telephone."""
ROW: Final = 0.46
MARGIN: Final = 0.75
TIMELINES_AT_MOST: Final = 60
"""A longer picture nobody reads; the table of the same rows is whole."""


def drawn(name: str, rows: int, draw: "Callable[[Axes], None]") -> str:
    """A picture of so many rows as SVG, drawn by a function."""
    import matplotlib as mpl  # noqa: PLC0415 - half a second that only a page with plots needs
    from matplotlib.figure import Figure  # noqa: PLC0415 - the same

    settings: Any = {**SETTINGS, "svg.hashsalt": name}  # its keys are typed one by one
    with mpl.rc_context(settings):
        figure = Figure(figsize=(WIDTH, MARGIN + ROW * rows), layout="constrained")
        axes = figure.add_subplot()
        axes.tick_params(axis="y", length=0)
        draw(axes)
        text = StringIO()
        figure.savefig(text, format="svg", metadata={"Date": None, "Creator": None})
    return _of_the_page(text.getvalue(), name)


def _of_the_page(svg: str, name: str) -> str:
    """The drawing alone, with ids of its own and the page's colours."""
    body = svg[svg.index("<svg") :]
    body = re.sub(r'(id="|href="#|url\(#)', rf"\1{name}-", body)
    for colour, written in COLOURS.items():
        body = body.replace(written, f"var(--{colour})")
    body = re.sub(r'(<svg[^>]*?) width="[^"]*"', r"\1", body, count=1)
    return re.sub(
        r'(<svg[^>]*?) height="[^"]*"', rf'\1 role="img" class="plot" aria-labelledby="{name}"', body, count=1
    )


def shares_plot(report: BacktestReport) -> str:
    """Sensitivity, specificity and predictive values with their exact intervals."""
    rows = [(label, one) for label, one in _shares(report) if one.value is not None]

    def draw(axes: "Axes") -> None:
        for place, (_, one) in enumerate(reversed(rows)):
            lower, upper = one.interval_95
            axes.plot([100 * lower, 100 * upper], [place, place], color=COLOURS["accent"], linewidth=2)
            axes.plot([100 * (one.value or 0.0)], [place], "o", color=COLOURS["accent"], markersize=6)
        _named(axes, [f"{label} ({one.count}/{one.of})" for label, one in rows])
        axes.set_xlim(-2, 102)
        axes.set_xlabel("per cent, with exact 95 % interval")
        axes.grid(axis="x", color=COLOURS["faint"], linewidth=0.4)

    return drawn("shares", len(rows), draw)


def _shares(report: BacktestReport) -> list[tuple[str, Share]]:
    found = list[tuple[str, Share]]()
    for one in report.endpoints:
        name = _name(one.endpoint)
        found += [
            (f"{name}, recipients: sensitivity", one.sensitivity),
            (f"{name}, recipients: specificity", one.specificity),
        ]
    for event in report.events:
        name = _name(event.kind)
        found += [
            (f"{name}, events: sensitivity", event.sensitivity),
            (f"{name}, events: predictive value", event.positive_predictive_value),
        ]
    found.append(("Contaminants never confirmed", report.cultures.never_confirmed))
    found.append(("Pages about something true", report.pages.positive_predictive_value))
    found += [
        (f"Rejection before biopsy: {one.definition}", one.sensitivity_before_biopsy)
        for one in report.rejection_signals
    ]
    return found


def _name(kind: str) -> str:
    return "BSI" if kind == "bsi" else kind.replace("_", " ").capitalize()


def times_plot(report: BacktestReport) -> str:
    """Every event's times as dots, the median as a stroke."""
    rows = [one for one in report.times if one.hours]

    def draw(axes: "Axes") -> None:
        for place, one in enumerate(reversed(rows)):
            _dots(axes, place, one)
        _named(axes, [one.name.partition(" (")[0] for one in rows])
        axes.axvline(0, color=COLOURS["faint"], linewidth=0.8)
        axes.set_xlabel("hours; a stroke is the median")
        axes.grid(axis="x", color=COLOURS["faint"], linewidth=0.4)

    return drawn("times", len(rows), draw) if rows else ""


def _dots(axes: "Axes", place: int, one: Spell) -> None:
    heights = [place + 0.2 * ((index * 0.618) % 1 - 0.5) for index in range(len(one.hours))]
    axes.plot(one.hours, heights, "o", color=COLOURS["accent"], markersize=4, alpha=0.55, markeredgewidth=0)
    if one.median is not None:
        axes.plot([one.median, one.median], [place - 0.2, place + 0.2], color=COLOURS["warm"], linewidth=2)


def timelines_plot(report: BacktestReport) -> str:
    """Each infection from collection to the final report, with the first page between them."""
    rows = [one for one in report.timelines if one.kind == "bsi" and one.collected_at is not None][:TIMELINES_AT_MOST]

    def draw(axes: "Axes") -> None:
        for place, one in enumerate(reversed(rows)):
            _line(axes, place, one)
        several = len(report.feeds) > 1
        _named(
            axes, [f"{one.feed} {one.subject}" if several else f"{one.subject}, {one.date_of_event}" for one in rows]
        )
        axes.set_xlabel("hours since collection")
        for mark, colour, label in (("o", "accent", "first page"), ("|", "warm", "final report")):
            axes.plot([], [], mark, color=COLOURS[colour], markersize=7, markeredgewidth=2, label=label)
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.5 / (ROW * (len(rows) + 1))), ncols=2, frameon=False)
        axes.grid(axis="x", color=COLOURS["faint"], linewidth=0.4)

    return drawn("timelines", len(rows) + 1, draw) if rows else ""


def _line(axes: "Axes", place: int, one: Timeline) -> None:
    page, final = _since(one, "first_page_at"), _since(one, "final_at")
    ends = [each for each in (page, final) if each is not None]
    if ends:
        axes.plot([0, max(ends)], [place, place], color=COLOURS["faint"], linewidth=1)
    if page is not None and final is not None:
        colour = COLOURS["good"] if page <= final else COLOURS["warm"]
        axes.plot([page, final], [place, place], color=colour, linewidth=3, solid_capstyle="butt")
    if final is not None:
        axes.plot([final], [place], "|", color=COLOURS["warm"], markersize=9, markeredgewidth=2)
    if page is not None:
        axes.plot([page], [place], "o", color=COLOURS["accent"], markersize=5)


def _since(one: Timeline, step: str) -> float | None:
    at = getattr(one, step)
    return None if at is None or one.collected_at is None else (at - one.collected_at).total_seconds() / 3600


def _named(axes: "Axes", names: Sequence[str]) -> None:
    """Each row's name above it, so that the picture stays narrow."""
    axes.set_yticks([])
    axes.set_ylim(-0.5, len(names) - 0.25)
    for place, name in enumerate(reversed(names)):
        axes.annotate(name, (0, place), (0, 7), xycoords=("axes fraction", "data"), textcoords="offset points", size=9)
