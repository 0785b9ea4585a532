"""What a person must read: organism names that nobody resolved, and positive blood without a collection time.

Unknown is never guessed: neither "pathogen" nor "contaminant". Beside an infection that other organisms of the same
blood show, an unresolved name still has a signal of its own.
"""

from collections.abc import Iterator

from graftwatch.bsi.blood_culture import BloodCulture, Report
from graftwatch.bsi.history import Element, History
from graftwatch.bsi.story import StoryName, Verdicts, event_id
from graftwatch.bsi.told import Message, Told, ground, quoted, signal
from graftwatch.findings import Event, EventKind, EventStatus, OrganismFound, SignalKind

UNRESOLVED = "unresolved"
"""What tells the name of this signal from that of the story of the same draw."""
ASKS_FOR_A_READER = "Read the report and decide: pathogen, commensal or none."
ASKS_FOR_A_DATE = "Ask the laboratory when the blood was collected."


def unresolved_name(history: History, culture: BloodCulture, verdicts: Verdicts) -> Iterator[Told]:
    """The signal of an unresolved name in blood that is told by another story; closed by a person's verdict on it."""
    if not culture.unresolved:
        return
    found = tuple(OrganismFound(name=quoted(one.reported)) for one in culture.unresolved)
    said = ", ".join(f"“{one.name}”" for one in found)
    at = ground(
        event_id(history.recipient.subject, culture.key, UNRESOLVED),
        culture.on,
        cultures=[culture],
        organisms=found,
        missing=["an organism name that can be resolved"],
    )
    reason = f"organism not known to the service: {said}, blood collected {history.words(culture.on)}"
    verdict = verdicts.on_growth([culture], StoryName(culture.key, site=UNRESOLVED)).verdict
    message = Message(
        SignalKind.BSI_UNRESOLVED,
        f"Blood culture to review: {said}",
        reason if verdict is None else str(verdict),
        ASKS_FOR_A_READER,
        closed=verdict is not None,
    )
    yield Told(frozenset({culture.key}), None, signal(history, at, message, None))


def undated_culture(history: History, report: Report) -> Told:
    """The event of a positive blood report without a collection time, dated by when it was stated."""
    return _without_day(history, report, "collection time unknown", "positive blood culture without a collection time")


def misdated_culture(history: History, report: Report) -> Told:
    """The same of one whose result is there although its blood is said to be collected later than now.

    Which day it was nobody can tell, so no window is opened by it and nothing is closed; somebody looks at once. When
    the stated time has come the rules take it as stated.
    """
    stated = report.statement.collected
    on = "" if stated is None else f" on {stated.on.isoformat()}"
    said = f"said to be collected{on}, which is still to come"
    return _without_day(history, report, said, f"positive blood culture {said}: the time cannot be right")


def _without_day(history: History, report: Report, said_of_time: str, reason: str) -> Told:
    day = report.version.stated_at.astimezone(history.zone).date()
    said = tuple(OrganismFound(name=one.organism or quoted(one.reported)) for one in report.statement.isolates)
    at = ground(
        event_id(history.recipient.subject, report.statement.specimen, report.identity),
        day,
        cultures=[],
        organisms=said,
        elements=[Element(day, f"positive blood report of {history.words(day)}, {said_of_time}", report)],
        missing=["the time when the blood was collected"],
    )
    event = Event(
        id=at.id,
        kind=EventKind.BSI,
        status=EventStatus.UNRESOLVED,
        organisms=said,
        elements=at.elements,
        missing=at.missing,
        explanation=("no rule can be applied without the day of collection",),
        sources=at.sources,
        evidence=at.evidence,
    )
    message = Message(SignalKind.BSI_UNRESOLVED, "Blood culture to review: no collection time", reason, ASKS_FOR_A_DATE)
    return Told(frozenset(), event, signal(history, at, message, event.id))
