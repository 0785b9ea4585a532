"""Tacrolimus troughs of a month as they really run: too low at first, titrated, and never still.

| what is known                                                                  | here                              |
| ------------------------------------------------------------------------------ | --------------------------------- |
| oral doses from day 1 reach the target after about three days                  | `_BUILDING_UP`                    |
| recipients differ in clearance by CYP3A5 and graft size; doses follow levels   | a deviation that halves in 3 days |
| within a recipient, 30-40 % from one trough to another in the first month      | `_FROM_DAY_TO_DAY`, carried over  |
| immunoassays: about 8 % from run to run                                        | `_ASSAY`                          |
| moderate or severe rejection 23.8 % with more than 7 ng/mL on day 6, else 41.2 % | `protection`                    |

Sources: Ji et al., Ther Clin Risk Manag 2018;14:2119 (living donors, first 14 days, variability between and within
recipients); Sikma et al., Clin Pharmacokinet 2020 (69 % of early 12-hour levels out of target); the ratio of rejection
rates is that of the trial's domain rules (Rodriguez-Peralvarez et al.). Left out: food, diarrhoea, interactions.
"""

import math
from collections.abc import Mapping
from random import Random
from typing import Final

TARGET_ALONE: Final = 8.0
TARGET_WITH_BASILIXIMAB: Final = 5.5
_BUILDING_UP: Final = {1: 0.45, 2: 0.7, 3: 0.9}
_BETWEEN_RECIPIENTS: Final = 0.35  # standard deviations of logarithms, as the next two
_FROM_DAY_TO_DAY: Final = 0.30
_ASSAY: Final = 0.08
_TITRATED: Final = 0.79  # what is left of a recipient's deviation a day later: it halves in three days
_CARRIED_OVER: Final = 0.5  # correlation of one day with the next
_DIFFERENCE: Final = 4.0  # ng/mL between the mean of those above 7 and of the others
_PROTECTION: Final = math.log(0.412 / 0.238) / _DIFFERENCE
_DAYS_THAT_PROTECT: Final = 5


def true_troughs(random: Random, days: int, target: float) -> dict[int, float]:
    """The true trough of each post-operative day from 1, in ng/mL."""
    own = random.gauss(0, _BETWEEN_RECIPIENTS)
    wobble = random.gauss(0, _FROM_DAY_TO_DAY)
    fresh = _FROM_DAY_TO_DAY * math.sqrt(1 - _CARRIED_OVER**2)
    found: dict[int, float] = {}
    for day in range(1, days + 1):
        found[day] = target * _BUILDING_UP.get(day, 1.0) * math.exp(own + wobble)
        own *= _TITRATED
        wobble = _CARRIED_OVER * wobble + random.gauss(0, fresh)
    return found


def measured(random: Random, true: float) -> float:
    """A level as the laboratory gives it."""
    return round(max(0.5, true * math.exp(random.gauss(0, _ASSAY))), 1)


def protection(troughs: Mapping[int, float], day: int) -> float:
    """How likely a rejection that begins on a day is with these troughs before it, against others."""
    before = [troughs[one] for one in range(max(1, day - _DAYS_THAT_PROTECT), day)]
    return math.exp(-_PROTECTION * (sum(before) / len(before))) if before else 1.0
