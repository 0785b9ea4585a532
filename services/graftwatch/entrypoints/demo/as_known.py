"""When the service knew where each recipient stands: day by day, by nothing but what it had been told by then.

A recipient is assessed at the end of each day on which something about it became known or a look was due, as the
service does; between such days only the calendar moves. The days are the protocol's.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from graftwatch.assessment import Assessment, assess
from graftwatch.committee.followed import followed
from graftwatch.facts import FactSet
from graftwatch.findings import EventKind
from graftwatch.pipeline.state import StateStore
from graftwatch.protocol import Protocol
from graftwatch.roster import Recipient, Roster
from graftwatch.safety.boundary import Boundary
from graftwatch.safety.evaluable import Evaluation, Standing
from graftwatch.safety.look_ahead import Crossing, crossing_of

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class AsKnown:
    """Where each recipient stood as known on the evening of each day, by subject and by day."""

    by_day: dict[str, dict[date, Evaluation]]

    def since(self, subject: str) -> date:
        """Since which day the service has counted a recipient as it does now, without a break."""
        days = sorted(self.by_day[subject].items(), reverse=True)
        now = _counted(days[0][1])
        since = days[0][0]
        for day, evaluation in days:
            if _counted(evaluation) != now:
                break
            since = day
        return since

    def corrected(self) -> Iterator[tuple[str, date, date]]:
        """Who was counted with an event for a time that was corrected since, and from which day to which."""
        for subject, by_day in self.by_day.items():
            with_event = [day for day, one in by_day.items() if one.standing is Standing.WITH_EVENT]
            if with_event and by_day[max(by_day)].standing is not Standing.WITH_EVENT:
                yield subject, min(with_event), max(with_event)

    def first_crossing(self, boundary: Boundary) -> tuple[date, Crossing] | None:
        """The first evening on which a boundary was met by what was known then, and where."""
        for day in sorted({day for by_day in self.by_day.values() for day in by_day}):
            crossing = crossing_of(boundary, (by_day[day] for by_day in self.by_day.values() if day in by_day))
            if crossing is not None:
                return day, crossing
        return None


def as_known(store: StateStore, protocol: Protocol, kind: EventKind, until: datetime) -> AsKnown:
    """Goes through the trial day by day, from each transplant to the day of `until`.

    Args:
        store: the service's.
        protocol: the trial's rules.
        kind: the endpoint.
        until: the time of the last day (aware).
    """
    last = until.astimezone(protocol.zone).date()
    recipients = [one for one in Roster.of_changes(store.roster_changes()) if not one.is_heartbeat]
    return AsKnown(
        {
            one.subject: {
                day: followed(one, held, kind, protocol, day).evaluation
                for day, held in _evenings(one, store.load(one.subject).facts, protocol, last)
            }
            for one in recipients
        }
    )


def _evenings(
    recipient: Recipient, facts: FactSet, protocol: Protocol, last: date
) -> Iterator[tuple[date, Assessment]]:
    """What the service held of a recipient on the evening of each day, assessed anew where it did so."""
    zone = protocol.zone
    told_on = {one.known_at.astimezone(zone).date() for one in facts}
    day = recipient.transplanted_on(zone)
    held: Assessment | None = None
    while day <= last:
        evening = datetime.combine(day + ONE_DAY, time(), zone)
        if held is None or day in told_on or (held.next_look is not None and held.next_look <= evening):
            held = assess(recipient, facts.known_by(evening), protocol, evening)
        yield day, held
        day += ONE_DAY


def _counted(one: Evaluation) -> tuple[Standing, date | None]:
    """Whether and since when a recipient counts, and with what."""
    return one.standing, one.evaluable_on
