"""All that rejection, exposure, infusion and NK activity conclude about one recipient at a time.

A pure function of the facts and `now`: results and biopsies that are said to be taken later than `now` wait until
then, and a decision counts as soon as it is known. After the recipient's death no signal of this family stays open.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from graftwatch.facts import (
    Adjudication,
    Admission,
    Biopsy,
    BiopsyProposal,
    Chart,
    Death,
    Discharge,
    Dose,
    Fact,
    ReTransplant,
)
from graftwatch.findings import Event, Findings, NkActivityCourse, Signal, SignalStatus
from graftwatch.protocol import Protocol
from graftwatch.rejection.adverse_events import adverse_event_grades
from graftwatch.rejection.biopsy import GradedBiopsy, graded_biopsies
from graftwatch.rejection.biopsy_proposals import Proposal, biopsy_proposals, proposal_signal, verdicts_without_effect
from graftwatch.rejection.exposure import DrugCourse, Finding, Period, drug_courses, window_days
from graftwatch.rejection.exposure_findings import exposure_signal, overdue_signal, published
from graftwatch.rejection.infusion_reaction import VITAL_SIGNS, infusion_reaction
from graftwatch.rejection.liver_tests import ENZYMES, SUPPORT, enzyme_rises
from graftwatch.rejection.nk_activity import NK_FUNCTION, nk_activity_courses, nk_activity_falls
from graftwatch.rejection.overdue import Waits, waits
from graftwatch.rejection.readings import first_after, when
from graftwatch.rejection.rejection_findings import Told
from graftwatch.rejection.safety_findings import (
    nk_signal,
    reaction_closes_at,
    reaction_event,
    reaction_id,
    reaction_signal,
)
from graftwatch.rejection.stories import Story, Verdict, counted_once, judged, stories
from graftwatch.rejection.suspicion import EOSINOPHILS, suspicion
from graftwatch.rejection.trough import concepts
from graftwatch.roster import Recipient


def detect(recipient: Recipient, chart: Chart, protocol: Protocol, now: datetime) -> Findings:
    """The findings of this family.

    Args:
        recipient: whom they are about.
        chart: the current facts.
        protocol: the trial's rules.
        now: the moment they are drawn at (aware).
    """
    return _Case(recipient, chart, protocol, now, _period(recipient, protocol, now)).findings()


@dataclass(frozen=True, slots=True)
class _Part:
    """What one of the rules contributes."""

    events: tuple[Event, ...] = ()
    signals: tuple[Signal, ...] = ()
    looks: tuple[datetime | None, ...] = ()


@dataclass(frozen=True, slots=True)
class _Case:
    recipient: Recipient
    chart: Chart
    protocol: Protocol
    now: datetime
    period: Period

    def findings(self) -> Findings:
        courses = drug_courses(self.chart, self.protocol.exposure, self.period)
        waited = waits(self.chart, courses, self.period)
        low = [finding for course in courses for finding in course.low(self.protocol.exposure)]
        high = [finding for course in courses for finding in course.high(self.protocol.exposure)]
        biopsies, ungraded = graded_biopsies(self.chart, self.recipient.transplanted_at, self.now)
        tales = self._stories(courses, low, biopsies)
        proposed = biopsy_proposals(self.chart, self.recipient.transplanted_on(self.protocol.zone), self.now)
        parts = (
            self._rejections(tales),
            self._proposals(proposed),
            self._exposures([*low, *high]),
            self._overdue(waited),
            self._reaction(),
            self._nk_activity(),
        )
        looks = [*(look for part in parts for look in part.looks), *self._still_to_come()]
        return Findings(
            events=tuple(event for part in parts for event in part.events),
            signals=tuple(self._closed_by_death(signal) for part in parts for signal in part.signals),
            exposure=tuple(published(one, waited, self.protocol.zone) for one in courses),
            nk_activity=self._nk_courses(),
            adverse_event_grades=adverse_event_grades(self.chart, self.protocol.rejection.enzyme_rise, self.period),
            refused_decisions=(
                *self._without_grade(ungraded),
                *self._without_effect(tales),
                *verdicts_without_effect(self.recipient.subject, proposed, self.chart.of(Adjudication)),
            ),
            next_look=min((one for one in looks if one is not None and one > self.now), default=None),
        )

    def _stories(self, courses: list[DrugCourse], low: list[Finding], biopsies: list[GradedBiopsy]) -> list[Story]:
        rule = self.protocol.rejection
        new_grafts = [at for at in map(self._instant, self.chart.of(ReTransplant)) if at <= self.now]
        resets = [*new_grafts, *(one.at for one in biopsies if one.excludes)]
        rises = enzyme_rises(self.chart, rule.enzyme_rise, self._transplant_days(), resets, self.now)
        suspected = [(rise, suspicion(self.chart, rise, courses, low, rule, self.now)) for rise in rises]
        told = judged(stories(self.recipient.subject, suspected, biopsies), self.chart.of(Adjudication))
        first_day = self.recipient.day(self.protocol.window.first_day, self.protocol.zone)
        return counted_once(told, first_day, self.period.days.last)

    def _instant(self, one: Fact[ReTransplant]) -> datetime:
        return one.statement.transplanted.instant(self.chart.zone)

    def _transplant_days(self) -> list[date]:
        """The days of the transplant and of those after it."""
        again = (one.statement.transplanted.on for one in self.chart.of(ReTransplant))
        first = self.recipient.transplanted_on(self.protocol.zone)
        return [first, *sorted(one for one in again if one > first)]

    def _rejections(self, tales: list[Story]) -> _Part:
        told = Told(self.protocol, self.period)
        events = tuple(event for event in map(told.event, tales) if event is not None)
        return _Part(events, tuple(map(told.signal, tales)), tuple(map(told.closes_at, tales)))

    def _proposals(self, found: list[Proposal]) -> _Part:
        refuted, subject = self._refuted(), self.recipient.subject
        return _Part(signals=tuple(proposal_signal(subject, one, self.protocol, refuted) for one in found))

    def _exposures(self, found: list[Finding]) -> _Part:
        refuted = self._refuted()
        signals = tuple(exposure_signal(self.recipient.subject, one, self.protocol, refuted) for one in found)
        window_ends = any(one.ended_at is None for one in found)
        return _Part(signals=signals, looks=(self.period.end,) if window_ends else ())

    def _overdue(self, waited: Waits) -> _Part:
        refuted, subject = self._refuted(), self.recipient.subject
        signals = tuple(overdue_signal(subject, one, self.protocol, refuted) for one in waited.overdue)
        window_ends = any(one.ended_at is None for one in waited.overdue)
        return _Part(signals=signals, looks=(waited.next_due, self.period.end if window_ends else None))

    def _reaction(self) -> _Part:
        infused_at = self.recipient.infused_at
        if infused_at is None:
            return _Part()
        reaction = infusion_reaction(self.chart, self.protocol.infusion, infused_at, self.now)
        if reaction is None:
            return _Part()
        event_id = reaction_id(self.recipient.subject, infused_at)
        refuted = event_id in self._refuted()
        event = reaction_event(event_id, reaction, self.protocol, self.period, refuted=refuted)
        signal = reaction_signal(event, reaction, self.protocol, self.now)
        return _Part((event,), (signal,), (reaction_closes_at(reaction, self.protocol),))

    def _nk_activity(self) -> _Part:
        if self.recipient.infused_at is None:
            return _Part()
        rule, refuted = self.protocol.nk_activity, self._refuted()
        falls = nk_activity_falls(self.chart, rule, self.recipient.infused_at, self.now)
        return _Part(signals=tuple(nk_signal(self.recipient.subject, one, self.protocol, refuted) for one in falls))

    def _nk_courses(self) -> tuple[NkActivityCourse, ...]:
        if self.recipient.infused_at is None:
            return ()
        return nk_activity_courses(self.chart, self.recipient.infused_at, self.now, self.protocol.zone)

    def _refuted(self) -> frozenset[str]:
        held = (one.statement for one in self.chart.of(Adjudication))
        return frozenset(one.target for one in held if one.verdict == Verdict.REFUTED)

    def _still_to_come(self) -> Iterator[datetime | None]:
        """Times of results and biopsies that are said to be taken later than now."""
        drugs = (concept for name in self.protocol.exposure.drugs for concept in concepts(name))
        for concept in (*ENZYMES, *SUPPORT, EOSINOPHILS, NK_FUNCTION, *VITAL_SIGNS, *drugs):
            yield first_after(self.chart, concept, self.now)
        yield from (one.statement.given.instant(self.chart.zone) for one in self.chart.of(Dose))
        yield from (one.statement.admitted.instant(self.chart.zone) for one in self.chart.of(Admission))
        yield from (one.statement.discharged.instant(self.chart.zone) for one in self.chart.of(Discharge))
        yield from (one.statement.taken.instant(self.chart.zone) for one in self.chart.of(Biopsy))
        yield from (one.statement.taken.instant(self.chart.zone) for one in self.chart.of(BiopsyProposal))
        yield from map(self._instant, self.chart.of(ReTransplant))

    def _closed_by_death(self, signal: Signal) -> Signal:
        died = any(one.statement.died.instant(self.chart.zone) <= self.now for one in self.chart.of(Death))
        if not died or signal.status is SignalStatus.CLOSED:
            return signal
        because = "the recipient died"
        reason = f"{signal.reason}; closed: {because}"
        return signal.model_copy(update={"status": SignalStatus.CLOSED, "reason": reason, "closed_because": because})

    def _without_grade(self, biopsies: Iterable[Fact[Biopsy]]) -> Iterator[str]:
        for one in biopsies:
            taken = when(one.statement.taken, self.chart.zone)
            yield f"biopsy of {taken}: no grade; give `portal`, `duct` and `venous` (0-3 each) or a known `grade`"

    def _without_effect(self, tales: Iterable[Story]) -> Iterator[str]:
        for one in tales:
            if one.verdict is not None and one.verdict not in set(Verdict):
                yield f"adjudicate {one.id}: a rejection cannot be {one.verdict!r}; use {' or '.join(Verdict)}"


def _period(recipient: Recipient, protocol: Protocol, now: datetime) -> Period:
    days = window_days(recipient.transplanted_on(protocol.zone), protocol.window.last_day)
    end = datetime.combine(days.last + timedelta(days=1), time(), protocol.zone)
    return Period(recipient.transplanted_at, end, now, days)
