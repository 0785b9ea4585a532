"""The coordinator's desk over a data folder: who is enrolled. What is entered: `roster_entries.py`."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from zoneinfo import ZoneInfo

from graftwatch.adapters.sqlite.console_store import ConsoleStore
from graftwatch.adapters.sqlite.newest_assessments import NewestAssessments
from graftwatch.adapters.sqlite.roster_history import earlier_messages, still_searching
from graftwatch.assessment import Assessment, RecipientState, state_at
from graftwatch.console.access.audit import Did
from graftwatch.console.completeness.port import CompletenessDesk
from graftwatch.console.roster.entry_views import Cells
from graftwatch.console.roster.views import (
    Enrolled,
    HeldIdentifier,
    RosterList,
    RosterOrder,
    RosterQuery,
    RosterRecipient,
)
from graftwatch.entrypoints.cli.faults import InputFault
from graftwatch.entrypoints.cli.folder import OpenFolder
from graftwatch.entrypoints.console.missing_counts import MissingCounts
from graftwatch.entrypoints.console.remembered_roster import RememberedRoster
from graftwatch.entrypoints.console.roster_entries import RosterEntries
from graftwatch.entrypoints.console.roster_history import history_of
from graftwatch.entrypoints.console.roster_plan import version_of
from graftwatch.entrypoints.console.shown import shown_now
from graftwatch.findings import SignalStatus
from graftwatch.roster import Recipient, Roster


class FolderRoster(RosterEntries):
    """See `console.roster.port.RosterDesk`.

    Args:
        folder: what the service has taken and concluded.
        store: where it is noted who did what.
        completeness: what is missing of whose data.
    """

    def __init__(self, folder: OpenFolder, store: ConsoleStore, completeness: CompletenessDesk) -> None:
        super().__init__(folder, store)
        self._completeness = completeness
        self._missing = MissingCounts(completeness)
        self._missing.begin()
        self._newest = NewestAssessments()
        self._remembered = RememberedRoster(folder)

    @property
    def zone(self) -> ZoneInfo:
        """The trial's time zone."""
        return self._folder.protocol.zone

    def listed(self, query: RosterQuery, shown_to: str = "") -> RosterList:
        """Who is on the roster."""
        roster, now = self._remembered.now(), shown_now(self._folder)
        recipients = [one for one in roster if not one.is_heartbeat]
        everybody = list(self._enrolled(roster, recipients, now, self._missing.now()))
        found = [one for one in everybody if _asked(one, query)]
        found.sort(key=lambda one: _order(one, query), reverse=query.descending)
        if shown_to:
            found = [self._with_identifiers(one, roster) for one in found]
            self._looked(shown_to, [one.subject for one in found])
        counts = Counter(one.state for one in everybody)
        return RosterList(as_of=now, enrolled=len(everybody), counts=dict(counts), recipients=tuple(found))

    def recipient(self, subject: str, shown_to: str = "") -> RosterRecipient | None:
        """One recipient with the history."""
        roster = self._remembered.now()
        held = roster.get(subject)
        if held is None or held.is_heartbeat:
            return None
        missing = self._missing_of(subject)
        enrolled = next(iter(self._enrolled(roster, [held], shown_now(self._folder), missing)))
        if shown_to:
            enrolled = self._with_identifiers(enrolled, roster)
            self._looked(shown_to, [subject])
        earlier, searching = 0, False
        if self._folder.place.state.exists():
            with self._folder.connection() as db:
                earlier, searching = earlier_messages(db, subject), still_searching(db, subject)
        return RosterRecipient(
            recipient=enrolled,
            version=version_of(held, roster),
            identifiers_held=len(held.identifiers),
            learnt_from=tuple(roster.learnt(subject).values()),
            born_known=held.born is not None,
            history=tuple(history_of(self._folder, self._store, subject, self._remembered.waiting(subject))),
            earlier_messages=earlier,
            still_searching=searching,
        )

    def cells(self, subject: str) -> Cells | None:
        """What the roster holds of a recipient as the cells of a form."""
        held = self._remembered.now().get(subject)
        if held is None or held.is_heartbeat:
            return None
        return Cells(
            subject=subject,
            transplanted_at=self._cell(held.transplanted_at),
            infused_at=self._cell(held.infused_at),
            arm=held.arm,
            sex=held.sex,
            risk=";".join(sorted(held.risk)),
            withdrawn_at=self._cell(held.withdrawn_at),
        )

    def _cell(self, at: datetime | None) -> str:
        """A time as it stands in a form: local, with its offset where the local one comes twice."""
        if at is None:
            return ""
        local = at.astimezone(self.zone)
        comes_twice = local.utcoffset() != local.replace(fold=1 - local.fold).utcoffset()
        whole = not local.second and not local.microsecond
        return (local if comes_twice else local.replace(tzinfo=None)).isoformat(timespec="minutes" if whole else "auto")

    def _enrolled(
        self, roster: Roster, recipients: Iterable[Recipient], now: datetime, missing: Mapping[str, int] | None
    ) -> Iterator[Enrolled]:
        assessed = {one.subject: one for one in self._assessments()}
        contested: dict[str, set[str]] = {}
        for pair in roster.contested:
            for subject in pair:
                contested.setdefault(subject, set()).update(pair - {subject} or pair)
        for one in recipients:
            found = self._placed(one, assessed.get(one.subject), now)
            yield found.model_copy(
                update={
                    "missing": None if missing is None else missing.get(one.subject, 0),
                    "contested_with": tuple(sorted(contested.get(one.subject, ()))),
                }
            )

    def _placed(self, one: Recipient, held: Assessment | None, now: datetime) -> Enrolled:
        """Where a recipient stands in the window."""
        protocol, zone = self._folder.protocol, self.zone
        died_on = held.died_on if held else None
        state = state_at(one, protocol, now, died=died_on is not None)
        first, last = one.day(protocol.window.first_day, zone), one.day(protocol.window.last_day, zone)
        today = now.astimezone(zone).date()
        until = today
        if state is RecipientState.DIED and died_on:
            until = min(today, died_on)
        elif state is RecipientState.WITHDRAWN and one.withdrawn_at:
            until = min(today, one.withdrawn_at.astimezone(zone).date())
        days = (last - first).days + 1
        return Enrolled(
            subject=one.subject,
            transplanted_at=one.transplanted_at,
            infused_at=one.infused_at,
            arm=one.arm,
            sex=one.sex,
            risk=tuple(sorted(one.risk)),
            withdrawn_at=one.withdrawn_at,
            state=state,
            post_operative_day=one.post_operative_day(today, zone),
            window_from=first,
            window_to=last,
            window_day=max(0, min(days, (until - first).days + 1)),
            window_days=days,
            open_signals=sum(signal.status is SignalStatus.OPEN for signal in held.signals) if held else 0,
            missing=None,
        )

    def _with_identifiers(self, one: Enrolled, roster: Roster) -> Enrolled:
        held, learnt = roster.get(one.subject), roster.learnt(one.subject)
        found = tuple(
            HeldIdentifier(identifier=each.value, authority=each.authority, learnt_from=learnt.get(each))
            for each in sorted(held.identifiers if held else ())
        )
        return one.model_copy(update={"identifiers": found, "born": held.born if held else None})

    def _assessments(self) -> list[Assessment]:
        with suppress(InputFault), self._folder.connection() as db:
            return self._newest.of(db)
        return []

    def _missing_of(self, subject: str) -> Mapping[str, int]:
        with suppress(InputFault):
            found = self._completeness.of(subject)
            return {subject: len(found.missing) if found else 0}
        return {}

    def _looked(self, by: str, subjects: Iterable[str]) -> None:
        self._store.audit.note_each(by, Did.LOOKED, [(one, "") for one in subjects])


def _asked(one: Enrolled, query: RosterQuery) -> bool:
    return (
        query.subject.casefold() in one.subject.casefold()
        and query.state in {None, one.state}
        and (not query.risk or query.risk in one.risk)
    )


def _order(one: Enrolled, query: RosterQuery) -> tuple[object, str]:
    keys: dict[RosterOrder, object] = {
        RosterOrder.SUBJECT: 0,
        RosterOrder.TRANSPLANT: one.transplanted_at,
        RosterOrder.WINDOW: (one.state is not RecipientState.IN_WINDOW, one.window_day),
        RosterOrder.SIGNALS: one.open_signals,
        RosterOrder.MISSING: one.missing or 0,
    }
    return keys[query.order], one.subject
