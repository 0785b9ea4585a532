"""How long a feed may be silent, as the settings say it: always alike, by hours and days, or learned.

    silence_minutes = 60
    silence = [{ hours = "07-19", days = "mon-fri", minutes = 15 }, { minutes = 120 }]
    silence = "learn"

The first row that fits an hour counts; an hour that no row fits takes `silence_minutes`, and without it has no limit.
With "learn", `silence_minutes` is the limit until enough is learned.
"""

import re
from datetime import timedelta
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, Field

from graftwatch.entrypoints.sections import Section
from graftwatch.pipeline.silence import HOURS_A_DAY, HOURS_A_WEEK, SilenceRule

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_HOURS: Final = re.compile(r"([01]\d|2[0-3])-([01]\d|2[0-4])")


def _hours(text: str) -> str:
    if not _HOURS.fullmatch(text):
        raise ValueError(f"no such hours: {text!r}; write them like '07-19' (from 07:00 until 19:00) or '19-07'")
    return text


def _days(text: str) -> str:
    unknown = [name for part in text.split(",") for name in part.split("-") if name not in DAYS]
    if unknown or any(part.count("-") > 1 for part in text.split(",")):
        raise ValueError(f"no such days: {text!r}; write them like 'mon-fri' or 'mon,wed,sat-sun'")
    return text


class SilenceHours(Section):
    """The limit of some hours of some days, by the hospital's clock."""

    hours: Annotated[str, AfterValidator(_hours)] = Field(
        default="00-24", description="from hour to hour, such as 07-19; 19-07 runs over midnight, each part on its day"
    )
    days: Annotated[str, AfterValidator(_days)] = Field(
        default="mon-sun", description="such as mon-fri, or mon,wed,sat-sun"
    )
    minutes: float = Field(gt=0, description="no message for so long is paged")

    def fits(self, day: int, hour: int) -> bool:
        """Whether a row is about an hour of a day (Monday is 0)."""
        begin, end = (int(one) for one in self.hours.split("-"))
        within = begin <= hour < end if begin < end else hour >= begin or hour < end
        return within and any(_fits_day(part, day) for part in self.days.split(","))


def _fits_day(part: str, day: int) -> bool:
    first, _, last = part.partition("-")
    begin, end = DAYS.index(first), DAYS.index(last or first)
    return begin <= day <= end if begin <= end else day >= begin or day <= end


Silence = Literal["learn"] | tuple[SilenceHours, ...]


def silence_rule(silence: Silence, minutes: float | None) -> SilenceRule | None:
    """The rule of a feed; None where it may be silent for ever."""
    otherwise = timedelta(minutes=minutes) if minutes else None
    if isinstance(silence, str):
        return SilenceRule.always(otherwise, learns=True)
    if not silence and otherwise is None:
        return None
    return SilenceRule(tuple(_limit(silence, hour, otherwise) for hour in range(HOURS_A_WEEK)))


def _limit(rows: tuple[SilenceHours, ...], hour_of_week: int, otherwise: timedelta | None) -> timedelta | None:
    day, hour = divmod(hour_of_week, HOURS_A_DAY)
    fitting = (timedelta(minutes=row.minutes) for row in rows if row.fits(day, hour))
    return next(fitting, otherwise)
