"""Which story each signal continues.

In this order: the running story that it was last told under, or that it began; a running story whose own signal is
gone and whose evidence it shares, because two cultures were joined or a late fact has moved the anchor, and for the
reader it is still the same infection; a story that is over and has its name, which opens again; any story that it was
told in beside another. What is left joins a running story of the same days (together.py), or begins one. What shares
evidence only with a story that is over is a story of its own: a fever may be evidence of two.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from graftwatch.paging.ledger import Story
from graftwatch.paging.matter import Matter
from graftwatch.paging.together import Thread, merged, with_joined


@dataclass(frozen=True, slots=True)
class Paired:
    """Signals beside their stories.

    Attributes:
        continued: what is told in each story, or in a new one (None); by story, then by age.
        gone: stories whose signal is there no more, each with what took its evidence over, if anything did.
    """

    continued: tuple[tuple[Matter, Story | None], ...]
    gone: tuple[tuple[Story, Matter | None], ...]


def pair(stories: Sequence[Story], stated: Iterable[Matter]) -> Paired:
    """Pairs signals with stories; in whatever order the signals stand."""
    matters = sorted(stated, key=lambda one: (one.since, one.signal))
    if (as_before := _as_before(stories, matters)) is not None:
        return Paired(as_before, ())
    running = [story for story in stories if not story.state.over]
    over = [story for story in stories if story.state.over]
    found = _by_name(running, matters, {})
    ended = {name for story in over for name in (story.signal, story.id)}
    movable = [matter for matter in matters if matter.open or matter.signal not in ended]
    found |= _by_evidence(running, movable, found)
    found |= _by_name(over, matters, found)
    beside = _beside(over, matters, found) | _beside(running, matters, found)
    threads = _threads(stories, matters, found, beside)
    continued = tuple((merged(one), one.story) for one in threads)
    taken = {story.id for _, story in continued if story}
    gone = [story for story in stories if story.id not in taken]
    told = [matter for matter, _ in continued]
    return Paired(continued, tuple((story, _successor(story, told)) for story in gone))


def _as_before(stories: Sequence[Story], matters: Sequence[Matter]) -> tuple[tuple[Matter, Story | None], ...] | None:
    """The usual case, in one go: every signal has its running story as before, and every story its only signal."""
    named = {matter.signal: matter for matter in matters}
    if len(stories) != len(matters) or any(one.state.over or set(one.members) - {one.signal} for one in stories):
        return None
    if any(one.signal not in named for one in stories):
        return None
    return tuple((merged(Thread(one, [named[one.signal]])), one) for one in stories)


def _threads(
    stories: Sequence[Story], matters: Sequence[Matter], found: dict[str, Story], beside: dict[str, Story]
) -> list[Thread]:
    named = {one.signal: found.get(one.signal) or beside.get(one.signal) for one in matters}
    count = Counter(story.id for story in named.values() if story)
    threads = {one.id: Thread(one, [], one.window_around if count[one.id] > 1 else None) for one in stories}
    rest: list[Matter] = []
    for matter in sorted(matters, key=lambda one: one.signal not in found):
        story = named[matter.signal]
        if story and (matter.signal in found or threads[story.id].keeps(matter)):
            threads[story.id].matters.append(matter)
        else:
            rest.append(matter)
    return with_joined([one for one in threads.values() if one.matters], rest)


def _by_name(stories: Sequence[Story], matters: Sequence[Matter], found: Collection[str]) -> dict[str, Story]:
    """By the signal that a story was last told under, then by the one that it began with."""
    by_name: dict[str, Story] = {}
    for named in ({story.signal: story for story in stories}, {story.id: story for story in stories}):
        taken = {story.id for story in by_name.values()}
        for matter in matters:
            story = named.get(matter.signal)
            if story and story.id not in taken and matter.signal not in found and matter.signal not in by_name:
                by_name[matter.signal] = story
    return by_name


def _beside(stories: Sequence[Story], matters: Sequence[Matter], found: Collection[str]) -> dict[str, Story]:
    """Signals that were told in a story beside the one that leads it."""
    by_member = {name: story for story in stories for name in story.members}
    return {one.signal: by_member[one.signal] for one in matters if one.signal not in found and one.signal in by_member}


def _by_evidence(stories: Sequence[Story], matters: Sequence[Matter], found: dict[str, Story]) -> dict[str, Story]:
    taken = {story.id for story in found.values()}
    candidates = sorted(
        (-shared, story_index, matter_index)
        for story_index, story in enumerate(stories)
        for matter_index, matter in enumerate(matters)
        if story.id not in taken and matter.signal not in found and (shared := _shared(story, matter))
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
    """What tells on what the story told; a notice is no successor of what woke people."""
    as_loud = [matter for matter in matters if matter.open and matter.said.loudness >= story.said.loudness]
    candidates = [matter for matter in as_loud if _shared(story, matter)]
    return max(candidates, key=lambda matter: (_shared(story, matter), matter.signal), default=None)


def _shared(story: Story, matter: Matter) -> int:
    if story.said.family is not matter.said.family:
        return 0
    return len(matter.evidence.intersection(story.evidence))
