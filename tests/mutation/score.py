"""The score of the last run: per file and in all, with every survivor that nobody has explained."""

import os
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from mutmut import __main__ as mutmut
from mutmut.mutation.data import SourceFileMutationData
from rich.console import Console
from rich.table import Table
from tests.mutation.explained import Change
from tests.mutation.workspace import ROOMS, WORKSPACE

PACKAGE: Final = Path("src/graftwatch")
KILLED: Final = ("killed", "caught by type check", "timeout", "segfault")
"""A mutant that never ends, or ends the process, is noticed."""
COLUMNS: Final = ("killed", "caught by type check", "timeout", "suspicious", "survived", "no tests", "not checked")


@dataclass
class Score:
    """What became of one file's mutants."""

    file: str
    counts: Counter[str] = field(default_factory=Counter)
    explained: int = 0
    survivors: list[tuple[Change, str]] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def share(self) -> float:
        """Killed among those that change something."""
        counted = self.total - self.explained - self.counts["not checked"]
        return sum(self.counts[one] for one in KILLED) / counted if counted else 1.0


def is_of(path: Path, chosen: tuple[str, ...]) -> bool:
    """Whether a file is one of the chosen files or rooms; all are, where nothing is chosen."""
    name = path.relative_to(PACKAGE).as_posix()
    return not chosen or any(name == one or name.startswith(f"{one.rstrip('/')}/") for one in chosen)


def chosen_files(chosen: tuple[str, ...]) -> list[Path]:
    """The chosen files, as they lie in the workspace."""
    files = sorted(one for room in ROOMS for one in (PACKAGE / room).glob("*.py"))
    return [one for one in files if is_of(one, chosen)]


def scores(chosen: tuple[str, ...], explained: Mapping[Change, str]) -> list[Score]:
    """The scores of the chosen files."""
    with _inside_workspace():
        return [_score(path, explained) for path in chosen_files(chosen)]


def print_score(console: Console, found: list[Score]) -> bool:
    """Prints survivors and table; says whether nothing is left to do."""
    for one in found:
        for change, name in one.survivors:
            console.print(f"\n{one.file} {change.function}  [{name}]", markup=False)
            console.print(f"  - {change.was}\n  + {change.becomes}", markup=False)
    console.print(_table(found))
    left = sum(len(one.survivors) + one.counts["not checked"] for one in found)
    console.print(f"{left} survivors without an explanation, or not yet tried." if left else "No survivor is left.")
    return not left


def _score(path: Path, explained: Mapping[Change, str]) -> Score:
    data = SourceFileMutationData(path=path)
    data.load()
    score = Score(path.relative_to(PACKAGE).as_posix())
    for name, code in data.exit_code_by_key.items():
        status = mutmut.status_by_exit_code[code].replace("check was interrupted by user", "not checked")
        score.counts[status] += 1
        if status in {"survived", "no tests", "suspicious"}:
            change = _change(score.file, name, path)
            if change in explained:
                score.explained += 1
            else:
                score.survivors.append((change, f"{status}: {name.rpartition('.')[2]}"))
    return score


def _change(file: str, name: str, path: Path) -> Change:
    function, class_name = mutmut.orig_function_and_class_names_from_key(name)
    lines = mutmut.get_diff_for_mutant(name, path=path).splitlines()[2:]
    was = " ".join(line[1:].strip() for line in lines if line.startswith("-"))
    becomes = " ".join(line[1:].strip() for line in lines if line.startswith("+"))
    return Change(file, f"{class_name}.{function}" if class_name else function, was, becomes)


def _table(found: list[Score]) -> Table:
    table = Table(title="mutants", title_justify="left")
    table.add_column("file")
    for head in (*COLUMNS, "explained", "score"):
        table.add_column(head, justify="right")
    whole = Score("in all")
    for one in found:
        whole.counts += one.counts
        whole.explained += one.explained
    for one in (*found, whole):
        counts = (str(one.counts[column] or "") for column in COLUMNS)
        table.add_row(one.file, *counts, str(one.explained or ""), f"{one.share:.1%}" if one.total else "")
    return table


@contextmanager
def _inside_workspace() -> Iterator[None]:
    before = Path.cwd()
    os.chdir(WORKSPACE)
    try:
        yield
    finally:
        os.chdir(before)
