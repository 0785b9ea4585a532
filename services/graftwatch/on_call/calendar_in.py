"""A rota as an iCalendar file (RFC 5545): each event is a shift, its SUMMARY says whose.

Recurrences, exceptions and moved occurrences (RRULE, EXDATE, RECURRENCE-ID) are worked out by the libraries icalendar
and recurring-ical-events. All-day events are whole local days, times without a zone are local to the on-call file's
zone, cancelled events do not count. An event that names nobody, or whose zone nobody knows, is a fault, told without
its text: calendars hold names.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from functools import cached_property
from typing import Final

import recurring_ical_events
from icalendar import Calendar, Component, vDDDTypes, vRecur

from graftwatch.on_call.file import EARLIEST_YEAR, LATEST_YEAR, folded
from graftwatch.on_call.local_times import instant_of
from graftwatch.on_call.shift import Shift

# A year of shifts takes some hundred events of some hundred bytes; a calendar that is larger is none of shifts.
LARGEST_CALENDAR_BYTES: Final = 1024 * 1024
# Shifts repeat by the day at most; more would be worked out for minutes.
FREQUENCIES: Final = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
# Local days begin up to 14 hours from UTC's; what the library gives beyond the span asked for is cut off.
MARGIN: Final = timedelta(days=2)
SPANS_HELD: Final = 64
# A year has every recurrence of a rota in it.
TRIED: Final = timedelta(days=366)
# RFC 5545, section 3.3.10; an interval of nothing never ends.
RANGES: Final = {"INTERVAL": (1, 1000), "COUNT": (1, 100_000), "BYMONTH": (1, 12), "BYMONTHDAY": (1, 31)}


class CalendarError(ValueError):
    """The calendar cannot be used; `faults` lists every reason."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True)
class ShiftCalendar:
    """A calendar of shifts.

    Attributes:
        calendar: as the library read it.
        zone: times without a zone are local to it.
        called: keys of people by every spelling.
    """

    calendar: Component
    zone: tzinfo
    called: Mapping[str, str]
    _held: dict[tuple[date, date], list[Shift]] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def read(cls, content: bytes, zone: tzinfo, called: Mapping[str, str]) -> "ShiftCalendar":
        """The calendar of a file.

        Raises:
            CalendarError: it is no iCalendar file, or holds what cannot be worked out.
        """
        if len(content) > LARGEST_CALENDAR_BYTES:
            raise CalendarError([f"is larger than {LARGEST_CALENDAR_BYTES} bytes; export the coming year alone"])
        try:
            calendar = Calendar.from_ical(content.decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise CalendarError(["is not UTF-8; export it as UTF-8, as RFC 5545 has it"]) from None
        except Exception:  # noqa: BLE001 - the library raises whatever the file makes it stumble over
            raise CalendarError(["is not one iCalendar file: BEGIN:VCALENDAR to END:VCALENDAR"]) from None
        events = calendar.walk("VEVENT")
        faults = [fault for event in events for fault in _faults(event)] or list(_not_worked_out(calendar, events))
        if faults:
            raise CalendarError(faults)
        return cls(calendar, zone, called)

    def between(self, since: datetime, until: datetime) -> list[Shift]:
        """The shifts that touch a span, by their begin; an event that names nobody gives none."""
        return [one for one in self._touching(since, until) if one.person]

    def nameless(self, since: datetime, until: datetime) -> list[str]:
        """The events of a span whose SUMMARY names nobody, as local times."""
        at = [one.begins for one in self._touching(since, until) if not one.person]
        return [f"{one.astimezone(self.zone):%Y-%m-%d %H:%M}" for one in at]

    def _touching(self, since: datetime, until: datetime) -> list[Shift]:
        shifts = self._of_days((since - MARGIN).date(), (until + MARGIN).date())
        return [one for one in shifts if one.begins < until and one.ends > since]

    def _of_days(self, first: date, last: date) -> list[Shift]:
        """What is worked out for a span of days is held: every page of a day asks for the same."""
        if (first, last) not in self._held:
            if len(self._held) >= SPANS_HELD:
                self._held.clear()
            events = self._query.between(first, last + timedelta(days=1))
            counting = (one for one in events if str(one.get("STATUS", "")).upper() != "CANCELLED")
            self._held[first, last] = sorted(map(self._shift, counting), key=lambda one: (one.begins, one.ends))
        return self._held[first, last]

    def _shift(self, event: Component) -> Shift:
        person = self.called.get(folded(str(event.get("SUMMARY", ""))), "")
        return Shift(person, self._instant(event, "DTSTART"), self._instant(event, "DTEND"))

    def _instant(self, event: Component, name: str) -> datetime:
        """All-day events begin and end at local midnight."""
        stated = event.decoded(name)
        local = stated if isinstance(stated, datetime) else datetime.combine(stated, time())
        return instant_of(local, self.zone)

    @cached_property
    def _query(self) -> recurring_ical_events.CalendarQuery:
        return recurring_ical_events.of(self.calendar)


def _stated(event: Component, name: str) -> date | None:
    """A day or time of an event, or None where it has none that can be read."""
    stated = event.get(name)
    return stated.dt if isinstance(stated, vDDDTypes) and isinstance(stated.dt, date) else None


def _has_unknown_zone(event: Component, name: str) -> bool:
    stated = event.get(name)
    return isinstance(stated, vDDDTypes) and "TZID" in stated.params and _kind(_stated(event, name)) == _FLOATING


_DAY, _FLOATING, _FIXED = "day", "floating", "fixed"


def _kind(stated: date | None) -> str:
    if not isinstance(stated, datetime):
        return _DAY
    return _FLOATING if stated.tzinfo is None else _FIXED


def _faults(event: Component) -> Iterator[str]:
    """What keeps an event from being a shift."""
    begins = _stated(event, "DTSTART")
    if begins is None:
        yield "an event has no DTSTART that can be read"
        return
    which = f"the event of {begins:%Y-%m-%d}"
    yield from (f"{which}: {name} cannot be read" for name, _ in event.errors)
    for name in ("DTSTART", "DTEND", "RECURRENCE-ID"):
        if _has_unknown_zone(event, name):
            yield f"{which}: {name} has a time zone that nobody knows; use a name like Asia/Tokyo, or add its VTIMEZONE"
    yield from (f"{which}: {said}" for said in _length_faults(event, begins))
    if not EARLIEST_YEAR <= begins.year <= LATEST_YEAR:
        yield f"{which}: is not of this time; a shift begins between {EARLIEST_YEAR} and {LATEST_YEAR}"
    yield from (f"{which}: {said}" for said in _recurrence_faults(event))


def _recurrence_faults(event: Component) -> Iterator[str]:
    """What would be worked out for minutes, or for ever."""
    rules = event.get("RRULE", [])
    for rule in rules if isinstance(rules, list) else [rules]:
        if not isinstance(rule, vRecur):
            yield "RRULE cannot be read"
            continue
        unusual = {str(one).upper() for one in rule.get("FREQ", ["NOTHING"])} - FREQUENCIES
        if unusual:
            yield f"repeats {', '.join(sorted(unusual)).lower()}; shifts repeat daily at most"
        for name, (least, most) in RANGES.items():
            if not all(isinstance(one, int) and least <= abs(one) <= most for one in rule.get(name, [])):
                yield f"{name} of its RRULE is not from {least} to {most}"


def _not_worked_out(calendar: Component, events: Sequence[Component]) -> Iterator[str]:
    """The events that the library cannot work out, found by trying, so that none fails when a page needs it."""
    if _can_be_worked_out(calendar):
        return
    found = [one for one in events if not _can_be_worked_out(one)]
    yield from (
        f"the event of {_stated(one, 'DTSTART'):%Y-%m-%d}: its recurrence cannot be worked out" for one in found
    )
    if not found:
        yield "its events cannot be worked out together; look for two of the same UID"


def _can_be_worked_out(part: Component) -> bool:
    begins = [one for event in part.walk("VEVENT") if (one := _stated(event, "DTSTART")) is not None]
    days = [one.date() if isinstance(one, datetime) else one for one in begins]
    try:
        query = recurring_ical_events.of(part)
        for day in {min(days), max(days)} if days else ():
            query.between(day, day + TRIED)
    except Exception:  # noqa: BLE001 - the library raises whatever the event makes it stumble over
        return False
    return True


def _length_faults(event: Component, begins: date) -> Iterator[str]:
    ends = _stated(event, "DTEND")
    if ends is None:
        if "DURATION" not in event and _kind(begins) != _DAY:
            yield "has neither DTEND nor DURATION"
    elif _kind(begins) != _kind(ends):
        yield "DTSTART and DTEND are not of one kind: days, times with a zone, or times without"
    elif ends <= begins:
        yield "ends no later than it begins"
