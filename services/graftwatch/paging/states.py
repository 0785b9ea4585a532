"""The life of a story (what is told in one thread) as a table; the diagram in the docs is drawn from it.

A story waits until somebody acknowledges, is heard, or falls unheard when all its repeats went out; it ends by
retraction (the ground is gone) or resolution (the question is answered), and may begin again. A summary is the story of
a storm, begun and told again by its names. What is not in the table cannot happen.
"""

from enum import StrEnum

from graftwatch.paging.page import PageReason


class StoryState(StrEnum):
    """Where a story stands."""

    WAITING = "waiting"
    HEARD = "heard"
    UNHEARD = "unheard"
    RETRACTED = "retracted"
    RESOLVED = "resolved"

    @property
    def over(self) -> bool:
        """Whether the story has ended."""
        return self in {StoryState.RETRACTED, StoryState.RESOLVED}


class Happening(StrEnum):
    """What else can happen to a story than a page."""

    ACKNOWLEDGED = "acknowledged"
    REPEATS_USED_UP = "repeats_used_up"


START = None
"""Before the first page."""

_LOUD = (PageReason.ESCALATED, PageReason.NEW_ORGANISM, PageReason.SUMMARY)
_RUNNING = (StoryState.WAITING, StoryState.HEARD, StoryState.UNHEARD)
_OVER = (StoryState.RETRACTED, StoryState.RESOLVED)

TRANSITIONS: dict[tuple[StoryState | None, PageReason | Happening], StoryState] = {
    **{(START, reason): StoryState.WAITING for reason in (PageReason.FIRST, PageReason.SUMMARY)},
    **{(state, reason): StoryState.WAITING for state in _RUNNING for reason in _LOUD},
    (StoryState.WAITING, PageReason.REPEATED): StoryState.WAITING,
    (StoryState.WAITING, Happening.REPEATS_USED_UP): StoryState.UNHEARD,
    **{(state, Happening.ACKNOWLEDGED): StoryState.HEARD for state in _RUNNING},
    **{(state, PageReason.REVISED): state for state in _RUNNING},
    **{(state, PageReason.RETRACTED): StoryState.RETRACTED for state in _RUNNING},
    **{(state, PageReason.RESOLVED): StoryState.RESOLVED for state in _RUNNING},
    **{(state, PageReason.REOPENED): StoryState.WAITING for state in _OVER},
}


def next_state(state: StoryState | None, happened: PageReason | Happening) -> StoryState:
    """The state after something happened.

    Raises:
        KeyError: it cannot happen in this state.
    """
    return TRANSITIONS[state, happened]
