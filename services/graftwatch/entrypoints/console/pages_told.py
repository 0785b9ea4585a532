"""What people were told, and who heard it, over a data folder."""

import base64
import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Final

from graftwatch.adapters.sqlite.audit import SqliteAudit
from graftwatch.adapters.sqlite.outbox import SqliteOutbox
from graftwatch.adapters.sqlite.state import SqliteState
from graftwatch.adapters.sqlite.told_pages import SqliteToldPages, ToldThrough
from graftwatch.console.signals.page_views import (
    HappenedToPage,
    MessageBehind,
    PageStory,
    Reached,
    ToldPage,
    ToldPages,
    Which,
)
from graftwatch.entrypoints.cli.trail import MESSAGE
from graftwatch.entrypoints.console.known import Known, Look
from graftwatch.paging import Ledger, Page, PageDetails, StoryState
from graftwatch.pipeline.acknowledging import PageState, Standing, standing_in
from graftwatch.pipeline.audit import AuditItem, AuditQuery, Happened

PAGES_AT_A_TIME: Final = 50
_TOLD_OF: Final = frozenset(Happened) - {Happened.ADDED}


class PagesTold:
    """See `console.signals.port.PagesDesk`.

    Args:
        known: what the service has concluded and told.
    """

    def __init__(self, known: Known) -> None:
        self._known = known

    def told(self, which: Which = Which.ALL, subject: str = "", before: str = "") -> ToldPages:
        """Pages, the newest first."""
        if not self._known.folder.place.state.exists():
            return ToldPages(pages=())
        with self._known.folder.connection() as connection:
            look, reader = self._known.look_by(connection), SqliteToldPages(connection)
            if which is Which.ALL:
                found = reader.newest(PAGES_AT_A_TIME + 1, _place(before), subject)
            else:
                ids = _waiting(look) if which is Which.WAITING else _lost(connection)
                found = [one for one in reader.of_ids(ids) if subject in ("", one.subject)]
            shown = found[:PAGES_AT_A_TIME] if which is Which.ALL else found
            older = _mark(shown[-1]) if len(found) > len(shown) else None
            return ToldPages(pages=tuple(_Telling(connection, look, shown).each(shown)), older=older)

    def story(self, page_id: str) -> PageStory | None:
        """One page and its story; None where there is no such page."""
        if not self._known.folder.place.state.exists():
            return None
        with self._known.folder.connection() as connection:
            look, reader = self._known.look_by(connection), SqliteToldPages(connection)
            found = reader.of_ids([page_id])
            if not found:
                return None
            page, pages = found[0], reader.of_story(found[0])
            told = {one.id: one for one in _Telling(connection, look, pages).each(pages)}
            audit = SqliteAudit(connection)
            items = [row.item for one in pages for row in audit.rows(AuditQuery(page=one.id))]
            return PageStory(
                page=told[page.id],
                details=_details(page),
                pages=tuple(told.values()),
                happened=tuple(_happened(one) for one in sorted(items, key=lambda one: one.at) if one.what in _TOLD_OF),
                messages=tuple(_messages(connection, look, page)),
            )


class _Telling:
    """Says of pages how they were told and heard."""

    def __init__(self, connection: sqlite3.Connection, look: Look, pages: Sequence[Page]) -> None:
        self._look = look
        self._through: Mapping[str, list[ToldThrough]] = SqliteToldPages(connection).through(pages)
        self._audit = SqliteAudit(connection)
        self._service = (look.watch.ledger, look.watch.storm.ledger, look.channel_ledger)

    def each(self, pages: Sequence[Page]) -> Iterator[ToldPage]:
        for one in pages:
            yield self._told(one)

    def _told(self, page: Page) -> ToldPage:
        ledgers = [self._look.ledgers.get(page.subject, Ledger())] if page.subject else list(self._service)
        heard = self._heard(page, ledgers)
        standing = standing_in(page, ledgers) or Standing(page, PageState.HEARD if heard else PageState.WAITING)
        state = PageState.HEARD if heard and standing.state is not PageState.OVER else standing.state
        stories = [one for ledger in ledgers for one in ledger.stories if one.state is StoryState.UNHEARD]
        return ToldPage(
            id=page.id,
            story=page.story,
            subject=page.subject,
            kind=page.kind,
            reason=page.reason,
            severity=page.severity,
            decided_at=page.decided_at,
            post_operative_day=page.post_operative_day,
            step=page.step,
            summary=summaries(page),
            state=state,
            unheard=any(page.id in {told.page for told in one.unheard_pages} for one in stories),
            newer="" if heard else standing.newer,
            acknowledged_by=heard.by if heard else "",
            acknowledged_at=heard.at if heard else None,
            after_seconds=heard.after_seconds if heard else None,
            reached=tuple(
                Reached(channel=one.channel, person=one.person, state=one.state, at=one.ended_at, reason=one.reason)
                for one in self._through.get(page.id, ())
            ),
        )

    def _heard(self, page: Page, ledgers: Sequence[Ledger]) -> AuditItem | None:
        """The acknowledgement of the page, or of one that is heard together with it; none of before it was told."""
        groups = (group for ledger in ledgers for story in ledger.stories for group in story.heard_together())
        together = next((group for group in groups if page.id in group), [page.id])
        items = (row.item for one in together for row in self._audit.rows(AuditQuery(page=one)))
        counted = (one for one in items if one.what is Happened.ACKNOWLEDGED and one.after_seconds is not None)
        return next((one for one in counted if one.at >= page.decided_at), None)


def summaries(page: Page) -> dict[str, str]:
    """A page's one line by language."""
    return {page.language: page.summary, **{language: one.summary for language, one in page.also.items()}}


def _details(page: Page) -> dict[str, PageDetails]:
    return {page.language: page.details, **{language: one.details for language, one in page.also.items()}}


def _happened(item: AuditItem) -> HappenedToPage:
    names = set(HappenedToPage.model_fields)
    return HappenedToPage.model_validate({name: value for name, value in item if name in names})


def _messages(connection: sqlite3.Connection, look: Look, page: Page) -> Iterator[MessageBehind]:
    """The messages that the page's story rests on by the newest assessment."""
    assessment = look.assessment(page.subject)
    ledger = look.ledgers.get(page.subject, Ledger())
    names = {name for story in ledger.stories if story.id == page.story for name in (story.signal, *story.members)}
    names.add(page.story)
    found = assessment.signals if assessment else ()
    sources = [source for one in found if one.id in names for source in one.sources]
    controls = {one.removeprefix(MESSAGE) for one in sources if one.startswith(MESSAGE)}
    numbers = SqliteState(connection).frame_numbers(page.subject, controls)
    for control_id, seqs in numbers.items():
        for seq in seqs:
            yield MessageBehind(seq=seq, control_id=control_id)


def _waiting(look: Look) -> set[str]:
    """The pages that wait to be heard, the newest of each story."""
    ledgers = (*look.ledgers.values(), look.watch.ledger, look.watch.storm.ledger, look.channel_ledger)
    waiting = {StoryState.WAITING, StoryState.UNHEARD}
    return {one.unheard_pages[-1].page for each in ledgers for one in each.stories if one.state in waiting}


def _lost(connection: sqlite3.Connection) -> set[str]:
    return {one.page.id for one in SqliteOutbox(connection).lost()}


def _mark(page: Page) -> str:
    said = json.dumps([page.decided_at.isoformat(), page.id])
    return base64.urlsafe_b64encode(said.encode()).decode().rstrip("=")


def _place(mark: str) -> tuple[datetime, str] | None:
    """The place that a mark names; None where it is none of ours."""
    with suppress(ValueError, TypeError):
        at, page_id = json.loads(base64.urlsafe_b64decode(mark + "=" * (-len(mark) % 4)))
        moment = datetime.fromisoformat(at)
        if moment.tzinfo is not None and isinstance(page_id, str):
            return moment, page_id
    return None
