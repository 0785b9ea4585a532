"""Entries that failed in assess: tried again after the settings' times, then given up to the topic `dead-letter`.

When is kept in the replicated state, with the failure, so that no death of a process forgets a retry. A retry that is
due becomes an entry like any other (`pipeline.retry_entries`). Only what stands by itself is tried again; a failed
change of the roster or of codes has its place among the others of its kind, and a person enters it anew.
"""

import sqlite3
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final

from graftwatch.adapters.kafka.assess.conclusions import dead_letter_out
from graftwatch.adapters.kafka.outgoing import Outgoing
from graftwatch.adapters.sqlite.state_schema import microseconds
from graftwatch.pipeline.journal import EntryKind, JournalReader, NewEntry
from graftwatch.pipeline.retry_entries import RETRIED, RETRY_FEED, Retry
from graftwatch.pipeline.state import DeadLetter

HOUR: Final = timedelta(hours=1)
DUE_AT_ONCE: Final = 100


class Failures:
    """What becomes of entries that fail. All but `due` and `within_the_hour` joins the open transaction.

    Args:
        connection: the leader's.
        journal: the local copy of the entries.
        send: sends records with the open transaction.
        waits: an entry is tried again after so long, each once.
        now: the time that retries run by.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        journal: JournalReader,
        send: Callable[..., None],
        waits: Sequence[float],
        now: Callable[[], datetime],
    ) -> None:
        self._db = connection
        self._journal = journal
        self._send = send
        self._waits = tuple(timedelta(seconds=one) for one in waits)
        self._now = now
        self._noted: set[int] = set()

    def begin(self) -> None:
        """A transaction begins: several failures of one entry in it are one."""
        self._noted.clear()

    def failed(self, letter: DeadLetter) -> None:
        """Has an entry tried again, or gives it up."""
        if letter.seq in self._noted:
            return
        self._noted.add(letter.seq)
        entry = self._journal.entry(letter.seq)
        times = self._times(letter.seq)
        if entry is not None and entry.kind in RETRIED and times < len(self._waits):
            due = microseconds(self._now() + self._waits[times])
            self._db.execute("INSERT OR REPLACE INTO retry VALUES (?, ?, ?)", (letter.seq, times + 1, due))
            return
        self._send(self._given_up(letter, times))

    def due(self) -> list[int]:
        """The entries that are to be tried again now, the longest due first."""
        rows = self._db.execute(
            "SELECT seq FROM retry WHERE due_at <= ? ORDER BY due_at, seq LIMIT ?",
            (microseconds(self._now()), DUE_AT_ONCE),
        )
        return [seq for (seq,) in rows]

    def entered(self, seqs: Sequence[int]) -> None:
        """Notes that their retry stands among the entries."""
        self._db.executemany("UPDATE retry SET due_at = NULL WHERE seq = ?", [(seq,) for seq in seqs])

    def entry(self, seqs: Sequence[int]) -> NewEntry:
        """The entry by which they are tried again."""
        content = Retry(seqs=tuple(seqs)).model_dump_json().encode()
        return NewEntry(self._now(), EntryKind.RETRY, RETRY_FEED, "", content)

    def within_the_hour(self) -> int:
        """How many entries have failed lately and were not mended."""
        newest = self._db.execute("SELECT max(failed_at) FROM dead_letter").fetchone()[0]
        if newest is None:
            return 0
        since = newest - HOUR // timedelta(microseconds=1)
        return int(self._db.execute("SELECT count(*) FROM dead_letter WHERE failed_at > ?", (since,)).fetchone()[0])

    def _times(self, seq: int) -> int:
        row = self._db.execute("SELECT times FROM retry WHERE seq = ?", (seq,)).fetchone()
        return int(row[0]) if row else 0

    def _given_up(self, letter: DeadLetter, times: int) -> Outgoing:
        base = self._db.execute("SELECT base FROM position").fetchone()[0]
        return dead_letter_out(letter, letter.seq - base - 1, times + 1)
