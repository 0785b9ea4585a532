"""What every BSI rule asks about: the recipient, the chart, the protocol, the stays and the time; and its words.

Words for people state the day, the post-operative day and the message, and never an identifier.
"""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from graftwatch.bsi.hospital_stay import HospitalStays, hospital_stays
from graftwatch.facts import Chart, Fact, Statement
from graftwatch.protocol import Protocol
from graftwatch.roster import Recipient


@dataclass(frozen=True, slots=True)
class History:
    """One recipient's history as the rules see it."""

    recipient: Recipient
    chart: Chart
    protocol: Protocol
    now: datetime
    stays: HospitalStays

    @classmethod
    def of(cls, recipient: Recipient, chart: Chart, protocol: Protocol, now: datetime) -> "History":
        """The history that a chart tells."""
        return cls(recipient, chart, protocol, now, hospital_stays(chart))

    @property
    def zone(self) -> ZoneInfo:
        """The hospital's time zone."""
        return self.protocol.zone

    @property
    def today(self) -> date:
        """The calendar day of `now` in the hospital."""
        return self.now.astimezone(self.zone).date()

    def post_operative_day(self, day: date) -> int:
        """Days since the transplant; negative before it."""
        return self.recipient.post_operative_day(day, self.zone)

    def in_window(self, day: date) -> bool:
        """Whether a date lies in the protocol's endpoint window."""
        window = self.protocol.window
        return window.first_day <= self.post_operative_day(day) <= window.last_day

    def words(self, day: date) -> str:
        """The day in words: "2026-06-04 (POD 3)"."""
        return f"{day.isoformat()} (POD {self.post_operative_day(day)})"


@dataclass(frozen=True, slots=True)
class Element:
    """One element of a criterion that is met: when, in words, and the fact it rests on."""

    on: date
    text: str
    ground: Fact[Statement]

    def __str__(self) -> str:
        return f"{self.text} [{self.ground.source}]"

    @property
    def key(self) -> tuple[date, str, str]:
        """What elements are sorted by."""
        return self.on, self.text, self.ground.identity
