"""One reviewed recipient: course, truth, the time under observation, and each story of pages with what it was about.

Under observation is a recipient from the transplant (or the window's first day) until the window ends, the recipient
is withdrawn or dies, or the feed ends, whichever comes first.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Final

from graftwatch.backtest.course import Course, SignalSeen
from graftwatch.backtest.matching import (
    KIND_OF_EVENT,
    KIND_OF_SIGNAL,
    NOTHING,
    Pair,
    belongs_to,
    collected_days,
    paired,
)
from graftwatch.backtest.truth import Kind, TrueCourse, TrueEvent
from graftwatch.facts import Biopsy
from graftwatch.findings import EventStatus, Severity, SignalKind
from graftwatch.paging import Page, PageReason, Scrub, Story, private_words
from graftwatch.paging.matter import matters_of
from graftwatch.protocol import Protocol

ONE_DAY: Final = timedelta(days=1)
NEWS: Final = frozenset({PageReason.FIRST, PageReason.REOPENED, PageReason.ESCALATED, PageReason.NEW_ORGANISM})
"""Pages that bring news; a revision, a repetition or an ending wakes nobody for something new."""


@dataclass(frozen=True, slots=True)
class StoryTold:
    """All pages about one matter.

    Attributes:
        story: as the ledger holds it at the end.
        kind: what it is about.
        true: the true event it belongs to; None: it was about nothing true.
        pages: its pages, in order.
    """

    story: Story
    kind: Kind
    true: TrueEvent | None
    pages: tuple[Page, ...]

    @property
    def about(self) -> str:
        """What it was about, in the truth's word: "confirmed", "contaminant" … or "nothing"."""
        return NOTHING if self.true is None else self.true.standing.value

    @property
    def is_right(self) -> bool:
        """Whether it told of something real."""
        return self.true is not None and self.true.standing.is_real

    @property
    def news(self) -> tuple[Page, ...]:
        """The pages that woke somebody for something new."""
        return tuple(one for one in self.pages if one.severity is Severity.PAGE and one.reason in NEWS)


@dataclass(frozen=True)
class Observed:
    """One reviewed recipient.

    Attributes:
        feed: the feed's name.
        course: what the service concluded and told.
        truth: what the reviewer found.
        protocol: the trial's rules.
        until: the feed's end.
    """

    feed: str
    course: Course
    truth: TrueCourse
    protocol: Protocol
    until: datetime

    @property
    def subject(self) -> str:
        """Pseudonymous subject id."""
        return self.course.subject

    def scrub(self, text: str) -> str:
        """A text without what the roster knows of the recipient, and without a laboratory's words for nothing known.

        Long numbers stay: they are the control ids by which a message is found again.
        """
        return self._scrub(text)

    @cached_property
    def _scrub(self) -> Scrub:
        unknown = {word for matter in matters_of(self.course.assessment) for word in matter.private_words}
        return replace(Scrub.of(private_words(self.course.recipient) | unknown), long_numbers=False)

    @cached_property
    def begins(self) -> datetime:
        """The first moment under observation."""
        recipient, zone = self.course.recipient, self.protocol.zone
        first = self.midnight(recipient.day(self.protocol.window.first_day, zone))
        return max(recipient.transplanted_at, first)

    @cached_property
    def ends(self) -> datetime:
        """The first moment that is not observed any more."""
        recipient, zone = self.course.recipient, self.protocol.zone
        ends = [self.until, self.midnight(ONE_DAY + recipient.day(self.protocol.window.last_day, zone))]
        if recipient.withdrawn_at is not None:
            ends.append(recipient.withdrawn_at)
        if self.course.assessment.died_on is not None:
            ends.append(self.midnight(ONE_DAY + self.course.assessment.died_on))
        return max(min(ends), self.begins)

    @property
    def time(self) -> timedelta:
        """How long the recipient was under observation."""
        return self.ends - self.begins

    def observes(self, moment: datetime) -> bool:
        """Whether a moment lies in the time under observation."""
        return self.begins <= moment < self.ends

    @cached_property
    def pairs(self) -> dict[Kind, list[Pair]]:
        """Events of the truth and of the service at the end, by kind."""
        events = self.course.assessment.events
        return {kind: paired(kind, self.truth, events) for kind in KIND_OF_EVENT.values()}

    def confirmed(self, kind: Kind) -> list[Pair]:
        """The pairs of which either side is confirmed."""
        return [one for one in self.pairs[kind] if is_true(one) or is_called(one)]

    @cached_property
    def stories(self) -> list[StoryTold]:
        """Every matter that was told."""
        told = list[StoryTold]()
        for story in self.course.ledger.stories:
            kind = KIND_OF_SIGNAL.get(story.said.kind) if isinstance(story.said.kind, SignalKind) else None
            if kind is not None:
                pages = tuple(one for one in self.course.pages if one.story == story.id)
                days = self.days_of(kind, story.evidence, story.since)
                told.append(StoryTold(story, kind, belongs_to(days, kind, self.truth), pages))
        return told

    def true_event_of(self, seen: SignalSeen) -> TrueEvent | None:
        """The true event that a signal belongs to."""
        kind = KIND_OF_SIGNAL[seen.signal.kind]
        return belongs_to(self.days_of(kind, seen.signal.evidence, seen.since), kind, self.truth)

    def days_of(self, kind: Kind, evidence: Sequence[str], since: datetime) -> set[date]:
        """The days by which a signal is held against the truth."""
        drawn = collected_days(self.course, evidence) if kind is Kind.BSI else set[date]()
        return drawn or {since.astimezone(self.protocol.zone).date()}

    def biopsy_entered_at(self, rejection: TrueEvent) -> datetime:
        """When the biopsy that shows a rejection became known; the end of its day where nobody entered it."""
        known = (
            one.known_at
            for one in self.course.facts
            if isinstance(one.statement, Biopsy) and one.statement.taken.on == rejection.on
        )
        return min(known, default=self.midnight(ONE_DAY + rejection.on))

    def midnight(self, day: date) -> datetime:
        """The first moment of a day."""
        return datetime.combine(day, time(), self.protocol.zone)


def is_true(pair: Pair) -> bool:
    """Whether the truth holds a confirmed event."""
    return pair.true is not None and pair.true.standing.value == EventStatus.CONFIRMED.value


def is_called(pair: Pair) -> bool:
    """Whether the service confirmed an event."""
    return pair.found is not None and pair.found.status is EventStatus.CONFIRMED
