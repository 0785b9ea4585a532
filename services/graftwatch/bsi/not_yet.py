"""What is said to have happened later than now, and is not looked at before its time has come.

Clocks go wrong, people mistype a year, and a chart is sometimes looked at as of an earlier moment. A fact whose
clinical time lies ahead opens no window, meets no criterion and closes nothing; it is kept, and the recipient is
looked at again when its time has come. One thing does not wait: blood that has already a positive result cannot be
collected later than now. Its time is wrong, and a person is asked at once (review.py).

    now 06-05 10:00    collected 06-05 09:00   result 06-05 09:30    judged by the rules
                       collected 06-06 08:00   no result yet         waits until 06-06 08:00
                       collected 06-15 08:00   positive, 06-05       to a person now; judged by the rules from 06-15
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from graftwatch.bsi.blood_culture import POSSIBLE_YEARS, Report, blood_reports, says_positive
from graftwatch.facts import Chart, Fact, MicrobiologyReport, Statement, happened_at


@dataclass(frozen=True, slots=True)
class NotYet:
    """Facts whose time is still to come.

    Attributes:
        facts: all of them.
        misdated: positive reports on blood among them that were stated already.
        next_look: when the first of their times comes.
    """

    facts: tuple[Fact[Statement], ...] = ()
    misdated: tuple[Report, ...] = ()
    next_look: datetime | None = None


NOTHING = NotYet()


def not_yet(chart: Chart, now: datetime) -> NotYet:
    """The facts of a chart that are said to have happened later than now."""
    later = [one for one in chart.later_than(now) if not _is_filler(one.statement)]
    if not later:
        return NOTHING
    times = (happened_at(one.statement, chart.zone) for one in later)
    return NotYet(
        facts=tuple(later),
        misdated=tuple(_misdated(chart, later, now)),
        next_look=min(at for at in times if at is not None),
    )


def _is_filler(statement: Statement) -> bool:
    """A report's collection in an impossible year is none; it is asked for as an unknown one (review.py)."""
    collected = statement.collected if isinstance(statement, MicrobiologyReport) else None
    return collected is not None and collected.on.year not in POSSIBLE_YEARS


def _misdated(chart: Chart, later: Iterable[Fact[Statement]], now: datetime) -> list[Report]:
    ahead = {one.identity for one in later if isinstance(one.statement, MicrobiologyReport)}
    if not ahead:
        return []
    stated = [one for one in blood_reports(chart) if one.identity in ahead and one.version.stated_at <= now]
    return [one for one in stated if says_positive(one.statement)]
