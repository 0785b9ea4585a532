"""What an acknowledgement does: it stops the newest loud page of its story and what followed that, and nothing else.

Whatever page an acknowledgement names, it has one of these outcomes; only the first changes anything. Acknowledgements
are given again at every look, so that the first outcome becomes the second at the next one.

| the page it names                                                     | outcome        |
| --------------------------------------------------------------------- | -------------- |
| the newest loud page of a story that waits, or anything told after it | heard          |
| the same, when it was heard before                                    | heard_before   |
| an older one: something surer or louder was told since                | superseded     |
| one of a story that is over                                           | over           |
| one that was not told (yet), or not of this recipient                 | unknown        |
"""

from datetime import datetime
from enum import StrEnum

from graftwatch.paging.decision import Circumstances, Heard
from graftwatch.paging.ledger import Ledger, Story
from graftwatch.paging.states import StoryState


class Hearing(StrEnum):
    """What becomes of an acknowledgement."""

    HEARD = "heard"
    HEARD_BEFORE = "heard_before"
    SUPERSEDED = "superseded"
    OVER = "over"
    UNKNOWN = "unknown"


def hearing(page: str, ledger: Ledger) -> Hearing:
    """What an acknowledgement of a page would do now."""
    story = _story_of(page, ledger)
    if story is None:
        return Hearing.UNKNOWN
    if story.state.over:
        return Hearing.OVER
    if all(one.page != page for one in story.unheard_pages):
        return Hearing.SUPERSEDED
    return Hearing.HEARD_BEFORE if story.state is StoryState.HEARD else Hearing.HEARD


def heard(ledger: Ledger, circumstances: Circumstances) -> tuple[Ledger, tuple[Heard, ...]]:
    """The ledger after the acknowledgements so far, and which of them were new."""
    new = []
    said = ((one.acknowledged.at or circumstances.now, one.page, one.by) for one in circumstances.acknowledgements)
    for at, page, by in sorted(said):
        story = _story_of(page, ledger)
        if story is not None and hearing(page, ledger) is Hearing.HEARD:
            ledger = ledger.replaced(story.acknowledged(at, by))
            new.append(Heard(page, story.said.kind, story.loudest, _seconds(at, story)))
    return ledger, tuple(new)


def _seconds(at: datetime, story: Story) -> float:
    """From the page that had to be heard, or from when it was let out; a clock that runs behind makes it no less."""
    return max((at - max(story.unheard_pages[0].at, story.let_out_at or story.unheard_pages[0].at)).total_seconds(), 0)


def _story_of(page: str, ledger: Ledger) -> Story | None:
    return next((story for story in ledger.stories if any(one.page == page for one in story.told)), None)
