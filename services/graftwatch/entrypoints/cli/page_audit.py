"""`graftwatch pages audit`: who was told what, when, through what, and who heard it after how long; for export, too."""

import csv
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import click

from graftwatch.entrypoints.cli.folder import OpenFolder, folder_options
from graftwatch.entrypoints.cli.output import json_option, print_json, print_table, say
from graftwatch.entrypoints.cli.page_found import found_page
from graftwatch.entrypoints.cli.parameters import TIME
from graftwatch.facts import aware
from graftwatch.pipeline.audit import AuditItem, AuditQuery, AuditRow, Happened
from graftwatch.pipeline.lasting import lasting

COLUMNS: Final = ("seq", *AuditItem.model_fields, "hash")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet takes a cell that begins so for a formula (OWASP, "CSV Injection")."""

_LINES: Final = {
    Happened.DECIDED: "decided: {item.kind}, {item.reason}, {item.severity}{step}",
    Happened.HELD_BACK: "held back: {item.story}{words}",
    Happened.UNHEARD: "unheard{words}",
    Happened.ADDED: "to be told: {told}",
    Happened.RETRIED: "not reached yet: {told}{attempt}{words}",
    Happened.DELIVERED: "told: {told}{attempt}{words}",
    Happened.FAILED: "never reached: {told}{attempt}{words}",
    Happened.ACKNOWLEDGED: "heard by {by}{way}{after}{words}",
    Happened.REFUSED: "acknowledgement by {by} refused{way}{words}",
    Happened.REPORTED: "reported by {by}{way}{words}",
    Happened.MAINTENANCE: "maintenance by {by}{words}",
}


@click.command()
@click.option("--since", type=TIME, help="From this time on.")
@click.option("--until", type=TIME, help="Before this time.")
@click.option("--subject", help="About one recipient only.")
@click.option("--page", help="About one page only; the first signs of its id are enough.")
@click.option("--csv", "csv_file", type=click.Path(dir_okay=False, path_type=Path), help="Writes a CSV file instead.")
@folder_options
@json_option
def command(
    *,
    since: datetime | None,
    until: datetime | None,
    subject: str | None,
    page: str | None,
    csv_file: Path | None,
    data: Path | None,
    config: Path | None,
    as_json: bool,
) -> None:
    """Who was told what, when, through what, and who heard it after how long, in the order in which it was written.

    Each row holds a hash over itself and the row before; `graftwatch verify` checks them. Keep the last one of an
    export elsewhere: it shows later that nothing was cut off.

    Example: graftwatch pages audit --since 2026-06-01T00:00 --csv june.csv
    """
    folder = OpenFolder.of(data, config)
    zone = folder.protocol.zone
    with folder.state() as state, folder.audit() as audit:
        page_id = found_page(state.pages(), page).id if page else None
        query = AuditQuery(since and aware(since, zone), until and aware(until, zone), subject, page_id)
        rows = audit.rows(query)
        if csv_file is not None:
            say(f"{_write(csv_file, rows)} rows written to {csv_file}")
        elif as_json:
            print_json([item_document(one) for one in rows])
        else:
            _print(rows, folder)


def item_document(row: AuditRow) -> dict[str, object]:
    """A row as JSON; what an item does not say is left out."""
    return {"seq": row.seq, **row.item.model_dump(mode="json", exclude_defaults=True), "hash": row.hash}


def item_in_words(item: AuditItem) -> str:
    """An item as one line: what happened, to whom, through what, after how long."""
    parts = {
        "told": f"{item.person} through {item.channel}" if item.person else item.channel,
        "step": f", step {item.step}" if item.step > 1 else "",
        "attempt": f", attempt {item.attempts}" if item.attempts > 1 else "",
        "by": item.by or "somebody",
        "way": f" through {item.through}" if item.through else "",
        "after": "" if item.after_seconds is None else f" after {lasting(timedelta(seconds=item.after_seconds))}",
        "words": f": {item.words}" if item.words else "",
    }
    return _LINES[item.what].format(item=item, **parts)


def _print(rows: Iterable[AuditRow], folder: OpenFolder) -> None:
    zone = folder.protocol.zone
    lines = [
        (f"{one.item.at.astimezone(zone):%Y-%m-%d %H:%M:%S}", one.item.page, one.item.subject or "service", words)
        for one in rows
        for words in [item_in_words(one.item)]
    ]
    if lines:
        print_table(("at", "page", "subject", "what"), lines)
    else:
        say("nothing was told")


def _write(file: Path, rows: Iterable[AuditRow]) -> int:
    count = 0
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened, lineterminator="\n")
        writer.writerow(COLUMNS)
        for one in rows:
            held = {"seq": one.seq, **one.item.model_dump(mode="json"), "hash": one.hash}
            writer.writerow([_cell(held[name]) for name in COLUMNS])
            count += 1
    return count


def _cell(value: object) -> object:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
