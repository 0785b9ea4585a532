"""`graftwatch on-call export` and `import`: shifts for other calendar programs, and from them."""

from datetime import timedelta
from pathlib import Path

import click

from graftwatch.adapters.clock import SystemClock
from graftwatch.entrypoints.cli.faults import InputFault
from graftwatch.entrypoints.cli.folder import folder_options
from graftwatch.entrypoints.cli.on_call_place import DAYS, MOST_DAYS, OnCallPlace, file_option
from graftwatch.entrypoints.cli.on_call_words import known_duty
from graftwatch.entrypoints.cli.output import json_option, print_json, say
from graftwatch.entrypoints.on_call_writing import amend, put_beside
from graftwatch.on_call import (
    ShiftCalendar,
    by_person,
    calendar_of,
    with_calendar,
)


@click.command()
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
    shifts = rota.whole_shifts(known_duty(duty, rota), begins, begins + timedelta(days=days))
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


@click.command(name="import")
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
