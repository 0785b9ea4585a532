"""How a story ended: its ground was taken back, or its question was answered."""

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from graftwatch.assessment import Assessment
from graftwatch.findings import EventStatus
from graftwatch.paging.ledger import Story
from graftwatch.paging.matter import PASSING, Matter, answer_to
from graftwatch.paging.page import PageReason

GONE: Final = "a report was corrected or withdrawn; nothing supports it any more"
OVER: Final = "it is over; nothing is to be done"
MERGED: Final = "it is now part of another signal of this recipient"
ANSWERED: Final = MappingProxyType(
    {
        EventStatus.CONFIRMED: "it is now reported together with another signal",
        EventStatus.CONTAMINANT: "probable contaminant",
        EventStatus.EXCLUDED: "the organism does not count",
        EventStatus.REFUTED: "refuted by a person's decision",
        EventStatus.UNRESOLVED: "the organism's name is not resolved",
    }
)
"""How a suspicion was answered, by its event's status."""


@dataclass(frozen=True, slots=True)
class Ending:
    """`retracted` or `resolved`, and why in words; English ones, as rules say theirs."""

    reason: PageReason
    because: str


def ending_in(after: Assessment, story: Story, successor: Matter | None) -> Ending:
    """How the story ended, by the newest assessment.

    Signals that watch values pass by themselves; all others are there until their event is answered, so when the
    event is gone as well, a report was corrected or withdrawn.
    """
    if successor is not None:
        return Ending(PageReason.RESOLVED, MERGED)
    answer = answer_to(frozenset(story.evidence), story.event, after)
    if answer is not None:
        return Ending(PageReason.RESOLVED, ANSWERED[answer])
    if story.said.kind in PASSING:
        return Ending(PageReason.RESOLVED, OVER)
    return Ending(PageReason.RETRACTED, GONE)


def closing(matter: Matter, story: Story) -> PageReason:
    """How a story ended whose signal is closed.

    A corrected report that took the ground away takes the story back, and so does growth that is gone where an organism
    was told. All else answers it (contaminant, no growth, refuted, back in range).
    """
    withdrawn = matter.taken_back or (matter.event is None and story.said.organisms and not matter.said.organisms)
    return PageReason.RETRACTED if withdrawn else PageReason.RESOLVED


def as_told(matter: Matter, story: Story) -> Matter:
    """A closed signal in the words that people know it by, with its reason to close."""
    organisms = matter.said.organisms or story.said.organisms
    return replace(matter, said=story.said.model_copy(update={"organisms": organisms}))
