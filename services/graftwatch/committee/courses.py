"""What a committee's table says of each recipient as a whole: state and the days that end an observation, no arm."""

from dataclasses import dataclass
from datetime import date

from graftwatch.assessment import Assessment
from graftwatch.protocol import Protocol
from graftwatch.roster import Recipient


@dataclass(frozen=True, slots=True)
class RecipientCourse:
    """One recipient; days are the protocol's time zone's.

    Attributes:
        subject: pseudonymous subject id.
        state: where it stands, such as "in_window".
        risk: its attributes of immunological risk, in order.
        transplanted_on: post-operative day 0; it may be still to come.
        withdrawn_on: when it left the trial, as the roster says; it may be still to come.
        died_on: when it died.
        re_transplanted_on: when it was transplanted again.
    """

    subject: str
    state: str
    risk: tuple[str, ...]
    transplanted_on: date
    withdrawn_on: date | None
    died_on: date | None
    re_transplanted_on: date | None


def course_of(recipient: Recipient, held: Assessment, protocol: Protocol) -> RecipientCourse:
    """The course of one recipient as its assessment knows it."""
    withdrawn = recipient.withdrawn_at
    return RecipientCourse(
        subject=recipient.subject,
        state=held.state.value,
        risk=tuple(sorted(recipient.risk)),
        transplanted_on=recipient.transplanted_on(protocol.zone),
        withdrawn_on=withdrawn.astimezone(protocol.zone).date() if withdrawn else None,
        died_on=held.died_on,
        re_transplanted_on=held.re_transplanted_on,
    )
