"""Infusion reaction: what happens within 24 hours after the cell infusion.

Infused on 4 June 10:00:

| value                          | before the infusion | reading                                           |
| ------------------------------ | ------------------- | ------------------------------------------------- |
| 38.1 °C at 14:00               | 37.1 at 09:00       | risen by 1.0 to above 38.0: met                   |
| 38.0 °C at 14:00               | 36.8 at 09:00       | risen, but not above 38.0                         |
| 38.4 °C at 14:00               | 37.6 at 09:00       | above 38.0, but risen by 0.8 only                 |
| systolic 89 mm[Hg] at 11:00    | any                 | below 90: met                                     |
| systolic 98 mm[Hg] at 11:00    | 140 at 09:30        | fallen by 30 %: met                               |
| SpO2 89 % at 12:00             | any                 | below 90: met                                     |
| heart rate 131 /min at 12:00   | any                 | above 130: met                                    |
| any of them on 5 June at 10:01 |                     | after the 24 hours                                |

"Before" is the newest value in the 24 hours up to the infusion; without one, a rise or fall cannot be told, and that
is named as missing. The signal closes 24 hours after the last value that met the rule, or when a person refutes it.
Source: the trial's safety endpoint "no infusion-related adverse event"; the limits are the protocol's. Left out:
what a person sees, such as a rash, and whether the infusion caused it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Final

from graftwatch.facts import Chart
from graftwatch.protocol import Infusion
from graftwatch.rejection.readings import AT_LEAST, AT_MOST, Reading, exactly, readings

FEVER_ABOVE: Final = Decimal("38.0")
"""Degrees Celsius; fever is above it (NHSN)."""


@dataclass(frozen=True, slots=True)
class Reaction:
    """What met the rule, by time; for each the value before the infusion where the rule compares with it."""

    met: tuple[tuple[Reading, Reading | None], ...]
    unknown_before: tuple[str, ...]

    @property
    def first(self) -> Reading:
        """The first value that met the rule."""
        return self.met[0][0]

    @property
    def last(self) -> Reading:
        """The newest value that met the rule."""
        return self.met[-1][0]


_Meets = Callable[[Reading, Reading | None, Infusion], bool]


def infusion_reaction(chart: Chart, rule: Infusion, infused_at: datetime, now: datetime) -> Reaction | None:
    """The reaction to the infusion, or None."""
    infused_at = infused_at.astimezone(UTC)  # hours are elapsed hours, on the day the clock changes, too
    until = min(now, infused_at + timedelta(hours=rule.within_hours))
    met: list[tuple[Reading, Reading | None]] = []
    unknown: list[str] = []
    for concept, meets in _RULES.items():
        after = [one for one in readings(chart, concept, since=infused_at, until=until) if one.at > infused_at]
        before = _before(chart, concept, rule, infused_at)
        met += ((one, before) for one in after if meets(one, before, rule))
        if before is None and after and concept in _COMPARED:
            unknown.append(concept)
    met.sort(key=lambda pair: (pair[0].at, pair[0].fact.identity))
    return Reaction(tuple(met), tuple(unknown)) if met else None


def _before(chart: Chart, concept: str, rule: Infusion, infused_at: datetime) -> Reading | None:
    since = infused_at - timedelta(hours=rule.before_within_hours)
    held = readings(chart, concept, since=since, until=infused_at)
    return held[-1] if held else None


def _temperature(one: Reading, before: Reading | None, rule: Infusion) -> bool:
    if before is None or not one.certainly_above(FEVER_ABOVE) or before.comparator in AT_LEAST:
        return False
    return one.value - before.value >= exactly(rule.temperature_rise)


def _systolic(one: Reading, before: Reading | None, rule: Infusion) -> bool:
    if one.certainly_below(exactly(rule.systolic_below)):
        return True
    if before is None or before.comparator in AT_MOST:
        return False
    return one.certainly_at_most(before.value * (1 - exactly(rule.systolic_fall)))


def _saturation(one: Reading, _before: Reading | None, rule: Infusion) -> bool:
    return one.certainly_below(exactly(rule.oxygen_saturation_below))


def _heart_rate(one: Reading, _before: Reading | None, rule: Infusion) -> bool:
    return one.certainly_above(exactly(rule.heart_rate_above))


_RULES: Final[dict[str, _Meets]] = {
    "temperature": _temperature,
    "systolic_pressure": _systolic,
    "oxygen_saturation": _saturation,
    "heart_rate": _heart_rate,
}
_COMPARED: Final = frozenset({"temperature", "systolic_pressure"})
VITAL_SIGNS: Final = tuple(_RULES)
