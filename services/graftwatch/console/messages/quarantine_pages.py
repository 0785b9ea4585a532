"""The pages of the quarantine: what waits, one record, its release, all of a reason, dead letters."""

from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from graftwatch.console.access.audit import ConsoleAudit, Did
from graftwatch.console.messages.forms import form_of, number_of
from graftwatch.console.messages.port import QuarantineDesk
from graftwatch.console.messages.quarantine_views import MendedText
from graftwatch.console.shell.marked import marked as _
from graftwatch.console.shell.pages import page, refused_page, visitor_of

MENDED_FORM_BYTES: Final = 1024 * 1024
"""A page holds 64 kB of a message; in a form each sign of another script takes nine bytes."""

NO_RECORD: Final = _("There is no such record in the quarantine.")
NOT_FOR_YOU: Final = _("Your roles do not include patients' identifiers.")


def quarantine_routes(desk: QuarantineDesk, audit: ConsoleAudit) -> list[Route]:
    """The routes."""
    pages = _Pages(desk, audit)
    return [
        Route("/quarantine", pages.listed, methods=["GET"]),
        Route("/quarantine/release", pages.preview, methods=["GET"]),
        Route("/quarantine/release", pages.release_all, methods=["POST"]),
        Route("/quarantine/retry", pages.retry, methods=["POST"]),
        Route("/quarantine/{record}", pages.one, methods=["GET"]),
        Route("/quarantine/{record}", pages.with_identifiers, methods=["POST"]),
        Route("/quarantine/{record}/bytes", pages.content, methods=["POST"]),
        Route("/quarantine/{record}/release", pages.release, methods=["POST"]),
    ]


class _Pages:
    def __init__(self, desk: QuarantineDesk, audit: ConsoleAudit) -> None:
        self._desk = desk
        self._audit = audit

    async def listed(self, request: Request) -> Response:
        asked = request.query_params
        feed, reason = asked.get("feed", ""), asked.get("reason", "")
        released, before = asked.get("released") == "true", number_of(asked.get("before", ""))
        found = await run_in_threadpool(lambda: self._desk.shown(feed, reason, before, released=released))
        trials = await run_in_threadpool(self._desk.trials) if found.dead_letters else ()
        chosen = {"feed": feed, "reason": reason, **({"released": "true"} if released else {})}
        context = {
            "found": found,
            "trials": trials,
            "chosen": chosen,
            "older": urlencode({**chosen, "before": found.records[-1].id}) if found.more else "",
            "said": {name: number_of(asked.get(name, "")) for name in ("released_now", "released_before", "retried")},
            "zone": self._desk.zone,
        }
        return page(request, "messages/quarantine.html.j2", context)

    async def one(self, request: Request) -> Response:
        return await self._one(request, identifiers=False)

    async def with_identifiers(self, request: Request) -> Response:
        return await self._one(request, identifiers=True)

    async def content(self, request: Request) -> Response:
        visitor, record = visitor_of(request), number_of(request.path_params["record"])
        if not visitor.may_see_identifiers:
            return refused_page(request, HTTPStatus.FORBIDDEN, NOT_FOR_YOU)
        found = None if record is None else await run_in_threadpool(self._desk.content, record)
        if found is None:
            return refused_page(request, HTTPStatus.NOT_FOUND, NO_RECORD)
        await run_in_threadpool(self._audit.note, visitor.account, Did.LOOKED, f"record {record}", "its bytes")
        held = {"content-disposition": f'attachment; filename="record-{record}.hl7"'}
        return Response(found, media_type="application/octet-stream", headers=held)

    async def release(self, request: Request) -> Response:
        account, record = visitor_of(request).account, number_of(request.path_params["record"])
        form = await form_of(request, MENDED_FORM_BYTES)
        mended = None
        if "text" in form:
            mended = MendedText(text=form["text"], codec=form.get("codec", ""), ends=form.get("ends", ""))
        done = None if record is None else await run_in_threadpool(self._desk.release, record, mended)
        if record is None or done is None:
            return refused_page(request, HTTPStatus.NOT_FOUND, NO_RECORD)
        if done.seq is None:
            shows = mended is not None and visitor_of(request).may_see_identifiers
            return await self._one(request, identifiers=shows, problem=done.problem, typed=mended)
        how = "as it is" if mended is None else "mended"
        about = f"record {record}"
        await run_in_threadpool(self._audit.note, account, Did.RELEASED, about, f"{how}, as entry {done.seq}")
        return RedirectResponse(f"/messages/{done.seq}", HTTPStatus.SEE_OTHER)

    async def preview(self, request: Request) -> Response:
        asked = request.query_params
        found = await run_in_threadpool(self._desk.preview, asked.get("feed", ""), asked.get("reason", ""))
        return page(request, "messages/release_all.html.j2", {"found": found})

    async def release_all(self, request: Request) -> Response:
        form = await form_of(request)
        ids = [number for one in form.get("records", "").split(",") if (number := number_of(one)) is not None]
        done = await run_in_threadpool(self._desk.release_all, ids)
        if done.problem:
            return refused_page(request, HTTPStatus.SERVICE_UNAVAILABLE, done.problem)
        words = f"{done.released} of {len(ids)} records for {form.get('reason', '')[:60]!r}"
        await run_in_threadpool(self._audit.note, visitor_of(request).account, Did.RELEASED, "", words)
        said = urlencode({"released_now": done.released, "released_before": done.released_before})
        return RedirectResponse(f"/quarantine?{said}", HTTPStatus.SEE_OTHER)

    async def retry(self, request: Request) -> Response:
        form = await form_of(request)
        seqs = [number for one in form.get("seqs", "").split(",") if (number := number_of(one)) is not None]
        done = await run_in_threadpool(self._desk.retry, seqs)
        if done.problem:
            return refused_page(request, HTTPStatus.SERVICE_UNAVAILABLE, done.problem)
        words = f"{done.released} dead letters tried again"
        await run_in_threadpool(self._audit.note, visitor_of(request).account, Did.RELEASED, "", words)
        return RedirectResponse(f"/quarantine?retried={done.released}#dead-letters", HTTPStatus.SEE_OTHER)

    async def _one(
        self, request: Request, *, identifiers: bool, problem: str = "", typed: MendedText | None = None
    ) -> Response:
        visitor, record = visitor_of(request), number_of(request.path_params["record"])
        if record is None:
            return refused_page(request, HTTPStatus.NOT_FOUND, NO_RECORD)
        if identifiers:
            if not visitor.may_see_identifiers:
                return refused_page(request, HTTPStatus.FORBIDDEN, NOT_FOR_YOU)
            await run_in_threadpool(self._audit.note, visitor.account, Did.LOOKED, f"record {record}")
        found = await run_in_threadpool(lambda: self._desk.record(record, identifiers=identifiers))
        if found is None:
            return refused_page(request, HTTPStatus.NOT_FOUND, NO_RECORD)
        context = {"found": found, "problem": problem, "typed": typed or found.editable, "zone": self._desk.zone}
        status = HTTPStatus.CONFLICT if problem else HTTPStatus.OK
        return page(request, "messages/record.html.j2", context, status)
