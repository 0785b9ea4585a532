"""Secondary BSI attribution period: when blood must be collected to belong to an infection at another site.

Source: NHSN Patient Safety Component Manual, chapters 2, 4, 9 and 17, January 2026. The site's infection window period
and its repeat infection timeframe together: 14 to 17 days. After an operation (SSI) 3 days before the date of event
to 13 after it. Endocarditis: to the end of the stay.

    UTI: urine 06-04, date of event 06-02

    05-31  06-01  06-02  …  06-04  …  06-07  …  06-15
           window first     urine     window last    timeframe last (day 14)

>>> from graftwatch.bsi.hospital_stay import HospitalStays
>>> uti = SiteInfection("UTI", "SUTI 1a", date_of_event=date(2026, 6, 2), anchor=date(2026, 6, 4))
>>> attribution_period(uti, HospitalStays()).days()
(datetime.date(2026, 6, 1), datetime.date(2026, 6, 15))
>>> wound = SiteInfection("SSI", "DI", date_of_event=date(2026, 6, 10), anchor=date(2026, 6, 10))
>>> attribution_period(wound, HospitalStays()).days()
(datetime.date(2026, 6, 7), datetime.date(2026, 6, 23))
"""

from datetime import date, timedelta
from typing import Final

from graftwatch.bsi.hospital_stay import DAYS_AFTER_DISCHARGE, HospitalStays
from graftwatch.bsi.infection_window import infection_window_period
from graftwatch.bsi.period import Period
from graftwatch.bsi.repeat_infection_timeframe import repeat_infection_timeframe
from graftwatch.facts import SiteInfection

DAYS_BEFORE_SSI: Final = 3
DAYS_AFTER_SSI: Final = 13


def site_window(infection: SiteInfection) -> Period:
    """The infection window period of the site's infection."""
    return infection_window_period(infection.anchor, infection.site.upper())


def attribution_period(infection: SiteInfection, stays: HospitalStays) -> Period:
    """The days in which blood must be collected to be secondary to the site's infection by a match."""
    event = infection.date_of_event
    if infection.site.upper() == "SSI":
        return Period.around(event, DAYS_BEFORE_SSI, DAYS_AFTER_SSI)
    window, timeframe = site_window(infection), repeat_infection_timeframe(event)
    last = _end_of_stay(event, stays) if infection.site.upper() == "ENDO" else timeframe.last
    return Period(min(window.first, event), max(window.last, last))


def _end_of_stay(event: date, stays: HospitalStays) -> date:
    stay = stays.of(event)
    if stay is None or stay.discharged == date.max:
        return date.max
    return stay.discharged + timedelta(days=DAYS_AFTER_DISCHARGE)
