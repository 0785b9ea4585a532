"""How reports, charts and the command line say numbers, times and names."""

from collections.abc import Iterable
from datetime import date, datetime, tzinfo
from typing import Final

from graftwatch.safety.evaluable import Reason, Standing
from graftwatch.safety.interval import RateInterval

NOTHING: Final = "–"
ENDPOINT_NAMES: Final = {"bsi": "bloodstream infection", "rejection": "rejection"}
RISK: Final = {
    "abo_incompatible": "ABO-incompatible",
    "dsa": "donor-specific antibodies",
    "desensitised": "desensitised",
    "none": "none of these",
    "any": "any of these",
}
STANDING: Final = {
    Standing.WITH_EVENT: "evaluable, with the event",
    Standing.WITHOUT_EVENT: "evaluable, without the event",
    Standing.NOT_YET_EVALUABLE: "not yet evaluable",
    Standing.EXCLUDED: "excluded",
}
REASON: Final = {
    Reason.NOT_TRANSPLANTED_YET: "not transplanted yet",
    Reason.WINDOW_OPEN: "window still open, or its results still to come",
    Reason.EVENT_IN_WINDOW: "event in the window",
    Reason.WINDOW_COMPLETE: "window complete",
    Reason.DIED: "died in the window",
    Reason.RE_TRANSPLANTED: "transplanted again in the window",
    Reason.WITHDRAWN: "withdrawn",
}


def endpoint_name(endpoint: str) -> str:
    """An endpoint as a heading says it."""
    return sentence(endpoint_within(endpoint))


def endpoint_within(endpoint: str) -> str:
    """An endpoint within a sentence."""
    return ENDPOINT_NAMES.get(endpoint, plain(endpoint))


def sentence(words: str) -> str:
    """With a capital at its beginning; the rest as it is."""
    return words[:1].upper() + words[1:]


def plain(word: str) -> str:
    """A word of the code as it is said."""
    return word.replace("_", " ")


def percent(share: float | None, digits: int = 1) -> str:
    """A share (0–1) in per cent."""
    return NOTHING if share is None else f"{100 * share:.{digits}f} %"


def interval(one: RateInterval | None, digits: int = 1) -> str:
    """An interval of shares in per cent."""
    return NOTHING if one is None else f"{100 * one.lower:.{digits}f} to {100 * one.upper:.{digits}f} %"


def probability(p: float | None) -> str:
    """A probability with four digits; one that they cannot show is said to be below or above."""
    if p is None:
        return NOTHING
    if 0 < p < 0.0001:  # noqa: PLR2004 - what four digits show
        return "< 0.0001"
    return "> 0.9999" if 0.9999 < p < 1 else f"{p:.4f}"  # noqa: PLR2004 - the same


def number(count: int, one: str, several: str = "") -> str:
    """A count with its noun."""
    return f"{count:,} {one if count == 1 else several or f'{one}s'}"


def minute(at: datetime | None, zone: tzinfo) -> str:
    """A time in the trial's zone, to the minute."""
    return NOTHING if at is None else f"{at.astimezone(zone):%Y-%m-%d %H:%M}"


def day(on: date | None) -> str:
    """A calendar day."""
    return NOTHING if on is None else on.isoformat()


def listed(words: Iterable[str]) -> str:
    """Words in a row, or that there are none."""
    return ", ".join(words) or NOTHING
