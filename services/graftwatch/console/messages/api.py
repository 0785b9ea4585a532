"""The integration team's part of the API: the same desks, the same rules and the same records of looks as the pages."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Final, TypeVar

from fastapi import APIRouter, Body, Path, Query, Request
from pydantic import Field
from starlette.exceptions import HTTPException

from graftwatch.console.access.audit import ConsoleAudit, Did
from graftwatch.console.access.roles import Visitor
from graftwatch.console.api.problem import UNPROCESSABLE, documented
from graftwatch.console.messages.code_views import CodesShown, MappedCode, NewMapping, UnmappedCodeShown
from graftwatch.console.messages.feed_views import FeedsShown
from graftwatch.console.messages.lint_views import LintShown, LintText
from graftwatch.console.messages.message_pages import may_open_message, what_was_asked
from graftwatch.console.messages.message_views import MessageQuery, MessagesFound, MessageShown, PatientQuery
from graftwatch.console.messages.port import CodesDesk, FeedsDesk, LintDesk, MessagesDesk, QuarantineDesk
from graftwatch.console.messages.quarantine_views import (
    MendedText,
    QuarantineShown,
    RecordShown,
    Released,
    ReleasePreview,
    RetryTrial,
)
from graftwatch.console.shell.pages import visitor_of
from graftwatch.findings import Published

LARGEST: Final = 2**53
"""JSON's numbers are exact to here (RFC 8259, 6)."""
Number = Annotated[int, Path(ge=0, lt=LARGEST)]
Text = Annotated[str, Query(max_length=200)]
NO_MESSAGE: Final = "There is no such message in the journal (any more)."
NOT_YOURS: Final = "Your roles open recipients' messages only; this one is about nobody enrolled."
NOT_FOR_YOU: Final = "Your roles do not include patients' identifiers."
NO_RECORD: Final = "There is no such record in the quarantine."
NO_CODE: Final = "Nobody's code is like that: it is mapped by now, or never came."
Thing = TypeVar("Thing")
_NOT_FOUND: Final = documented(HTTPStatus.NOT_FOUND)
_UNAVAILABLE: Final = documented(HTTPStatus.SERVICE_UNAVAILABLE)
_RELEASING: Final = documented(HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT)


class RecordNumbers(Published):
    """The records to release, as a preview names them."""

    record_ids: tuple[Annotated[int, Field(ge=0, lt=LARGEST)], ...] = Field(max_length=500)


class EntryNumbers(Published):
    """The entries of dead letters to process again."""

    seqs: tuple[Annotated[int, Field(ge=0, lt=LARGEST)], ...] = Field(max_length=500)


class Retried(Published):
    """How many dead letters are processed again; the others would fail again and stay."""

    retried: int


class TakenBack(Published):
    """Which mapping is taken back."""

    feed: str = Field(max_length=200)
    code: str = Field(max_length=200)
    system: str = Field("", max_length=200)
    concept: str = Field(max_length=200)


@dataclass(frozen=True, slots=True)
class Desks:
    """What the operations ask."""

    feeds: FeedsDesk
    messages: MessagesDesk
    quarantine: QuarantineDesk
    codes: CodesDesk
    lint: LintDesk


def message_api(desks: Desks, audit: ConsoleAudit) -> APIRouter:
    """The operations; looks and deeds are noted in the audit."""
    router = APIRouter(prefix="/api/v1", tags=["messages"])
    _feeds_and_lint(router, desks)
    _messages(router, desks.messages, audit)
    _quarantine(router, desks.quarantine, audit)
    _releases(router, desks.quarantine, audit)
    _codes(router, desks.codes, audit)
    return router


def _feeds_and_lint(router: APIRouter, desks: Desks) -> None:
    @router.get("/feeds", summary="How each feed stands, the silent and faulty ones first")
    def feeds() -> FeedsShown:
        """Last message, rates, connections, answers and answer times, quarantine and unmapped codes of each feed."""
        return desks.feeds.feeds()

    @router.post("/lint", summary="Check a message or a batch; nothing of it is kept")
    def lint(said: Annotated[LintText, Body()]) -> LintShown:
        """What is wrong, what would be understood, which codes nobody mapped, by a feed's settings."""
        return desks.lint.check_text(said.text, said.feed)


def _messages(router: APIRouter, desk: MessagesDesk, audit: ConsoleAudit) -> None:
    @router.get("/messages", summary="Find messages, the newest first")
    def messages(asked: Annotated[MessageQuery, Query()]) -> MessagesFound:
        """Within a second: a search that has to look through too much stops, says how far it came, and goes on."""
        return desk.find(asked)

    @router.post("/messages/search", summary="Find messages by a patient's number or by text; recorded")
    def messages_of_patient(request: Request, asked: Annotated[PatientQuery, Body()]) -> MessagesFound:
        """As above, by what tells who somebody is. That you looked is recorded, without what you looked for."""
        visitor = _who_may_see(request)
        found = desk.find(asked)
        audit.note(visitor.account, Did.LOOKED, "", what_was_asked(asked, found))
        return found

    def shown(request: Request, seq: int, *, identifiers: bool) -> MessageShown:
        visitor = _who_may_see(request) if identifiers else visitor_of(request)
        if not may_open_message(desk, visitor, seq):
            raise HTTPException(HTTPStatus.FORBIDDEN, NOT_YOURS)
        if identifiers:
            audit.note(visitor.account, Did.LOOKED, f"message {seq}")
        return _found(lambda: desk.message(seq, identifiers=identifiers), NO_MESSAGE)

    @router.get("/messages/{seq}", summary="One message, without who it is about", responses=_NOT_FOUND)
    def message(request: Request, seq: Number) -> MessageShown:
        """Its way from the feed to the pages it led to, its segments and fields; personal ones are hidden (•••)."""
        return shown(request, seq, identifiers=False)

    @router.post("/messages/{seq}/identifiers", summary="One message with identifiers; recorded", responses=_NOT_FOUND)
    def message_with_identifiers(request: Request, seq: Number) -> MessageShown:
        """The same with nothing hidden. That you looked is recorded first."""
        return shown(request, seq, identifiers=True)


def _quarantine(router: APIRouter, desk: QuarantineDesk, audit: ConsoleAudit) -> None:
    @router.get("/quarantine", summary="What could not be read: counts, and the newest records")
    def quarantine(
        feed: Text = "",
        reason: Text = "",
        before: Annotated[int | None, Query(ge=0, lt=LARGEST)] = None,
        *,
        released: bool = False,
    ) -> QuarantineShown:
        """Of one feed and reason where they are given; `before` leads to older records."""
        return desk.shown(feed, reason, before, released=released)

    @router.get("/quarantine/{record}", summary="One record, its bytes hidden", responses=_NOT_FOUND)
    def quarantined(record: Number) -> RecordShown:
        """Why it is here, and what would become of it as it is now."""
        return _found(lambda: desk.record(record, identifiers=False), NO_RECORD)

    @router.post("/quarantine/{record}/identifiers", summary="A record with its bytes; recorded", responses=_NOT_FOUND)
    def quarantined_with_identifiers(request: Request, record: Number) -> RecordShown:
        """The same with nothing hidden, and its text to be mended. That you looked is recorded first."""
        audit.note(_who_may_see(request).account, Did.LOOKED, f"record {record}")
        return _found(lambda: desk.record(record, identifiers=True), NO_RECORD)


def _releases(router: APIRouter, desk: QuarantineDesk, audit: ConsoleAudit) -> None:
    @router.post("/quarantine/{record}/release", summary="Release a record, as it is or mended", responses=_RELEASING)
    def release_record(
        request: Request, record: Number, mended: Annotated[MendedText | None, Body()] = None
    ) -> Released:
        """Without a body as it is; with one, the mended text in its place. It keeps the time it first came."""
        done = _found(lambda: desk.release(record, mended), NO_RECORD)
        if done.seq is None:
            raise HTTPException(HTTPStatus.CONFLICT, done.problem)
        words = f"{'as it is' if mended is None else 'mended'}, as entry {done.seq}"
        audit.note(visitor_of(request).account, Did.RELEASED, f"record {record}", words)
        return done

    @router.get("/quarantine-release", summary="What a release of all records of a reason would do")
    def release_preview(reason: Annotated[str, Query(min_length=1, max_length=200)], feed: Text = "") -> ReleasePreview:
        """Each is read by the roster, codes and settings of now; nothing is changed."""
        return desk.preview(feed, reason)

    @router.post(
        "/quarantine-release",
        summary="Release the records that a preview named",
        responses=_UNAVAILABLE,
    )
    def release_records(request: Request, said: Annotated[RecordNumbers, Body()]) -> Released:
        """What somebody released meanwhile is left alone."""
        done = desk.release_all(said.record_ids)
        if done.problem:
            raise HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, done.problem)
        words = f"{done.released} of {len(said.record_ids)} records"
        audit.note(visitor_of(request).account, Did.RELEASED, "", words)
        return done

    @router.get("/dead-letters", summary="What was understood and failed in processing")
    def dead_letters() -> tuple[RetryTrial, ...]:
        """The newest, each with why it would fail again; empty where it would be processed now."""
        return desk.trials()

    @router.post("/dead-letters/retry", summary="Process dead letters again", responses=_UNAVAILABLE)
    def retry_dead_letters(request: Request, said: Annotated[EntryNumbers, Body()]) -> Retried:
        """Those that would fail again stay."""
        done = desk.retry(said.seqs)
        if done.problem:
            raise HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, done.problem)
        audit.note(visitor_of(request).account, Did.RELEASED, "", f"{done.released} dead letters tried again")
        return Retried(retried=done.released)


def _codes(router: APIRouter, desk: CodesDesk, audit: ConsoleAudit) -> None:
    @router.get("/codes", summary="Codes that nobody mapped, and what was mapped at the console")
    def codes(feed: Text = "") -> CodesShown:
        """Of recipients' messages, the most frequent first, with proposals for a person to accept."""
        return desk.codes(feed)

    @router.get("/codes/{key}", summary="One code that nobody mapped", responses=_NOT_FOUND)
    def unmapped_code(key: Annotated[str, Path(max_length=64)]) -> UnmappedCodeShown:
        """Its newest messages, and a proposal by all that came under it."""
        return _found(lambda: desk.unmapped(key), NO_CODE)

    def changed(request: Request, done: MappedCode, feed: str, words: str) -> MappedCode:
        if done.problem:
            raise HTTPException(UNPROCESSABLE, done.problem)
        audit.note(visitor_of(request).account, Did.CODES_CHANGED, feed, words)
        return done

    @router.post("/codes", summary="Map a code")
    def map_code(request: Request, new: Annotated[NewMapping, Body()]) -> MappedCode:
        """It counts for new messages at once; recipients' earlier ones are read again. The feed's own file wins."""
        done = desk.map(new, visitor_of(request).account)
        return changed(request, done, new.feed, f"mapped to {new.concept}")

    @router.post("/codes/undo", summary="Take a mapping back that was entered at the console")
    def unmap_code(request: Request, gone: Annotated[TakenBack, Body()]) -> MappedCode:
        """What only it gave counts no longer from now on."""
        done = desk.unmap(gone.feed, gone.code, gone.system, gone.concept)
        return changed(request, done, gone.feed, f"mapping to {gone.concept} taken back")


def _who_may_see(request: Request) -> Visitor:
    visitor = visitor_of(request)
    if not visitor.may_see_identifiers:
        raise HTTPException(HTTPStatus.FORBIDDEN, NOT_FOR_YOU)
    return visitor


def _found(look: Callable[[], Thing | None], words: str) -> Thing:
    found = look()
    if found is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, words)
    return found
