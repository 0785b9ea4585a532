"""How figures stand in charts and tables: names, rates, intervals, dates."""

from datetime import date

from graftwatch.committee.wording import RISK, percent, plain
from graftwatch.safety.interval import RateInterval

LEAST = 0.001
"""A probability nearer to 0 or 1 is not written as if it were certain."""

_RISKS = {**RISK, "none": "no immunological risk", "any": "any immunological risk"}


def risk_name(risk: str) -> str:
    """The immunological risk within a sentence."""
    return _RISKS.get(risk, plain(risk))


def probability(share: float) -> str:
    """A probability as per cent, never rounded to a certainty that it is not."""
    if 0.0 < share < LEAST:
        return "under 0.1 %"
    return "over 99.9 %" if 1.0 - LEAST < share < 1.0 else percent(share)


def between(interval: RateInterval) -> str:
    """An interval of rates as per cent."""
    return f"{100 * interval.lower:.1f}–{100 * interval.upper:.1f} %"


def evaluable(number: int) -> str:
    """So many evaluable recipients."""
    return f"{number} evaluable recipient{'' if number == 1 else 's'}"


def events(number: int, more: str = "") -> str:
    """So many events, or so many "more"."""
    return f"{number} {more}{' ' if more else ''}event{'' if number == 1 else 's'}"


def day(of: date) -> float:
    """A day as a place on an axis of dates."""
    return float(of.toordinal())
