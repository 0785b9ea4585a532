"""Both records as one list: who was told what and who heard it (state.db), and what people did here (console.db)."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from typing import Final

from graftwatch.adapters.clock import SystemClock
from graftwatch.adapters.sqlite.audit import AuditChosen
from graftwatch.adapters.sqlite.console_audit import DidQuery, DidRow, first_fault
from graftwatch.adapters.sqlite.console_store import ConsoleStore
from graftwatch.console.access.audit import Did
from graftwatch.console.service.port import AuditAsked
from graftwatch.console.service.views import AuditShown, ChainsShown, DidShown
from graftwatch.entrypoints.cli.folder import OpenFolder
from graftwatch.entrypoints.wiring import DataFolder
from graftwatch.pipeline.audit import AuditQuery, AuditRow, Happened

AT_MOST: Final = 200
"""Rows on a page."""
EXPORTED: Final = 100_000
"""Rows in a file; narrower filters give the others."""
_START: Final = 2**62


def audit_of(folder: OpenFolder, store: ConsoleStore, asked: AuditAsked, at_most: int = AT_MOST) -> AuditShown:
    """Rows of both, the newest first."""
    pages, console = _pages(folder, asked, at_most), _console(store, asked, at_most)
    rows = sorted([*pages, *console], key=lambda one: (one.at, one.record, one.seq), reverse=True)[:at_most]
    older = asked.older or (_START, _START)
    if len(pages) + len(console) <= at_most and len(pages) < at_most and len(console) < at_most:
        return AuditShown(rows=tuple(rows), older=None)
    shown = {record: [one.seq for one in rows if one.record == record] for record in ("pages", "console")}
    return AuditShown(
        rows=tuple(rows),
        older=(min([*shown["pages"], older[0]]), min([*shown["console"], older[1]])),
    )


def _pages(folder: OpenFolder, asked: AuditAsked, at_most: int) -> list[DidShown]:
    if not folder.place.state.exists() or (asked.what and asked.what not in {*Happened}):
        return []
    before = (asked.older or (_START, _START))[0]
    chosen = AuditChosen(AuditQuery(asked.since, asked.until), asked.what, asked.who, asked.about, before)
    with folder.audit() as audit:
        return [_of_page(one) for one in audit.newest(chosen, at_most)]


def _of_page(row: AuditRow) -> DidShown:
    item = row.item
    told = item.person or item.channel
    return DidShown(
        record="pages",
        seq=row.seq,
        at=item.at,
        who=item.by,
        what=item.what.value,
        about=item.subject,
        page=item.page,
        words="; ".join(one for one in (told and f"→ {told}", item.kind, item.through, item.words) if one),
        hash=row.hash,
    )


def _console(store: ConsoleStore, asked: AuditAsked, at_most: int) -> list[DidShown]:
    if asked.what and asked.what not in {*Did}:
        return []
    query = DidQuery(
        since=asked.since,
        until=asked.until,
        by=asked.who or None,
        did=asked.what or None,
        about=asked.about or None,
        before=asked.older[1] if asked.older else None,
        at_most=at_most,
    )
    return [_of_console(one) for one in store.rows(query)]


def _of_console(row: DidRow) -> DidShown:
    return DidShown(
        record="console",
        seq=row.seq,
        at=row.at,
        who=row.by,
        what=row.did,
        about=row.about,
        page="",
        words=row.words,
        hash=row.hash,
    )


def exported(folder: OpenFolder, store: ConsoleStore, asked: AuditAsked) -> Iterator[DidShown]:
    """All rows that are asked for, the newest first, up to a limit."""
    left = EXPORTED
    while left > 0:
        found = audit_of(folder, store, asked, min(left, AT_MOST))
        yield from found.rows
        left -= len(found.rows)
        if found.older is None or not found.rows:
            return
        asked = replace(asked, older=found.older)


def chains_of(folder: OpenFolder) -> ChainsShown:
    """Whether both are whole."""
    pages = ""
    if folder.place.state.exists():
        with folder.audit() as audit:
            pages = audit.first_fault()
    place = DataFolder(folder.settings.data).console
    with closing(sqlite3.connect(f"{place.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        return ChainsShown(at=SystemClock().now(), pages=pages, console=first_fault(connection))
