"""A document as PDF: what stands on each page, what no font can draw, tables over pages, and the same bytes."""

import re
import struct
import zlib
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from graftwatch.adapters.pdf.columns import Measure, column_widths
from graftwatch.adapters.pdf.document_pdf import document_pdf
from graftwatch.committee.chart import Axis, Chart, Table
from graftwatch.committee.document import Block, Chapter, Document, Facts, Figure, Listing, Paragraph
from pdf_text import read_pdf

AT = datetime(2026, 6, 30, 23, 59, tzinfo=ZoneInfo("Asia/Tokyo"))
MARKING = "Blinded: pooled figures only"
CHART = Chart("one", "Events", "Two of three.", Axis("n"), Axis("events"), (), Table(("n",), ()))


def document(*blocks: Block) -> Document:
    return Document("Safety report of a trial", MARKING, AT, (Chapter("events", "Events", blocks),))


def picture(width: int = 340, height: int = 250) -> bytes:
    """A white PNG."""

    def part(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    rows = zlib.compress(b"".join(b"\x00" + b"\xff" * width for _ in range(height)))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", header) + part(b"IDAT", rows) + part(b"IEND", b"")


def pdf(*blocks: Block) -> bytes:
    return document_pdf(document(*blocks), lambda _: picture())


def long_table(rows: int) -> Listing:
    return Listing(
        "All events", Table(("subject", "organisms"), tuple((f"S{n:03}", "Escherichia coli") for n in range(rows)))
    )


def test_every_page_bears_marking_cut_off_and_its_number() -> None:
    pages = read_pdf(pdf(long_table(150))).pages
    assert len(pages) > 2
    for number, words in enumerate(pages, start=1):
        assert MARKING in words
        assert "data cut-off 2026-06-30 23:59 (UTC+09:00)" in words
        assert f"page {number} of {len(pages)}" in " ".join(words.split())


def test_a_table_over_several_pages_repeats_its_head_and_loses_no_row() -> None:
    read = read_pdf(pdf(long_table(150)))
    assert all("subject organisms" in page for page in read.pages)
    assert re.findall(r"S\d{3}", read.text) == [f"S{n:03}" for n in range(150)]


@pytest.mark.parametrize(
    ("name", "written"),
    [
        pytest.param("大腸菌 O157", "大腸菌 O157", id="Japanese"),
        pytest.param("Эшерихия", "Эшерихия", id="what the font holds stays"),
        pytest.param("대장균 O157", "‹U+B300 U+C7A5 U+ADE0› O157", id="what no font holds"),
        pytest.param("coli\N{MICROBE}", "coli‹U+1F9A0›", id="beyond the basic plane"),
        pytest.param("E.\tcoli\x07", "E. coli", id="control characters are spaces"),
        pytest.param("<script>alert(1)</script> \\(x)", "<script>alert(1)</script> \\(x)", id="markup is words"),
    ],
)
def test_no_character_is_lost_silently(name: str, written: str) -> None:
    read = read_pdf(pdf(Paragraph(name), Listing("Events", Table((name,), ((name,),))), Facts(((name, name),))))
    assert " ".join(read.text.split()).count(written) == 5


def test_numbers_instead_of_characters_are_explained_only_where_there_are_any() -> None:
    assert "written by their Unicode numbers" in read_pdf(pdf(Paragraph("균"))).text
    assert "written by their Unicode numbers" not in read_pdf(pdf(Paragraph("Klebsiella"))).text


def test_an_empty_table_says_so() -> None:
    assert "Pending cultures: none." in read_pdf(pdf(Listing("Pending cultures", Table(("subject",), ())))).text


def test_a_heading_stays_with_its_figure() -> None:
    filled = [Paragraph(f"line {n}") for n in range(20)]
    chapters = (Chapter("a", "First", tuple(filled)), Chapter("b", "Second", (Figure(CHART),)))
    whole = Document("Report", MARKING, AT, chapters)
    pages = read_pdf(document_pdf(whole, lambda _: picture())).pages
    assert [("Second" in page, "Two of three." in page) for page in pages] == [(False, False), (True, True)]


def test_a_figure_has_an_alternative_text_and_the_file_title_and_language() -> None:
    content = pdf(Figure(CHART))
    assert b"/Lang (en)" in content
    assert b"/Title (Safety report of a trial)" in content
    assert b"/Alt (" in content


def test_the_same_document_gives_the_same_bytes_with_the_cut_off_as_its_date() -> None:
    content = pdf(long_table(5), Figure(CHART))
    assert content == pdf(long_table(5), Figure(CHART))
    assert b"/CreationDate (D:20260630235900+09'00')" in content


def by_letter(text: str) -> float:
    return float(len(text))


def test_columns_hold_their_longest_words_and_share_what_is_left() -> None:
    measure = Measure(lambda text: 2.0 * len(text), by_letter)
    rows = [("S01", "a b c d e f g h i j k l m n o p q r s t"), ("S02", "x")]
    narrow, wide = column_widths(("subject", "x"), rows, measure, 40.0, 1.0)
    assert (narrow, wide) == (15.0, 25.0)


def test_columns_that_cannot_hold_their_words_get_their_share() -> None:
    measure = Measure(by_letter, by_letter)
    assert column_widths(("a" * 30, "b" * 10), [], measure, 20.0, 0.0) == [15.0, 5.0]


def test_columns_of_short_texts_fill_the_width() -> None:
    measure = Measure(by_letter, by_letter)
    assert column_widths(("aa", "b"), [("a a a", "b")], measure, 20.0, 0.0) == [12.0, 8.0]


def test_japanese_without_blanks_is_no_long_word_that_narrows_its_neighbours() -> None:
    measure = Measure(by_letter, by_letter)
    narrow, _ = column_widths(("subject", "organisms"), [("S01", "黄色ブドウ球菌の疑い" * 9)], measure, 30.0, 1.0)
    assert narrow >= len("subject") + 1.0
