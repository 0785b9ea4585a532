"""What became of an entry of the journal: what the service really made of it then, and what it would make of it now.

Then: by the dead letters, the quarantine, and the roster as it was known when the message came. Now: by the roster,
codes and settings in force. The two differ where somebody was enrolled later, or a map or a setting was mended.
"""

from bisect import bisect_right
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime

from graftwatch.adapters.sqlite.state import SqliteState
from graftwatch.entrypoints.cli.folder import OpenFolder
from graftwatch.hl7.feed import FeedDefaults
from graftwatch.hl7.lint import summary
from graftwatch.hl7.patient_identifiers import by_patient, patient_identifiers
from graftwatch.pipeline.audit import AuditItem
from graftwatch.pipeline.intake import REFUSED_BY_INTAKE, Attributed, Intake, Refused
from graftwatch.pipeline.journal import Entry, EntryKind
from graftwatch.pipeline.maintenance_entries import MaintenanceChange
from graftwatch.pipeline.message_outcome import Outcome
from graftwatch.pipeline.refusals import Refusals
from graftwatch.pipeline.state import DeadLetter
from graftwatch.pipeline.withdrawal_entries import WithdrawnMessage
from graftwatch.roster import Roster

IN_WORDS = {
    Outcome.WAITING: "waits for the detector",
    Outcome.NOBODY: "about nobody enrolled",
    Outcome.WITHDRAWN: "withdrawn by its sender, who deleted or superseded its file: counts no longer",
    Outcome.PROCESSED: "processed",
}


@dataclass(frozen=True, slots=True)
class Became:
    """An outcome with its details, a line each; `now` is what it would be now, None where that is the same."""

    outcome: Outcome
    lines: tuple[str, ...]
    now: "Became | None" = None

    def said(self) -> list[str]:
        """All lines, what differs now behind the others."""
        later = [f"now: {line}" for line in self.now.lines] if self.now else []
        return [*self.lines, *later]


class Outcomes:
    """Says what became of entries, as of when it was made; holds the folder's stores open until `close`."""

    def __init__(self, folder: OpenFolder) -> None:
        self.intake: Intake = folder.intake()
        self.position = 0
        self._held = ExitStack()
        self._state: SqliteState | None = None
        self._quarantine = self._held.enter_context(folder.quarantine())
        self._dead_letters: list[DeadLetter] = []
        self._roster_changed_at: list[datetime] = []
        self._rosters: dict[int, Intake] = {}
        if folder.place.state.exists():
            self._state = self._held.enter_context(folder.state())
            self.position = self._state.position()
            self._dead_letters = self._state.dead_letters()
            self._roster_changed_at = self._state.roster_changed_at()

    def close(self) -> None:
        """Lets go of the stores."""
        self._held.close()

    def dead_letters(self) -> list[int]:
        """The numbers of entries that failed in processing."""
        return sorted({one.seq for one in self._dead_letters})

    def of(self, entry: Entry) -> Became:
        """What became of an entry."""
        if self._is_nobodys(entry):
            return Became(Outcome.NOBODY, (IN_WORDS[Outcome.NOBODY],))
        now = self._read(self.intake, entry)
        if entry.seq > self.position:
            waiting = Became(Outcome.WAITING, (IN_WORDS[Outcome.WAITING],))
            return Became(waiting.outcome, (*waiting.lines, *now.lines)) if entry.kind is EntryKind.FRAME else waiting
        then = self._then(entry, now)
        if self._is_withdrawn(entry):
            return Became(Outcome.WITHDRAWN, (*then.lines, IN_WORDS[Outcome.WITHDRAWN]))
        return Became(then.outcome, then.lines, None if then.lines == now.lines or self._failed(entry) else now)

    def _is_nobodys(self, entry: Entry) -> bool:
        """Over 99 % of a hospital's messages, so they are told apart first."""
        handled = entry.seq <= self.position and entry.kind is EntryKind.FRAME
        return handled and not self.intake.concerns_a_recipient(entry.content) and not self._failed(entry)

    def _is_withdrawn(self, entry: Entry) -> bool:
        if entry.kind is not EntryKind.FRAME or self._state is None:
            return False
        return bool(self._state.withdrawn_among([entry.seq]))

    def _then(self, entry: Entry, now: Became) -> Became:
        failed = self._failed(entry)
        if failed:
            return Became(Outcome.DEAD_LETTER, tuple(f"failed in processing: {one.reason}" for one in failed))
        quarantined = self._quarantined(entry) if entry.kind is EntryKind.FRAME else None
        if quarantined is not None:
            return quarantined
        intake = self._intake_at(entry.received_at)
        return now if self._is_same_to(intake, entry) else self._read(intake, entry)

    def _is_same_to(self, intake: Intake, entry: Entry) -> bool:
        """Whether a message was of the same recipients by another roster: then it says the same."""
        if intake is self.intake or entry.kind is not EntryKind.FRAME:
            return True
        feed = intake.feeds.get(entry.feed) or FeedDefaults(entry.feed)
        each = (patient_identifiers(part, feed.charset) for part in by_patient(entry.content))
        return all(
            intake.roster.subjects_of(one, feed.authority) == self.intake.roster.subjects_of(one, feed.authority)
            for one in each
        )

    def _failed(self, entry: Entry) -> list[DeadLetter]:
        return [one for one in self._dead_letters if one.seq == entry.seq]

    def _quarantined(self, entry: Entry) -> Became | None:
        for one in self._quarantine.of_bytes(entry.feed, entry.content, sorted(REFUSED_BY_INTAKE)):
            if one.released_at is None or (one.first_tried_at >= entry.came_at and entry.first_received_at is None):
                released = f"; released {one.released_at:%Y-%m-%d %H:%M}" if one.released_at else ""
                return Became(Outcome.UNREADABLE, (f"quarantined as record {one.id}: {one.text}{released}",))
        return None

    def _intake_at(self, at: datetime) -> Intake:
        """How it was read, by the roster as it was known at a time."""
        if self._state is None:
            return self.intake
        known = bisect_right(self._roster_changed_at, at)
        if known == len(self._roster_changed_at):
            return self.intake
        if known not in self._rosters:
            self._rosters.clear()  # entries come in order of time: one roster is asked for many in a row
            self._rosters[known] = self.intake.with_roster(Roster.of_changes(self._state.roster_changes(at)))
        return self._rosters[known]

    def _read(self, intake: Intake, entry: Entry) -> Became:
        if entry.kind is not EntryKind.FRAME:
            return Became(Outcome.PROCESSED, (_of_itself(entry),))
        try:
            taken = intake.take(entry.content, entry.feed, entry.received_at, entry.came_at)
        except Exception as fault:  # noqa: BLE001 - said as what the detector would say
            return Became(Outcome.DEAD_LETTER, (f"fails in processing: {type(fault).__name__}",))
        lines = tuple(line for one in taken for line in _lines(one))
        return Became(_outcome(taken), lines or (IN_WORDS[Outcome.NOBODY],))


def _of_itself(entry: Entry) -> str:
    """What an entry that is no message says."""
    try:
        match entry.kind:
            case EntryKind.WITHDRAWN:
                gone = WithdrawnMessage.model_validate_json(entry.content)
                successor = f"; entry {gone.superseded_by} took its place" if gone.superseded_by else ""
                return f"withdraws entry {gone.seq}{successor}"
            case EntryKind.MAINTENANCE:
                change = MaintenanceChange.model_validate_json(entry.content)
                return (
                    f"ends maintenance {change.end}" if change.plan is None else f"plans maintenance {change.plan.id}"
                )
            case EntryKind.NOTED:
                return f"for the audit of pages: {AuditItem.model_validate_json(entry.content).what.value}"
            case EntryKind.REFUSED:
                counts = Refusals.model_validate_json(entry.content).counts
                return "refused at the door: " + ", ".join(f"{count} {reason}" for reason, count in counts.items())
    except ValueError:
        return "cannot be parsed"
    return IN_WORDS[Outcome.PROCESSED]


def _outcome(taken: list[Attributed | Refused]) -> Outcome:
    if not taken:
        return Outcome.NOBODY
    if any(isinstance(one, Refused) for one in taken):
        return Outcome.UNREADABLE
    understood = any(one.understood.facts for one in taken if isinstance(one, Attributed))
    return Outcome.UNDERSTOOD if understood else Outcome.EMPTY


def _lines(one: Attributed | Refused) -> Iterator[str]:
    match one:
        case Refused():
            yield f"quarantined: {one.text}"
        case Attributed(subject, understood):
            if not understood.facts:
                yield f"{subject}: nothing understood"
            yield from (f"{subject}: {summary(fact)}" for fact in understood.facts)
            yield from (f"{subject}: unmapped {code.field} {code.code or code.text}" for code in understood.unmapped)
