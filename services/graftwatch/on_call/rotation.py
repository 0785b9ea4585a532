"""A layer's turns: who has it from which instant to which.

Turns are counted in calendar days and hand-overs are local times, so that a turn over a night when the clocks change
is an hour longer or shorter and every hand-over stays where it was. Every Monday at 08:00, three people, Berlin:

    | turn | person | begins (UTC)     | hours |
    | ---- | ------ | ---------------- | ----- |
    | 0    | a      | 2026-10-12 06:00 | 168   |
    | 1    | b      | 2026-10-19 06:00 | 169   |
    | 2    | c      | 2026-10-26 07:00 | 168   |
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta, tzinfo
from itertools import count

from graftwatch.on_call.file import WEEKDAYS, Layer
from graftwatch.on_call.local_times import instant_of
from graftwatch.on_call.shift import Shift

DAY = timedelta(days=1)
MARGIN = timedelta(days=2)


def handover_on(layer: Layer, day: date) -> datetime:
    """The hand-over of a day, as a local time."""
    return datetime.combine(day, layer.handover_time)


def handover_days(layer: Layer, first: date) -> Iterator[tuple[int, date]]:
    """The turns from the one before `first` on: number, and the day on which it begins; to the layer's end."""
    start = max(0, (first - layer.starts).days // layer.turn_days - 1)
    for number in count(start):
        day = layer.starts + timedelta(days=number * layer.turn_days)
        if layer.ends is not None and day >= layer.ends:
            return
        yield number, day


def turns(layer: Layer, zone: tzinfo, since: datetime, until: datetime) -> Iterator[Shift]:
    """The shifts of a layer that touch a span of time, within the layer's hours."""
    for number, day in handover_days(layer, since.astimezone(zone).date()):
        begins = instant_of(handover_on(layer, day), zone)
        if begins >= until:
            return
        last = day + timedelta(days=layer.turn_days)
        ends = instant_of(handover_on(layer, min(last, layer.ends or last)), zone)
        # A turn of years is looked at around the span only: its hours are many.
        begins, ends = max(begins, since - MARGIN), min(ends, until + MARGIN)
        if begins < ends:
            turn = Shift(layer.people[number % len(layer.people)], begins, ends)
            yield from _within_hours(layer, turn, zone)


def _within_hours(layer: Layer, turn: Shift, zone: tzinfo) -> Iterator[Shift]:
    if not layer.only:
        yield turn
        return
    for begins, ends in _hours(layer, zone, turn.begins.astimezone(zone).date() - DAY, turn.ends):
        if max(begins, turn.begins) < min(ends, turn.ends):
            yield Shift(turn.person, max(begins, turn.begins), min(ends, turn.ends))


def _hours(layer: Layer, zone: tzinfo, day: date, until: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The hours in which a layer counts, those that begin on `day` and later."""
    while (midnight := instant_of(datetime.combine(day, datetime.min.time()), zone)) < until:
        for hours in layer.only:
            if WEEKDAYS[day.weekday()] in hours.weekdays:
                begins, ends = (instant_of(one, zone) for one in hours.bounds(day))
                yield begins, max(ends, midnight)
        day += DAY
