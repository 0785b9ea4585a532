"""Which findings are one story: a rise, what makes it suspected, its biopsies, and a person's verdict on it.

A biopsy belongs to the rise that it was taken in, else to the newest that it was taken at most 72 hours before or
after; else it is a story of its own. Acute rejection counts once for each recipient in the window: the first confirmed
story is the event, and what confirms a later one joins it. Transplant on 1 June:

| day     | finding                             | event                                                      |
| ------- | ----------------------------------- | ---------------------------------------------------------- |
| 8 June  | rise with low exposure              | suspected                                                  |
| 9 June  | biopsy, RAI 5                       | the same, confirmed, of 9 June                             |
| 14 June | enzymes twice back at the limit     | the same; its signal closes                                |
| 20 June | second rise with low exposure       | a second one, suspected                                    |
| 22 June | biopsy, RAI 3                       | the first, with this biopsy, too; the second's signal ends |

A person's verdict wins over every rule: refuted is refuted, confirmed counts as a biopsy does.
The id of a story is that of its first evidence, so it stays while the story rises from suspected to confirmed.
Source: domain rules of the trial. Left out: antibody-mediated rejection, which has no rule here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from graftwatch.facts import Adjudication, Biopsy, Fact, Measurement, pseudonymous_key
from graftwatch.findings import EventStatus
from graftwatch.rejection.biopsy import GradedBiopsy
from graftwatch.rejection.enzyme_search import EnzymeRise
from graftwatch.rejection.suspicion import Suspicion

BIOPSY_BELONGS_WITHIN: Final = timedelta(hours=72)
"""How far from a rise a biopsy may be and still be about it: the hours by which a rise itself is measured."""


class Verdict(StrEnum):
    """What a person can say of a rejection."""

    CONFIRMED = "confirmed"
    REFUTED = "refuted"


@dataclass(frozen=True, slots=True)
class Story:
    """One story of a possible rejection; `later_biopsies` are those of stories that joined it."""

    subject: str
    rise: EnzymeRise | None = None
    suspicion: Suspicion | None = None
    biopsies: tuple[GradedBiopsy, ...] = ()
    later_biopsies: tuple[GradedBiopsy, ...] = ()
    adjudication: Fact[Adjudication] | None = None
    joined_to: "Story | None" = None

    @property
    def anchor(self) -> "Fact[Measurement] | Fact[Biopsy]":
        """The first evidence: the rise's first result, or the confirming biopsy if that was before it."""
        confirming = self.confirming[0] if self.confirming else None
        if self.rise is not None and (confirming is None or self.rise.first.reading.at <= confirming.at):
            return self.rise.first.reading.fact
        return (confirming or self.biopsies[0]).fact

    @property
    def id(self) -> str:
        """The id of the story's event and signal."""
        return story_id(self.subject, self.anchor.identity)

    @property
    def evidence(self) -> tuple[str, ...]:
        """Identities of what makes the story itself; a low trough may stand beside two rises and links none."""
        grounds = () if self.rise is None else self.rise.grounds
        return (*(one.reading.fact.identity for one in grounds), *(one.fact.identity for one in self.biopsies))

    @property
    def confirming(self) -> tuple[GradedBiopsy, ...]:
        """The biopsies that confirm rejection, by time."""
        return tuple(one for one in self.biopsies if one.confirms)

    @property
    def verdict(self) -> str | None:
        """A person's verdict."""
        return None if self.adjudication is None else self.adjudication.statement.verdict

    @property
    def status(self) -> EventStatus | None:
        """How sure the rejection is; None: enzymes have risen and nothing more is said."""
        if self.verdict == Verdict.REFUTED:
            return EventStatus.REFUTED if self._is_more_than_a_rise else None
        if self.verdict == Verdict.CONFIRMED or self.confirming:
            return EventStatus.CONFIRMED
        if not self._is_more_than_a_rise:
            return None
        return EventStatus.EXCLUDED if any(one.excludes for one in self.biopsies) else EventStatus.SUSPECTED

    @property
    def _is_more_than_a_rise(self) -> bool:
        return bool(self.confirming) or (self.suspicion is not None and self.suspicion.is_there)

    def date_of_event(self) -> date:
        """The day of the confirming biopsy, else of the rise's first result."""
        if self.confirming:
            return self.confirming[0].fact.statement.taken.on
        first = self.rise.first.reading.fact if self.rise is not None else None
        return first.statement.taken.on if first is not None else self.biopsies[0].fact.statement.taken.on


def story_id(subject: str, identity: str) -> str:
    """The id of a rejection whose first evidence is the fact of this identity."""
    return f"rejection-{pseudonymous_key(subject, 'rejection', identity)}"


def stories(
    subject: str, rises: Sequence[tuple[EnzymeRise, Suspicion]], biopsies: Iterable[GradedBiopsy]
) -> list[Story]:
    """The stories of one recipient, by time, without verdicts."""
    held = [Story(subject, rise, one) for rise, one in rises]
    alone: list[Story] = []
    for biopsy in biopsies:
        place = _place(biopsy, held)
        if place is not None:
            held[place] = replace(held[place], biopsies=(*held[place].biopsies, biopsy))
        elif biopsy.confirms:
            alone.append(Story(subject, biopsies=(biopsy,)))
    return sorted([*held, *alone], key=_begins)


def judged(told: Iterable[Story], adjudications: Sequence[Fact[Adjudication]]) -> list[Story]:
    """The stories with what people said of them; of two verdicts on one story the newer stands.

    A verdict names a story by the id that it had then. A late result may since have become its first evidence, so
    the ids by all its evidence are looked up.
    """
    newest = {one.statement.target: one for one in sorted(adjudications, key=lambda one: one.version)}
    return [replace(one, adjudication=_verdict_on(one, newest)) for one in told] if newest else list(told)


def _verdict_on(story: Story, newest: Mapping[str, Fact[Adjudication]]) -> Fact[Adjudication] | None:
    held = (newest.get(story_id(story.subject, identity)) for identity in story.evidence)
    return max((one for one in held if one is not None), key=lambda one: one.version, default=None)


def counted_once(told: Sequence[Story], first_day: date, last_day: date) -> list[Story]:
    """The stories, with those joined to the first confirmed one in the window that are confirmed in it later."""
    in_window = [
        one for one in told if one.status is EventStatus.CONFIRMED and first_day <= one.date_of_event() <= last_day
    ]
    if not in_window:
        return list(told)
    first, *later = sorted(in_window, key=lambda one: (one.date_of_event(), *_begins(one)))
    joined = sorted((biopsy for one in later for biopsy in one.biopsies), key=lambda one: (one.at, one.fact.identity))
    event = replace(first, later_biopsies=tuple(joined))
    return [event if one is first else replace(one, joined_to=event) if one in later else one for one in told]


def _place(biopsy: GradedBiopsy, held: Sequence[Story]) -> int | None:
    fitting = [place for place, one in enumerate(held) if one.rise is not None and _belongs(biopsy, one.rise)]
    within = [place for place in fitting if (rise := held[place].rise) is not None and rise.goes_on_at(biopsy.at)]
    best = within or fitting
    return best[-1] if best else None


def _belongs(biopsy: GradedBiopsy, rise: EnzymeRise) -> bool:
    start = rise.first.reading.at
    if biopsy.excludes:
        return start <= biopsy.at and (rise.ended_at is None or biopsy.at <= rise.ended_at)
    end = rise.ended_at
    return start - BIOPSY_BELONGS_WITHIN <= biopsy.at and (end is None or biopsy.at <= end + BIOPSY_BELONGS_WITHIN)


def _begins(one: Story) -> tuple[datetime, str]:
    at = one.rise.first.reading.at if one.rise is not None else one.biopsies[0].at
    return at, one.anchor.identity
