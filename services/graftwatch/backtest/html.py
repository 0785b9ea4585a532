"""The report as one web page: figures, plots and every disagreement, without anything loaded from outside.

The same report gives the same bytes. Everything from the report is escaped.
"""

import re
from datetime import datetime, tzinfo
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from graftwatch.backtest import words
from graftwatch.backtest.plots import TIMELINES_AT_MOST, shares_plot, timelines_plot, times_plot
from graftwatch.backtest.report import BacktestReport, Cell

TEMPLATE: Final = "report.html.j2"


def html_page(report: BacktestReport, zone: tzinfo) -> str:
    """The page; times are shown in the hospital's zone."""
    environment = Environment(
        loader=PackageLoader("graftwatch.backtest", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(
        share=words.share_in_words,
        rate=words.rate_in_words,
        false=words.false_in_words,
        target=words.target_in_words,
        spell=words.spell_in_words,
        hours=words.hours_in_words,
        percent=words.percent,
        interval=words.interval_in_words,
        plain=plain,
        headed=lambda text: text[:1].upper() + text[1:],
    )
    environment.filters["minute"] = lambda at: minute(at, zone)
    return environment.get_template(TEMPLATE).render(
        report=report,
        played=words.played_in_words(report),
        cautions=words.cautions(report),
        criteria=[(one.kind, *table(one.criteria)) for one in report.events if one.criteria],
        standings=[(one.kind, *table(one.standings)) for one in report.events if one.standings],
        paged=table(report.pages.by_kind),
        shares=shares_plot(report),
        times=times_plot(report),
        timelines=timelines_plot(report),
        timelines_at_most=TIMELINES_AT_MOST,
        several=len(report.feeds) > 1,
    )


def table(cells: tuple[Cell, ...]) -> tuple[list[str], list[tuple[str, list[int]]]]:
    """Cells as a table: the service's words as columns, the truth's as rows."""
    columns = sorted({one.service for one in cells})
    counts = {(one.truth, one.service): one.count for one in cells}
    rows = sorted({one.truth for one in cells})
    return columns, [(row, [counts.get((row, column), 0) for column in columns]) for row in rows]


def plain(word: str) -> str:
    """A word of the report as it is said: "infusion_reaction" is "infusion reaction", "bsi" is "BSI"."""
    return re.sub(r"\bbsi\b", "BSI", word.replace("_", " ").replace(".", " "))


def minute(at: datetime | None, zone: tzinfo) -> str:
    """A time in the hospital's zone, to the minute."""
    return words.NOT_KNOWN if at is None else at.astimezone(zone).strftime("%Y-%m-%d %H:%M")
