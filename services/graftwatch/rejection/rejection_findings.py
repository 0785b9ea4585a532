"""Stories of rejection as events and signals: what is told, how loudly, and when a signal closes.

| story                               | signal                | event     | closes with                                |
| ----------------------------------- | --------------------- | --------- | ------------------------------------------ |
| rise                                | rejection.enzyme_rise |           | enzymes twice at or below the limit        |
| rise with low exposure, eosinophils | rejection.suspected   | suspected | the same; a biopsy without rejection       |
| biopsy RAI 3 or more, or a person   | rejection.confirmed   | confirmed | the same, or 14 days after the last biopsy |
| refuted by a person                 | as it was             | refuted   | at once                                    |

A story has one signal, and its id is the event's.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from graftwatch.facts import Fact, Statement
from graftwatch.findings import Event, EventKind, EventStatus, Severity, Signal, SignalKind, SignalStatus
from graftwatch.protocol import Protocol
from graftwatch.rejection import words
from graftwatch.rejection.biopsy import GradedBiopsy
from graftwatch.rejection.enzyme_search import EnzymeRise
from graftwatch.rejection.exposure import Period
from graftwatch.rejection.stories import Story, Verdict

_ASKS = {
    SignalKind.REJECTION_ENZYME_RISE: "look at the recipient; other causes of a rise are commoner than rejection",
    SignalKind.REJECTION_SUSPECTED: "decide whether to take a biopsy",
    SignalKind.REJECTION_CONFIRMED: "treat as decided; it counts for the endpoint if it is in the window",
}
_LACKS_CONFIRMATION = "a biopsy with RAI 3 or more, or a person's adjudication"


@dataclass(frozen=True, slots=True)
class Told:
    """What the stories are told by: the protocol and the period."""

    protocol: Protocol
    period: Period

    def event(self, story: Story) -> Event | None:
        """The event of a story; None for a mere rise and for a story that joined another."""
        status = story.status
        if status is None or story.joined_to is not None:
            return None
        day = story.date_of_event()
        in_window = self.first_day_of_window <= day <= self.period.days.last
        facts = _facts(story)
        return Event(
            id=story.id,
            kind=EventKind.REJECTION,
            status=status,
            criterion=_criterion(story),
            date_of_event=day,
            grade=_grade(story),
            adjudicated=story.verdict if story.verdict in set(Verdict) else None,
            in_window=in_window,
            counts_for_endpoint=in_window and status is EventStatus.CONFIRMED,
            elements=self._elements(story),
            missing=self._missing(story),
            explanation=self._explanation(story),
            sources=_sources(facts),
            evidence=story.evidence,
        )

    @property
    def first_day_of_window(self) -> date:
        """The first day of the endpoint window."""
        return self.period.days.first + timedelta(days=self.protocol.window.first_day)

    def signal(self, story: Story) -> Signal:
        """The signal of a story."""
        kind = _kind(story)
        closed = self.closed(story)
        facts = _facts(story)
        ground = self._ground(story)
        target = story.joined_to or story
        return Signal(
            id=story.id,
            kind=kind,
            severity=Severity(self.protocol.severity[kind]),
            status=SignalStatus.CLOSED if closed else SignalStatus.OPEN,
            since=since(story),
            summary=self._summary(story, kind),
            reason=f"{ground}; closed: {closed}" if closed else ground,
            closed_because=closed,
            asks=_ASKS[kind],
            event=target.id if target.status is not None else None,
            elements=self._elements(story),
            missing=self._missing(story),
            sources=_sources(facts),
            evidence=story.evidence,
        )

    def closed(self, story: Story) -> str:
        """Why the story's signal is closed; empty while it is open."""
        zone = self.protocol.zone
        if story.verdict == Verdict.REFUTED:
            return "a person refuted it"
        if story.joined_to is not None:
            return f"joined to the confirmed rejection of {story.joined_to.date_of_event()}"
        excluding = [one for one in story.biopsies if one.excludes]
        if excluding and story.status is not EventStatus.CONFIRMED:
            return f"no rejection in the {words.biopsy(excluding[-1], zone)}"
        if story.rise is not None and story.rise.ended_at is not None and not _has_biopsy_after(story, story.rise):
            return _end_of_rise(story.rise, zone)
        until = self.closes_at(story)
        if until is None or until > self.period.now:
            return ""
        return f"{self.protocol.rejection.confirmed_open_days:g} days after the last biopsy"

    def closes_at(self, story: Story) -> datetime | None:
        """When the signal of a confirmed rejection closes by itself."""
        confirming = _all_confirming(story)
        if not confirming or story.status is not EventStatus.CONFIRMED:
            return None
        return confirming[-1].at + timedelta(days=self.protocol.rejection.confirmed_open_days)

    def _ground(self, story: Story) -> str:
        """Why, in one line: the biopsy, else the verdict, else the worst enzyme of the rise."""
        zone = self.protocol.zone
        if story.confirming:
            return words.biopsy(story.confirming[0], zone)
        if story.verdict == Verdict.CONFIRMED:
            return "confirmed by a person's adjudication"
        if story.rise is None:
            return words.biopsy(story.biopsies[0], zone)
        suspected = story.suspicion is not None and story.suspicion.is_there
        rise = f"enzyme rise with {_beside(story)}, since" if suspected else "since"
        worst = words.worst_with_grade(story.rise, self.protocol.rejection.enzyme_rise, zone)
        return f"{rise} {story.date_of_event()}, {worst}"

    def _elements(self, story: Story) -> tuple[str, ...]:
        return tuple(self._each_element(story))

    def _each_element(self, story: Story) -> Iterator[str]:
        zone = self.protocol.zone
        if story.rise is not None:
            yield from (words.risen(one, zone) for one in story.rise.grounds)
            yield from (words.support(one, zone) for one in story.rise.support)
        if story.suspicion is not None:
            yield from (words.exposure(one, zone) for one in story.suspicion.low_exposure)
            if story.suspicion.eosinophils is not None:
                yield words.level(story.suspicion.eosinophils, zone)
        yield from (words.biopsy(one, zone) for one in (*story.biopsies, *story.later_biopsies))
        if story.adjudication is not None:
            yield f"{story.verdict} by a person's adjudication"

    def _missing(self, story: Story) -> tuple[str, ...]:
        """What the next step lacks, with the values that were looked at."""
        match _kind(story):
            case SignalKind.REJECTION_ENZYME_RISE if story.suspicion is not None:
                held = words.lacks_suspicion(story.suspicion, self.protocol.rejection, self.protocol.zone)
                return (held, _LACKS_CONFIRMATION)
            case SignalKind.REJECTION_SUSPECTED:
                return (_LACKS_CONFIRMATION,)
            case _:
                return ()

    def _explanation(self, story: Story) -> tuple[str, ...]:
        rule = self.protocol.rejection.enzyme_rise
        grade = () if story.rise is None else (words.worst_with_grade(story.rise, rule, self.protocol.zone),)
        closed = self.closed(story)
        return (*grade, f"signal closed: {closed}") if closed else grade

    def _summary(self, story: Story, kind: SignalKind) -> str:
        day = story.date_of_event()
        post_operative_day = (day - self.period.days.first).days
        at = f"on {day} (post-operative day {post_operative_day})"
        match kind:
            case SignalKind.REJECTION_CONFIRMED:
                grade = _grade(story)
                return f"rejection confirmed {at}" + (f": {grade}" if grade else " by a person")
            case SignalKind.REJECTION_SUSPECTED:
                return f"rejection suspected: liver enzymes have risen {at} with {_beside(story)}"
            case _:
                return f"liver enzymes have risen {at}"


def since(story: Story) -> datetime:
    """When the senders had stated all that the story's first finding needs."""
    if story.rise is not None:
        pair = story.rise.grounds[:2]
        established = max(one.reading.fact.version.stated_at for one in pair)
        return min([established, *(one.fact.version.stated_at for one in story.confirming)])
    return story.biopsies[0].fact.version.stated_at


def _kind(story: Story) -> SignalKind:
    if story.status is EventStatus.CONFIRMED or story.confirming:
        return SignalKind.REJECTION_CONFIRMED
    suspected = story.suspicion is not None and story.suspicion.is_there
    return SignalKind.REJECTION_SUSPECTED if suspected else SignalKind.REJECTION_ENZYME_RISE


def _criterion(story: Story) -> str:
    if story.confirming:
        return "biopsy"
    if story.verdict == Verdict.CONFIRMED:
        return "adjudication"
    return f"enzyme rise with {_beside(story)}"


def _beside(story: Story) -> str:
    held = story.suspicion
    if held is None:
        return "nothing else"
    beside = ["low exposure"] if held.low_exposure else []
    return " and ".join([*beside, "eosinophils"] if held.eosinophils is not None else beside)


def _grade(story: Story) -> str | None:
    worst = max(_all_confirming(story), key=_severity, default=None)
    return None if worst is None else worst.in_words()


def _severity(one: GradedBiopsy) -> tuple[int, int]:
    return ("mild", "moderate", "severe").index(one.grade.value), one.total or 0


def _all_confirming(story: Story) -> tuple[GradedBiopsy, ...]:
    return (*story.confirming, *(one for one in story.later_biopsies if one.confirms))


def _has_biopsy_after(story: Story, rise: EnzymeRise) -> bool:
    return any(rise.ended_at is not None and one.at >= rise.ended_at for one in _all_confirming(story))


def _end_of_rise(rise: EnzymeRise, zone: tzinfo) -> str:
    if not rise.ended_by:
        return "a new graft was transplanted"
    if rise.rose_again:
        return "risen again from " + ", ".join(words.level(one, zone) for one in rise.ended_by)
    return "back at or below the limit: " + ", ".join(words.level(one, zone) for one in rise.ended_by)


def _facts(story: Story) -> list[Fact[Statement]]:
    grounds = () if story.rise is None else story.rise.grounds
    facts: list[Fact[Statement]] = [one.reading.fact for one in grounds]
    if story.suspicion is not None:
        facts += story.suspicion.evidence
    facts += [one.fact for one in (*story.biopsies, *story.later_biopsies)]
    if story.adjudication is not None:
        facts.append(story.adjudication)
    return facts


def _sources(facts: Iterable[Fact[Statement]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(one.source) for one in facts))
