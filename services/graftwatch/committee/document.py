"""A report as data: sections of words, tables and charts, which the page, the HTML and the PDF set each in its way."""

from dataclasses import dataclass
from datetime import datetime

from graftwatch.committee.chart import Chart, Table


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words; `strong` for the sentence that must not be missed."""

    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Short facts: name and value, such as the rule versions."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart at its place."""

    chart: Chart


def drawn(chart: Chart | None) -> tuple[Figure, ...]:
    """A chart as a block, where there is something to draw."""
    return () if chart is None else (Figure(chart),)


@dataclass(frozen=True, slots=True)
class Listing:
    """A table with its caption; `empty` is said where it has no row."""

    caption: str
    table: Table
    empty: str = "none"


Block = Paragraph | Facts | Figure | Listing


@dataclass(frozen=True, slots=True)
class Chapter:
    """A heading and what stands under it; `anchor` is its address within the document."""

    anchor: str
    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """The whole.

    Attributes:
        title: of the document.
        marking: who may read it, in words, on every page: "Committee only: figures by arm" or "Blinded: pooled".
        as_of: the data cut-off (aware).
        chapters: in reading order.
    """

    title: str
    marking: str
    as_of: datetime
    chapters: tuple[Chapter, ...]


def cut_off(document: Document) -> str:
    """The data cut-off as it is printed: to the minute, with the offset of the trial's time zone."""
    at = document.as_of.isoformat(" ", "minutes")
    return f"{at[:16]} (UTC{at[16:]})"
