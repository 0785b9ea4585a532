"""A feed that sends what cannot be taken: when it counts as broken, and when that is over.

One bad message is a line in the quarantine. Five within an hour are a broken feed, whether the gateway refused them
(not HL7, a bad frame) or a recipient's message could not be read; ten thousand are the same broken feed. It is over
when no bad message came for a quarter of an hour and a good one did: a feed that went quiet after its bad messages is
not known to be mended.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from pydantic import AwareDatetime, BaseModel, ConfigDict

BROKEN_FROM = 5
WITHIN = timedelta(hours=1)
QUIET = timedelta(minutes=15)
# Reasons are labels of our own; a page names the most frequent of them.
REASONS_TOLD = 4


class BadSpell(BaseModel):
    """A feed's bad messages since the first of them.

    Attributes:
        since: when the first came.
        last_at: when the newest came.
        counts: how many, by reason.
        first: reason and place of the first, in words without identifiers.
        newest: times of the newest ones, five at most.
        told: people were told that the feed is broken.
    """

    model_config = ConfigDict(frozen=True)

    since: AwareDatetime
    last_at: AwareDatetime
    counts: dict[str, int]
    first: str = ""
    newest: tuple[AwareDatetime, ...] = ()
    told: bool = False

    def broken(self, now: datetime) -> bool:
        """Whether the feed is broken at a time."""
        return self.told or sum(at + WITHIN > now for at in self.newest) >= BROKEN_FROM

    def forgotten(self, now: datetime) -> bool:
        """Whether so few came so long ago that they count no more."""
        return not self.told and self.last_at + WITHIN <= now

    def mended(self, now: datetime, good_at: datetime | None) -> bool:
        """Whether it is over, where the feed's newest good message came at `good_at`."""
        return self.quiet(now) and good_at is not None and good_at > self.last_at

    def quiet(self, now: datetime) -> bool:
        """Whether no bad message came for long enough."""
        return self.last_at + QUIET <= now

    def in_words(self) -> str:
        """How many, and why: the most frequent reasons first."""
        ranked = sorted(self.counts.items(), key=lambda one: (-one[1], one[0]))
        named = [f"{reason} {count:,}" for reason, count in ranked[:REASONS_TOLD]]
        others = sum(count for _, count in ranked[REASONS_TOLD:])
        return ", ".join([*named, *([f"others {others:,}"] if others else [])])

    @property
    def total(self) -> int:
        """All bad messages of the spell."""
        return sum(self.counts.values())


def with_bad(spell: BadSpell | None, counts: Mapping[str, int], at: datetime, first: str) -> BadSpell:
    """The spell with further bad messages, or a new one where the old one is forgotten."""
    if spell is None or spell.forgotten(at):
        spell = BadSpell(since=at, last_at=at, counts={}, first=first)
    together = {reason: spell.counts.get(reason, 0) + counts.get(reason, 0) for reason in {*spell.counts, *counts}}
    times = (*spell.newest, *[at] * min(sum(counts.values()), BROKEN_FROM))[-BROKEN_FROM:]
    return spell.model_copy(update={"last_at": at, "counts": together, "newest": times})
