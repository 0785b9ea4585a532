"""When a page that nobody acknowledged is told again, to which step of the escalation, and when it is given up.

Repetition number n goes to step n + 1, when step n has had its `wait_minutes`. At the last step the page is repeated
`repeats_at_most` times more, `repeat_after_minutes` apart; as long after the last of these it is unheard. Without steps
there is one, which is every regular channel. With steps of 10, 20 and 15 minutes, repeated twice after 15:

| minute | told                    | step |
| ------ | ----------------------- | ---- |
| 0      | first                   | 1    |
| 10     | repetition 1            | 2    |
| 30     | repetition 2            | 3    |
| 45     | repetition 3            | 3    |
| 60     | repetition 4            | 3    |
| 75     | nothing more: unheard   |      |

A page that must be heard by itself (escalated, new organism, reopened) begins again at step 1. What the storm limit
held back waits from the time it was let out: nobody can acknowledge what they have not got. A revision puts off a
repetition to the same people by one interval at most, and a step never: those who come next have not heard it.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from graftwatch.paging.ledger import LOUD, Story
from graftwatch.paging.page import HealthKind, PageKind, PageReason, TrialKind
from graftwatch.protocol import Paging

TOLD_ONCE: Final[Collection[PageKind]] = frozenset({HealthKind.FEED_SILENT, HealthKind.MESSAGES_UNREADABLE})
"""Kinds that are told when they begin and when they are over, and not repeated to the same people between: a feed that
stands still for a night is one page, and nobody can do anything about it but its sender. Steps they take."""

NEVER_REPEATED: Final[Collection[PageKind]] = frozenset({HealthKind.PAGE_UNHEARD, *TrialKind})
"""What tells that repetitions were in vain is not repeated itself; it begins at the last step. Nor is what is told to
the committee, which is on no call; it takes no step of the escalation."""


def last_step(policy: Paging) -> int:
    """The number of the last step."""
    return max(len(policy.escalation), 1)


def step_of(story: Story | None, reason: PageReason, kind: PageKind, policy: Paging) -> int:
    """The step that the story's next page goes to."""
    if kind in NEVER_REPEATED:
        return last_step(policy)
    if story is None or reason in LOUD:
        return 1
    return min(story.repeats + 1 + (reason is PageReason.REPEATED), last_step(policy))


def repeats_in_all(kind: PageKind, policy: Paging) -> int:
    """How often a page of this kind is repeated while nobody acknowledges it."""
    if kind in NEVER_REPEATED:
        return 0
    return last_step(policy) - 1 + (0 if kind in TOLD_ONCE else policy.repeats_at_most)


def ever_given_up(kind: PageKind, policy: Paging) -> bool:
    """Whether a page of this kind becomes unheard; what is told just once waits as long as it lasts."""
    return kind not in NEVER_REPEATED and not (kind in TOLD_ONCE and last_step(policy) == 1)


def due_at(story: Story, policy: Paging) -> datetime:
    """When the story is told again, or given up, if nobody acknowledges it by then."""
    to_another_step = story.repeats < last_step(policy) - 1
    wait = policy.escalation[story.repeats].wait_minutes if to_another_step else policy.repeat_after_minutes
    told_at, interval = story.waits_since, timedelta(minutes=wait)
    if to_another_step or story.told[-1].at <= told_at:
        return told_at + interval
    return min(story.told[-1].at, told_at + interval) + interval


def longest_wait(policy: Paging) -> timedelta:
    """The longest time between two pages that a story waits for."""
    return timedelta(minutes=max(policy.repeat_after_minutes, *(one.wait_minutes for one in policy.escalation), 0))
