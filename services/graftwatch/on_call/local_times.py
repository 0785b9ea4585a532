"""Local times as instants, also in the nights when the clocks change; the rule is RFC 5545's, section 3.3.5.

A local time that does not exist (the clocks go forward over it) is read with the offset before the change: 02:30 in
the night of spring is 03:30 in summer time. One that happens twice is its first occurrence; the second is meant by
writing the offset. So files and calendars agree.

    >>> from zoneinfo import ZoneInfo
    >>> instant_of(datetime(2026, 3, 29, 2, 30), ZoneInfo("Europe/Berlin")).isoformat()
    '2026-03-29T01:30:00+00:00'
    >>> instant_of(datetime(2026, 10, 25, 2, 30), ZoneInfo("Europe/Berlin")).isoformat()
    '2026-10-25T00:30:00+00:00'
"""

from datetime import UTC, datetime, tzinfo


def instant_of(stated: datetime, zone: tzinfo) -> datetime:
    """The instant, in UTC, of a time that is local to `zone` where it has no offset."""
    local = stated.replace(tzinfo=zone, fold=0) if stated.tzinfo is None else stated
    return local.astimezone(UTC)


def oddity_of(stated: datetime, zone: tzinfo) -> str:
    """What is odd about a local time, and which rule is taken; empty where it happens once, as all but a few do."""
    if stated.tzinfo is not None:
        return ""
    taken = instant_of(stated, zone).astimezone(zone)
    if taken.replace(tzinfo=None) != stated:
        return f"{stated:%Y-%m-%d %H:%M} does not exist there, the clocks go forward; {taken:%H:%M} is taken"
    if stated.replace(tzinfo=zone, fold=1).utcoffset() != taken.utcoffset():
        return f"{stated:%Y-%m-%d %H:%M} happens twice there, the clocks go back; the first, {taken:%H:%M%z}, is taken"
    return ""
