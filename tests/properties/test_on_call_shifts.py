"""Shifts tile the time, agree with who is asked for, and overrides win exactly their span, wherever clocks change.

The oracle walks minute by minute through wall-clock times and counts turns by the calendar; it knows neither claims
nor spans.
"""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from graftwatch.findings import Severity
from graftwatch.on_call import Because, OnCallFile, Override, Person, Rota, by_person, calendar_of
from graftwatch.on_call.file import Hours, Layer
from graftwatch.paging import PageReason
from graftwatch.pipeline.channels import Channel
from graftwatch.pipeline.on_call import OnCall
from graftwatch.pipeline.reach import Reach
from graftwatch.protocol import EscalationStep
from on_call_files import rota_of
from paging_builders import page

PEOPLE = ("doctor-a", "doctor-b", "doctor-c")
ZONES = ("Asia/Tokyo", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe")
# Days about which the clocks of one of the zones change, in either direction.
CHANGES = [date(2026, *day) for day in ((3, 8), (3, 29), (4, 5), (10, 4), (10, 25), (11, 1))]
MINUTE = timedelta(minutes=1)

days = st.sampled_from(CHANGES).flatmap(lambda day: st.integers(-12, 5).map(lambda off: day + timedelta(days=off)))
clock = st.sampled_from(["00:00", "01:30", "01:45", "02:00", "02:15", "02:30", "03:00", "08:00", "17:30"])
hours = st.builds(
    lambda begins, until, weekdays: Hours(begins=begins, until=until, weekdays=tuple(weekdays)),
    clock,
    clock | st.just("24:00"),
    st.lists(st.sampled_from(["monday", "wednesday", "saturday", "sunday"]), min_size=1, max_size=4, unique=True),
)
layers = st.builds(
    lambda people, handover, every, starts, only: Layer(
        people=tuple(people), handover=f"daily {handover}", every=f"{every} days", starts=starts, only=tuple(only)
    ),
    st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=4),
    clock,
    st.integers(1, 8),
    days,
    st.lists(hours, max_size=2),
)


@st.composite
def rotas(draw: st.DrawFn) -> Rota:
    zone = draw(st.sampled_from(ZONES))
    overrides = []
    for _ in range(draw(st.integers(0, 3))):
        begins = datetime.combine(draw(days), time(draw(st.integers(0, 23)), draw(st.sampled_from([0, 15, 30]))), UTC)
        ends = begins + timedelta(minutes=draw(st.integers(1, 3000)))
        overrides.append(Override(duty="first", person=draw(st.sampled_from(PEOPLE)), begins=begins, ends=ends))
    found = OnCallFile.model_validate(
        {
            "time_zone": zone,
            "people": {name: {} for name in PEOPLE},
            "duties": {
                "first": {
                    "layers": draw(st.lists(layers, max_size=3)),
                    "otherwise": draw(st.sampled_from(["second", "doctor-c"])),
                },
                "second": {"layers": draw(st.lists(layers, min_size=1, max_size=1))},
            },
            "overrides": overrides,
        }
    )
    return Rota(found)


@given(rotas(), days, st.integers(0, 23), st.integers(1, 15 * 24 * 60))
@settings(max_examples=300, deadline=None)
def test_shifts_tile_the_time_and_agree_with_who(rota: Rota, day: date, hour: int, minutes: int) -> None:
    since = datetime.combine(day, time(hour), UTC)
    until = since + minutes * MINUTE
    shifts = rota.shifts("first", since, until)
    assert shifts[0].begins == since
    assert shifts[-1].ends == until
    assert all(one.ends == other.begins for one, other in pairwise(shifts))
    for one in shifts:
        assert one.begins < one.ends
        moments = (one.begins, one.ends - timedelta(microseconds=1), one.begins + (one.ends - one.begins) / 2)
        assert {rota.who("first", at) or "" for at in moments} == {one.person}


@given(rotas(), days, st.integers(0, 23))
@settings(max_examples=150, deadline=None)
def test_shifts_agree_with_walking_through_the_wall_clock(rota: Rota, day: date, hour: int) -> None:
    since = datetime.combine(day, time(hour), UTC)
    shifts = rota.shifts("first", since, since + timedelta(hours=30))
    for step in range(0, 30 * 60, 15):
        at = since + step * MINUTE
        assert next(one.person for one in shifts if one.begins <= at < one.ends) == walked(rota, "first", at)


@given(rotas())
@settings(max_examples=150, deadline=None)
def test_an_override_wins_exactly_its_span(rota: Rota) -> None:
    overrides = rota.file.overrides
    if not overrides:
        return
    last = overrides[-1]
    inside = rota.shifts("first", last.begins, last.ends)
    assert {(one.person, one.because) for one in inside} == {(last.person, Because.OVERRIDE)}
    without = Rota(rota.file.model_copy(update={"overrides": overrides[:-1]}))
    week = timedelta(days=7)
    for since, until in ((last.begins - week, last.begins), (last.ends, last.ends + week)):
        assert rota.shifts("first", since, until) == without.shifts("first", since, until)


@given(rotas(), days)
@settings(max_examples=60, deadline=None)
def test_what_goes_out_as_a_calendar_comes_back_the_same(rota: Rota, day: date) -> None:
    since = datetime.combine(day, time(), UTC)
    until = since + timedelta(days=14)
    out = calendar_of("first", rota.shifts("first", since, until), since).decode()
    back = rota_of('[duties.first]\ncalendar = "rota.ics"\n', "Asia/Tokyo", rota=out)
    assert by_person(back.shifts("first", since, until)) == by_person(rota.shifts("first", since, until))


def walked(rota: Rota, duty: str, at: datetime) -> str:
    """Who is on duty by plain counting."""
    zone = rota.file.zone
    for one in reversed(rota.file.overrides):
        if one.duty == duty and one.begins <= at < one.ends:
            return one.person
    for layer in reversed(rota.file.duties[duty].layers):
        person = turn_of(layer, zone, at)
        if person:
            return person
    otherwise = rota.file.duties[duty].otherwise
    return walked(rota, otherwise, at) if otherwise in rota.file.duties else otherwise


def turn_of(layer: Layer, zone: ZoneInfo, at: datetime) -> str:
    """Counts the hand-overs that have been: one a turn, each at the instant that its wall-clock time is read as."""
    done = 0
    day = layer.starts
    while read_as(datetime.combine(day, layer.handover_time), zone) <= at:
        done += 1
        day += timedelta(days=layer.turn_days)
    if not done:
        return ""
    if layer.only and not any(covers(one, zone, at) for one in layer.only):
        return ""
    return layer.people[(done - 1) % len(layer.people)]


def covers(one: Hours, zone: ZoneInfo, at: datetime) -> bool:
    today = at.astimezone(zone).date()
    for day in (today - timedelta(days=2), today - timedelta(days=1), today, today + timedelta(days=1)):
        if f"{day:%A}".lower() not in one.weekdays:
            continue
        begins = datetime.combine(day, time.fromisoformat(one.begins))
        until = (
            datetime.combine(day + timedelta(days=1), time())
            if one.until == "24:00"
            else datetime.combine(day + timedelta(days=1) * (one.until <= one.begins), time.fromisoformat(one.until))
        )
        if read_as(begins, zone) <= at < read_as(until, zone):
            return True
    return False


def read_as(local: datetime, zone: ZoneInfo) -> datetime:
    """The first instant at which the wall clock shows a time or, where it never does, has just passed over it.

    Found by trying: the offsets of the day before and after are the only ones it can have.
    """
    offsets = {(local.replace(tzinfo=zone) + timedelta(days=days)).utcoffset() or timedelta() for days in (-1, 1)}
    tried = sorted((local - offset).replace(tzinfo=UTC) for offset in offsets)
    shown = [one for one in tried if one.astimezone(zone).replace(tzinfo=None) == local]
    return shown[0] if shown else max(tried)


names = st.sampled_from(["first", "second", "doctor-a", "nothing", "mail", "text", "pager"])
steps = st.lists(st.lists(names, min_size=1, max_size=3).map(lambda to: EscalationStep(to=tuple(to))), max_size=3)
severities = st.sampled_from([Severity.PAGE, Severity.NOTIFY])


@given(rotas(), steps, days, st.integers(1, 5), severities, st.sampled_from(PageReason))
@settings(max_examples=300, deadline=None)
def test_a_page_never_goes_to_nobody_and_to_nobody_twice(  # every part of a page's way is drawn
    rota: Rota, steps: list[EscalationStep], day: date, step: int, severity: Severity, reason: PageReason
) -> None:
    channels = (Channel("mail"), Channel("text", severities=frozenset({Severity.NOTIFY})), Channel("pager"))
    people = {name: Person(through={"mail": SecretStr(""), "text": SecretStr("")}) for name in PEOPLE[:2]}
    known = Rota(rota.file.model_copy(update={"people": {**rota.file.people, **people}}))
    reach = Reach(channels, steps, OnCall(known))
    one = page(step=step, severity=severity, reason=reason)
    at = datetime.combine(day, time(12), UTC)
    addresses = reach.addresses_for(one, at)
    assert addresses
    assert len(set(addresses)) == len(addresses)
    for address in addresses:
        assert severity is Severity.NOTIFY or address.channel != "text"
        failed, gone_through = address, {address}
        while (instead := reach.address_instead(one, failed, at)) is not None:
            assert instead not in gone_through, "what failed for good is not tried again"
            gone_through.add(instead)
            failed = instead
