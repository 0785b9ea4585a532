"""A story as it is told: one event, its signal, and when it must be looked at again.

Event and signal share organisms, elements, what is missing, sources and evidence. Severities are the protocol's; where
neither the event nor any of its blood lies in the endpoint window nobody is woken: a page becomes a notice.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from graftwatch.bsi.blood_culture import BloodCulture, says_positive
from graftwatch.bsi.history import Element, History
from graftwatch.bsi.named_organism import NamedOrganism
from graftwatch.facts import Fact, Statement
from graftwatch.findings import (
    Event,
    EventStatus,
    OrganismFound,
    Severity,
    Signal,
    SignalKind,
    SignalStatus,
)

LONGEST_QUOTE: Final = 60
"""Characters of a laboratory's own words that are repeated to people."""


@dataclass(frozen=True, slots=True)
class Told:
    """One story: its blood draws, its event and its signal."""

    draws: frozenset[str]
    event: Event | None
    signal: Signal | None
    next_look: datetime | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """What a signal says to its reader."""

    kind: SignalKind
    summary: str
    reason: str
    asks: str = ""
    closed: bool = False
    taken_back: bool = False


@dataclass(frozen=True, slots=True)
class Ground:
    """What a story rests on: day, organisms, elements, what is missing, and the facts."""

    id: str
    on: date
    days: tuple[date, ...]
    since: datetime
    organisms: tuple[OrganismFound, ...]
    elements: tuple[str, ...]
    missing: tuple[str, ...]
    sources: tuple[str, ...]
    evidence: tuple[str, ...]
    blood_days: tuple[date, date] | None


def ground(
    story: str,
    on: date,
    *,
    cultures: Iterable[BloodCulture],
    organisms: Sequence[OrganismFound] = (),
    elements: Sequence[Element] = (),
    missing: Sequence[str] = (),
) -> Ground:
    """The ground of a story; its time is when its first evidence was stated.

    The blood reports are its evidence. What else it is drawn from (signs, lines) may serve several stories and is
    named among the sources only. A story without any positive report is as old as its oldest fact.
    """
    drawn = list(cultures)
    reports = [report for culture in drawn for report in culture.reports]
    facts: list[Fact[Statement]] = [*reports, *(one.ground for one in elements)]
    positive = [one for one in reports if says_positive(one.statement)]
    ordered = sorted(elements, key=lambda one: one.key)
    return Ground(
        id=story,
        on=on,
        days=(on, *(culture.on for culture in drawn)),
        since=min(one.version.stated_at for one in positive or facts),
        organisms=tuple(organisms),
        elements=tuple(dict.fromkeys(str(one) for one in ordered)),
        missing=tuple(missing),
        sources=tuple(sorted({str(one.source) for one in facts})),
        evidence=tuple(sorted({one.identity for one in reports or facts})),
        blood_days=(min(one.on for one in drawn), max(one.on for one in drawn)) if drawn else None,
    )


def signal(history: History, at: Ground, message: Message, event: str | None) -> Signal:
    """The signal of a story."""
    return Signal(
        id=at.id,
        kind=message.kind,
        severity=severity(history, message.kind, at.days),
        status=SignalStatus.CLOSED if message.closed else SignalStatus.OPEN,
        since=at.since,
        summary=message.summary,
        reason=message.reason,
        closed_because=message.reason if message.closed else "",
        taken_back=message.taken_back,
        asks=message.asks,
        event=event,
        organisms=tuple(one.name for one in at.organisms),
        elements=at.elements,
        missing=at.missing,
        sources=at.sources,
        evidence=at.evidence,
        blood_days=at.blood_days,
    )


def severity(history: History, kind: SignalKind, days: Iterable[date]) -> Severity:
    """The protocol's severity; at most a notice where neither the event nor any of its blood is in the window."""
    level = Severity(history.protocol.severity[kind])
    outside = not any(history.in_window(day) for day in days)
    return Severity.NOTIFY if level is Severity.PAGE and outside else level


def organisms_found(organisms: Iterable[NamedOrganism]) -> tuple[OrganismFound, ...]:
    """Organisms in the published form."""
    return tuple(
        OrganismFound(
            name=one.organism.name,
            snomed=one.organism.snomed,
            common_commensal=one.organism.common_commensal,
            mbi=one.organism.mbi,
        )
        for one in organisms
    )


def found_elements(history: History, culture: BloodCulture) -> list[Element]:
    """The organisms of a blood culture as elements: "… from blood collected …, final"."""
    return [
        Element(
            culture.on,
            f"{one.organism.name} from blood collected {history.words(culture.on)}, "
            f"{'final' if one.final else 'preliminary'}{'' if one.by_culture else ', by a non-culture test'}",
            one.report,
        )
        for one in culture.found
    ]


def names(organisms: Iterable[OrganismFound]) -> str:
    """Organism names in a row."""
    return ", ".join(one.name for one in organisms)


def quoted(words: str) -> str:
    """A laboratory's own words, cut to a length that fits a page."""
    return words if len(words) <= LONGEST_QUOTE else f"{words[: LONGEST_QUOTE - 1]}…"


def counts(history: History, event_status: EventStatus, attribution: str | None, in_window: bool) -> bool:  # noqa: FBT001 - the last of four facts about one event
    """Whether an event counts for the protocol's endpoint: confirmed, in the window, and primary where it asks so."""
    wanted = history.protocol.endpoint.bsi == "any" or attribution == "primary"
    return event_status is EventStatus.CONFIRMED and in_window and wanted
