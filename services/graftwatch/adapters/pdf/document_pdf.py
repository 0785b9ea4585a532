"""A document as a PDF on A4: embedded fonts, marking and page numbers in the margins, tables that go over pages.

The same document gives the same bytes: the file's date is the document's cut-off, its id follows from its content.
Its fonts come with libraries, so they are the same everywhere; what none has a glyph for is written by its code point.
"""

import struct
from collections.abc import Callable
from io import BytesIO
from typing import Final

from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.fonts import CoreFont, FontFace, TTFFont

from graftwatch.adapters.pdf.columns import Measure, column_widths
from graftwatch.adapters.pdf.glyphs import REPLACED, FontFiles, Glyphs
from graftwatch.committee.chart import Chart, Table
from graftwatch.committee.document import Block, Chapter, Document, Facts, Figure, Listing, Paragraph, cut_off

FONT: Final = "dejavu"
FURTHER: Final = "ipaex"
MARGIN: Final = 15.0
"""Millimetres, at the sides."""
TOP: Final = 20.0
BOTTOM: Final = 18.0
TEXT_POINTS: Final = 9.0
TABLE_POINTS: Final = 7.5
LINE: Final = 4.4
"""Millimetres of a line of text."""
TABLE_LINE: Final = 3.6
CELL_PADDING: Final = (0.7, 1.3)
"""Millimetres above and below a cell's words, and beside them."""
FIGURE_WIDTH: Final = 112.0
FACT_NAME_WIDTH: Final = 46.0
HEADING: Final = 45.0
"""Millimetres that must be left for a heading and the first of what stands under it."""
HEADING_WITH_FIGURE: Final = 125.0
GREY: Final = 90
PNG_SIZE: Final = slice(16, 24)
"""Where a PNG says its width and height (its specification, 11.2.2)."""


def document_pdf(document: Document, draw: Callable[[Chart], bytes]) -> bytes:
    """The file's bytes.

    Args:
        document: what stands in it.
        draw: gives a chart as a PNG with 200 dots an inch or more.
    """
    paper = _Paper(document)
    paper.add_page()
    paper.head()
    for chapter in document.chapters:
        paper.chapter(chapter, draw)
    paper.explain_replaced()
    return bytes(paper.output())


class _Paper(FPDF):
    """The pages; `header` and `footer` are called by the library on each of them."""

    def __init__(self, document: Document) -> None:
        super().__init__(orientation="portrait", unit="mm", format="A4")
        self._document = document
        files = FontFiles.installed()
        self.add_font(FONT, "", files.regular)
        self.add_font(FONT, "B", files.bold)
        in_every_style = frozenset.intersection(*(_characters(one) for one in self.fonts.values()))
        self.add_font(FURTHER, "", files.further)
        self.set_fallback_fonts([FURTHER], exact_match=False)
        self._glyphs = Glyphs(in_every_style | _characters(self.fonts[FURTHER]))
        self.set_margins(MARGIN, TOP, MARGIN)
        self.set_auto_page_break(auto=True, margin=BOTTOM)
        self.set_creation_date(document.as_of)
        self.set_title(document.title)
        self.set_subject(document.marking)
        self.set_lang("en")
        self.set_producer("graftwatch")
        self.set_creator("graftwatch safety report")
        self.set_display_mode("fullwidth")

    def header(self) -> None:
        """The marking on the left, the title on the right."""
        self.set_xy(MARGIN, 9)
        self._font(8, bold=True)
        self.cell(self.epw / 2, 4, self._said(self._document.marking))
        self._font(8)
        self.cell(self.epw / 2, 4, self._said(self._document.title), align="R")
        self.set_draw_color(GREY)
        self.set_line_width(0.15)
        self.line(MARGIN, 14.5, MARGIN + self.epw, 14.5)
        self.set_xy(MARGIN, TOP)

    def footer(self) -> None:
        """The cut-off on the left, the page on the right."""
        self.set_y(-12)
        self._font(8)
        self.cell(self.epw / 2, 4, f"data cut-off {cut_off(self._document)}")
        self.cell(self.epw / 2, 4, f"page {self.page_no()} of {{nb}}", align="R")

    def head(self) -> None:
        """What the first page begins with."""
        self._font(16, bold=True)
        self._lines(self._document.title, 7.5)
        self.ln(1)
        self._font(10, bold=True)
        self.cell(0, 7, self._said(self._document.marking), border=1, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ln(1)
        self._font(TEXT_POINTS)
        self._lines(f"Data cut-off: {cut_off(self._document)}", LINE)

    def chapter(self, chapter: Chapter, draw: Callable[[Chart], bytes]) -> None:
        """A heading, which never stands alone at a page's end, and its blocks."""
        first = chapter.blocks[0] if chapter.blocks else None
        self._room_for(HEADING_WITH_FIGURE if isinstance(first, Figure) else HEADING)
        self.ln(4)
        self.start_section(self._said(chapter.heading))
        self._font(12, bold=True)
        self._lines(chapter.heading, 6)
        self.line(MARGIN, self.get_y(), MARGIN + self.epw, self.get_y())
        self.ln(1.5)
        for block in chapter.blocks:
            self._block(block, draw)

    def explain_replaced(self) -> None:
        """Says what the codes of characters mean, where there are any."""
        if self._glyphs.replaced:
            self.ln(4)
            self._font(TABLE_POINTS)
            self._lines(REPLACED, TABLE_LINE)

    def _block(self, block: Block, draw: Callable[[Chart], bytes]) -> None:
        match block:
            case Paragraph():
                self._font(TEXT_POINTS, bold=block.strong)
                self._lines(block.text, LINE)
            case Facts():
                self._facts(block)
            case Figure():
                self._figure(block.chart, draw(block.chart))
            case Listing() if block.table.rows:
                self._listing(block)
            case Listing():
                self._font(TEXT_POINTS)
                self._lines(f"{block.caption}: {block.empty}.", LINE)
        self.ln(1.8)

    def _facts(self, facts: Facts) -> None:
        for name, value in facts.rows:
            self._font(TEXT_POINTS)
            lines = self._wrapped(value, self.epw - FACT_NAME_WIDTH)
            self._room_for(LINE * len(lines))
            top = self.get_y()
            self.set_text_color(GREY)
            self.multi_cell(FACT_NAME_WIDTH, LINE, self._said(name), align="L", new_x=XPos.RIGHT, new_y=YPos.NEXT)
            below = self.get_y()
            self.set_text_color(0)
            self.set_xy(MARGIN + FACT_NAME_WIDTH, top)
            self.multi_cell(
                self.epw - FACT_NAME_WIDTH,
                LINE,
                self._said(value),
                align="L",
                new_x=XPos.LMARGIN,
                new_y=YPos.NEXT,
            )
            self.set_xy(MARGIN, max(below, self.get_y()))

    def _wrapped(self, text: str, width: float) -> list[str]:
        lines = self.multi_cell(width, LINE, self._said(text), align="L", dry_run=True, output="LINES")
        return list(lines) if isinstance(lines, list) else [text]

    def _figure(self, chart: Chart, picture: bytes) -> None:
        width, height = struct.unpack(">II", picture[PNG_SIZE])
        tall = FIGURE_WIDTH * height / width
        self._font(TABLE_POINTS)
        words = f"{chart.title}. {chart.says}"
        self._room_for(tall + TABLE_LINE * (1 + len(self._wrapped(words, self.epw))))
        self.image(
            BytesIO(picture),
            x=MARGIN + (self.epw - FIGURE_WIDTH) / 2,
            w=FIGURE_WIDTH,
            title=self._said(chart.title),
            alt_text=self._said(words),
        )
        self._lines(words, TABLE_LINE)

    def _listing(self, listing: Listing) -> None:
        self._room_for(6 + 4 * TABLE_LINE)
        self._font(TEXT_POINTS, bold=True)
        self._lines(listing.caption, LINE)
        self.ln(0.6)
        self._table(listing.table)

    def _table(self, table: Table) -> None:
        self._font(TABLE_POINTS)
        rows = [[self._said(cell) for cell in row] for row in table.rows]
        heads = [self._said(one) for one in table.headings]
        align = ["RIGHT" if place in table.numbers else "LEFT" for place in range(len(heads))]
        measure = Measure(lambda text: self._width(text, bold=True), self._width)
        widths = column_widths(heads, rows, measure, self.epw, 2 * CELL_PADDING[1] + 0.6)
        with self.table(
            width=self.epw,
            col_widths=tuple(widths),
            text_align=tuple(align),
            line_height=TABLE_LINE,
            padding=CELL_PADDING,
            borders_layout="HORIZONTAL_LINES",
            headings_style=FontFace(emphasis="BOLD", fill_color=(235, 235, 235)),
            first_row_as_headings=True,
        ) as drawn:
            for row in (heads, *rows):
                drawn.row(row)

    def _lines(self, text: str, height: float) -> None:
        self.multi_cell(
            0,
            height,
            self._said(text),
            align="L",
            new_x=XPos.LMARGIN,
            new_y=YPos.NEXT,
        )

    def _said(self, text: str) -> str:
        """A text with every character visible."""
        return self._glyphs.visible(text)

    def _font(self, points: float, *, bold: bool = False) -> None:
        self.set_font(FONT, "B" if bold else "", points)

    def _width(self, text: str, *, bold: bool = False) -> float:
        """How wide a text of a table is."""
        self._font(TABLE_POINTS, bold=bold)
        width = self.get_string_width(text)
        self._font(TABLE_POINTS)
        return width

    def _room_for(self, height: float) -> None:
        """Goes to the next page where so many millimetres are not left on this one."""
        if self.will_page_break(height):
            self.add_page()


def _characters(font: CoreFont | TTFFont) -> frozenset[str]:
    return frozenset(map(chr, font.cmap)) if isinstance(font, TTFFont) else frozenset()
