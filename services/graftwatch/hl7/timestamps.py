"""HL7 times to clinical times: as precise as they were written, and impossible ones named.

Source: HL7 v2.5.1 chapter 2A (DT, DTM, TS): YYYY[MM[DD[HH[MM[SS[.S…]]]]]][+/-ZZZZ]. A date alone stays a date: nobody
invents a midnight. Without an offset the sender's time zone counts; the calendar day is the hospital's.
Also read, because senders write it and it cannot be mistaken: ISO 8601 with `-`, `:`, `T` or a blank, and `/` behind a
year of four digits.
Left out: times coarser than a day, which no rule can use, and names of months.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from enum import StrEnum
from functools import lru_cache
from typing import Final

from graftwatch.facts import ClinicalTime

_TIME: Final = r"(?P<hour>\d\d)(?::?(?P<minute>\d\d)(?::?(?P<second>\d\d)(?:[.,](?P<fraction>\d+))?)?)?"
_ZONE: Final = r"\s*(?P<zone>Z|[+-]\d\d(?::?\d\d)?)?"
# Signs stand between year, month and day or nowhere: one alone is a zone's (202606-0300 is June, three hours west).
_PLAIN: Final = re.compile(
    rf"(?P<year>\d{{4}})(?:(?P<month>\d\d)(?:(?P<day>\d\d)(?:[T ]?{_TIME})?)?)?{_ZONE}", re.ASCII
)
_SIGNED: Final = re.compile(
    rf"(?P<year>\d{{4}})(?P<sign>[-/])(?P<month>\d\d)(?:(?P=sign)(?P<day>\d\d)(?:[T ]?{_TIME})?)?{_ZONE}", re.ASCII
)
CLOCKS_DIFFER_BY_AT_MOST: Final = timedelta(minutes=10)
"""What clocks in a hospital without time service differ by; a wrong time zone or year is more."""
# Longer than any time that has a meaning, with room for fractions of any clock; what is longer is not remembered.
_LIMIT: Final = 64
_LAST_SECOND: Final = (23, 59)
_EARTH_TURNS: Final = timedelta(hours=14)  # UTC+14 is the most eastern zone, UTC-12 the most western
# One message repeats few times, one feed's neighbours repeat the same; the cache only saves work.
_CACHE_ENTRIES: Final = 4096


class TimeProblemReason(StrEnum):
    """Why a time cannot be used."""

    NOT_A_TIME = "not_a_time"
    COARSER_THAN_A_DAY = "coarser_than_a_day"
    IMPOSSIBLE = "impossible"


@dataclass(frozen=True, slots=True)
class TimeProblem:
    """A time that cannot be used, and why."""

    reason: TimeProblemReason
    text: str


def clinical_time(written: str, senders_zone: tzinfo, zone: tzinfo) -> ClinicalTime | TimeProblem:
    """A written time as a clinical time of the hospital in `zone`.

    >>> from datetime import timezone, timedelta
    >>> japan = timezone(timedelta(hours=9))
    >>> clinical_time("20260301", japan, japan)
    ClinicalTime(on=datetime.date(2026, 3, 1), at=None)
    >>> clinical_time("20260301235900+0000", japan, japan).on
    datetime.date(2026, 3, 2)
    >>> clinical_time("20260230", japan, japan).reason
    <TimeProblemReason.IMPOSSIBLE: 'impossible'>
    """
    if len(written) > _LIMIT:
        return TimeProblem(TimeProblemReason.NOT_A_TIME, f"not a time: longer than {_LIMIT} characters")
    return _clinical_time(written, senders_zone, zone)


@lru_cache(maxsize=_CACHE_ENTRIES)
def _clinical_time(written: str, senders_zone: tzinfo, zone: tzinfo) -> ClinicalTime | TimeProblem:
    plain = written.strip()
    form = _PLAIN.fullmatch(plain) or _SIGNED.fullmatch(plain)
    if form is None:
        return TimeProblem(TimeProblemReason.NOT_A_TIME, "not a time; write YYYYMMDDHHMMSS with an offset")
    if form["day"] is None:
        return TimeProblem(TimeProblemReason.COARSER_THAN_A_DAY, "a time without a day cannot be placed")
    try:
        if form["hour"] is None:
            return ClinicalTime(date(int(form["year"]), int(form["month"]), int(form["day"])))
        return ClinicalTime.of(_instant(form, senders_zone), zone)
    except (ValueError, OverflowError) as error:
        return TimeProblem(TimeProblemReason.IMPOSSIBLE, f"no such time: {error}")


def instant(written: str, senders_zone: tzinfo, zone: tzinfo) -> datetime | None:
    """The instant of a written time in UTC, the first moment of the day for a date; None where it says none."""
    read = clinical_time(written, senders_zone, zone) if written else None
    return read.instant(senders_zone).astimezone(UTC) if isinstance(read, ClinicalTime) else None


def believed(stated_at: datetime, came_at: datetime | None) -> tuple[datetime, bool]:
    """When something can have been stated, and whether its sender's clock is ahead.

    Nothing is said after it was heard. A statement of the future would win over every later one until its time comes,
    so it counts as stated when it came; a clock that is a little ahead changes nothing, since its next message is too.

    >>> came = datetime(2026, 6, 5, 10, 0, tzinfo=UTC)
    >>> [believed(came + timedelta(minutes=by), came) == (came, True) for by in (10, 11)]
    [False, True]
    """
    if came_at is None or stated_at - came_at <= CLOCKS_DIFFER_BY_AT_MOST:
        return stated_at, False
    return came_at, True


def _instant(form: re.Match[str], senders_zone: tzinfo) -> datetime:
    """The moment of a form with hours.

    24:00 is the end of its day (ISO 8601), the first moment of the next; a leap second counts to the one before it.
    """
    day = date(int(form["year"]), int(form["month"]), int(form["day"]))
    hour, minute, second = int(form["hour"]), int(form["minute"] or 0), int(form["second"] or 0)
    microsecond = int((form["fraction"] or "").ljust(6, "0")[:6])
    if (hour, minute, second, microsecond) == (24, 0, 0, 0):
        day, hour = day + timedelta(days=1), 0
    leap = second == 60  # noqa: PLR2004 - a leap second
    zone = _offset(form["zone"]) if form["zone"] else senders_zone
    at = datetime(day.year, day.month, day.day, hour, minute, 59 if leap else second, microsecond, zone)
    if leap and (at.astimezone(UTC).hour, at.astimezone(UTC).minute) != _LAST_SECOND:
        raise ValueError("second 60 is a leap second, which only the last minute of a day in UTC has")
    return at


def _offset(written: str) -> tzinfo:
    if written == "Z":
        return UTC
    hours, minutes = int(written[1:3]), int(written[-2:]) if len(written) > 3 else 0  # noqa: PLR2004 - +09
    if minutes >= 60:  # noqa: PLR2004 - minutes of an hour
        raise ValueError("offset minutes must be in 0..59")
    offset = timedelta(hours=hours, minutes=minutes)
    if offset > _EARTH_TURNS:
        raise ValueError("no place on earth is more than 14 hours from UTC")
    return timezone(-offset if written[0] == "-" else offset)
