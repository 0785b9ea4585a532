"""Which days are shown: the endpoint's window, or what somebody asks for by a link."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from graftwatch.console.timeline.views import Timeline
from graftwatch.console.timeline.words import Teller

BEFORE_TRANSPLANT: Final = timedelta(days=3)
AFTER_WINDOW: Final = timedelta(days=1)
WEEK: Final = timedelta(days=6)
AROUND_EPISODE: Final = timedelta(days=7)
LONGEST: Final = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Days:
    """The days that are shown, both included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Choice:
    """A link to other days: what it says, its days, and whether they are the ones that are shown."""

    words: str
    days: Days
    current: bool


def usual(drawn: Timeline) -> Days:
    """From some days before the transplant to the end of the window."""
    return Days(drawn.transplanted_on - BEFORE_TRANSPLANT, drawn.window.last + AFTER_WINDOW)


def asked(query: Mapping[str, str], drawn: Timeline) -> Days:
    """The days that `from` and `to` name; the usual ones where they name none that can be shown."""
    try:
        first, last = date.fromisoformat(query.get("from", "")), date.fromisoformat(query.get("to", ""))
    except ValueError:
        return usual(drawn)
    near = abs(first - drawn.transplanted_on) < LONGEST * 10
    return Days(first, last) if near and timedelta() <= last - first <= LONGEST else usual(drawn)


def choices(drawn: Timeline, shown: Days, teller: Teller) -> list[Choice]:
    """The links: the window, the last week, each episode, everything."""
    found = [(teller.say("Whole window"), usual(drawn)), *_others(drawn, teller)]
    return [Choice(words, days, days == shown) for words, days in found]


def _others(drawn: Timeline, teller: Teller) -> Iterator[tuple[str, Days]]:
    today, whole = drawn.as_of.astimezone(teller.zone).date(), _everything(drawn, teller.zone)
    if whole.last >= today - WEEK:
        yield teller.say("Last 7 days"), Days(today - WEEK, today)
    for one in drawn.episodes:
        if one.date_of_event is not None:
            last = one.repeat_infection_timeframe[1] if one.repeat_infection_timeframe else one.date_of_event
            kind = teller.kind(one.kind)
            words = teller.say("%(kind)s of %(day)s", kind=kind, day=one.date_of_event.isoformat())
            yield words, Days(one.date_of_event - AROUND_EPISODE, max(last, one.date_of_event + AROUND_EPISODE))
    held = usual(drawn)
    if whole.first < held.first or whole.last > held.last:
        yield teller.say("Everything"), whole


def _everything(drawn: Timeline, zone: ZoneInfo) -> Days:
    """All days that have anything, as far as a picture can hold them; times that lie in the future are none."""
    today = drawn.as_of.astimezone(zone).date()
    days = [drawn.transplanted_on, *_days_of(drawn, zone)]
    known = [one for one in days if abs(one - drawn.transplanted_on) <= LONGEST / 2 and one <= today]
    return Days(min(known, default=drawn.transplanted_on), max(known, default=drawn.transplanted_on))


def _days_of(drawn: Timeline, zone: ZoneInfo) -> Iterator[date]:
    yield from (one.when.on for one in drawn.marks)
    yield from (one.collected.on for one in drawn.cultures if one.collected is not None)
    for series in (drawn.temperatures, *(one.levels for one in drawn.drugs), *drawn.liver_tests):
        yield from (one.when.on for one in series.values)
    times: list[datetime] = [*(one.since for one in drawn.signals), *(one.told_at for one in drawn.pages)]
    yield from (one.astimezone(zone).date() for one in times)
