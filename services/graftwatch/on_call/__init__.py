"""Who is on duty when, and who can be told through what: the on-call file, its rotations, overrides and calendars."""

from graftwatch.on_call.amend import with_calendar, with_override
from graftwatch.on_call.calendar_in import LARGEST_CALENDAR_BYTES, CalendarError, ShiftCalendar
from graftwatch.on_call.calendar_out import calendar_of
from graftwatch.on_call.file import Duty, OnCallFile, Override, Person
from graftwatch.on_call.local_times import instant_of, oddity_of
from graftwatch.on_call.look_ahead import warnings_of
from graftwatch.on_call.reading import OnCallFault, OnCallFileError, read_rota
from graftwatch.on_call.rota import Rota, horizon
from graftwatch.on_call.shift import Because, Shift, by_person

__all__ = [
    "LARGEST_CALENDAR_BYTES",
    "Because",
    "CalendarError",
    "Duty",
    "OnCallFault",
    "OnCallFile",
    "OnCallFileError",
    "Override",
    "Person",
    "Rota",
    "Shift",
    "ShiftCalendar",
    "by_person",
    "calendar_of",
    "horizon",
    "instant_of",
    "oddity_of",
    "read_rota",
    "warnings_of",
    "with_calendar",
    "with_override",
]
