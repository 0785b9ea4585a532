"""docs/console-access.md says what the table of access says."""

from pathlib import Path

from graftwatch.console.access.table import ACCESS
from graftwatch.entrypoints.access_docs import AREAS, DOCUMENT, filled

ROOT = Path(__file__).parents[4]


def test_the_tables_of_the_document_are_as_the_program_is_now() -> None:
    text = (ROOT / DOCUMENT).read_text("utf-8")
    assert filled(text) == text, "run `make schemas`"


def test_every_line_of_the_table_stands_in_one_area() -> None:
    lines = [one for area in AREAS.values() for one in area]
    assert sorted(lines) == sorted(ACCESS)
