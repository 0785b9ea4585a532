"""`graftwatch on-call`: who is on duty, whether the on-call file is whole, calendars in and out, overrides."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import click

from graftwatch.adapters.clock import SystemClock
from graftwatch.entrypoints.cli.faults import InputFault
from graftwatch.entrypoints.cli.folder import folder_options
from graftwatch.entrypoints.cli.on_call_place import OnCallPlace, file_option
from graftwatch.entrypoints.cli.output import json_option, note, print_json, print_table, say
from graftwatch.entrypoints.cli.parameters import TIME
from graftwatch.entrypoints.on_call_writing import amend, put_beside
from graftwatch.on_call import (
    OnCallFileError,
    Rota,
    Shift,
    ShiftCalendar,
    by_person,
    calendar_of,
    horizon,
    instant_of,
    oddity_of,
    warnings_of,
    with_calendar,
    with_override,
)

# A year is as far as anybody plans a rota.
MOST_DAYS = 366
DAYS = click.IntRange(1, MOST_DAYS)


@click.group()
def command() -> None:
    """Who is on duty, whether the on-call file is whole, calendars in and out, overrides."""


@command.command()
@click.option("--at", type=TIME, help="At another time; without an offset it is local to the file's time zone.")
@file_option
@folder_options
@json_option
def now(*, at: datetime | None, file: Path | None, data: Path | None, config: Path | None, as_json: bool) -> None:
    """Who has each duty now: since when, until when, why, and through which channels the person is told.

    Example: graftwatch on-call now --config graftwatch.toml
    """
    place = OnCallPlace.of(file, data, config)
    rota = place.rota()
    instant = SystemClock().now() if at is None else _instant(at, rota)
    shifts = [(duty, rota.shift_at(duty, instant)) for duty in rota.file.duties]
    _print_shifts(rota, shifts, horizon(instant, instant), as_json=as_json)


@command.command(name="list")
@click.option("--days", type=DAYS, default=14, show_default=True, help="So many days from now on.")
@click.option("--duty", help="One duty only.")
@file_option
@folder_options
@json_option
def list_(
    *, days: int, duty: str | None, file: Path | None, data: Path | None, config: Path | None, as_json: bool
) -> None:
    """The coming shifts of every duty, each whole, and the gaps.

    Example: graftwatch on-call list --days 30 --duty first
    """
    rota = OnCallPlace.of(file, data, config).rota()
    begins = SystemClock().now()
    ends = begins + timedelta(days=days)
    shown = [_known(duty, rota)] if duty else list(rota.file.duties)
    shifts = [(one, shift) for one in shown for shift in rota.whole_shifts(one, begins, ends)]
    _print_shifts(rota, shifts, horizon(begins, ends), as_json=as_json)


@command.command()
@click.argument("path", metavar="[FILE]", required=False, type=click.Path(path_type=Path))
@folder_options
@json_option
def check(*, path: Path | None, data: Path | None, config: Path | None, as_json: bool) -> None:
    """Every fault of an on-call file and its calendars with its line and the mend, and what else one should know.

    Example: graftwatch on-call check on-call.toml --config graftwatch.toml

    Faults keep a file from being taken; warnings do not: gaps of the coming 60 days, hand-overs in a night when the
    clocks change, overlapping overrides, people without an address. With settings, the names in the protocol's
    escalation are looked at, too.
    """
    place = OnCallPlace.of(path, data, config)
    try:
        rota = place.rota()
        faults = list(place.escalation_faults(rota))
        warnings = warnings_of(rota, SystemClock().now())
    except OnCallFileError as fault:
        faults, warnings = [str(one) for one in fault.faults], []
    if as_json:
        print_json({"faults": faults, "warnings": warnings})
    else:
        for one in warnings:
            say(f"warning: {one}")
        if not faults:
            say(f"{place.path.name}: can be used; {len(warnings)} warnings")
    if faults:
        raise InputFault("\n".join(faults))


@command.command()
@click.option("--duty", required=True, help="The duty.")
@click.option("--days", type=DAYS, default=60, show_default=True, help="So many days from now on.")
@click.option("--out", type=click.Path(path_type=Path), help="Write to this file; else to standard output.")
@file_option
@folder_options
@json_option
def export(
    *,
    duty: str,
    days: int,
    out: Path | None,
    file: Path | None,
    data: Path | None,
    config: Path | None,
    as_json: bool,
) -> None:
    """The shifts of a duty as an iCalendar file for other calendar programs; people are called by their keys.

    Example: graftwatch on-call export --duty first --days 60 --out first.ics

    The same shift has the same UID in every export, so that a calendar that subscribes shows it once.
    """
    rota = OnCallPlace.of(file, data, config).rota()
    begins = SystemClock().now()
    shifts = rota.whole_shifts(_known(duty, rota), begins, begins + timedelta(days=days))
    content = calendar_of(duty, shifts, begins)
    if out is not None:
        out.write_bytes(content)
    if as_json:
        written = {"file": str(out)} if out else {"calendar": content.decode()}
        print_json({"duty": duty, "events": len(by_person(shifts)), **written})
    elif out is None:
        click.echo(content, nl=False)
    else:
        say(f"{out}: {len(by_person(shifts))} shifts of {duty}")


@command.command(name="import")
@click.argument("calendar", metavar="FILE.ics", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--duty", required=True, help="The duty that the calendar says; one that is not there yet is added.")
@file_option
@folder_options
@json_option
def import_(
    *, calendar: Path, duty: str, file: Path | None, data: Path | None, config: Path | None, as_json: bool
) -> None:
    """Takes an iCalendar file as the source of a duty: puts it beside the on-call file and names it there.

    Example: graftwatch on-call import rota.ics --duty first --config graftwatch.toml

    Each event's SUMMARY must name a person of the file, by the key or by a spelling in `called`; an event that names
    nobody is refused with its time. Every other line of the file stays as it is; the running service takes the change
    within two seconds.
    """
    place = OnCallPlace.of(file, data, config)
    rota, begins, content = place.rota(), SystemClock().now(), calendar.read_bytes()
    found = ShiftCalendar.read(content, rota.file.zone, rota.file.called)
    nameless = found.nameless(begins, begins + timedelta(days=MOST_DAYS))
    if nameless:
        lines = (f"{calendar.name}: the event of {at} names nobody; add its spelling to `called`" for at in nameless)
        raise InputFault("\n".join(lines))
    known = rota.file.duties.get(duty)
    is_named = known is not None and known.calendar != ""
    name = known.calendar if known and is_named else f"{duty}.ics"
    beside = place.path.resolve().parent / name
    if beside.exists() and not is_named and beside.read_bytes() != content:
        raise InputFault(f"{beside.name} is there already and no duty's calendar; move it, or name it in the file")
    put_beside(place.path, name, content)
    if not is_named:
        rota = amend(place.path, place.channels, lambda text: with_calendar(text, duty, name))
    shifts = len(found.between(begins, begins + timedelta(days=MOST_DAYS)))
    if as_json:
        print_json({"duty": duty, "calendar": name, "shifts": shifts})
    else:
        say(f"{name}: {shifts} shifts of {duty} in the coming year")


@command.group()
def override() -> None:
    """Somebody takes a duty for a while."""


@override.command()
@click.option("--duty", required=True, help="The duty.")
@click.option("--person", required=True, help="Who takes it.")
@click.option("--from", "begins", type=TIME, required=True, help="From when; local to the file's zone without offset.")
@click.option("--to", "ends", type=TIME, required=True, help="Until when.")
@file_option
@folder_options
@json_option
def add(
    *,
    duty: str,
    person: str,
    begins: datetime,
    ends: datetime,
    file: Path | None,
    data: Path | None,
    config: Path | None,
    as_json: bool,
) -> None:
    """Adds an override at the end of the on-call file; every other line stays as it is, comments too.

    Example: graftwatch on-call override add --duty first --person doctor-b --from 2026-11-02 --to 2026-11-03

    The running service takes it within two seconds.
    """
    place = OnCallPlace.of(file, data, config)
    zone = place.rota().file.zone
    for one in (begins, ends):
        if oddity := oddity_of(one, zone):
            note(f"{oddity}; write an offset to say which is meant")
    since, until = (instant_of(one, zone).astimezone(zone) for one in (begins, ends))
    rota = amend(place.path, place.channels, lambda text: with_override(text, duty, person, since, until))
    taken = rota.shifts(duty, since, until)
    if as_json:
        print_json(_document(duty, taken[0], rota, horizon(since, until)))
    else:
        say(f"{person} has {duty} from {_local(since, rota)} to {_local(until, rota)}")


def _instant(at: datetime, rota: Rota) -> datetime:
    if oddity := oddity_of(at, rota.file.zone):
        note(f"{oddity}; write an offset to say which is meant")
    return instant_of(at, rota.file.zone)


def _known(duty: str, rota: Rota) -> str:
    if duty not in rota.file.duties:
        raise InputFault(f"there is no duty {duty!r}; known: {', '.join(rota.file.duties)}")
    return duty


def _local(at: datetime, rota: Rota) -> str:
    return f"{at.astimezone(rota.file.zone):%a %Y-%m-%d %H:%M %Z}"


Edges = tuple[datetime, datetime]


def _bounds(shift: Shift, edges: Edges) -> tuple[datetime | None, datetime | None]:
    """When a shift begins and ends; None where that is beyond what is looked at."""
    return (None if shift.begins == edges[0] else shift.begins), (None if shift.ends == edges[1] else shift.ends)


def _document(duty: str, shift: Shift, rota: Rota, edges: Edges) -> dict[str, object]:
    begins, ends = _bounds(shift, edges)
    return {
        "duty": duty,
        "person": shift.person or None,
        "begins": begins and begins.astimezone(rota.file.zone).isoformat(),
        "ends": ends and ends.astimezone(rota.file.zone).isoformat(),
        "because": shift.because.value,
        "channels": list(rota.file.people[shift.person].through) if shift.person else [],
    }


def _print_shifts(rota: Rota, shifts: list[tuple[str, Shift]], edges: Edges, *, as_json: bool) -> None:
    if as_json:
        print_json([_document(duty, one, rota, edges) for duty, one in shifts])
        return
    print_table(("duty", "person", "from", "to", "because", "told through"), _rows(rota, shifts, edges))


def _rows(rota: Rota, shifts: list[tuple[str, Shift]], edges: Edges) -> Iterator[tuple[str, ...]]:
    for duty, one in shifts:
        through = ", ".join(rota.file.people[one.person].through) if one.person else ""
        begins, ends = (_local(at, rota) if at else "always" for at in _bounds(one, edges))
        yield duty, one.person or "nobody", begins, ends, one.because, through
