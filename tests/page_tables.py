"""Reads a report's web page back: its tables by chapter and caption, and all of its words."""

from collections.abc import Iterator
from html.parser import HTMLParser


class PageRead(HTMLParser):
    """The page's tables and words.

    Attributes:
        tables: rows by (chapter, caption); what a figure has as a table is among them.
        words: all that a person can read.
    """

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tables: dict[tuple[str, str], list[tuple[str, ...]]] = {}
        self.words: list[str] = []
        self._chapter = ""
        self._caption = ""
        self._row: list[str] = []
        self._cell: list[str] | None = None
        self._hidden = False
        self.feed(page)
        self.close()

    def table(self, chapter: str, caption: str) -> list[tuple[str, ...]]:
        """The rows under a caption that begins so."""
        return next(rows for (held, said), rows in self.tables.items() if held == chapter and said.startswith(caption))

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "section":
            self._chapter = given.get("aria-labelledby") or ""
        if tag in {"th", "td", "caption"}:
            self._cell = []
        if tag == "tr":
            self._row = []
        self._hidden = self._hidden or tag == "style"

    def handle_endtag(self, tag: str) -> None:
        if tag == "caption":
            self._caption = self._taken()
            self.tables[self._chapter, self._caption] = []
        elif tag in {"th", "td"}:
            self._row.append(self._taken())
        elif tag == "tr":
            self.tables[self._chapter, self._caption].append(tuple(self._row))
        elif tag == "style":
            self._hidden = False

    def handle_data(self, data: str) -> None:
        if self._hidden:
            return
        self.words.append(data)
        if self._cell is not None:
            self._cell.append(data)

    def _taken(self) -> str:
        said = " ".join("".join(self._cell or ()).split())
        self._cell = None
        return said

    def rows(self, chapter: str, caption: str) -> Iterator[tuple[str, ...]]:
        """The rows below the head."""
        yield from self.table(chapter, caption)[1:]
