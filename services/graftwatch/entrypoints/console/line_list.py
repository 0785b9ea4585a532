"""The line list over a data folder: every event of the newest assessments."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from graftwatch.assessment import Assessment
from graftwatch.console.signals.line_list import chosen
from graftwatch.console.signals.line_list_views import EventLine, LineList, LineListQuery
from graftwatch.entrypoints.console.known import Look
from graftwatch.findings import Event

_SAME = frozenset(EventLine.model_fields) - {"subject", "post_operative_day", "organisms"}


def line_list(look: Look, query: LineListQuery, zone: ZoneInfo) -> LineList:
    """The events that are asked for."""
    lines = [line for one in look.assessments for line in _lines(one, look, zone)]
    criteria = {line.criterion for line in lines if line.criterion}
    return LineList(as_of=look.as_of, events=tuple(chosen(lines, query)), criteria=tuple(sorted(criteria)))


def _lines(one: Assessment, look: Look, zone: ZoneInfo) -> Iterator[EventLine]:
    recipient = look.recipient(one.subject)
    for event in one.events:
        day = event.date_of_event
        yield EventLine(
            subject=one.subject,
            post_operative_day=recipient.post_operative_day(day, zone) if recipient and day else None,
            organisms=tuple(each.name for each in event.organisms),
            **_same(event),
        )


def _same(event: Event) -> dict[str, object]:
    return {name: getattr(event, name) for name in _SAME}
