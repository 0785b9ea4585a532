"""docs/pages.md shows pages as they are now: every picture is drawn anew and compared, and each is shown."""

import re
from pathlib import Path

import pytest

from graftwatch.findings import SignalKind
from graftwatch.paging import HealthKind, PageReason, TrialKind
from pictures.examples import all_pages
from pictures.gallery import pictures

DOCS = Path(__file__).parents[2] / "docs"
NEVER_SENT = {PageReason.SUPPRESSED, PageReason.NONE}


@pytest.fixture(scope="module")
def drawn() -> dict[str, str]:
    return pictures()


def test_the_pictures_are_those_of_the_pages_now(drawn: dict[str, str]) -> None:
    held = {
        path.name: path.read_text()
        for path in (DOCS / "pictures").glob("*.svg")
        if not path.name.startswith("committee-")
    }
    stale = [name for name in drawn.keys() | held.keys() if drawn.get(name) != held.get(name)]
    assert stale == [], "draw them anew: make pictures"


def test_each_picture_is_shown_with_words_for_who_cannot_see_it(drawn: dict[str, str]) -> None:
    shown = re.findall(r"!\[([^\]]+)\]\(pictures/([^)]+)\)", (DOCS / "pages.md").read_text())
    assert sorted(name for _, name in shown) == sorted(drawn)
    assert all(words for words, _ in shown)


def test_every_kind_and_every_reason_is_among_the_examples() -> None:
    pages = all_pages()
    assert {one.kind for one in pages} == {*SignalKind, *HealthKind, *TrialKind}
    assert {one.reason for one in pages} == set(PageReason) - NEVER_SENT
