"""Who sends the messages of one recipient, and how that system writes times: local, with its offset, or as UTC."""

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from tests.referee.history import Moment

STYLES = ("local", "local", "offset", "utc")


@dataclass(frozen=True, slots=True)
class Clock:
    """The hospital's zone, and how its messages state times."""

    zone: str
    style: str

    def hl7(self, moment: Moment) -> str:
        """A moment as precise as it is known; a day stays a day."""
        if not isinstance(moment, datetime):
            return f"{moment:%Y%m%d}"
        if self.style == "local":
            return f"{moment:%Y%m%d%H%M%S}"
        there = moment.replace(tzinfo=ZoneInfo(self.zone))
        return f"{there.astimezone(UTC) if self.style == 'utc' else there:%Y%m%d%H%M%S%z}"


@dataclass(frozen=True, slots=True)
class Sender:
    """A system that sends about one recipient."""

    subject: str
    clock: Clock

    def message(self, control_id: str, sent: datetime, kind: str, *segments: str) -> str:
        """One message of these segments behind its MSH and PID."""
        at, key = self.clock.hl7(sent), f"{self.subject}-{control_id}"
        head = rf"MSH|^~\&|LAB|HOSP|GW|TRIAL|{at}||{kind}|{key}|P|2.5.1||||||UNICODE UTF-8"
        return "\r".join((head, f"PID|1||{number(self.subject)}^^^HOSP^MR||SAMPLE^PERSON", *segments, ""))


def number(subject: str) -> str:
    """The patient number of a subject."""
    return f"9{subject.lstrip('S')}"
