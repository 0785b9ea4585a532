"""Counts as shares and rates with their exact intervals, in the published form."""

from datetime import timedelta
from math import isfinite
from typing import Final

from graftwatch.backtest.report import Rate, Share
from graftwatch.safety.interval import clopper_pearson, garwood

DAYS_A_MONTH: Final = 30.4375
"""A mean month of the Julian year: 365.25 / 12."""
DIGITS: Final = 6
"""Figures are published with so many digits behind the point: the same on every machine."""


def share(count: int, of: int) -> Share:
    """So many of so many."""
    interval = clopper_pearson(count, of)
    ends = (round(interval.lower, DIGITS), round(interval.upper, DIGITS))
    return Share(count=count, of=of, value=round(count / of, DIGITS) if of else None, interval_95=ends)


def rate(count: int, months: float) -> Rate:
    """So many in so many months."""
    interval = garwood(count, months)
    upper = round(interval.upper, DIGITS) if isfinite(interval.upper) else None
    return Rate(
        count=count,
        months=round(months, DIGITS),
        per_month=round(count / months, DIGITS) if months else None,
        interval_95=(round(interval.lower, DIGITS), upper),
    )


def months_in(time: timedelta) -> float:
    """A time as months."""
    return max(time / timedelta(days=DAYS_A_MONTH), 0.0)
