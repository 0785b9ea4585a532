"""`graftwatch dead-letters`: what was understood and failed in processing: list, and try again once it is mended."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from graftwatch.entrypoints.cli.dead_letter_trials import Trial, trials
from graftwatch.entrypoints.cli.faults import InputFault
from graftwatch.entrypoints.cli.folder import OpenFolder, folder_options
from graftwatch.entrypoints.cli.output import json_option, print_json, print_table, say
from graftwatch.pipeline.journal import EntryKind
from graftwatch.pipeline.retry_entries import RETRY_FEED, Retry
from graftwatch.pipeline.state import DeadLetter


@click.group()
def command() -> None:
    """What was understood and failed in processing."""


@command.command(name="list")
@folder_options
@json_option
def list_(*, data: Path | None, config: Path | None, as_json: bool) -> None:
    """The entries that failed, oldest first; `graftwatch journal show SEQ` shows each with its bytes.

    Example: graftwatch dead-letters list
    """
    with OpenFolder.of(data, config).state() as state:
        letters = state.dead_letters()
    if as_json:
        print_json([_document(one) for one in letters])
    elif letters:
        rows = [(one.seq, f"{one.failed_at:%Y-%m-%d %H:%M:%S}", one.subject, one.reason) for one in letters]
        print_table(("seq", "failed (UTC)", "subject", "where and why"), rows)
    else:
        say("no dead letters: all that was understood was processed")


@command.command()
@click.argument("seqs", type=int, nargs=-1)
@click.option("--all", "every", is_flag=True, help="All of them.")
@click.option("--dry-run", is_flag=True, help="Only say what would be processed now, and what still fails.")
@click.option("--yes", is_flag=True, help="With --all: do not ask.")
@folder_options
@json_option
def retry(
    *,
    seqs: tuple[int, ...],
    every: bool,
    dry_run: bool,
    yes: bool,
    data: Path | None,
    config: Path | None,
    as_json: bool,
) -> None:
    """Has entries processed again that failed, after the fault was mended; those that would still fail stay.

    Example: graftwatch dead-letters retry 4711
    """
    if every == bool(seqs):
        raise click.UsageError("give the entries' numbers, or --all")
    if every and not (dry_run or yes or sys.stdin.isatty()):
        raise click.UsageError("give --dry-run to see what would be processed, or --yes to do it")
    folder = OpenFolder.of(data, config)
    found = trials(folder, seqs)
    good = [one.letter.seq for one in found if not one.fails]
    if not as_json:
        _print(found)
    ask = every and not yes
    wanted = bool(good) and not dry_run and (not ask or click.confirm(f"try {len(good)} again?", err=True))
    if wanted:
        content = Retry(seqs=tuple(dict.fromkeys(good))).model_dump_json().encode()
        folder.append([(EntryKind.RETRY, RETRY_FEED, content)])
    if as_json:
        tried = [_document(one.letter) | {"still_fails": one.fails or None} for one in found]
        print_json({"letters": tried, "retried": len(set(good)) if wanted else 0})
    if len(good) < len(found):
        raise InputFault(f"{len(found) - len(good)} of {len(found)} would still fail and stay dead letters")


def _document(one: DeadLetter) -> dict[str, object]:
    return {"seq": one.seq, "subject": one.subject, "failed_at": one.failed_at.isoformat(), "reason": one.reason}


def _print(found: Sequence[Trial]) -> None:
    print_table(("seq", "subject", "failed in", "now"), list(_rows(found)))


def _rows(found: Sequence[Trial]) -> Iterator[tuple[object, ...]]:
    for one in found:
        yield one.letter.seq, one.letter.subject, one.letter.reason, one.fails or "would be processed"
