"""The trial's figures from a data folder, as a document and in words: for `safety status`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from graftwatch.adapters.sqlite.state import SqliteState
from graftwatch.assessment import Assessment
from graftwatch.committee.arms import figures_by_arm
from graftwatch.committee.as_json import Document, changes_document, document, document_by_arm
from graftwatch.committee.audience import Audience
from graftwatch.committee.changes import Change, changes
from graftwatch.committee.figures import EndpointFigures, TrialFigures, trial_figures
from graftwatch.committee.in_words import sentences
from graftwatch.committee.wording import ENDPOINT_NAMES
from graftwatch.entrypoints.cli.folder import OpenFolder
from graftwatch.entrypoints.cli.output import print_table, say
from graftwatch.entrypoints.safety_document import cut_off_by
from graftwatch.pipeline.trial_history import arms_known, as_it_is_now, known_by, rules_at
from graftwatch.protocol import Protocol
from graftwatch.roster import Recipient, Roster

Trial = list[tuple[Recipient, Assessment]]


@dataclass(frozen=True, slots=True)
class Status:
    """Where the trial stands, or stood.

    Attributes:
        figures: as known at the time.
        by_arm: the same by arm; None for who is blinded.
        now: the same time by all that is known now; None where the time is now.
        late: what is different now.
        read_until: how far the service had read, where that is before the time.
    """

    figures: TrialFigures
    by_arm: dict[str, TrialFigures] | None = None
    now: TrialFigures | None = None
    late: tuple[Change, ...] = ()
    read_until: datetime | None = None


def status_of(folder: OpenFolder, audience: Audience, as_of: str | None = None) -> Status:
    """The figures as of the last entry that the service has read, or as known at a time.

    Args:
        folder: the data folder.
        audience: who reads.
        as_of: a day, which means its end, or a time (see `safety_document.cut_off_by`).

    Raises:
        InputFault: the time lies in the future.
    """
    protocol = folder.protocol
    with folder.connection() as connection:
        connection.execute("BEGIN")  # all of it as of one moment, while the service goes on
        state = SqliteState(connection)
        newest, versions = folder.read_until(state.position()), state.protocol_history()
        if as_of is None:
            roster = Roster.of_changes(state.roster_changes())
            held = {one.subject: one for one in state.assessments()}
            trial = [(one, held[one.subject]) for one in roster if one.subject in held]
            figures = trial_figures(trial, protocol, newest, versions)
            return Status(figures, _by_arm(audience, trial, protocol, newest))
        at = cut_off_by(as_of, protocol.zone, newest, folder.read_at())
        read_until = newest if newest < at else None
        trial, rules = known_by(state, protocol, at), rules_at(state, protocol, at)
        now = trial_figures(as_it_is_now(state, protocol, at), protocol, at, versions, arms_known(state))
        figures = trial_figures(trial, rules, at, versions, arms_known(state))
    return Status(figures, _by_arm(audience, trial, rules, at), now, changes(figures, now), read_until)


def _by_arm(audience: Audience, trial: Trial, protocol: Protocol, at: datetime) -> dict[str, TrialFigures] | None:
    return figures_by_arm(trial, protocol, at) if audience is Audience.COMMITTEE else None


def status_document(status: Status) -> Document:
    """The status for machines."""
    said: Document = document(status.figures)
    if status.by_arm is not None:
        said["by_arm"] = document_by_arm(status.by_arm)
    if status.now is not None:
        said["as_it_is_now"] = document(status.now)
        said["changed_since"] = changes_document(status.late)
        said["read_until"] = status.read_until.isoformat() if status.read_until else None
    return said


def print_status(status: Status) -> None:
    """The status for people."""
    figures = status.figures
    states = ", ".join(f"{number} {state.replace('_', ' ')}" for state, number in sorted(figures.recipients.items()))
    if status.read_until is not None:
        say(f"the service has read until {status.read_until:%Y-%m-%d %H:%M %Z} only")
    stamp = figures.protocol
    known = "as known at" if status.now is not None else "as of"
    say(f"{known} {figures.as_of:%Y-%m-%d %H:%M %Z}; recipients: {states or 'none'}")
    say(f"protocol {stamp.name}, version {stamp.version}, {stamp.sha256[:12]}")
    for version in figures.protocol_history[1:]:
        say(f"  version {version.version} in force since {version.since:%Y-%m-%d %H:%M %Z}")
    _print_table(figures.endpoints)
    for one in figures.endpoints:
        say(f"\n{ENDPOINT_NAMES[one.endpoint]}")
        for sentence in sentences(one):
            say(f"  {sentence}")
    for arm, held in (status.by_arm or {}).items():
        say(f"\narm {arm}: {held.enrolled} recipients")
        _print_table(held.endpoints)
    if status.now is not None:
        say(f"\nwhat is known now of that time and was not then: {'' if status.late else 'nothing'}".rstrip())
        for change in status.late:
            say(f"  {change}")


def _print_table(endpoints: Iterable[EndpointFigures]) -> None:
    print_table(
        ("endpoint", "confirmed", "suspected", "outside window", "evaluable", "rate", "95 % interval", "boundary"),
        [_row(one) for one in endpoints],
    )


def _row(one: EndpointFigures) -> tuple[object, ...]:
    counts = one.counts
    events = {status.value: number for status, number in one.events.items()}
    rate = "–" if counts.rate is None else f"{counts.events}/{counts.evaluable} = {counts.rate:.1%}"
    interval = f"{one.interval.lower:.1%} to {one.interval.upper:.1%}"
    return (
        *(one.endpoint, events.get("confirmed", 0), events.get("suspected", 0), one.outside_window),
        *(f"{counts.evaluable}, {counts.not_yet_evaluable} to come", rate, interval, _boundary(one)),
    )


def _boundary(one: EndpointFigures) -> str:
    if one.boundary is None:
        return ""
    return "not crossed" if one.crossing is None else "CROSSED"
