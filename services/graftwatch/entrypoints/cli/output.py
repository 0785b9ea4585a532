"""How commands say things: JSON for machines, tables for people, progress on a terminal only.

Results go to standard output, everything else to standard error, so that a pipe gets the result alone.
"""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

import click
from pydantic import BaseModel
from rich.console import Console
from rich.progress import Progress, track
from rich.table import Table
from rich.text import Text

# A pipe has no width; wide enough for every table here, so that nothing is cut off for grep.
PIPE_WIDTH = 200

Item = TypeVar("Item")
Function = TypeVar("Function", bound=Callable[..., object])


def json_option(function: Function) -> Function:
    """The option that every command has."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON for machines.")(function)


def print_json(document: object) -> None:
    """Prints models, lists and dictionaries as one JSON document."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=2, default=_jsonable))


def _jsonable(value: object) -> object:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    raise TypeError(f"{type(value).__name__} is not JSON")


def print_table(columns: Sequence[str], rows: Iterable[Sequence[object]], title: str = "") -> None:
    """Prints a table; None is an empty cell, and nothing in a cell is taken for markup."""
    table = Table(*columns, title=title or None, title_justify="left", box=None, pad_edge=False, header_style="bold")
    for row in rows:
        table.add_row(*(Text("" if cell is None else str(cell)) for cell in row))
    _console().print(table)


def _console() -> Console:
    width = None if sys.stdout.isatty() else PIPE_WIDTH
    return Console(file=sys.stdout, width=width, highlight=False, soft_wrap=False)


def say(line: str = "", end: str = "\n") -> None:
    """One line on standard output."""
    click.echo(f"{line}{end}", nl=False)


def note(line: str) -> None:
    """One line on standard error: for the person, not for the result."""
    click.echo(line, err=True)


def progress(items: Iterable[Item], doing: str, total: int | None = None) -> Iterator[Item]:
    """The items, with a progress bar on standard error where that is a terminal."""
    if not sys.stderr.isatty():
        return iter(items)
    return iter(track(items, doing, total, console=Console(stderr=True), transient=True))


@contextmanager
def advancing(doing: str, total: int) -> Iterator[Callable[[int], None]]:
    """A progress bar on standard error where that is a terminal; what is given is told how many steps are done."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(doing, total=total)
        yield lambda steps: bar.advance(task, steps)
