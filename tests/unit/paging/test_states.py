import pytest

from graftwatch.paging import TRANSITIONS, PageReason, StoryState
from graftwatch.paging.ledger import LOUD
from graftwatch.paging.states import Happening, next_state

RUNNING = {StoryState.WAITING, StoryState.HEARD, StoryState.UNHEARD}


def test_every_state_can_be_reached_and_left() -> None:
    assert set(TRANSITIONS.values()) == set(StoryState)
    assert {state for state, _ in TRANSITIONS} == {None, *StoryState}


def test_every_page_that_must_be_heard_waits_for_it() -> None:
    assert {to for (_, happened), to in TRANSITIONS.items() if happened in LOUD} == {StoryState.WAITING}


def test_every_running_story_can_end_and_no_ended_one_goes_on_without_beginning_again() -> None:
    for ending in (PageReason.RETRACTED, PageReason.RESOLVED):
        assert {state for state, happened in TRANSITIONS if happened is ending} == RUNNING
    after_the_end = {happened for state, happened in TRANSITIONS if state is not None and state.over}
    assert after_the_end == {PageReason.REOPENED}


def test_a_heard_story_is_not_repeated() -> None:
    with pytest.raises(KeyError):
        next_state(StoryState.HEARD, PageReason.REPEATED)


def test_people_may_answer_after_the_last_repeat() -> None:
    assert next_state(StoryState.UNHEARD, Happening.ACKNOWLEDGED) is StoryState.HEARD
