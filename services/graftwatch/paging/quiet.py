"""Quiet hours: from when to when what only notifies waits for the morning.

A period begins at its start by the hospital's wall clock and lasts to its end, the same day or, where the end is
before the start, the next one. Wall clock times are read as RFC 5545 (3.3.5) reads them: one that comes twice is the
first, one that is skipped counts by the offset before the gap. A period is one stretch of time, so that a night that
repeats an hour is not quiet, loud and quiet again.

    22:00 to 07:00, Tokyo     06-04 22:00 quiet    06-05 06:59 quiet    06-05 07:00 not
    22:00 to 07:00, Berlin    the night to 10-25 is quiet for 10 hours, the one to 03-29 for 8
"""

from datetime import UTC, date, datetime, time, timedelta, tzinfo

from graftwatch.protocol import QuietHours


def quiet_until(now: datetime, hours: QuietHours | None, zone: tzinfo) -> datetime | None:
    """When the quiet hours end that it is now; None where it is not quiet."""
    if hours is None:
        return None
    today = now.astimezone(zone).date()
    for began_on in (today - timedelta(days=1), today):
        ends_on = began_on if hours.start < hours.end else began_on + timedelta(days=1)
        if _instant(began_on, hours.start, zone) <= now < (end := _instant(ends_on, hours.end, zone)):
            return end
    return None


def _instant(day: date, at: time, zone: tzinfo) -> datetime:
    """In UTC: two times of one zone are compared by their wall clocks, which is wrong in the hour that comes twice."""
    return datetime.combine(day, at.replace(tzinfo=None, fold=0), zone).astimezone(UTC)
