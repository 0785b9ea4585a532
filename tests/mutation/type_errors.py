"""Mutants that mypy refuses: `make check` would not let such a change in, so no test has to notice it.

mutmut can do the same, but parses every mutated file again to find the lines of each mutant, which takes minutes; it
has written those lines down beside the file, and here they are read.
"""

import json
import subprocess
import sys
from bisect import bisect_right
from collections import defaultdict
from pathlib import Path
from typing import Final

from mutmut import __main__ as mutmut
from mutmut.mutation.data import MutantLineSpans, SourceFileMutationData
from tests.mutation.score import chosen_files
from tests.mutation.workspace import ROOMS

CAUGHT: Final = 37
"""mutmut's code of a mutant that is caught by the type check."""
MYPY: Final = (sys.executable, "-m", "mypy", "--no-warn-unused-ignores", "--output", "json")


def note_type_errors(chosen: tuple[str, ...]) -> None:
    """Marks the undecided mutants of the chosen files that mypy refuses."""
    lines = _lines_with_errors()
    for path in chosen_files(chosen):
        data, spans = SourceFileMutationData(path=path), MutantLineSpans.load(path)
        data.load()
        if spans is None:
            continue
        held = sorted((span.start, span.end, name) for name, span in spans.span_by_function_name.items())
        starts = [start for start, _, _ in held]
        for line in lines[path.as_posix()]:
            _, end, name = held[max(bisect_right(starts, line) - 1, 0)]
            key = mutmut.get_mutant_name(path, name)
            if line <= end and key in data.exit_code_by_key and data.exit_code_by_key[key] is None:
                data.exit_code_by_key[key] = CAUGHT
        data.save()


def _lines_with_errors() -> dict[str, set[int]]:
    rooms = (part for room in ROOMS for part in ("-p", f"graftwatch.{room}"))
    done = subprocess.run([*MYPY, *rooms], cwd=Path("mutants"), capture_output=True, text=True, check=False)
    found: defaultdict[str, set[int]] = defaultdict(set)
    for line in done.stdout.splitlines():
        said = json.loads(line)
        if said["severity"] == "error":
            found[said["file"]].add(said["line"])
    return found
