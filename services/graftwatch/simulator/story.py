"""One recipient's setting, and a story that is played in it.

A `Course` knows the recipient's days and draws times in them; a `Story` is what one scenario plans: cultures,
fevers, and the truth that follows from them. Stories of one recipient are joined.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from graftwatch.protocol import Protocol
from graftwatch.simulator.cultures import CultureSet
from graftwatch.simulator.truth import BsiTruth, ContaminantTruth, SignalTruth

DAYS_TO_FINAL = 7
"""A culture is final after five days and some hours; stories end so many days before the feed does."""
FIRST_STORY_DAY = 6
"""Earlier fevers would fall into the hours after the infusion on day 3 and mean something else."""


@dataclass(frozen=True, slots=True)
class Course:
    """A recipient's days.

    Attributes:
        random: this recipient's own source of chance.
        protocol: for the endpoint window and the time zone.
        transplanted_on: post-operative day 0.
        starts: begin of the feed.
        until: end of the feed.
    """

    random: Random
    protocol: Protocol
    transplanted_on: date
    starts: datetime
    until: datetime

    @property
    def zone(self) -> ZoneInfo:
        """The hospital's time zone."""
        return self.protocol.zone

    @property
    def days_followed(self) -> int:
        """Whole post-operative days before the feed ends."""
        return (self.until.astimezone(self.zone).date() - self.transplanted_on).days

    @property
    def days_before(self) -> int:
        """Whole days between the feed's begin and the transplant."""
        return (self.transplanted_on - self.starts.astimezone(self.zone).date()).days

    @property
    def window(self) -> tuple[date, date]:
        """The endpoint window, both days inclusive."""
        rule = self.protocol.window
        return self.day(rule.first_day), self.day(rule.last_day)

    def day(self, post_operative_day: int) -> date:
        """The calendar day of a post-operative day."""
        return self.transplanted_on + timedelta(days=post_operative_day)

    def at(self, post_operative_day: int, hour: int, minute: int = 0) -> datetime:
        """A local time on a post-operative day."""
        day = self.day(post_operative_day)
        return datetime(day.year, day.month, day.day, hour, minute, tzinfo=self.zone)

    def some_time(self, post_operative_day: int, first_hour: int = 5, last_hour: int = 21) -> datetime:
        """A local time on that day, between two hours."""
        return self.at(post_operative_day, self.random.randint(first_hour, last_hour), self.random.randint(0, 59))

    def some_day(self, first: int, last: int, spare: int = DAYS_TO_FINAL) -> int:
        """A post-operative day in a range that leaves `spare` days to the feed's end."""
        return self.random.randint(first, max(first, min(last, self.days_followed - spare)))

    def in_window(self, day: date) -> bool:
        """Whether a date lies in the endpoint window."""
        return self.window[0] <= day <= self.window[1]


@dataclass(frozen=True, slots=True)
class Story:
    """What a scenario plans for one recipient, and what must be found of it.

    `fevers` are above 38.0 degrees Celsius, `warm` are exactly that, which is no fever.
    """

    name: str
    sets: tuple[CultureSet, ...] = ()
    fevers: tuple[datetime, ...] = ()
    bsi: tuple[BsiTruth, ...] = ()
    contaminants: tuple[ContaminantTruth, ...] = ()
    retracted_on: tuple[date, ...] = ()
    signals: tuple[SignalTruth, ...] = ()
    warm: tuple[datetime, ...] = ()

    def __add__(self, other: "Story") -> "Story":
        """Both stories, for the same recipient."""
        return Story(
            f"{self.name} + {other.name}",
            self.sets + other.sets,
            self.fevers + other.fevers,
            self.bsi + other.bsi,
            self.contaminants + other.contaminants,
            self.retracted_on + other.retracted_on,
            self.signals + other.signals,
            self.warm + other.warm,
        )
