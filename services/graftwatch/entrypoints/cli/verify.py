"""`graftwatch verify`: whether a data folder, or a backup of one, is whole. It repairs nothing."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import click

from graftwatch.adapters.sqlite.audit import SqliteAudit
from graftwatch.adapters.sqlite.retention import SegmentReport
from graftwatch.adapters.sqlite.retention import verify as verify_journal
from graftwatch.entrypoints.cli.faults import InputFault
from graftwatch.entrypoints.cli.output import json_option, print_json, print_table, say
from graftwatch.entrypoints.wiring import DataFolder


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@json_option
def command(*, folder: Path, as_json: bool) -> None:
    """Checks a data folder or a backup: each file, the journal's numbering, the audit's chain of hashes.

    Example: graftwatch verify backups/monday
    """
    place = DataFolder(folder)
    if not place.journal.is_dir():
        raise InputFault(f"{folder}: there is no journal in it; give a data folder or a backup")
    print_reports([*segment_reports(place), *store_reports(place)], as_json=as_json)


def segment_reports(place: DataFolder) -> list[SegmentReport]:
    """One report a segment of the journal."""
    return verify_journal(place.journal)


def store_reports(place: DataFolder) -> list[SegmentReport]:
    """One report on each store beside the journal."""
    return [_store_report(path) for path in (place.state, place.quarantine) if path.exists()]


def _store_report(path: Path) -> SegmentReport:
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            found = [str(line) for (line,) in connection.execute("PRAGMA integrity_check")]
            found += _audit_faults(connection)
    except sqlite3.Error as error:
        found = [f"cannot be read: {error}"]
    return SegmentReport(path.name, 0, 0, closed=False, faults=tuple(line for line in found if line != "ok"))


def _audit_faults(connection: sqlite3.Connection) -> list[str]:
    """Where the audit of pages was changed; a store of an older version, or of something else, has none."""
    kept = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'audit'").fetchone()
    fault = SqliteAudit(connection).first_fault() if kept else ""
    return [fault] if fault else []


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
                for one in reports
            ]
        )
    else:
        rows = [(one.name, one.first_seq or "–", one.last_seq or "–", "; ".join(one.faults) or "ok") for one in reports]
        print_table(("file", "first entry", "last entry", "state"), rows)
    if faults:
        raise InputFault("\n".join(faults))
    if not as_json:
        say("everything is whole")
