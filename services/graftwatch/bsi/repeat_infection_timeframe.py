"""Repeat infection timeframe: the 14 days in which no second infection of the same type is reported.

Source: NHSN Patient Safety Component Manual, chapter 2, January 2026. The date of event is day 1. For bloodstream
infection the type is any BSI, so organisms need not match: what is found meanwhile is added to the event, and
neither its date nor its device association moves. Only a primary BSI sets one. It does not reach into another
hospital stay; the published dates are the nominal 14 days.

    date of event 2026-06-04 = day 1      06-17 = day 14: added      06-18 = day 15: a new event

>>> repeat_infection_timeframe(date(2026, 6, 4)).days()
(datetime.date(2026, 6, 4), datetime.date(2026, 6, 17))
"""

from datetime import date
from typing import Final

from graftwatch.bsi.period import Period

DAYS: Final = 14


def repeat_infection_timeframe(date_of_event: date) -> Period:
    """The 14 days from the date of event on."""
    return Period.around(date_of_event, 0, DAYS - 1)
