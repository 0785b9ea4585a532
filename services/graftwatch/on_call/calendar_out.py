"""Shifts as an iCalendar file (RFC 5545) that other calendar programs read: in UTC, so that no zone must be known.

An event's UID is its duty and its begin: who subscribes sees a shift change hands, not a second one. Names are the
keys of people only.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

from icalendar import Calendar, Event

from graftwatch.on_call.shift import Shift, by_person

PRODUCT = "-//graftwatch//on-call//EN"


def calendar_of(duty: str, shifts: Sequence[Shift], stamp: datetime) -> bytes:
    """The shifts of a duty as a file; `stamp` says when it was made (DTSTAMP)."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", duty)
    for one in by_person(shifts):
        event = Event()
        event.add("uid", f"{duty}-{one.begins:%Y%m%dT%H%M%SZ}@graftwatch")
        event.add("dtstamp", stamp.astimezone(UTC))
        event.add("dtstart", one.begins)
        event.add("dtend", one.ends)
        event.add("summary", one.person)
        calendar.add_component(event)
    return bytes(calendar.to_ical())
