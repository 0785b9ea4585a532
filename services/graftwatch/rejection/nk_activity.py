"""NK activity fall: at least 50 % below the recipient's own value before the infusion, on two results in a row.

Lytic units and per cent only compare with themselves, so each unit is judged by its own. Infused on 4 June 10:00:

| drawn          | NK activity, % | reading                                             |
| -------------- | -------------- | --------------------------------------------------- |
| 2 June 08:00   | 44             | replaced by a newer value before the infusion       |
| 4 June 08:00   | 40             | the own value                                       |
| 6 June 08:00   | 20             | fallen by 50 %: the first                           |
| 8 June 08:00   | 21             | fallen by less: the row is broken                   |
| 10 June 08:00  | 19             | the first again                                     |
| 12 June 08:00  | 12             | the second in a row: a fall                         |
| 14 June 08:00  | 30             | once clear                                          |
| 16 June 08:00  | 32             | twice clear: the fall has ended                     |

A value before the infusion that is zero, or known only as "below", is nothing to have fallen from.
Source: the trial, which reports that it stayed stable; the share is the protocol's. Left out: counts of NK cells, which
are not their activity.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from graftwatch.facts import Chart
from graftwatch.findings import LastLevel, NkActivityCourse
from graftwatch.protocol import NkActivity
from graftwatch.rejection.readings import AT_MOST, Reading, exactly, readings
from graftwatch.rejection.spells import in_a_row, spells

NK_FUNCTION = "nk_function"


@dataclass(frozen=True, slots=True)
class NkFall:
    """A fall: the results in a row that established it, the own value, and its end."""

    results: tuple[Reading, ...]
    before: Reading
    ended_at: datetime | None


def nk_activity_falls(chart: Chart, rule: NkActivity, infused_at: datetime, now: datetime) -> list[NkFall]:
    """The falls up to now, by unit and time."""
    rows = readings(chart, NK_FUNCTION, until=now)
    return [
        fall
        for unit in _units(rows)
        for fall in _falls([one for one in rows if one.fact.statement.unit == unit], rule, infused_at)
    ]


def nk_activity_courses(
    chart: Chart, infused_at: datetime, now: datetime, zone: tzinfo
) -> tuple[NkActivityCourse, ...]:
    """What was measured up to now, by unit: the value before the infusion and the newest after it."""
    rows = readings(chart, NK_FUNCTION, until=now)
    by_unit = {unit: [one for one in rows if one.fact.statement.unit == unit] for unit in _units(rows)}
    return tuple(
        NkActivityCourse(
            unit=unit,
            before=_last([one for one in held if one.at <= infused_at], zone),
            newest=_last([one for one in held if one.at > infused_at], zone),
        )
        for unit, held in by_unit.items()
    )


def _units(rows: Sequence[Reading]) -> list[str]:
    return sorted({one.fact.statement.unit for one in rows})


def _last(rows: Sequence[Reading], zone: tzinfo) -> LastLevel | None:
    return LastLevel(at=rows[-1].at.astimezone(zone), value=float(rows[-1].value)) if rows else None


def _falls(rows: Sequence[Reading], rule: NkActivity, infused_at: datetime) -> list[NkFall]:
    before = [one for one in rows if one.at <= infused_at]
    after = [one for one in rows if one.at > infused_at]
    if not before or not before[-1].value or before[-1].comparator in AT_MOST:
        return []
    limit = before[-1].value * (1 - exactly(rule.fall))
    fallen = [one.certainly_at_most(limit) for one in after]
    found = spells(in_a_row(fallen, rule.results), [not one for one in fallen], clear_in_a_row=rule.results)
    return [
        NkFall(
            results=tuple(after[spell.began + 1 - rule.results : spell.began + 1]),
            before=before[-1],
            ended_at=None if spell.ended is None else after[spell.ended].at,
        )
        for spell in found
    ]
