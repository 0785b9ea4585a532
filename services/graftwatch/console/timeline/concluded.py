"""What was concluded of a recipient and told to people: episodes, signals, pages."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from graftwatch.console.timeline.sources import Messages
from graftwatch.console.timeline.views import Episode, PageTold, SignalBar
from graftwatch.facts import Acknowledgement
from graftwatch.findings import Event, Signal, SignalStatus
from graftwatch.paging import Page, Story


@dataclass(frozen=True, slots=True)
class Told:
    """What people were told of a recipient.

    Attributes:
        pages: in the order they were decided.
        stories: what they belong to.
        heard: who heard which page, by its id.
    """

    pages: Sequence[Page] = ()
    stories: Sequence[Story] = ()
    heard: Mapping[str, Acknowledgement] = field(default_factory=dict)


def episodes(events: Iterable[Event], messages: Messages) -> tuple[Episode, ...]:
    """The events, as the assessment has them."""
    return tuple(
        Episode(
            id=one.id,
            kind=one.kind,
            status=one.status,
            criterion=one.criterion,
            attribution=one.attribution,
            secondary_to=one.secondary_to,
            date_of_event=one.date_of_event,
            infection_window_period=one.infection_window_period,
            repeat_infection_timeframe=one.repeat_infection_timeframe,
            organisms=tuple(each.name for each in one.organisms),
            grade=one.grade,
            in_window=one.in_window,
            counts_for_endpoint=one.counts_for_endpoint,
            messages=messages.named(one.sources),
        )
        for one in events
    )


def signals(held: Iterable[Signal], told: Told, messages: Messages, known_by: datetime | None) -> tuple[SignalBar, ...]:
    """The signals by their beginning; one that is closed ends when people were told so."""
    found = [
        SignalBar(
            id=one.id,
            kind=one.kind,
            severity=one.severity,
            status=one.status,
            since=one.since,
            until=_end(one, told, known_by) if one.status is SignalStatus.CLOSED else None,
            summary=one.summary,
            closed_because=one.closed_because,
            messages=messages.named(one.sources),
        )
        for one in held
    ]
    return tuple(sorted(found, key=lambda one: (one.since, one.id)))


def _end(signal: Signal, told: Told, known_by: datetime | None) -> datetime | None:
    """When a page of the signal's story ended it; None where no page did."""
    ends = [
        page.at
        for story in told.stories
        if signal.id in (story.id, story.signal, *story.members)
        for page in story.told
        if page.reason.ends and page.at >= signal.since and (known_by is None or page.at <= known_by)
    ]
    return max(ends, default=None)


def pages(told: Told, known_by: datetime | None) -> tuple[PageTold, ...]:
    """The pages that were decided by then, in their order."""
    return tuple(_page(one, told, known_by) for one in told.pages if known_by is None or one.decided_at <= known_by)


def _page(one: Page, told: Told, known_by: datetime | None) -> PageTold:
    heard = told.heard.get(one.id)
    at = heard.acknowledged.at if heard else None
    if known_by is not None and at is not None and at > known_by:
        heard, at = None, None
    return PageTold(
        id=one.id,
        story=one.story,
        kind=one.kind,
        reason=one.reason,
        severity=one.severity,
        told_at=one.decided_at,
        acknowledged_at=at,
        acknowledged_by=heard.by if heard else "",
        summaries={one.language: one.summary, **{language: words.summary for language, words in one.also.items()}},
    )
