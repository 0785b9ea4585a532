"""One run of mutmut inside the workspace: makes the mutants, forgets what survived, tries what is not decided.

`python -m tests.mutation.session WORKERS [FILE …]`; a process of its own, because mutmut takes the place of the
package in `sys.path` and forks a child for each mutant.
"""

import os
import re
import sys
from collections.abc import Iterable, Iterator
from typing import Final

import libcst
from mutmut import __main__ as mutmut
from mutmut.mutation import mutators
from mutmut.mutation.data import SourceFileMutationData
from tests.mutation.score import chosen_files
from tests.mutation.type_errors import note_type_errors
from tests.mutation.workspace import WORKSPACE

WORDS_OF_A_SENTENCE: Final = 3
TRIED_AGAIN: Final = frozenset({"survived", "no tests", "suspicious", "timeout", "check was interrupted by user"})
_WORD: Final = re.compile(r"[A-Za-z]{2,}")


def main(workers: int, chosen: tuple[str, ...]) -> None:
    """Runs mutmut over the chosen files, or all."""
    os.chdir(WORKSPACE)
    _leave_sentences_alone()
    os.environ["MUTANT_UNDER_TEST"] = "mutant_generation"
    mutmut.copy_src_dir()
    mutmut.copy_also_copy_files()
    mutmut.create_mutants(workers)
    if any(_undecided(chosen)):
        note_type_errors(chosen)
    undecided = tuple(_undecided(chosen))
    if undecided:
        mutmut._run(undecided if chosen else (), workers)


def _leave_sentences_alone() -> None:
    at = next(
        at for at, (_, operator) in enumerate(mutators.mutation_operators) if operator is mutators.operator_string
    )
    mutators.mutation_operators[at] = (libcst.BaseString, _of_short_strings)  # type: ignore[index]


def _of_short_strings(node: libcst.BaseString) -> Iterable[libcst.BaseString]:
    if isinstance(node, libcst.SimpleString) and len(_WORD.findall(node.value)) < WORDS_OF_A_SENTENCE:
        yield from mutators.operator_string(node)


def _undecided(chosen: tuple[str, ...]) -> Iterator[str]:
    """The mutants to try; those that survived the last time among them."""
    for path in chosen_files(chosen):
        held = SourceFileMutationData(path=path)
        held.load()
        for name, code in held.exit_code_by_key.items():
            if mutmut.status_by_exit_code[code] in TRIED_AGAIN:
                held.exit_code_by_key[name] = None
        held.save()
        yield from (name for name, code in held.exit_code_by_key.items() if code is None)


if __name__ == "__main__":
    main(int(sys.argv[1]), tuple(sys.argv[2:]))
