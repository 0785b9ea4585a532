"""Both records as one list, with filters; as a file; and whether they are whole."""

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from graftwatch.console.service.port import AuditAsked, ServiceDesk
from graftwatch.console.service.views import DidShown
from graftwatch.console.service.words import RECORDS, WHAT, what_words
from graftwatch.console.shell.pages import page, visitor_of

COLUMNS: Final = tuple(DidShown.model_fields)
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet takes a cell that begins so for a formula (OWASP, "CSV Injection")."""
FILTERS: Final = ("since", "until", "who", "what", "about")
_LONGEST: Final = 200


def audit_routes(desk: ServiceDesk) -> list[Route]:
    """The routes of the audit."""

    async def verify(_: Request) -> Response:
        await run_in_threadpool(desk.verify)
        return RedirectResponse("/audit", HTTPStatus.SEE_OTHER)

    async def listed(request: Request) -> Response:
        given = {name: request.query_params.get(name, "")[:_LONGEST].strip() for name in FILTERS}
        asked, faults = asked_by(given, request.query_params.get("older", ""), desk.zone)
        shown = await run_in_threadpool(desk.audit, asked)
        context = {
            "shown": shown,
            "zone": desk.zone,
            "given": given,
            "faults": faults,
            "chains": desk.verified(),
            "kept": urlencode({name: value for name, value in given.items() if value}),
            "kinds": sorted(WHAT.items(), key=lambda one: one[1]),
            "what_words": what_words,
            "records": RECORDS,
        }
        return page(request, "service/audit.html.j2", context)

    async def export(request: Request) -> Response:
        given = {name: request.query_params.get(name, "")[:_LONGEST].strip() for name in FILTERS}
        asked, _ = asked_by(given, "", desk.zone)
        rows = await run_in_threadpool(desk.export, asked, visitor_of(request).account)
        headers = {"content-disposition": 'attachment; filename="audit.csv"'}
        return Response(as_csv(rows, desk.zone), media_type="text/csv; charset=utf-8", headers=headers)

    return [
        Route("/audit", listed, methods=["GET"]),
        Route("/audit/verify", verify, methods=["POST"]),
        Route("/audit.csv", export, methods=["GET"]),
    ]


def asked_by(given: Mapping[str, str], older: str, zone: ZoneInfo) -> tuple[AuditAsked, dict[str, str]]:
    """What the filters ask for, and what is wrong with them by name; days are whole ones of the trial's zone."""
    faults: dict[str, str] = {}

    def day(name: str, later: timedelta) -> datetime | None:
        if not given.get(name):
            return None
        try:
            return datetime.combine(date.fromisoformat(given[name]) + later, time(), zone)
        except (ValueError, OverflowError):
            faults[name] = "This is no date: write it like 2026-06-30."
            return None

    since, until = day("since", timedelta()), day("until", timedelta(days=1))
    what = "decided" if given.get("what") == "decided_by_person" else given.get("what", "")
    asked = AuditAsked(since, until, given.get("who", ""), what, given.get("about", ""), _older(older))
    return asked, faults


def _older(text: str) -> tuple[int, int] | None:
    parts = text.split("-")
    if len(parts) != len(("pages", "console")) or not all(one.isascii() and one.isdigit() for one in parts):
        return None
    pages, console = (min(int(one[:19]), 2**62) for one in parts)
    return pages, console


def as_csv(rows: Iterable[DidShown], zone: ZoneInfo) -> str:
    """The rows as a file; no cell is taken for a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in rows:
        said = one.model_dump() | {"at": one.at.astimezone(zone).isoformat()}
        writer.writerow([cell(said[name]) for name in COLUMNS])
    return out.getvalue()


def cell(value: object) -> object:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
