"""docs/committee.md shows the committee's charts as they are drawn now, each with what is seen in it in words."""

import re
from pathlib import Path

from pictures.committee import charts, committee_pictures

DOCS = Path(__file__).parents[2] / "docs"


def test_the_pictures_are_the_charts_of_now() -> None:
    held = {path.name: path.read_text("utf-8") for path in (DOCS / "pictures").glob("committee-*.svg")}
    drawn = committee_pictures()
    assert [name for name in drawn.keys() | held.keys() if drawn.get(name) != held.get(name)] == [], "make pictures"


def test_each_picture_is_shown_with_what_is_seen_in_it() -> None:
    shown = re.findall(r"!\[([^\]]+)\]\(pictures/([^)]+)\)", (DOCS / "committee.md").read_text("utf-8"))
    assert {name: words for words, name in shown} == {name: one.says for name, one in charts().items()}
