"""`graftwatch on-call`: who is on duty, whether the on-call file is whole, calendars in and out, overrides."""

from datetime import datetime, timedelta
from pathlib import Path

import click

from graftwatch.adapters.clock import SystemClock
from graftwatch.entrypoints.cli.faults import InputFault
from graftwatch.entrypoints.cli.folder import folder_options
from graftwatch.entrypoints.cli.on_call_calendars import export, import_
from graftwatch.entrypoints.cli.on_call_overrides import override
from graftwatch.entrypoints.cli.on_call_place import DAYS, OnCallPlace, file_option
from graftwatch.entrypoints.cli.on_call_words import instant_in, known_duty, print_shifts
from graftwatch.entrypoints.cli.output import json_option, print_json, say
from graftwatch.entrypoints.cli.parameters import TIME
from graftwatch.on_call import (
    OnCallFileError,
    horizon,
    warnings_of,
)


@click.group()
def command() -> None:
    """Who is on duty, whether the on-call file is whole, calendars in and out, overrides."""


command.add_command(export)
command.add_command(import_)
command.add_command(override)


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
    instant = SystemClock().now() if at is None else instant_in(at, rota)
    shifts = [(duty, rota.shift_at(duty, instant)) for duty in rota.file.duties]
    print_shifts(rota, shifts, horizon(instant, instant), as_json=as_json)


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
    shown = [known_duty(duty, rota)] if duty else list(rota.file.duties)
    shifts = [(one, shift) for one in shown for shift in rota.whole_shifts(one, begins, ends)]
    print_shifts(rota, shifts, horizon(begins, ends), as_json=as_json)


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
