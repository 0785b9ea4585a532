"""What an operator should know of a rota that can be used: gaps, clock changes, overlaps, people nobody can reach."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import combinations
from typing import Final

from graftwatch.on_call.local_times import instant_of, oddity_of
from graftwatch.on_call.rota import Rota
from graftwatch.on_call.rotation import handover_days, handover_on

GAPS_WITHIN: Final = timedelta(days=60)
# Each zone that changes its clocks does so within a year.
CLOCK_CHANGES_WITHIN: Final = timedelta(days=366)
SHOWN_AT_MOST: Final = 5


def warnings_of(rota: Rota, now: datetime) -> list[str]:
    """Everything, in words; a rota with warnings is in force all the same."""
    found = [_gaps, _nameless, _odd_handovers, _odd_overrides, _overlaps]
    return [line for one in found for line in one(rota, now)] + list(_unreachable(rota))


def _shortened(lines: list[str]) -> Iterator[str]:
    yield from lines[:SHOWN_AT_MOST]
    if len(lines) > SHOWN_AT_MOST:
        yield f"… and {len(lines) - SHOWN_AT_MOST} more like the one before"


def _local(rota: Rota, at: datetime) -> str:
    return f"{at.astimezone(rota.file.zone):%Y-%m-%d %H:%M}"


def _gaps(rota: Rota, now: datetime) -> Iterator[str]:
    for duty in rota.file.duties:
        gaps = [one for one in rota.shifts(duty, now, now + GAPS_WITHIN) if not one.person]
        yield from _shortened(
            [
                f"duty {duty}: nobody is on from {_local(rota, one.begins)} to {_local(rota, one.ends)}; "
                "extend a layer, or set `otherwise`"
                for one in gaps
            ]
        )


def _nameless(rota: Rota, now: datetime) -> Iterator[str]:
    for duty, calendar in rota.calendars.items():
        name = rota.file.duties[duty].calendar
        yield from _shortened(
            [
                f"{name}: the event of {at} names nobody of the file and does not count; "
                "add its spelling to a person's `called`"
                for at in calendar.nameless(now, now + CLOCK_CHANGES_WITHIN)
            ]
        )


def _odd_handovers(rota: Rota, now: datetime) -> Iterator[str]:
    zone = rota.file.zone
    for duty, one in rota.file.duties.items():
        for number, layer in enumerate(one.layers):
            for _, day in handover_days(layer, now.astimezone(zone).date()):
                handover = handover_on(layer, day)
                if instant_of(handover, zone) > now + CLOCK_CHANGES_WITHIN:
                    break
                if instant_of(handover, zone) > now and (oddity := oddity_of(handover, zone)):
                    yield f"duty {duty}, layer {number}: the hand-over of {oddity}"


def _odd_overrides(rota: Rota, now: datetime) -> Iterator[str]:
    for number, one in enumerate(rota.file.overrides):
        for name, at in (("from", one.begins), ("to", one.ends)):
            if instant_of(one.ends, rota.file.zone) > now and (oddity := oddity_of(at, rota.file.zone)):
                yield f"`overrides.{number}.{name}`: {oddity}; write an offset to say which is meant"


def _overlaps(rota: Rota, now: datetime) -> Iterator[str]:
    zone = rota.file.zone
    coming = [
        (number, one, instant_of(one.begins, zone), instant_of(one.ends, zone))
        for number, one in enumerate(rota.file.overrides)
        if instant_of(one.ends, zone) > now
    ]
    for (first, one, begins, ends), (second, other, other_begins, other_ends) in combinations(coming, 2):
        overlap = begins < other_ends and other_begins < ends
        if overlap and one.duty == other.duty and one.person != other.person:
            yield (
                f"`overrides.{second}` overlaps `overrides.{first}` of duty {one.duty}; the later in the file counts, "
                f"{other.person} from {_local(rota, max(begins, other_begins))} "
                f"to {_local(rota, min(ends, other_ends))}"
            )


def _unreachable(rota: Rota) -> Iterator[str]:
    for name, person in rota.file.people.items():
        if not person.through:
            yield f"person {name}: has no address in `through` and cannot be told"
