"""Choosing and sorting the lines of the line list, and the same as a file for a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from graftwatch.console.signals.line_list_views import EventLine, LineListColumn, LineListQuery

BYTE_ORDER_MARK: Final = "\ufeff"
"""Excel takes a CSV file for UTF-8 only with it."""
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet takes a cell that begins so for a formula (OWASP, "CSV Injection")."""


def chosen(lines: Iterable[EventLine], query: LineListQuery) -> list[EventLine]:
    """The lines that are asked for, in order; where they are equal by their column, by subject and event."""
    found = sorted((one for one in lines if _fits(one, query)), key=lambda one: (one.subject, one.id))
    known = [one for one in found if _key(one, query.sort) is not None]
    unknown = [one for one in found if _key(one, query.sort) is None]
    known.sort(key=lambda one: _key(one, query.sort), reverse=query.descending)  # type: ignore[arg-type,return-value]  # one column's values compare
    return [*known, *unknown]


def _fits(one: EventLine, query: LineListQuery) -> bool:
    day = one.date_of_event
    return (
        query.kind in (None, one.kind)
        and query.status in (None, one.status)
        and query.criterion in ("", one.criterion)
        and query.subject.strip() in ("", one.subject)
        and query.in_window in (None, one.in_window)
        and query.counts_for_endpoint in (None, one.counts_for_endpoint)
        and (query.since is None or (day is not None and day >= query.since))
        and (query.until is None or (day is not None and day <= query.until))
        and _names(one, query.organism)
    )


def _names(one: EventLine, part: str) -> bool:
    sought = part.strip().casefold()
    return not sought or any(sought in name.casefold() for name in one.organisms)


def _key(one: EventLine, column: LineListColumn) -> object:
    value = getattr(one, column)
    return ", ".join(value).casefold() or None if isinstance(value, tuple) else value


def as_csv(lines: Sequence[EventLine], zone: ZoneInfo) -> str:
    """The lines by RFC 4180, times in the trial's zone; no cell is taken for a formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(EventLine.model_fields)
    for one in lines:
        writer.writerow(_cells(one, zone))
    return BYTE_ORDER_MARK + text.getvalue()


def _cells(one: EventLine, zone: ZoneInfo) -> Iterator[str]:
    for _, value in one:
        match value:
            case None:
                yield ""
            case bool():
                yield "yes" if value else "no"
            case int():  # a number of our own, such as a day before the operation
                yield str(value)
            case tuple():
                yield _cell("; ".join(value))
            case datetime():
                yield value.astimezone(zone).isoformat(timespec="minutes")
            case _:
                yield _cell(str(value))


def _cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula, on one line."""
    line = " ".join(text.splitlines())
    return f"'{line}" if line.startswith(_FORMULA) else line
