"""Recipients' frames beside their facts in state.db: kept, withdrawn, and the searches for earlier ones that wait.

A frame is kept once for each recipient it is about, beyond the journal's retention. One that was withdrawn stays kept,
so that what was concluded from it at its time can be explained; it only counts no longer.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from datetime import datetime

from graftwatch.adapters.sqlite.state_schema import microseconds, moment
from graftwatch.pipeline.journal import Entry, EntryKind
from graftwatch.pipeline.state import PutOffSearch

_COLUMNS = "seq, subject, received_at, feed, control_id, content, first_received_at"
_WITHDRAWN = "seq IN (SELECT seq FROM withdrawn)"


class FrameRows:
    """The part of the store that holds recipients' frames."""

    _db: sqlite3.Connection

    def keep_frame(self, entry: Entry, subject: str) -> None:
        """Copies a recipient's frame beside the facts, where the journal's retention does not reach."""
        first = None if entry.first_received_at is None else microseconds(entry.first_received_at)
        self._db.execute(
            f"INSERT OR REPLACE INTO frame ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 - constants
            (entry.seq, subject, microseconds(entry.received_at), entry.feed, entry.control_id, entry.content, first),
        )

    def frames(self, control_id: str) -> list[tuple[Entry, str]]:
        """The kept frames of a control id with the subject they are about."""
        return list(self._frames("control_id = ? ORDER BY seq", control_id))

    def frames_of(self, subject: str, control_id: str = "", before: int | None = None) -> Iterator[Entry]:
        """Recipients' kept frames, the newest first: of one recipient, of one control id; empty: of all.

        They are read as they are taken. A frame about two recipients comes twice where no subject is asked for.
        """
        conditions = [
            *(["subject = :subject"] if subject else []),
            *(["control_id = :control_id"] if control_id else []),
            *(["seq < :before"] if before is not None else []),
        ]
        asked = {"subject": subject, "control_id": control_id, "before": before}
        yield from (one for one, _ in self._frames(f"{' AND '.join(conditions) or '1'} ORDER BY seq DESC", asked))

    def kept_subjects(self, seq: int) -> list[str]:
        """The recipients whose kept frame an entry is."""
        return [subject for _, subject in self._frames("seq = ? ORDER BY subject", seq)]

    def frames_holding(self, code: str, feed: str, at_most: int) -> list[Entry]:
        """The newest kept frames of a feed in whose bytes a code stands, among its newest so many."""
        rows = self._frames("feed = ? ORDER BY seq DESC LIMIT ?", (feed, at_most))
        wanted = code.encode()
        return [one for one, _ in rows if wanted in one.content]

    def frame_numbers(self, subject: str, control_ids: Iterable[str]) -> dict[str, list[int]]:
        """The numbers of a recipient's kept frames by their control ids, of those that are asked for."""
        asked = json.dumps(sorted(control_ids))
        rows = self._db.execute(
            "SELECT control_id, seq FROM frame WHERE control_id IN (SELECT value FROM json_each(?)) AND subject = ?"
            " ORDER BY seq",
            (asked, subject),
        )
        found: dict[str, list[int]] = {}
        for control_id, seq in rows:
            found.setdefault(control_id, []).append(seq)
        return found

    def kept_frame(self, seq: int) -> Entry | None:
        """A recipient's frame by its entry's number, also where the journal has it no more."""
        return next((one for one, _ in self._frames("seq = ? LIMIT 1", seq)), None)

    def kept_frames(self, subject: str) -> Iterator[Entry]:
        """A recipient's kept frames that were not withdrawn, in the journal's order."""
        yield from (one for one, _ in self._frames(f"subject = ? AND NOT {_WITHDRAWN} ORDER BY seq", subject))

    def frames_before(self, seq: int) -> Iterator[Entry]:
        """Every kept frame before a sequence number, whoever it is about: what the journal holds no more."""
        last = 0
        for one, _ in self._frames("seq < ? ORDER BY seq", seq):
            if one.seq != last:
                yield one
            last = one.seq

    def withdrawn_frames(self, subject: str) -> Iterator[Entry]:
        """A recipient's kept frames that were withdrawn."""
        yield from (one for one, _ in self._frames(f"subject = ? AND {_WITHDRAWN} ORDER BY seq", subject))

    def withdraw(self, seq: int, known_at: datetime) -> list[str]:
        """Notes that a message was withdrawn; gives the subjects whose kept frame it is."""
        self._db.execute("INSERT OR IGNORE INTO withdrawn VALUES (?, ?)", (seq, microseconds(known_at)))
        rows = self._db.execute("SELECT subject FROM frame WHERE seq = ? ORDER BY subject", (seq,))
        return [subject for (subject,) in rows]

    def withdrawn_among(self, seqs: Iterable[int]) -> frozenset[int]:
        """Which of these messages were withdrawn."""
        asked = json.dumps(sorted(seqs))
        rows = self._db.execute("SELECT seq FROM withdrawn WHERE seq IN (SELECT value FROM json_each(?))", (asked,))
        return frozenset(seq for (seq,) in rows)

    def put_off_search(self, search: PutOffSearch) -> None:
        """Keeps a search until it is done; it joins the one that its subject has already."""
        held = next((one for one in self.searches_put_off() if one.subject == search.subject), search)
        numbers = json.dumps(sorted(search.numbers | held.numbers))
        row = (search.subject, numbers, max(search.before, held.before), held.cause)
        self._db.execute("INSERT OR REPLACE INTO search VALUES (?, ?, ?, ?)", row)

    def searches_put_off(self) -> list[PutOffSearch]:
        """The searches that wait, by subject."""
        rows = self._db.execute("SELECT subject, numbers, before_seq, cause FROM search ORDER BY subject")
        return [
            PutOffSearch(subject, frozenset(json.loads(numbers)), seq, cause) for subject, numbers, seq, cause in rows
        ]

    def search_done(self, subject: str) -> None:
        """Forgets a search."""
        self._db.execute("DELETE FROM search WHERE subject = ?", (subject,))

    def _frames(
        self, where: str, value: str | int | tuple[str, int] | dict[str, str | int | None]
    ) -> Iterator[tuple[Entry, str]]:
        values = value if isinstance(value, dict | tuple) else (value,)
        rows = self._db.execute(f"SELECT {_COLUMNS} FROM frame WHERE {where}", values)  # noqa: S608 - constants
        for seq, subject, at, feed, control_id, content, first in rows:
            came = None if first is None else moment(first)
            yield Entry(seq, moment(at), EntryKind.FRAME, feed, control_id, content, came), subject
