"""A document as one web page: escaped, self-contained, readable by ear, marked on every printed page."""

import re
from collections import Counter
from dataclasses import replace
from datetime import datetime
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

import pytest

from graftwatch.committee.chart import Axis, Chart, Table
from graftwatch.committee.document import Block, Chapter, Document, Facts, Figure, Listing, Paragraph
from graftwatch.console.document_html import document_page

AT = datetime(2026, 6, 30, 23, 59, tzinfo=ZoneInfo("Asia/Tokyo"))
HOSTILE = "<script>alert('x')</script>\"&amp; =cmd()"
CHART = Chart("one", "Events", HOSTILE, Axis("n"), Axis("events"), (), Table(("n",), ((HOSTILE,),)))
ALL_KINDS: tuple[Block, ...] = (
    Paragraph(HOSTILE, strong=True),
    Facts(((HOSTILE, HOSTILE),)),
    Figure(CHART),
    Listing(HOSTILE, Table((HOSTILE, "days"), ((HOSTILE, "3"),), frozenset({1}))),
    Listing("Pending", Table(("subject",), ())),
)
WHOLE = Document("Report", "Blinded: pooled", AT, (Chapter("events", "Events", ALL_KINDS),))


class Read(HTMLParser):
    """The page as a browser takes it apart."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.attributes: list[tuple[str, str, str]] = []
        self.open: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in {"meta", "svg"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag != "svg":
            assert self.open.pop() == tag


@pytest.fixture(scope="module")
def page() -> str:
    return document_page(WHOLE, lambda chart: f'<svg viewBox="0 0 1 1"><title>{chart.name}</title></svg>')


def test_whatever_the_words_are_they_stay_words(page: str) -> None:
    read = Read(page)
    assert not read.open
    assert read.tags["script"] == 0
    assert page.count("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;") == 8


def test_nothing_comes_from_outside_and_nothing_runs(page: str) -> None:
    read = Read(page)
    assert not {"script", "link", "img", "iframe", "object"} & read.tags.keys()
    assert not [name for _, name, _ in read.attributes if name.startswith("on") or name in {"src", "style"}]
    assert {value[0] for _, name, value in read.attributes if name == "href"} == {"#"}
    assert not re.search(r"url\(|@import|https?:", page)


def test_tables_have_captions_and_scopes(page: str) -> None:
    read = Read(page)
    assert read.tags["table"] == read.tags["caption"] == read.tags["thead"]
    scopes = [value for tag, name, value in read.attributes if (tag, name) == ("th", "scope")]
    assert read.tags["th"] == len(scopes)
    assert set(scopes) == {"col", "row"}


def test_each_id_is_there_once_and_each_chapter_is_reached(page: str) -> None:
    read = Read(page)
    ids = [value for _, name, value in read.attributes if name == "id"]
    assert len(ids) == len(set(ids))
    assert {value[1:] for _, name, value in read.attributes if name == "href"} <= set(ids)


def test_paper_bears_the_marking_the_cut_off_and_the_page(page: str) -> None:
    assert '@top-left{content:"Blinded: pooled"' in page
    assert '@bottom-left{content:"data cut-off 2026-06-30 23:59 (UTC+09:00)"' in page
    assert '"page " counter(page) " of " counter(pages)' in page
    assert "thead{display:table-header-group}" in page


def test_a_marking_cannot_leave_its_string_in_the_style_sheet() -> None:
    hostile = replace(WHOLE, title='a"}</style><script>', chapters=())
    written = document_page(hostile, lambda _: "")
    assert 'content:"a\\000022\\00007d\\00003c\\00002fstyle' in written
    assert Read(written).tags["script"] == 0


def test_a_date_is_not_broken_in_two() -> None:
    rows = (("S01", "2026-06-30", "2026-06-30 23:59", "2026-06-30 and later"),)
    listing = Listing("Events", Table(("subject", "on", "at", "when"), rows))
    shown = document_page(replace(WHOLE, chapters=(Chapter("events", "Events", (listing,)),)), lambda _: "")
    assert shown.count('<td class="d">2026-06-30') == 2
    assert "td.n,td.d{white-space:nowrap}" in shown


def test_an_empty_table_says_so(page: str) -> None:
    assert "<p>Pending: none.</p>" in page
