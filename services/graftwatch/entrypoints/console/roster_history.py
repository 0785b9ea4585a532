"""What was entered of one recipient, when it was known, and by whom, as far as somebody noted it."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from graftwatch.adapters.sqlite.console_store import ConsoleStore, DidQuery
from graftwatch.adapters.sqlite.roster_history import EnteredAt, entered_of
from graftwatch.console.access.audit import Did
from graftwatch.console.roster.views import Change, HistoryItem
from graftwatch.entrypoints.cli.folder import OpenFolder
from graftwatch.entrypoints.console.roster_plan import differing
from graftwatch.roster import Alias, EnteredChange, Recipient, Roster, RosterConflict, Withdrawal

NOTED_AT_MOST: Final = 1000
Waiting = Sequence[tuple[int, datetime, EnteredChange]]


def entry_words(seq: int) -> str:
    """How the record of what people did names an entry of the roster."""
    return f"entry {seq}"


def history_of(folder: OpenFolder, store: ConsoleStore, subject: str, waiting: Waiting) -> Iterator[HistoryItem]:
    """The entries of a recipient, oldest first, with what each changed."""
    noted = store.rows(DidQuery(did=Did.ROSTER_CHANGED, about=subject, at_most=NOTED_AT_MOST))
    by = {one.words: one.by for one in noted}
    handled = [(one.seq, one.known_at, one.change) for one in _handled(folder, subject)]
    newest = handled[-1][0] if handled else 0
    roster, before = Roster(), None
    for seq, known_at, change in [*handled, *(one for one in waiting if one[0] > newest)]:
        try:
            roster.apply(change)
        except RosterConflict:  # the service passed over it, too
            continue
        after = roster.get(subject)
        yield HistoryItem(
            seq=seq,
            known_at=known_at,
            by=by.get(entry_words(seq), ""),
            change=_kind(change, before),
            fields=tuple(differing(before, after, folder.protocol.zone)),
            waiting=seq > newest,
        )
        before = after


def _handled(folder: OpenFolder, subject: str) -> list[EnteredAt]:
    if not folder.place.state.exists():
        return []
    with folder.connection() as db:
        return entered_of(db, subject)


def _kind(change: EnteredChange, before: Recipient | None) -> Change:
    if isinstance(change, Alias):
        return Change.IDENTIFIER_ADDED
    if isinstance(change, Withdrawal):
        return Change.WITHDRAWN
    return Change.SAID_ANEW if before else Change.ENROLLED
