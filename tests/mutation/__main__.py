"""`make mutation`: does a test fail when a rule is wrong? mutmut over bsi/ and rejection/, and the score.

`python -m tests.mutation [--only bsi/lcbi.py] [--report] [--workers 2]`.

mutmut changes one thing in one function (a bound, an operator, an argument, a literal) and runs the tests that reach
the function. A mutant that no test notices is a survivor; one that changes nothing that anybody can see is explained
in `explained.csv` by its file, function and changed lines, so an explanation holds until that very line changes.

What is no mutant: the wording of explanations, that is a literal with a blank and without a digit (`test_explanations`
and the cases hold what an explanation must say, not each of its words). What mypy refuses counts as killed, since
`make check` would not let it in; it stands in a column of its own.
What mutmut cannot change: constants and tables of a module, formatted strings, decorated functions.

A run can be stopped and goes on where it was; what survived is tried again, since the tests may have grown. The exit
status is 1 while a survivor without explanation, or a mutant not yet tried, is left.
"""

import subprocess
import sys

import click
from rich.console import Console
from tests.mutation.explained import EXPLAINED
from tests.mutation.score import print_score, scores
from tests.mutation.workspace import WORKSPACE, prepare


@click.command()
@click.option("--only", default="", help="Files, with commas between: bsi/lcbi.py,rejection/trough.py; or a room: bsi.")
@click.option("--report", is_flag=True, help="Prints the score of the last run and tries nothing.")
@click.option("--workers", default=2, help="How many mutants are tried at a time.")
def main(only: str, report: bool, workers: int) -> None:  # noqa: FBT001 - a flag of the command line
    """Tries the mutants that are not decided yet, and prints the score."""
    chosen = tuple(one for one in only.split(",") if one)
    if not report:
        prepare()
        session = [sys.executable, "-m", "tests.mutation.session", str(workers), *chosen]
        subprocess.run(session, check=True)
    if not (WORKSPACE / "mutants").is_dir():
        raise click.ClickException("nothing has been tried yet; run it without --report")
    whole = print_score(Console(width=140, soft_wrap=True), scores(chosen, EXPLAINED))
    sys.exit(0 if whole else 1)


if __name__ == "__main__":
    main()
