"""How a story ended whose signal is there no more: its ground was taken back, or its question was answered."""

from dataclasses import dataclass

from graftwatch.assessment import Assessment
from graftwatch.paging.ledger import Story
from graftwatch.paging.matter import PASSING, Matter, answer_to
from graftwatch.paging.page import PageReason
from graftwatch.paging.phrases import Phrases


@dataclass(frozen=True, slots=True)
class Ending:
    """`retracted` or `resolved`, and why in words."""

    reason: PageReason
    because: str


def ending_in(after: Assessment, story: Story, successor: Matter | None, phrases: Phrases) -> Ending:
    """How the story ended, by the newest assessment.

    Signals that watch values pass by themselves; all others are there until their event is answered, so when the
    event is gone as well, a report was corrected or withdrawn.
    """
    if successor is not None:
        return Ending(PageReason.RESOLVED, phrases.merged)
    answer = answer_to(frozenset(story.evidence), story.event, after)
    if answer is not None:
        return Ending(PageReason.RESOLVED, phrases.answered[answer])
    if story.said.kind in PASSING:
        return Ending(PageReason.RESOLVED, phrases.over)
    return Ending(PageReason.RETRACTED, phrases.gone)
