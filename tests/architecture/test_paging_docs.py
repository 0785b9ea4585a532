"""docs/paging.md and its drawing say what the pager's tables say."""

import re
from pathlib import Path

import pytest

from graftwatch.entrypoints.paging_docs import DOCUMENT, DRAWING, filled, states_drawn
from graftwatch.entrypoints.state_diagram import ANY, BEFORE, OVER, arrows, drawing
from graftwatch.paging import TRANSITIONS, StoryState
from graftwatch.protocol import parse_protocol

ROOT = Path(__file__).parents[2]
TABLE = {(state, str(happens)): after for (state, happens), after in TRANSITIONS.items()}


def test_the_tables_of_the_document_are_as_the_program_is_now() -> None:
    text = (ROOT / DOCUMENT).read_text("utf-8")
    assert filled(text) == text, "run `make schemas`"


def test_the_drawing_is_of_the_table_as_it_is_now() -> None:
    assert (ROOT / DRAWING).read_text("utf-8") == states_drawn(), "run `make schemas`"


def test_the_arrows_say_every_transition_and_no_other() -> None:
    running = [one for one in StoryState if not one.over]
    over = [one for one in StoryState if one.over]
    said = set()
    for arrow in arrows(TABLE):
        begins = {BEFORE: [None], ANY: running, OVER[0]: over}.get(arrow.begins, [arrow.begins])
        said |= {
            (one, happens, one if arrow.ends == ANY else arrow.ends) for one in begins for happens in arrow.happens
        }
    assert said == {(state, happens, after) for (state, happens), after in TABLE.items()}


def test_a_transition_that_no_arrow_shows_is_refused() -> None:
    more = {**TABLE, (StoryState.HEARD, "forgotten"): StoryState.UNHEARD}
    with pytest.raises(KeyError):
        drawing(more)


def test_the_examples_of_the_document_are_what_the_protocol_takes() -> None:
    example, of_committee = re.findall(r"```toml\n(.*?)```", (ROOT / DOCUMENT).read_text("utf-8"), re.DOTALL)
    paging = parse_protocol(example, "the example").paging
    assert [(one.to, one.wait_minutes) for one in paging.escalation] == [
        (("on_call",), 10),
        (("deputy",), 20),
        (("head",), 15),
    ]
    assert parse_protocol(of_committee, "the example").committee.contact == ("committee",)
