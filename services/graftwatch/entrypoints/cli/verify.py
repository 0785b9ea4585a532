"""`graftwatch verify`: whether a data folder, or a backup of one, is whole. It repairs nothing."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import click

from graftwatch.adapters.sqlite.audit import SqliteAudit
from graftwatch.adapters.sqlite.console_audit import first_fault, newest_did
from graftwatch.adapters.sqlite.retention import SegmentReport
from graftwatch.adapters.sqlite.retention import verify as verify_journal
from graftwatch.entrypoints.cli.faults import InputFault
from graftwatch.entrypoints.cli.output import json_option, print_json, print_table, say
from graftwatch.entrypoints.cli.parameters import NOTED
from graftwatch.entrypoints.wiring import DataFolder


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--noted", type=NOTED, help="A row of what people did at the console, and its hash, as noted elsewhere.")
@json_option
def command(*, folder: Path, noted: tuple[int, str] | None, as_json: bool) -> None:
    """Checks a data folder or a backup: each file, the journal's numbering, the chains of hashes of both audits.

    A chain shows what was changed, taken out or slipped in, but not that its end was cut off. The newest row of what
    people did at the console is said here and, each day, in the service's log: with --noted it must still be there.

    Example: graftwatch verify backups/monday --noted 1207:5f2c…
    """
    place = DataFolder(folder)
    if not place.journal.is_dir():
        raise InputFault(f"{folder}: there is no journal in it; give a data folder or a backup")
    print_reports([*segment_reports(place), *store_reports(place, noted)], as_json=as_json)


def segment_reports(place: DataFolder) -> list[SegmentReport]:
    """One report a segment of the journal."""
    return verify_journal(place.journal)


def store_reports(place: DataFolder, noted: tuple[int, str] | None = None) -> list[SegmentReport]:
    """One report on each store beside the journal; the console's must hold a row that was noted."""
    found = [_store_report(path) for path in (place.state, place.quarantine) if path.exists()]
    if not place.console.exists():
        lost = f"there is no console.db; row {noted[0]} of what people did there was noted" if noted else ""
        return [*found, SegmentReport(place.console.name, 0, 0, closed=False, faults=(lost,))] if lost else found
    return [*found, _store_report(place.console, noted)]


def _store_report(path: Path, noted: tuple[int, str] | None = None) -> SegmentReport:
    newest = (0, "")
    try:
        with closing(_reading(path)) as connection:
            found = [str(line) for (line,) in connection.execute("PRAGMA integrity_check")]
            kept = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
            if "audit" in kept:
                found.append(SqliteAudit(connection).first_fault())
            if "did" in kept:
                found.append(first_fault(connection, noted))
                newest = newest_did(connection)
    except sqlite3.Error as error:
        found = [f"cannot be read: {error}"]
    faults = tuple(line for line in found if line not in {"", "ok"})
    return SegmentReport(path.name, min(newest[0], 1), newest[0], closed=False, faults=faults, hash=newest[1])


def _reading(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)


def check_whole(place: DataFolder) -> None:
    """Nothing where everything is whole.

    Raises:
        InputFault: something is not, with every fault.
    """
    faults = _faults([*segment_reports(place), *store_reports(place)])
    if faults:
        raise InputFault("\n".join(faults))


def _faults(reports: Sequence[SegmentReport]) -> list[str]:
    return [f"{one.name}: {fault}" for one in reports for fault in one.faults]


def print_reports(reports: Sequence[SegmentReport], *, as_json: bool) -> None:
    """Prints reports.

    Raises:
        InputFault: something is not whole.
    """
    faults = _faults(reports)
    if as_json:
        print_json(
            [
                {"file": one.name, "first_seq": one.first_seq, "last_seq": one.last_seq, "faults": list(one.faults)}
                | ({"hash": one.hash} if one.hash else {})
                for one in reports
            ]
        )
    else:
        rows = [(one.name, one.first_seq or "–", one.last_seq or "–", "; ".join(one.faults) or "ok") for one in reports]
        print_table(("file", "first entry", "last entry", "state"), rows)
    if faults:
        raise InputFault("\n".join(faults))
    if not as_json:
        for one in reports:
            if one.last_seq and one.hash:
                say(f"the newest row of what people did at the console: {one.last_seq}:{one.hash}")
        say("everything is whole")
