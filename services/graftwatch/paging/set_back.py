"""What was told by a clock that was ahead, once it is set right: as if it were told when that was noticed.

A machine's clock stands wrong for some minutes and is set back. Whoever was told meanwhile has until now in a future
that never comes as fast: the wait for an acknowledgement begins again now, and no limit counts what lies ahead.
"""

from datetime import datetime

from graftwatch.paging.ledger import Ledger, Story
from graftwatch.paging.storm import Storm


def as_of_now(ledger: Ledger, now: datetime) -> Ledger:
    """A ledger in which nothing was told later than now."""
    return ledger.model_copy(update={"stories": tuple(_story(one, now) for one in ledger.stories)})


def storm_as_of_now(storm: Storm, now: datetime) -> Storm:
    """What the storm limit remembers, with nothing later than now."""
    return storm.model_copy(
        update={
            "sent": tuple(min(at, now) for at in storm.sent),
            "sent_about_service": tuple(min(at, now) for at in storm.sent_about_service),
            "let_out": tuple(one.model_copy(update={"at": min(one.at, now)}) for one in storm.let_out),
            "ledger": as_of_now(storm.ledger, now),
        }
    )


def _story(story: Story, now: datetime) -> Story:
    if story.told[-1].at <= now and (story.let_out_at or now) <= now:
        return story
    told = tuple(one.model_copy(update={"at": min(one.at, now)}) for one in story.told)
    return story.model_copy(
        update={"told": told, "let_out_at": None if story.let_out_at is None else min(story.let_out_at, now)}
    )
