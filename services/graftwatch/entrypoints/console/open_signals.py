"""What needs somebody now: every open signal with how people know of it, the most urgent first."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from graftwatch.assessment import Assessment
from graftwatch.console.signals.views import Acknowledgeable, Hearing, OpenSignal, OpenSignals
from graftwatch.entrypoints.console.hearing import Escalation
from graftwatch.entrypoints.console.known import Look
from graftwatch.findings import Severity, Signal, SignalKind, SignalStatus
from graftwatch.paging import Ledger, Story, StoryState
from graftwatch.paging.matter import FAMILY_AND_CERTAINTY, LOUDNESS

LONG_KNOWN: Final = timedelta(days=2)
"""What somebody heard so long ago, or a notice of so long ago, stands folded away: a confirmed infection stays open."""
_NOBODY_KNOWS: Final = (Hearing.UNHEARD, Hearing.WAITING, Hearing.HELD_BACK)
"""In their order: what is told no more and nobody heard, what goes on by itself, what the storm limit keeps."""


@dataclass(frozen=True, slots=True)
class OpenSigns:
    """Finds what is open.

    Attributes:
        look: what is so now.
        escalation: how stories stand.
        zone: the trial's time zone.
    """

    look: Look
    escalation: Escalation
    zone: ZoneInfo

    def found(self, family: str = "") -> OpenSignals:
        """The open signals; `family` leaves out what is of another kind, but for what nobody has heard."""
        every = [one for each in self.look.assessments for one in self.of(each)]
        counts = Counter(one.kind.split(".")[0] for one in every)
        waiting = sorted((one for one in every if one.hearing in _NOBODY_KNOWS), key=_urgency)
        heard = (one for one in every if one.hearing not in _NOBODY_KNOWS)
        shown = [one for one in heard if not family or one.kind.split(".")[0] == family]
        newest = sorted(shown, key=lambda one: one.acknowledged_at or one.told_at or one.since, reverse=True)
        return OpenSignals(
            as_of=self.look.as_of,
            waiting=tuple(waiting),
            acknowledged=tuple(one for one in newest if one.severity is Severity.PAGE and not one.long_known),
            notices=tuple(one for one in newest if one.severity is not Severity.PAGE and not one.long_known),
            known=tuple(one for one in newest if one.long_known),
            families=dict(sorted(counts.items())),
        )

    def of(self, one: Assessment) -> Iterator[OpenSignal]:
        """A recipient's open signals, those that are told together as one."""
        ledger = self.look.ledgers.get(one.subject, Ledger())
        for story, signals in _by_story(one, ledger):
            lead = max(signals, key=_loudness)
            standing = self._standing(story, one.subject)
            yield OpenSignal(
                **dict(standing),
                id=lead.id,
                subject=one.subject,
                kind=lead.kind,
                severity=story.said.severity if standing.hearing in _NOBODY_KNOWS and story else lead.severity,
                organisms=lead.organisms,
                criterion=next((event.criterion for event in one.events if event.id == lead.event), None),
                reason=lead.reason,
                asks=lead.asks,
                since=lead.since,
                post_operative_day=self.post_operative_day(one),
                in_window=one.window.first <= self._today <= one.window.last,
                also=tuple(dict.fromkeys(each.kind for each in signals if each.kind is not lead.kind)),
                long_known=self._long_known(standing, lead.since),
            )

    def post_operative_day(self, one: Assessment) -> int:
        """A recipient's post-operative day of now."""
        recipient = self.look.recipient(one.subject)
        return recipient.post_operative_day(self._today, self.zone) if recipient else one.post_operative_day

    @property
    def _today(self) -> date:
        return self.look.as_of.astimezone(self.zone).date()

    def _standing(self, story: Story | None, subject: str) -> Acknowledgeable:
        if story is None:
            return Acknowledgeable(hearing=Hearing.NOT_TOLD)
        held = self.look.watch.storm.held
        held_back = any((each.page.subject, each.page.story) == (subject, story.id) for each in held)
        return self.escalation.standing(story, held_back=held_back)

    def _long_known(self, standing: Acknowledgeable, since: datetime) -> bool:
        if standing.hearing in _NOBODY_KNOWS:
            return False
        known_at = standing.acknowledged_at or standing.told_at or since
        return self.look.as_of - known_at > LONG_KNOWN


def _by_story(one: Assessment, ledger: Ledger) -> list[tuple[Story | None, Sequence[Signal]]]:
    """The open signals by the story that tells them; a story that somebody must still hear is never left out."""
    running = [story for story in ledger.stories if not story.state.over]
    open_now = {signal.id: signal for signal in one.signals if signal.status is SignalStatus.OPEN}
    found: list[tuple[Story | None, Sequence[Signal]]] = []
    for story in reversed(running):
        names = (story.signal, *story.members)
        told = [open_now.pop(name) for name in dict.fromkeys(names) if name in open_now]
        if told:
            found.append((story, told))
        elif story.state in {StoryState.WAITING, StoryState.UNHEARD} and isinstance(story.said.kind, SignalKind):
            found.append((story, [_as_told(story, story.said.kind)]))
    return [*found, *((None, [signal]) for signal in open_now.values())]


def _as_told(story: Story, kind: SignalKind) -> Signal:
    """What people were told last, where the signal is open no more and its end is not told yet."""
    said = story.said
    return Signal(
        id=story.signal,
        kind=kind,
        severity=said.severity,
        status=SignalStatus.CLOSED,
        since=story.since,
        summary="",
        reason="",
        event=story.event,
        organisms=said.organisms,
    )


def _loudness(signal: Signal) -> tuple[int, int, datetime]:
    return LOUDNESS[signal.severity], FAMILY_AND_CERTAINTY[signal.kind][1], signal.since


def _urgency(one: OpenSignal) -> tuple[bool, int, datetime]:
    """What wakes somebody first; of that, what nobody will be told of again, then what has the least time left."""
    at = one.next.at if one.next else one.told_at or one.since
    return one.severity is not Severity.PAGE, _NOBODY_KNOWS.index(one.hearing), at
