"""`graftwatch enroll`: the roster. Every change is an entry of the journal; the service takes it up as it runs.

An import is all or nothing. Subjects are shown by their pseudonymous id; identifiers only where somebody asks for them.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import click

from graftwatch.entrypoints.cli.faults import InputFault
from graftwatch.entrypoints.cli.folder import OpenFolder, folder_options
from graftwatch.entrypoints.cli.inputs import INPUT_FILE, read_text
from graftwatch.entrypoints.cli.output import json_option, print_json, print_table, say
from graftwatch.entrypoints.cli.parameters import TIME
from graftwatch.entrypoints.roster_entering import ChangesRefused, enter_changes
from graftwatch.facts import aware
from graftwatch.roster import (
    Alias,
    EnteredChange,
    Identifier,
    LearntFrom,
    PatientIdentifier,
    Recipient,
    RosterFileError,
    Withdrawal,
    parse_roster,
)


@click.group()
def command() -> None:
    """The roster: who is enrolled, under which identifiers."""


@command.command()
@click.argument("subject")
@click.option("--identifier", required=True, help="Patient identifier, as PID-3 has it.")
@click.option("--authority", default="", help="Who assigned the identifier, as PID-3.4 has it.")
@click.option("--transplanted-at", required=True, help="Time of the transplant, ISO 8601.")
@click.option("--infused-at", default="", help="Time of the cell infusion.")
@click.option("--arm", default="", help="Trial arm.")
@click.option("--born", default="", help="Date of birth.")
@click.option("--sex", default="", help="Sex.")
@click.option("--risk", default="", help="abo_incompatible, dsa, desensitised; several joined by ';'.")
@folder_options
@json_option
def add(*, data: Path | None, config: Path | None, as_json: bool, **fields: str) -> None:
    """Enrols one recipient, or says anew what the roster holds of one.

    Example: graftwatch enroll add S01 --identifier 1001 --authority HOSP --transplanted-at 2026-06-01T09:30
    """
    folder = OpenFolder.of(data, config, make=True)
    text = io.StringIO()
    row = csv.DictWriter(text, list(fields))
    row.writeheader()
    row.writerow(fields)
    try:
        changes = parse_roster(text.getvalue(), "enroll add", folder.protocol.zone)
    except RosterFileError as fault:
        raise InputFault("\n".join(one.replace("enroll add, line 2: ", "") for one in fault.faults)) from None
    _enter(folder, changes, "enroll add", as_json=as_json)


@command.command(name="import")
@click.argument("file", type=INPUT_FILE)
@folder_options
@json_option
def import_(*, file: Path, data: Path | None, config: Path | None, as_json: bool) -> None:
    """Enrols everybody of a roster.csv, or nobody: every fault of the file is listed.

    Example: graftwatch enroll import roster.csv --data data
    """
    folder = OpenFolder.of(data, config, make=True)
    _enter(folder, parse_roster(read_text(file), file.name, folder.protocol.zone), file.name, as_json=as_json)


@command.command()
@click.argument("subject")
@click.option("--at", type=TIME, help="When the recipient left the trial; default: now.")
@folder_options
@json_option
def withdraw(*, subject: str, at: datetime | None, data: Path | None, config: Path | None, as_json: bool) -> None:
    """Notes that a recipient left the trial.

    Example: graftwatch enroll withdraw S01 --at 2026-06-20T12:00
    """
    folder = OpenFolder.of(data, config)
    left = aware(at, folder.protocol.zone) if at else folder.now()
    _enter(folder, [Withdrawal(subject=subject, at=left)], subject, as_json=as_json)


@command.command()
@click.argument("subject")
@click.option("--identifier", required=True, help="The further identifier, as PID-3 has it.")
@click.option("--authority", default="", help="Who assigned it, as PID-3.4 has it.")
@folder_options
@json_option
def alias(
    *, subject: str, identifier: str, authority: str, data: Path | None, config: Path | None, as_json: bool
) -> None:
    """Adds an identifier to a recipient; the journal's messages under it are read again.

    Example: graftwatch enroll alias S01 --identifier 77-4 --authority CITY
    """
    folder = OpenFolder.of(data, config)
    known = PatientIdentifier(value=identifier, authority=authority)
    _enter(folder, [Alias(subject=subject, identifier=known)], subject, as_json=as_json)


@command.command(name="list")
@click.option("--identifiers", is_flag=True, help="Show patient identifiers, too.")
@folder_options
@json_option
def list_(*, identifiers: bool, data: Path | None, config: Path | None, as_json: bool) -> None:
    """Who is enrolled; with --identifiers also which message taught an identifier that nobody entered.

    Example: graftwatch enroll list --json
    """
    folder = OpenFolder.of(data, config)
    roster = folder.roster()
    enrolled = sorted((one for one in roster if not one.is_heartbeat), key=lambda one: one.subject)
    rows = [_row(one, roster.learnt(one.subject) if identifiers else None) for one in enrolled]
    if as_json:
        print_json(rows)
    elif rows:
        print_table(tuple(rows[0]), [[_cell(value) for value in row.values()] for row in rows])
    else:
        say("nobody is enrolled")


def _row(one: Recipient, learnt: Mapping[Identifier, LearntFrom] | None) -> dict[str, object]:
    row: dict[str, object] = {
        "subject": one.subject,
        "transplanted_at": one.transplanted_at.isoformat(),
        "infused_at": one.infused_at.isoformat() if one.infused_at else None,
        "arm": one.arm,
        "risk": sorted(one.risk),
        "withdrawn_at": one.withdrawn_at.isoformat() if one.withdrawn_at else None,
    }
    if learnt is not None:
        row["identifiers"] = [
            {
                "identifier": held.value,
                "authority": held.authority,
                "learnt_from": str(learnt[held]) if held in learnt else None,
            }
            for held in sorted(one.identifiers)
        ]
    return row


def _cell(value: object) -> object:
    if not isinstance(value, list):
        return value
    return ", ".join(one if isinstance(one, str) else _identifier(**one) for one in value)


def _identifier(identifier: str, authority: str, learnt_from: str | None) -> str:
    of = f" of {authority}" if authority else ""
    return f"{identifier}{of}" + (f" (learnt from {learnt_from})" if learnt_from else "")


def _enter(folder: OpenFolder, changes: Sequence[EnteredChange], source: str, *, as_json: bool) -> None:
    """Enters the changes that change something, all or none."""
    try:
        entered = enter_changes(folder, changes)
    except ChangesRefused as refused:
        raise InputFault("\n".join(f"{source}: {fault}" for _, fault in refused.faults)) from None
    subjects = sorted({one.subject for one in entered.changes})
    if as_json:
        print_json({"subjects": subjects, "changes": len(entered.changes), "unchanged": entered.unchanged})
    else:
        unchanged = f"; {entered.unchanged} unchanged" if entered.unchanged else ""
        say(f"entered: {', '.join(subjects) or 'nothing new'}{unchanged}")
