"""Which pages nobody has heard yet, over all ledgers: how many, since when, and how many never were.

A story counts from the newest page of it that must be heard, as an acknowledgement does. One that went through every
step of its escalation is unheard: nobody is asked any more, so a person must look at it.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from graftwatch.findings import Severity
from graftwatch.paging import Ledger, PageKind, Story, StoryState, TrialKind

UNACKNOWLEDGED = frozenset({StoryState.WAITING, StoryState.UNHEARD})


@dataclass(slots=True)
class Unacknowledged:
    """By severity: how many stories wait for an acknowledgement, and since when the oldest; how many are unheard."""

    waiting: dict[Severity, int] = field(default_factory=dict)
    oldest: dict[Severity, datetime] = field(default_factory=dict)
    unheard: int = 0


def unacknowledged(ledgers: Iterable[Ledger], hidden: Collection[PageKind] = ()) -> Unacknowledged:
    """What the ledgers say together; what is about a hidden kind counts only once it is unheard."""
    found = Unacknowledged()
    for ledger in ledgers:
        for story in ledger.stories:
            if story.state is StoryState.UNHEARD or (story.state in UNACKNOWLEDGED and story.said.kind not in hidden):
                _count(story, found)
    return found


def _count(story: Story, found: Unacknowledged) -> None:
    severity, first = story.said.severity, story.unheard_pages[0]
    since = max(first.at, story.let_out_at or first.at)
    found.waiting[severity] = found.waiting.get(severity, 0) + 1
    found.oldest[severity] = min(found.oldest.get(severity, since), since)
    found.unheard += story.state is StoryState.UNHEARD


def known_to_be_wrong(ledgers: Iterable[Ledger], besides: Collection[str] = ()) -> tuple[str, ...]:
    """What wakes people and nobody has said that they heard, by kind, each once; the service's own ledgers.

    What somebody acknowledged is in somebody's hands: an outside monitor that was kept silent until it is mended would
    not tell of the service's death in the meantime. `besides` are signals (kind and part) that do not count.
    """
    return tuple(
        dict.fromkeys(
            str(story.said.kind)
            for ledger in ledgers
            for story in ledger.stories
            if story.state in UNACKNOWLEDGED
            and story.said.severity is Severity.PAGE
            and story.signal not in besides
            and not isinstance(story.said.kind, TrialKind)
        )
    )
