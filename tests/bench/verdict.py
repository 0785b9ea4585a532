"""What was measured, beside what it should be."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.table import Table


@dataclass(frozen=True, slots=True)
class Line:
    """One figure; `met` is None where nothing is asked of it."""

    what: str
    measured: str
    target: str = ""
    met: bool | None = None


def verdict(met: bool) -> str:  # noqa: FBT001 - the verdict is the argument
    return "[green]met[/]" if met else "[red]missed[/]"


def table(title: str, lines: Sequence[Line]) -> Table:
    shown = Table(title=title, title_justify="left")
    shown.add_column("what")
    for head in ("measured", "target", "verdict"):
        shown.add_column(head, justify="right")
    for line in lines:
        shown.add_row(line.what, line.measured, line.target, "" if line.met is None else verdict(line.met))
    return shown
