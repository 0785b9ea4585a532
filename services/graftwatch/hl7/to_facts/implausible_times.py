"""Times that cannot be right: they are kept and used as the table says, and a finding names them.

| the time                                      | finding                  | what the rules use                |
| --------------------------------------------- | ------------------------ | --------------------------------- |
| stated (OBR-22, MSH-7) after the message came | `implausible_stated`     | for the order of versions: when it came |
| taken or collected after the message came     | `implausible_ahead`      | it as stated, once it has come    |
| a result stated before its specimen was taken | `implausible_collection` | the collection as stated          |

A clock may be ten minutes ahead without a word. A time that states a day only is compared by its day.
Left out: what a rule concludes from a time that lies ahead (bsi/not_yet.py, rejection/readings.py).
"""

from datetime import datetime
from typing import Final

from graftwatch.facts import Fact, Measurement, MicrobiologyReport, ReportKind, Statement, happened
from graftwatch.hl7.timestamps import CLOCKS_DIFFER_BY_AT_MOST
from graftwatch.hl7.to_facts.reading import UNDATED, Reading

PREFIX: Final = "implausible_"
STATED: Final = f"{PREFIX}stated"
AHEAD: Final = f"{PREFIX}ahead"
COLLECTION: Final = f"{PREFIX}collection"
IMPLAUSIBLE_TIMES: Final = frozenset({STATED, AHEAD, COLLECTION})
"""Kinds of findings on times that cannot be right."""

_TEXTS: Final = {
    STATED: "stated later than the message came: its sender's clock is ahead; it counts as stated when it came",
    AHEAD: "a time that was still to come when the message came; nothing is concluded from it before it has come",
    COLLECTION: "a result stated before the specimen was taken; the time of collection counts as it stands",
}


def find_implausible_times(reading: Reading) -> None:
    """Notes the kinds of implausible times of a message, each once, at the field that most likely holds it."""
    kinds = {kind for one in reading.facts for kind in _kinds(reading, one)}
    if reading.clock_ahead:
        kinds.add(STATED)
    header = reading.message.segments[0]
    request = reading.message.first("OBR") or header
    specimen = reading.message.first("SPM")
    for kind in sorted(kinds):
        if kind == STATED:
            segment, number = (request, 22) if request is not header and request.value(22) else (header, 7)
        else:
            segment, number = (specimen, 17) if specimen is not None else (request, 7)
        reading.find(kind, segment, number, _TEXTS[kind])


def _kinds(reading: Reading, one: Fact[Statement]) -> list[str]:
    kinds = []
    if reading.came_at is not None and _is_later(reading, one, reading.came_at, exact=True):
        kinds.append(AHEAD)
    stated_at = one.version.stated_at
    if _is_result(one.statement) and stated_at != UNDATED and _is_later(reading, one, stated_at, exact=False):
        kinds.append(COLLECTION)
    return kinds


def _is_result(statement: Statement) -> bool:
    if isinstance(statement, MicrobiologyReport):
        return statement.kind is not ReportKind.ORDER
    return isinstance(statement, Measurement)


def _is_later(reading: Reading, one: Fact[Statement], than: datetime, *, exact: bool) -> bool:
    """Whether it happened later than a moment; by the day alone where either may state a day only."""
    at = happened(one.statement)
    if at is None:
        return False
    by_day = at.at is None or (not exact and _is_midnight(than.astimezone(reading.zone)))
    if by_day:
        return at.on > than.astimezone(reading.zone).date()
    return at.at is not None and at.at - than > CLOCKS_DIFFER_BY_AT_MOST


def _is_midnight(local: datetime) -> bool:
    return (local.hour, local.minute, local.second) == (0, 0, 0)
