"""What happened to a recipient, and what lasted: from the roster and from facts."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from graftwatch.bsi.hospital_stay import hospital_stays
from graftwatch.console.timeline.sources import Messages, moment
from graftwatch.console.timeline.views import Mark, MarkKind, Moment, Span, SpanKind
from graftwatch.facts import (
    Admission,
    Biopsy,
    BiopsyProposal,
    CentralLine,
    Chart,
    ClinicalTime,
    Condition,
    Death,
    Discharge,
    Dose,
    Fact,
    ReTransplant,
    Sign,
    SiteInfection,
    Statement,
    Treatment,
)
from graftwatch.rejection.biopsy import graded
from graftwatch.roster import Recipient

DAY: Final = timedelta(days=1)
Placed = tuple[MarkKind, ClinicalTime, str, Fact[Statement]]


def marks(recipient: Recipient, chart: Chart, measured: Iterable[str], messages: Messages) -> tuple[Mark, ...]:
    """What happened, by time.

    Args:
        recipient: for the transplant, the infusion and the withdrawal.
        chart: the facts.
        measured: drugs whose doses are left out, because their levels are shown.
        messages: for the sources.
    """
    found = [
        Mark(kind=kind, when=moment(at), words=words, messages=messages.of_facts([one]))
        for kind, at, words, one in _from_facts(chart, frozenset(measured))
    ]
    entered = (
        (MarkKind.TRANSPLANT, recipient.transplanted_at),
        (MarkKind.INFUSION, recipient.infused_at),
        (MarkKind.WITHDRAWAL, recipient.withdrawn_at),
    )
    found += [Mark(kind=kind, when=moment(ClinicalTime.of(at, chart.zone))) for kind, at in entered if at is not None]
    return tuple(sorted(found, key=lambda one: (instant(one.when, chart), one.kind, one.words)))


def instant(when: Moment, chart: Chart) -> datetime:
    """The instant of a moment, the first of its day where only the day is known."""
    return ClinicalTime(when.on, when.at).instant(chart.zone)


def _from_facts(chart: Chart, measured: frozenset[str]) -> Iterator[Placed]:
    for again in chart.of(ReTransplant):
        yield MarkKind.RE_TRANSPLANT, again.statement.transplanted, "", again
    for death in chart.of(Death):
        yield MarkKind.DEATH, death.statement.died, "", death
    for sign in chart.of(Sign):
        yield MarkKind.SIGN, sign.statement.seen, sign.statement.sign, sign
    for site in chart.of(SiteInfection):
        words = f"{site.statement.site} {site.statement.criterion}".strip()
        yield MarkKind.SITE_INFECTION, ClinicalTime(site.statement.date_of_event), words, site
    for dose in chart.of(Dose):
        if dose.statement.drug not in measured:
            yield MarkKind.DOSE, dose.statement.given, dose.statement.drug, dose
    yield from _biopsies(chart)


def _biopsies(chart: Chart) -> Iterator[Placed]:
    """Biopsies that a person entered, and what pathology reports seem to say of others."""
    entered = {one.statement.taken.on for one in chart.of(Biopsy)}
    for one in chart.of(Biopsy):
        grade = graded(one, one.statement.taken.instant(chart.zone))
        yield MarkKind.BIOPSY, one.statement.taken, grade.in_words() if grade else "", one
    for proposal in chart.of(BiopsyProposal):
        if proposal.statement.taken.on not in entered:
            yield MarkKind.BIOPSY_PROPOSAL, proposal.statement.taken, proposal.statement.grade or "", proposal


def spans(chart: Chart, messages: Messages) -> tuple[Span, ...]:
    """What lasted, by its beginning."""
    found = [*_stays(chart, messages), *_lines(chart, messages), *_treatments(chart, messages)]
    found += _conditions(chart, messages)
    return tuple(sorted(found, key=lambda one: (_begin(one), one.kind, one.words)))


def _begin(one: Span) -> date:
    first = one.first or one.last
    return first.on if first else date.min


def _stays(chart: Chart, messages: Messages) -> Iterator[Span]:
    """The stays as the rules see them, with their hours where these are known."""
    arrivals = [(one.statement.admitted, one) for one in chart.of(Admission)]
    departures = [(one.statement.discharged, one) for one in chart.of(Discharge)]
    for stay in hospital_stays(chart).stays:
        begun = [(at, one) for at, one in arrivals if at.on == stay.admitted]
        ended = [(at, one) for at, one in departures if at.on == stay.discharged]
        first = min((at for at, _ in begun), key=lambda at: at.instant(chart.zone), default=None)
        last = max((at for at, _ in ended), key=lambda at: at.instant(chart.zone), default=None)
        yield Span(
            kind=SpanKind.STAY,
            first=moment(first) if first else None,
            last=moment(last) if last else None,
            messages=messages.of_facts([*(one for _, one in begun), *(one for _, one in ended)]),
        )


def _lines(chart: Chart, messages: Messages) -> Iterator[Span]:
    for one in chart.of(CentralLine):
        removed = one.statement.removed
        yield Span(
            kind=SpanKind.LINE,
            first=moment(one.statement.placed),
            last=moment(removed) if removed else None,
            messages=messages.of_facts([one]),
        )


def _treatments(chart: Chart, messages: Messages) -> Iterator[Span]:
    """Days of one substance that follow each other are one treatment, however many messages told of them."""
    days: dict[str, list[Fact[Treatment]]] = {}
    for one in sorted(chart.of(Treatment), key=lambda one: (one.statement.since, one.identity)):
        days.setdefault(one.statement.drug, []).append(one)
    for drug, given in days.items():
        for together in _following(given):
            ends = [one.statement.until for one in together]
            last = None if None in ends else max(end for end in ends if end is not None)
            yield Span(
                kind=SpanKind.TREATMENT,
                first=Moment(on=together[0].statement.since),
                last=None if last is None else Moment(on=last),
                words=drug,
                messages=messages.of_facts(together),
            )


def _following(given: Sequence[Fact[Treatment]]) -> Iterator[list[Fact[Treatment]]]:
    held: list[Fact[Treatment]] = []
    for one in given:
        ends = [each.statement.until for each in held]
        reached = None not in ends and max((end for end in ends if end is not None), default=date.min)
        if held and reached is not False and one.statement.since > reached + DAY:
            yield held
            held = []
        held.append(one)
    if held:
        yield held


def _conditions(chart: Chart, messages: Messages) -> Iterator[Span]:
    for one in chart.of(Condition):
        said = one.statement
        yield Span(
            kind=SpanKind.CONDITION,
            first=Moment(on=said.since),
            last=None if said.until is None else Moment(on=said.until),
            words=said.condition,
            messages=messages.of_facts([one]),
        )
