"""The safety report's document over a data folder: what is asked for, and what is known of it; for file and page."""

import sqlite3
from contextlib import closing
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from graftwatch.adapters.sqlite.state import SqliteState
from graftwatch.committee.audience import Audience
from graftwatch.committee.document import Document
from graftwatch.committee.report import safety_report
from graftwatch.entrypoints.cli.faults import InputFault
from graftwatch.entrypoints.cli.folder import OpenFolder
from graftwatch.entrypoints.issued_reports import issued_reports, since_of
from graftwatch.entrypoints.rules_hash import rules_sha256
from graftwatch.facts import aware
from graftwatch.pipeline.report_material import Asked, report_material
from graftwatch.pipeline.state import RecipientState
from graftwatch.roster import Roster

DATE_LENGTH: Final = len("2026-06-30")
RECIPIENTS_HELD: Final = 200
"""So many recipients' facts are held while a report is made: a thousand would take a gigabyte."""
NEVER: Final = "never"
_TICK: Final = timedelta(microseconds=1)


def asked_for(
    folder: OpenFolder, as_of: str | None, audience: Audience, since: str | None = None
) -> tuple[Asked, bool]:
    """What is asked for, and whether a person named what it is compared with.

    Raises:
        InputFault: the cut-off lies in the future, or before anything was known.
    """
    zone = folder.protocol.zone
    with folder.state() as state:
        newest = folder.journal.entry(state.position())
        read_until = newest.received_at if newest else folder.read_at()
    at = read_until.astimezone(zone) if as_of is None else cut_off_by(as_of, zone, read_until, folder.read_at())
    with folder.state() as state:
        if not [one for one in Roster.of_changes(state.roster_changes(at)) if not one.is_heartbeat]:
            raise InputFault(f"--as-of {at:%Y-%m-%d %H:%M}: nobody was enrolled by then, so there is nothing to report")
    if since is None:
        before = since_of(issued_reports(folder.place.reports), audience, at)
    else:
        before = None if since == NEVER else cut_off(since, zone)
    if before is not None and before >= at:
        raise InputFault(f"--since {since}: is not before the cut-off {at:%Y-%m-%d %H:%M}")
    late = read_until if read_until < at else None
    compared = before.astimezone(zone) if before else None
    return Asked(at, audience, compared, late, rules_sha256()), since is not None


def cut_off(text: str, zone: ZoneInfo) -> datetime:
    """The cut-off of a text: a day means its last moment in the trial's time zone, as does a time without an offset."""
    if len(text) == DATE_LENGTH:
        next_day = date.fromisoformat(text) + timedelta(days=1)
        return datetime.combine(next_day, time(), zone) - _TICK
    return aware(datetime.fromisoformat(text), zone).astimezone(zone)


def cut_off_by(as_of: str, zone: ZoneInfo, read_until: datetime, now: datetime) -> datetime:
    """The cut-off of a text that does not lie in the future.

    A day that is not over is cut off at the last that was read of it, or at its beginning: so the cut-off follows from
    the day and the data, not from the clock.

    Raises:
        InputFault: it lies in the future.
    """
    at = cut_off(as_of, zone)
    if at <= now:
        return at
    begins = datetime.combine(at.date(), time(), zone)
    if len(as_of) != DATE_LENGTH or begins > now:
        raise InputFault(f"--as-of {as_of}: lies in the future; give a day or a time that has passed")
    return max(begins, read_until.astimezone(zone))


def document_of(folder: OpenFolder, asked: Asked) -> Document:
    """The report's document, all of it as of one moment, while the service goes on."""
    with folder.connection() as connection:
        connection.execute("BEGIN")
        store = ReadOnce(connection)
        if not folder.place.quarantine.exists():
            return safety_report(report_material(store, None, folder.protocol, asked), asked.audience)
        with closing(folder.place.open_quarantine(folder.settings)) as quarantine:
            return safety_report(report_material(store, quarantine, folder.protocol, asked), asked.audience)


class ReadOnce(SqliteState):
    """The store as of one moment: a recipient's facts, which a report asks for at several times, are read once.

    Args:
        connection: to the store.
        held: what was read already, and is still right; it is added to.
    """

    def __init__(self, connection: sqlite3.Connection, held: dict[str, RecipientState] | None = None) -> None:
        super().__init__(connection)
        self._held = {} if held is None else held

    def load(self, subject: str) -> RecipientState:
        """What is held of a recipient."""
        if subject in self._held:
            return self._held[subject]
        read = super().load(subject)
        if len(self._held) < RECIPIENTS_HELD:
            self._held[subject] = read
        return read
