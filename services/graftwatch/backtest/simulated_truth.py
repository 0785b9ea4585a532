"""The simulator's truth as the truth of a backtest.

What the scenarios planned is known to the full: infections, contaminants, results taken back, rejections, infusion
reactions. Exposure is judged where the truth expects signals of it.
"""

from collections.abc import Iterator
from typing import Final

from pydantic import ValidationError

from graftwatch.backtest.truth import ExpectedSignal, Kind, LiverInjury, Standing, TrueCourse, TrueEvent, Truth
from graftwatch.findings import SignalKind
from graftwatch.protocol import Protocol
from graftwatch.roster import Roster
from graftwatch.simulator.truth import RecipientTruth
from graftwatch.simulator.truth import Truth as SimulatedTruth

ALWAYS_JUDGED: Final = frozenset({Kind.BSI, Kind.REJECTION, Kind.INFUSION_REACTION})
SIGNALS_OF: Final = {
    SignalKind.EXPOSURE_LOW: Kind.EXPOSURE_LOW,
    SignalKind.EXPOSURE_HIGH: Kind.EXPOSURE_HIGH,
    SignalKind.INFUSION_REACTION: Kind.INFUSION_REACTION,
    SignalKind.NK_ACTIVITY_FALL: Kind.NK_ACTIVITY_FALL,
}
"""Kinds whose events the simulator tells as signals only."""


class TruthFileError(ValueError):
    """The truth file cannot be used; `faults` lists every reason, one line each."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def parse_simulated_truth(text: str, source: str, roster: Roster, protocol: Protocol) -> Truth:
    """The truth of a file that `simulate --truth` wrote.

    Args:
        text: the file's content.
        source: the file's name, for error messages.
        roster: who is enrolled.
        protocol: must say the endpoint window that the feed was simulated with.

    Raises:
        TruthFileError: it is no such document, or belongs to another roster or protocol.
    """
    try:
        simulated = SimulatedTruth.model_validate_json(text)
    except ValidationError as fault:
        first = fault.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "the document"
        mend = "give what `graftwatch simulate --truth` wrote, or a CSV file (docs/backtest.md)"
        raise TruthFileError([f"{source}: `{place}`: {first['msg']}; {mend}"]) from None
    faults = [f"{source}: {fault}" for one in simulated.recipients for fault in _strange(one, roster, protocol)]
    if faults:
        raise TruthFileError(faults)
    return truth_of(simulated, source)


def _strange(one: RecipientTruth, roster: Roster, protocol: Protocol) -> Iterator[str]:
    recipient, window, zone = roster.get(one.subject), protocol.window, protocol.zone
    if recipient is None:
        yield f"{one.subject} is not on the roster; give the roster that was simulated with this truth"
    elif one.window != (recipient.day(window.first_day, zone), recipient.day(window.last_day, zone)):
        said = " to ".join(day.isoformat() for day in one.window)
        yield f"{one.subject}: the window is {said}; give roster and protocol of the simulation (--roster, --protocol)"


def truth_of(simulated: SimulatedTruth, source: str) -> Truth:
    """The simulator's truth as a backtest's."""
    courses = {one.subject: _course(one) for one in simulated.recipients}
    told = {signal.kind for course in courses.values() for signal in course.signals}
    judged = ALWAYS_JUDGED | {kind for signal, kind in SIGNALS_OF.items() if signal in told}
    return Truth(source, courses, judged)


def _course(one: RecipientTruth) -> TrueCourse:
    signals = tuple(ExpectedSignal(one.subject, SignalKind(each.kind), each.first_evidence_at) for each in one.signals)
    events = (*_infections(one), *_rejections(one), *_told_as_signals(one.subject, signals))
    injuries = tuple(LiverInjury(each.cause, each.first_on, each.last_on) for each in one.liver_injuries)
    return TrueCourse(one.subject, events, signals, injuries, ", ".join(one.scenarios))


def _infections(one: RecipientTruth) -> Iterator[TrueEvent]:
    for found in one.bsi:
        yield TrueEvent(
            one.subject,
            Kind.BSI,
            found.date_of_event,
            Standing(found.status),
            in_window=found.in_window,
            organisms=found.organisms,
            criterion=found.criterion,
        )
    first, last = one.window
    for dirty in one.contaminants:
        within = first <= dirty.collected_on <= last
        organisms = dirty.organisms
        yield TrueEvent(one.subject, Kind.BSI, dirty.collected_on, Standing.CONTAMINANT, within, organisms)
    for day in one.retracted_on:
        yield TrueEvent(one.subject, Kind.BSI, day, Standing.RETRACTED, first <= day <= last)


def _rejections(one: RecipientTruth) -> Iterator[TrueEvent]:
    """A confirmed rejection; a biopsy without one is no event."""
    found = one.rejection
    if found is not None and found.confirmed:
        within = one.window[0] <= found.date <= one.window[1]
        treated = f"treated from {found.treated_on.isoformat()}" if found.treated_on else ""
        yield TrueEvent(
            one.subject,
            Kind.REJECTION,
            found.date,
            in_window=within,
            grade=found.grade,
            began_on=found.began_on,
            note=", ".join(part for part in (found.pattern, treated) if part),
        )


def _told_as_signals(subject: str, signals: tuple[ExpectedSignal, ...]) -> Iterator[TrueEvent]:
    for one in signals:
        if one.kind in SIGNALS_OF:
            yield TrueEvent(subject, SIGNALS_OF[one.kind], one.at.date())
