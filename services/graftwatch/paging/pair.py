"""Which story each signal continues.

A signal continues the story that it was last told under. A signal with another id continues the story whose
evidence it shares, when that story's own signal is gone: a late fact has moved the anchor, and for the reader it is
still the same infection. What shares evidence with a story that goes on, or that is over, is a story of its own: a
fever may be evidence of two.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from graftwatch.paging.ledger import Story
from graftwatch.paging.matter import Matter


@dataclass(frozen=True, slots=True)
class Paired:
    """Signals beside their stories.

    Attributes:
        continued: each signal with its story, or None for a new one; in the signals' order.
        gone: stories whose signal is there no more, each with the signal that took its evidence over, if any.
    """

    continued: tuple[tuple[Matter, Story | None], ...]
    gone: tuple[tuple[Story, Matter | None], ...]


def pair(stories: Sequence[Story], matters: Sequence[Matter]) -> Paired:
    """Pairs signals with stories."""
    found = _by_name({story.signal: story for story in stories}, matters, {})
    found |= _by_name({story.id: story for story in stories}, matters, found)
    found |= _by_evidence(stories, matters, found)
    taken = {story.id for story in found.values()}
    gone = [story for story in stories if story.id not in taken]
    return Paired(
        continued=tuple((matter, found.get(matter.signal)) for matter in matters),
        gone=tuple((story, _successor(story, matters)) for story in gone),
    )


def _by_name(named: dict[str, Story], matters: Sequence[Matter], found: dict[str, Story]) -> dict[str, Story]:
    taken = {story.id for story in found.values()}
    return {
        matter.signal: named[matter.signal]
        for matter in matters
        if matter.signal in named and matter.signal not in found and named[matter.signal].id not in taken
    }


def _by_evidence(stories: Sequence[Story], matters: Sequence[Matter], found: dict[str, Story]) -> dict[str, Story]:
    taken = {story.id for story in found.values()}
    candidates = sorted(
        (-shared, story_index, matter_index)
        for story_index, story in enumerate(stories)
        for matter_index, matter in enumerate(matters)
        if not (story.state.over or story.id in taken or matter.signal in found) and (shared := _shared(story, matter))
    )
    pairs: dict[str, Story] = {}
    used: set[str] = set()
    for _, story_index, matter_index in candidates:
        story, matter = stories[story_index], matters[matter_index]
        if story.id not in used and matter.signal not in pairs:
            pairs[matter.signal] = story
            used.add(story.id)
    return pairs


def _successor(story: Story, matters: Sequence[Matter]) -> Matter | None:
    candidates = [matter for matter in matters if matter.open and _shared(story, matter)]
    return max(candidates, key=lambda matter: _shared(story, matter), default=None)


def _shared(story: Story, matter: Matter) -> int:
    if story.said.family is not matter.said.family:
        return 0
    return len(matter.evidence.intersection(story.evidence))
