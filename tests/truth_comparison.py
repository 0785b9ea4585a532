"""Plays a simulated feed through the real reading and assessment, and says in words where truth and findings differ.

The messages are read as the service reads them (`Intake`), the decisions as it reads decisions; what a recipient's
assessment says at the feed's end is compared with the truth, and so is each signal: open once its first evidence
has arrived, and not before it was stated.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from graftwatch.assessment import Assessment, assess, explanation_lines
from graftwatch.assessment.decisions import read_decisions
from graftwatch.facts import Fact, Statement
from graftwatch.findings import EventKind, EventStatus, SignalStatus
from graftwatch.pipeline.intake import Intake, Refused
from graftwatch.protocol import Protocol
from graftwatch.roster import Recipient, Roster, parse_roster
from graftwatch.simulator import LATEST_DELIVERY, RecipientTruth, SignalTruth, SimulatedMessage, Simulation

Facts = Sequence[Fact[Statement]]
_BSI_STATUSES = {EventStatus.CONFIRMED, EventStatus.SUSPECTED, EventStatus.UNRESOLVED, EventStatus.EXCLUDED}
_NEVER_UNPLANNED = ("rejection.", "exposure.", "infusion.")
_OF_POSITIVE_CULTURES = ("bsi.suspected", "bsi.confirmed", "bsi.unresolved")
_LOOK_EVERY = timedelta(days=5)


@dataclass(frozen=True, slots=True)
class Played:
    """What was read of a feed."""

    protocol: Protocol
    roster: Roster
    facts: dict[str, list[Fact[Statement]]]
    refused: list[Refused]

    def recipient(self, subject: str) -> Recipient:
        held = self.roster.get(subject)
        assert held is not None, f"{subject} is not on the roster"
        return held

    def assessed(self, subject: str, at: datetime) -> Assessment:
        """The assessment as known at that time."""
        known = [one for one in self.facts[subject] if one.known_at <= at]
        return assess(self.recipient(subject), known, self.protocol, at)


def play(simulation: Simulation, protocol: Protocol, messages: Sequence[SimulatedMessage] | None = None) -> Played:
    """Reads every message about a recipient, or these in their order, and every decision."""
    roster = Roster.of_changes(parse_roster(simulation.roster_csv, "roster.csv", protocol.zone))
    intake = Intake(roster, protocol, {}, {})
    facts: defaultdict[str, list[Fact[Statement]]] = defaultdict(list)
    refused = []
    played = simulation.recipient_messages if messages is None else messages
    for message in played:  # what is learnt of a number holds for all that came under it, whenever it came
        for said in intake.identities(message.content, "simulated"):
            roster.apply(said)
    for message in played:
        for taken in intake.take(message.content, "simulated", message.sent_at):
            if isinstance(taken, Refused):
                refused.append(taken)
            else:
                facts[taken.subject] += taken.understood.facts
    for told in simulation.decisions:
        for decision in read_decisions(told.line, "decisions.jsonl").decisions:
            facts[decision.subject] += decision.facts(protocol.zone, told.entered_at)
    return Played(protocol, roster, facts, refused)


def differences(simulation: Simulation, protocol: Protocol) -> list[str]:
    """Every difference between truth and findings, one line each; the recipient's explanation follows."""
    played = play(simulation, protocol)
    lines = [f"a message was refused: {one.reason}: {one.text}" for one in played.refused]
    for truth in simulation.truth.recipients:
        found = list(_of_recipient(truth, played, simulation.until))
        if found:
            heading = f"seed {simulation.truth.seed}, {truth.subject} ({', '.join(truth.scenarios)}):"
            at_end = played.assessed(truth.subject, simulation.until)
            lines += [heading, *(f"  {one}" for one in found), *(f"    | {one}" for one in explanation_lines(at_end))]
    return lines


def _of_recipient(truth: RecipientTruth, played: Played, until: datetime) -> Iterator[str]:
    at_end = played.assessed(truth.subject, until)
    yield from _compared("window", [truth.window], [(at_end.window.first, at_end.window.last)])
    yield from _compared("BSI", _expected_bsi(truth), _found_bsi(at_end))
    yield from _compared("contaminant", _expected_contaminants(truth), _found_contaminants(at_end))
    yield from _compared("rejection", _expected_rejection(truth), _found_rejection(at_end))
    for signal in truth.signals:
        yield from _signal_differences(truth, signal, played)
    yield from _unplanned(truth, played)


def _compared(what: str, expected: Sequence[tuple[object, ...]], found: Sequence[tuple[object, ...]]) -> Iterator[str]:
    yield from (f"{what} missing: {_in_words(one)}" for one in expected if one not in found)
    yield from (f"{what} not in the truth: {_in_words(one)}" for one in found if one not in expected)


def _in_words(row: tuple[object, ...]) -> str:
    return ", ".join(" + ".join(part) if isinstance(part, tuple) else str(part) for part in row)


def _expected_bsi(truth: RecipientTruth) -> list[tuple[object, ...]]:
    return [
        (one.date_of_event, one.organisms, one.criterion, one.status, f"in window: {one.in_window}")
        for one in truth.bsi
    ]


def _found_bsi(assessment: Assessment) -> list[tuple[object, ...]]:
    return [
        (
            one.date_of_event,
            tuple(sorted(organism.name for organism in one.organisms)),
            one.criterion,
            one.status.value,
            f"in window: {one.in_window}",
        )
        for one in assessment.events
        if one.kind is EventKind.BSI and one.status in _BSI_STATUSES
    ]


def _expected_contaminants(truth: RecipientTruth) -> list[tuple[object, ...]]:
    return sorted((one.collected_on, one.organisms) for one in truth.contaminants)


def _found_contaminants(assessment: Assessment) -> list[tuple[object, ...]]:
    return sorted(
        (one.date_of_event, tuple(organism.name for organism in one.organisms))
        for one in assessment.events
        if one.status is EventStatus.CONTAMINANT
    )


def _expected_rejection(truth: RecipientTruth) -> list[tuple[object, ...]]:
    found = truth.rejection
    return [(found.date, found.grade)] if found is not None and found.confirmed else []


def _found_rejection(assessment: Assessment) -> list[tuple[object, ...]]:
    return [
        (one.date_of_event, (one.grade or "").partition(" ")[0])
        for one in assessment.events
        if one.kind is EventKind.REJECTION and one.status is EventStatus.CONFIRMED
    ]


def _signal_differences(truth: RecipientTruth, signal: SignalTruth, played: Played) -> Iterator[str]:
    stated, arrived = signal.first_evidence_at, signal.first_evidence_at + LATEST_DELIVERY
    if signal.kind not in _open(played.assessed(truth.subject, arrived)):
        yield f"signal {signal.kind} is not open at {arrived.isoformat(timespec='minutes')}"
    before = stated - LATEST_DELIVERY
    earlier = sum(one.kind == signal.kind and one.first_evidence_at < stated for one in truth.signals)
    if _open(played.assessed(truth.subject, before)).count(signal.kind) > earlier:
        yield f"signal {signal.kind} is open before its first evidence at {stated.isoformat(timespec='minutes')}"


def _open(assessment: Assessment) -> list[str]:
    return [one.kind.value for one in assessment.signals if one.status is SignalStatus.OPEN]


def _unplanned(truth: RecipientTruth, played: Played) -> Iterator[str]:
    """Signals, open or closed, that nothing in the scenario explains; looked for every few days of the window."""
    planned = {one.kind for one in truth.signals}
    if truth.rejection is not None:  # its report comes as a document an hour before a person enters the grade
        planned.add("rejection.biopsy_proposed")
    watched = _NEVER_UNPLANNED
    if not (truth.bsi or truth.contaminants or truth.retracted_on):
        watched += _OF_POSITIVE_CULTURES
    closes = datetime.combine(truth.window[1], time(), played.protocol.zone)
    for at in _looks(played.recipient(truth.subject).transplanted_at, closes):
        raised = {one.kind.value for one in played.assessed(truth.subject, at).signals}
        for kind in sorted(raised - planned):
            if kind.startswith(watched):
                yield f"signal {kind} stands at {at.isoformat(timespec='minutes')} and nothing was planned"
                planned.add(kind)


def _looks(first: datetime, until: datetime) -> Iterator[datetime]:
    at = first
    while at < until:
        yield at
        at += _LOOK_EVERY
    yield until
