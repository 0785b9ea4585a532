"""How figures stand in charts and tables: names, rates, intervals, dates."""

from datetime import date

from graftwatch.safety.interval import RateInterval

NOTHING = "–"
LEAST = 0.001
"""A probability nearer to 0 or 1 is not written as if it were certain."""

_ENDPOINTS = {"bsi": "bloodstream infection", "rejection": "rejection"}
_RISKS = {
    "abo_incompatible": "ABO-incompatible",
    "dsa": "donor-specific antibodies",
    "desensitised": "desensitised",
    "none": "no immunological risk",
    "any": "any immunological risk",
}


def endpoint_name(endpoint: str) -> str:
    """The endpoint within a sentence."""
    return _ENDPOINTS.get(endpoint, endpoint.replace("_", " "))


def risk_name(risk: str) -> str:
    """The immunological risk within a sentence."""
    return _RISKS.get(risk, risk.replace("_", " "))


def sentence(words: str) -> str:
    """With a capital at its beginning; the rest as it is."""
    return words[:1].upper() + words[1:]


def percent(share: float | None) -> str:
    """A share 0–1 as per cent with one digit behind the point."""
    return NOTHING if share is None else f"{100 * share:.1f} %"


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
