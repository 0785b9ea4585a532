"""Infection window period: the days in which all elements of a site-specific criterion must occur.

Source: NHSN Patient Safety Component Manual, chapter 2, January 2026. Seven days: the date of the first positive
diagnostic test, the 3 calendar days before it and the 3 after it; endocarditis (ENDO) and bone (BONE) have 21.

    first positive blood specimen 2026-06-04

    06-01  06-02  06-03  06-04  06-05  06-06  06-07
      −3     −2     −1   test     +1     +2     +3

>>> infection_window_period(date(2026, 6, 4)).days()
(datetime.date(2026, 6, 1), datetime.date(2026, 6, 7))
>>> date(2026, 5, 31) in infection_window_period(date(2026, 6, 4))
False
>>> infection_window_period(date(2026, 6, 4), "ENDO").days()
(datetime.date(2026, 5, 25), datetime.date(2026, 6, 14))
"""

from datetime import date
from typing import Final

from graftwatch.bsi.period import Period

DAYS_EACH_SIDE: Final = 3
DAYS_EACH_SIDE_OF_SLOW_SITES: Final = 10
SLOW_SITES: Final = frozenset({"ENDO", "BONE"})
"""Sites whose diagnosis takes long: 21 days of window (chapter 2)."""


def infection_window_period(first_positive: date, site: str | None = None) -> Period:
    """The infection window period around the first positive diagnostic test, for blood or another site."""
    days = DAYS_EACH_SIDE_OF_SLOW_SITES if site in SLOW_SITES else DAYS_EACH_SIDE
    return Period.around(first_positive, days, days)
