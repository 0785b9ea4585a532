"""`graftwatch maintenance`: planned work, during which the troubles that it causes are not told."""

from datetime import datetime, tzinfo
from pathlib import Path
from typing import Final

import click
from pydantic import ValidationError

from graftwatch.adapters.sqlite.watch_notes import watch_state
from graftwatch.entrypoints.cli.faults import InputFault
from graftwatch.entrypoints.cli.folder import OpenFolder, folder_options
from graftwatch.entrypoints.cli.output import json_option, print_json, print_table, say
from graftwatch.entrypoints.cli.parameters import TIME
from graftwatch.facts import pseudonymous_key
from graftwatch.paging import Maintenance
from graftwatch.pipeline.journal import Entry, EntryKind
from graftwatch.pipeline.maintenance_entries import MAINTENANCE_FEED, MaintenanceChange
from graftwatch.pipeline.maintenance_plan import kept_at

SHORTEST_ID: Final = 4


@click.group()
def command() -> None:
    """Planned work: the troubles of the service that it causes are not told; pages about recipients always are."""


@command.command()
@click.option("--from", "begins", type=TIME, help="When it begins; now, where it is left out.")
@click.option("--to", "ends", type=TIME, required=True, help="When it ends, at most 24 hours later.")
@click.option("--feed", "feeds", multiple=True, help="A feed that is worked on; none and no part: the whole service.")
@click.option("--part", "parts", multiple=True, help="A channel or a stage that is worked on.")
@click.option("--why", required=True, help="What is done.")
@click.option("--by", required=True, help="Who plans it.")
@folder_options
@json_option
def add(
    *,
    begins: datetime | None,
    ends: datetime,
    feeds: tuple[str, ...],
    parts: tuple[str, ...],
    why: str,
    by: str,
    data: Path | None,
    config: Path | None,
    as_json: bool,
) -> None:
    """Plans a window. What is still wrong at its end is told then.

    Example: graftwatch maintenance add --to 2026-06-05T04:00 --feed laboratory --why "LIS update" --by it
    """
    folder = OpenFolder.of(data, config)
    _refuse_unknown(feeds, folder)
    now = folder.read_at()
    window = _window(_local(begins or now, folder), _local(ends, folder), (*feeds, *parts), why, by)
    if window.ends <= now:
        raise InputFault("the window is over already; give a `--to` that is still to come")
    _enter(MaintenanceChange(plan=window, by=by), folder)
    if as_json:
        print_json(_document(window, now))
    else:
        say(f"planned: {window.id}, {_span(window, folder.protocol.zone)}: {', '.join(window.parts) or 'everything'}")


@command.command(name="list")
@click.option("--all", "also_over", is_flag=True, help="Also those that ended within the last week.")
@folder_options
@json_option
def list_(*, also_over: bool, data: Path | None, config: Path | None, as_json: bool) -> None:
    """The windows that are open or planned.

    Example: graftwatch maintenance list
    """
    folder = OpenFolder.of(data, config)
    now = folder.read_at()
    shown = [one for one in _windows(folder, now) if also_over or one.ends > now]
    if as_json:
        print_json([_document(one, now) for one in shown])
    elif shown:
        rows = [
            (one.id, _state(one, now), _span(one, folder.protocol.zone), ", ".join(one.parts) or "all", one.why, one.by)
            for one in shown
        ]
        print_table(("id", "state", "when", "parts", "why", "by"), rows)
    else:
        say("no maintenance is open or planned")


@command.command()
@click.argument("window")
@click.option("--by", required=True, help="Who ends it.")
@folder_options
@json_option
def end(*, window: str, by: str, data: Path | None, config: Path | None, as_json: bool) -> None:
    """Ends a window now, or takes a planned one away; what is still wrong is told at once.

    Example: graftwatch maintenance end 3fa2c1d0 --by it-operations
    """
    folder = OpenFolder.of(data, config)
    now = folder.read_at()
    named = [one for one in _windows(folder, now) if one.ends > now and len(window) >= SHORTEST_ID]
    found = [one for one in named if one.id.startswith(window)]
    if len(found) != 1:
        how_many = "no window has" if not found else f"{len(found)} windows have"
        raise InputFault(f"{how_many} an id that begins with {window!r}; see `graftwatch maintenance list`")
    _enter(MaintenanceChange(end=found[0].id, by=by), folder)
    if as_json:
        print_json({"id": found[0].id, "ended_by": by})
    else:
        say(f"ended: {found[0].id}")


def _refuse_unknown(feeds: tuple[str, ...], folder: OpenFolder) -> None:
    known = sorted(one.name for one in folder.settings.feeds)
    unknown = sorted(set(feeds) - set(known))
    if unknown:
        raise InputFault(f"no such feed: {', '.join(unknown)}; the settings know {', '.join(known)}")


def _window(begins: datetime, ends: datetime, parts: tuple[str, ...], why: str, by: str) -> Maintenance:
    name = pseudonymous_key(begins.isoformat(), ends.isoformat(), *parts, why, by)
    try:
        return Maintenance(id=name, begins=begins, ends=ends, parts=tuple(dict.fromkeys(parts)), why=why, by=by)
    except ValidationError as fault:
        raise InputFault("; ".join(one["msg"].removeprefix("Value error, ") for one in fault.errors())) from None


def _local(moment: datetime, folder: OpenFolder) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=folder.protocol.zone)


def _enter(change: MaintenanceChange, folder: OpenFolder) -> None:
    folder.append([(EntryKind.MAINTENANCE, MAINTENANCE_FEED, change.model_dump_json().encode())])


def _windows(folder: OpenFolder, now: datetime) -> tuple[Maintenance, ...]:
    """The windows that the service knows, and the changes that still wait for it."""
    windows: tuple[Maintenance, ...] = ()
    position = 0
    if folder.place.state.exists():
        with folder.connection() as connection:
            windows = watch_state(connection).maintenance
        with folder.state() as state:
            position = state.position()
    for entry in folder.entries_after(position):
        if entry.kind is EntryKind.MAINTENANCE:
            windows = _changed(windows, entry)
    return kept_at(windows, now)


def _changed(windows: tuple[Maintenance, ...], entry: Entry) -> tuple[Maintenance, ...]:
    try:
        return MaintenanceChange.model_validate_json(entry.content).applied(windows, entry.received_at)
    except ValueError:  # the service will not take it either
        return windows


def _state(window: Maintenance, now: datetime) -> str:
    if window.ends <= now:
        return "over"
    return "open" if window.begins <= now else "planned"


def _span(window: Maintenance, zone: tzinfo) -> str:
    begins, ends = (f"{one.astimezone(zone):%Y-%m-%d %H:%M}" for one in (window.begins, window.ends))
    return f"{begins} to {ends}"


def _document(window: Maintenance, now: datetime) -> dict[str, object]:
    return window.model_dump(mode="json") | {"state": _state(window, now)}
