"""One run of mutmut inside the workspace: makes the mutants, forgets what survived, tries what is not decided.

`python -m tests.mutation.session WORKERS [FILE …]`; a process of its own, because mutmut takes the place of the
package in `sys.path` and forks a child for each mutant.
"""

import os
import sys
from collections.abc import Iterable, Iterator
from typing import Final

import libcst
import mutmut as mutmut_state
from mutmut import __main__ as mutmut
from mutmut.mutation import mutators
from mutmut.mutation.data import SourceFileMutationData
from tests.mutation.score import chosen_files
from tests.mutation.type_errors import note_type_errors
from tests.mutation.workspace import WORKSPACE

TRIED_AGAIN: Final = frozenset({"survived", "no tests", "suspicious", "timeout", "check was interrupted by user"})


def main(workers: int, chosen: tuple[str, ...]) -> None:
    """Runs mutmut over the chosen files, or all."""
    os.chdir(WORKSPACE)
    _leave_wording_alone()
    os.environ["MUTANT_UNDER_TEST"] = "mutant_generation"
    mutmut.copy_src_dir()
    mutmut.copy_also_copy_files()
    mutmut.create_mutants(workers)
    if any(_undecided(chosen)):
        note_type_errors(chosen)
    undecided = tuple(_undecided(chosen))
    if undecided:
        _map_tests()
        mutmut._run(undecided if chosen else (), workers)


def _leave_wording_alone() -> None:
    at = next(
        at for at, (_, operator) in enumerate(mutators.mutation_operators) if operator is mutators.operator_string
    )
    mutators.mutation_operators[at] = (libcst.BaseString, _of_names)  # type: ignore[index]


def _of_names(node: libcst.BaseString) -> Iterable[libcst.BaseString]:
    if isinstance(node, libcst.SimpleString) and not is_wording(node.value):
        yield from mutators.operator_string(node)


def is_wording(literal: str) -> bool:
    """Whether a literal is words for people; a key or an id has no blank, a criterion ("LCBI 1") has a digit."""
    return " " in literal and not any(sign.isdigit() for sign in literal)


def _map_tests() -> None:
    """Which tests reach which function, without those of the other room, which reach all and notice little."""
    mutmut.setup_source_paths()
    mutmut.collect_or_load_stats(mutmut.PytestRunner())
    for function, tests in mutmut_state.tests_by_mangled_function_name.items():
        of_bsi = function.startswith("graftwatch.bsi.")
        tests -= {one for one in tests if _is_of_rejection(one) == of_bsi and "test_explanations" not in one}
    mutmut.save_stats()


def _is_of_rejection(test: str) -> bool:
    return "/rejection/" in test or "test_rejection" in test or "test_exposure" in test


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
