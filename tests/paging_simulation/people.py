"""Who hears a page, and what they do: acknowledge after a while by the decision door, or never.

Somebody who is told of an incident through PagerDuty hears its first trigger; further triggers under the same key stay
quiet, as PagerDuty keeps them. Every delivery through a webhook (an SMS gateway) rings.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

from tests.paging_simulation.clock import MINUTE
from tests.paging_simulation.receivers import Receipt

ENDS = frozenset({"resolved", "retracted", "ends"})


@dataclass
class Person:
    """Somebody behind a channel.

    Attributes:
        name: the role.
        answers: the chance to acknowledge what rings.
        within: how soon, at the latest.
    """

    name: str
    answers: float
    within: timedelta
    rung: set[str] = field(default_factory=set)

    def reaction(self, receipt: Receipt, random: Random) -> timedelta | None:
        """After how long the page of a receipt is acknowledged, or None for never."""
        if receipt.action != "trigger" or receipt.reason in ENDS or receipt.key in self.rung:
            return None
        self.rung.add(receipt.key)
        if random.random() >= self.answers:
            return None
        return timedelta(seconds=random.uniform(20, self.within.total_seconds()))


def drawn(name: str, random: Random) -> Person:
    """Somebody who is awake, busy, or not there."""
    answers, within = random.choice(((0.95, 4 * MINUTE), (0.7, 40 * MINUTE), (0.0, MINUTE)))
    return Person(name, answers, within)
