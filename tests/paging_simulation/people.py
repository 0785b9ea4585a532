"""Who hears a page, and what they do: acknowledge after a while by the decision door, or never.

Somebody who is told of an incident through PagerDuty hears its first trigger; further triggers under the same key stay
quiet, as PagerDuty keeps them. Every delivery through a webhook (an SMS gateway) rings.
"""

from dataclasses import dataclass
from datetime import timedelta
from random import Random

from tests.paging_simulation.clock import MINUTE, SECOND
from tests.paging_simulation.receivers import Receipt

ENDS = frozenset({"resolved", "retracted", "ends"})


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody behind a channel.

    Attributes:
        name: the role.
        answers: the chance to acknowledge what rings.
        within: how soon, at the latest.
        at_least: how soon, at the earliest.
    """

    name: str
    answers: float
    within: timedelta
    at_least: timedelta = timedelta(seconds=20)

    def reaction(self, random: Random) -> timedelta | None:
        """After how long what rings is acknowledged, or None for never."""
        if random.random() >= self.answers:
            return None
        return random.uniform(self.at_least / SECOND, self.within / SECOND) * SECOND


def rings(receipt: Receipt, rung: set[str]) -> bool:
    """Whether somebody hears what arrived; what rang before is in `rung`, and it is added."""
    bell = f"{receipt.channel} {receipt.person} {receipt.key}"
    if receipt.action != "trigger" or receipt.reason in ENDS or bell in rung:
        return False
    rung.add(bell)
    return True


def drawn(name: str, random: Random) -> Person:
    """Somebody who is awake, busy, or not there."""
    answers, within = random.choice(((0.95, 4 * MINUTE), (0.7, 40 * MINUTE), (0.0, MINUTE)))
    return Person(name, answers, within)
