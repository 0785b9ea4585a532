"""Secondary BSI attribution period: when blood must be collected to belong to an infection at another site.

Source: NHSN Patient Safety Component Manual, chapters 2, 4, 9, 10 and 17, January 2026. The site's infection window
period and its repeat infection timeframe together: 14 to 17 days. After an operation (SSI) 3 days before the date of
event to 13 after it. Endocarditis: to the end of the stay. PVAP: the 14 days of the ventilator-associated event.

    UTI: urine 06-04, date of event 06-02

    05-31  06-01  06-02  …  06-04  …  06-07  …  06-15
           window first     urine     window last    timeframe last (day 14)

The timeframe does not reach into another stay; the window, which says what met the criterion, does. To an SSI neither
applies (chapter 2): its period stands alone and goes over an admission.

>>> from graftwatch.bsi.hospital_stay import HospitalStay, HospitalStays
>>> uti = SiteInfection("UTI", "SUTI 1a", date_of_event=date(2026, 6, 2), anchor=date(2026, 6, 4))
>>> attribution_period("SUTI", uti, HospitalStays()).days()
(datetime.date(2026, 6, 1), datetime.date(2026, 6, 15))
>>> attribution_period("SUTI", uti, HospitalStays((HospitalStay(date(2026, 5, 20), date(2026, 6, 9)),))).days()
(datetime.date(2026, 6, 1), datetime.date(2026, 6, 10))
>>> wound = SiteInfection("SSI", "DI", date_of_event=date(2026, 6, 10), anchor=date(2026, 6, 10))
>>> attribution_period("SSI", wound, HospitalStays()).days()
(datetime.date(2026, 6, 7), datetime.date(2026, 6, 23))
"""

from datetime import date
from typing import Final

from graftwatch.bsi.hospital_stay import DAYS_AFTER_DISCHARGE, HospitalStays
from graftwatch.bsi.infection_window import infection_window_period
from graftwatch.bsi.period import Period
from graftwatch.bsi.repeat_infection_timeframe import repeat_infection_timeframe
from graftwatch.facts import SiteInfection

DAYS_BEFORE_SSI: Final = 3
DAYS_AFTER_SSI: Final = 13
SETTLED_AFTER: Final = DAYS_AFTER_DISCHARGE + 1
"""Days after the last admission or discharge that is known, from which on every day belongs where that one does."""


def site_window(site: str, infection: SiteInfection) -> Period:
    """The infection window period of the site's infection; `site` is the manual's short name."""
    return infection_window_period(infection.anchor, site)


def attribution_period(site: str, infection: SiteInfection, stays: HospitalStays) -> Period:
    """The days in which blood must be collected to be secondary to the site's infection by a match."""
    event = infection.date_of_event
    if site == "SSI":
        return Period.around(event, DAYS_BEFORE_SSI, DAYS_AFTER_SSI)
    timeframe = Period(event, date.max) if site == "ENDO" else repeat_infection_timeframe(event)
    within = _within_the_stay(timeframe, stays)
    if site == "PVAP":
        return within
    window = site_window(site, infection)
    return Period(min(window.first, within.first), max(window.last, within.last))


def _within_the_stay(period: Period, stays: HospitalStays) -> Period:
    """The period as far as its days belong to the stay of its first one, without a gap."""
    told = [day for one in stays.stays for day in (one.admitted, one.discharged) if day not in {date.min, date.max}]
    settled = max((day.toordinal() for day in told), default=0) + SETTLED_AFTER
    for day in range(period.first.toordinal() + 1, min(settled, period.last.toordinal()) + 1):
        if not stays.same(date.fromordinal(day), period.first):
            return Period(period.first, date.fromordinal(day - 1))
    return period
