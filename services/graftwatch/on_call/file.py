"""The on-call file: who can be told through what, and who is on duty when. What stands in it, not what follows.

As common on-call tools have it: a duty is made of layers, a later one standing before an earlier one; each layer goes
round its people at a hand-over; overrides stand before all of them. Times without an offset are local to `time_zone`.
Addresses are secrets: they are never shown, not even in an error.
"""

from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Annotated, Final, Literal, TypeVar
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, model_validator

WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,30}$")]
# The longest that a channel takes is a URL; browsers and gateways take some two thousand characters.
LONGEST_ADDRESS: Final = 2048
# Rotas are of this century; a shift in the year 1 is a slip of the hand, and in some time zones no instant at all.
EARLIEST_YEAR: Final = 2000
LATEST_YEAR: Final = 2199
AnyDate = TypeVar("AnyDate", bound=date)
DAYS_OF: Final = {"day": 1, "week": 7}


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError("there is no such time zone; use a name like 'Asia/Tokyo'") from None
    return name


def _no_number(stated: object) -> object:
    if isinstance(stated, int | float):
        raise ValueError("is not a time; write it like 2026-11-02T08:00 or 2026-11-02T08:00+09:00")  # noqa: TRY004
    return stated


def _of_this_time(stated: AnyDate) -> AnyDate:
    if not EARLIEST_YEAR <= stated.year <= LATEST_YEAR:
        raise ValueError(f"is not between {EARLIEST_YEAR} and {LATEST_YEAR}")
    return stated


def _one_line(address: SecretStr) -> SecretStr:
    held = address.get_secret_value()
    if len(held) > LONGEST_ADDRESS:
        raise ValueError(f"is longer than {LONGEST_ADDRESS} characters")
    if not held.isprintable():
        raise ValueError("holds a line break or another character that cannot be printed")
    return address


Address = Annotated[SecretStr, AfterValidator(_one_line)]
Time = Annotated[datetime, BeforeValidator(_no_number), AfterValidator(_of_this_time)]
Day = Annotated[date, AfterValidator(_of_this_time)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, hide_input_in_errors=True)


class Person(_Part):
    """Somebody who can be told; called by a role, never by name."""

    language: Literal["en", "ja"] | None = Field(default=None, description="of pages; unset: the protocol's")
    through: dict[str, Address] = Field(
        default={}, description="address by the name of a channel; an empty one is the channel's own"
    )
    called: tuple[str, ...] = Field(default=(), description="how calendars call the person, besides the key")


class Hours(_Part):
    """Hours of the day, on some weekdays: those on which the hours begin."""

    weekdays: tuple[Weekday, ...] = Field(default=WEEKDAYS, min_length=1, description="on which the hours begin")
    begins: str = Field(default="00:00", alias="from", pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    until: str = Field(
        default="24:00", pattern=r"^(([01]\d|2[0-3]):[0-5]\d|24:00)$", description="no later than `from`: the next day"
    )

    def bounds(self, day: date) -> tuple[datetime, datetime]:
        """The hours that begin on a day, as local times."""
        begins, midnight = datetime.combine(day, time.fromisoformat(self.begins)), datetime.combine(day, time())
        if self.until == "24:00":
            return begins, midnight + timedelta(days=1)
        until = datetime.combine(day, time.fromisoformat(self.until))
        return begins, until if until > begins else until + timedelta(days=1)


class Layer(_Part):
    """People who take turns."""

    people: tuple[Name, ...] = Field(min_length=1, description="in the order of their turns")
    handover: str = Field(
        pattern=rf"^(daily|{'|'.join(WEEKDAYS)}) ([01]\d|2[0-3]):[0-5]\d$",
        description="when the next one takes over, local time: 'monday 08:00' or 'daily 08:00'",
    )
    every: str = Field(
        default="", pattern=r"^([1-9]\d{0,2} (days?|weeks?))?$", description="a turn's length; unset: 1 week or 1 day"
    )
    starts: Day = Field(description="the first one's turn begins on this day, at the hand-over")
    ends: Day | None = Field(default=None, description="the last turn ends on this day, at the hand-over")
    only: tuple[Hours, ...] = Field(default=(), description="the layer counts within these hours; none: always")

    @model_validator(mode="after")
    def _turns_fit(self) -> "Layer":
        if self.weekday is not None:
            if self.turn_days % 7:
                raise ValueError(f"`every` must be in weeks, since `handover` is on {self.weekday}s")
            if self.starts.weekday() != WEEKDAYS.index(self.weekday):
                raise ValueError(f"`starts` is a {WEEKDAYS[self.starts.weekday()]}; use {self._next_handover()}")
        elif "week" in self.every:
            raise ValueError("`every` must be in days, since `handover` is daily; or name the weekday in `handover`")
        if self.ends is not None and self.ends <= self.starts:
            raise ValueError("`ends` must be later than `starts`")
        return self

    def _next_handover(self) -> date:
        days = (WEEKDAYS.index(self.weekday or "monday") - self.starts.weekday()) % 7
        return self.starts + timedelta(days=days)

    @property
    def weekday(self) -> str | None:
        """The weekday of the hand-over, or None where it is on any day."""
        word = self.handover.split()[0]
        return None if word == "daily" else word

    @cached_property
    def handover_time(self) -> time:
        """The local time of the hand-over."""
        return time.fromisoformat(self.handover.split()[1])

    @cached_property
    def turn_days(self) -> int:
        """How many days a turn lasts."""
        if not self.every:
            return 1 if self.weekday is None else 7
        number, unit = self.every.split()
        return int(number) * DAYS_OF[unit.removesuffix("s")]


class Duty(_Part):
    """What somebody is on duty for."""

    layers: tuple[Layer, ...] = Field(default=(), description="a later one stands before an earlier one")
    calendar: str = Field(default="", description="an iCalendar file beside this one; stands before the layers")
    otherwise: Name | Literal[""] = Field(default="", description="the duty or person that stands in for nobody")

    @model_validator(mode="after")
    def _has_somebody(self) -> "Duty":
        if not (self.layers or self.calendar or self.otherwise):
            raise ValueError("has neither `layers` nor `calendar` nor `otherwise`; nobody would ever be on duty")
        return self


class Override(_Part):
    """Somebody takes a duty for a while, whoever had it."""

    duty: Name
    person: Name
    begins: Time = Field(alias="from")
    ends: Time = Field(alias="to")


class OnCallFile(_Part):
    """The whole file."""

    time_zone: Annotated[str, AfterValidator(_known_zone)] = Field(
        description="times without an offset are local to it"
    )
    people: dict[Name, Person] = Field(min_length=1, description="everybody who can be told, by role")
    duties: dict[Name, Duty] = Field(min_length=1, description="what steps of the protocol's escalation name")
    overrides: tuple[Override, ...] = Field(default=(), description="of two that overlap the later in the file counts")

    @cached_property
    def zone(self) -> ZoneInfo:
        """The time zone."""
        return ZoneInfo(self.time_zone)

    @cached_property
    def called(self) -> dict[str, str]:
        """Everybody's key by every spelling of a calendar, in lower case."""
        spellings = ((word, key) for key, one in self.people.items() for word in (key, *one.called))
        return {folded(word): key for word, key in spellings}


def folded(spelling: str) -> str:
    """A spelling as it is compared: without case, runs of white space as one blank."""
    return " ".join(spelling.split()).casefold()
