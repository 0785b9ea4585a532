"""What a committee's table says of each recipient as a whole: state and the days that end an observation, no arm."""

from dataclasses import dataclass
from datetime import date

from graftwatch.assessment import Assessment
from graftwatch.protocol import Protocol
from graftwatch.roster import Recipient


@dataclass(frozen=True, slots=True)
class RecipientCourse:
    """One recipient; days are the protocol's time zone's, and what is still to come has not ended anything.

    Attributes:
        subject: pseudonymous subject id.
        state: where it stands, such as "in_window".
        risk: its attributes of immunological risk, in order.
        transplanted_on: post-operative day 0; it may be still to come.
        withdrawn_on: when it left the trial, as the roster says.
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


def course_of(recipient: Recipient, held: Assessment, protocol: Protocol, today: date) -> RecipientCourse:
    """The course of one recipient by a day, as its assessment knows it."""
    withdrawn = recipient.withdrawn_at
    return RecipientCourse(
        subject=recipient.subject,
        state=held.state.value,
        risk=tuple(sorted(recipient.risk)),
        transplanted_on=recipient.transplanted_on(protocol.zone),
        withdrawn_on=_by(today, withdrawn.astimezone(protocol.zone).date() if withdrawn else None),
        died_on=_by(today, held.died_on),
        re_transplanted_on=_by(today, held.re_transplanted_on),
    )


def _by(today: date, on: date | None) -> date | None:
    return on if on is not None and on <= today else None
