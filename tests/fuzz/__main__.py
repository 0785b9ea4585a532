"""`make fuzz`: coverage-guided fuzzing of everything that reads bytes from outside.

`python -m tests.fuzz --seconds N [--workers 2] [--keep] [TARGET…]`. The seconds are for all targets together. Each
target runs in a process of its own with a limit of memory and of time for one input; what makes it fail is left in
`fuzz-found/`. `--keep` adds the inputs that reached new code to the kept corpus. Ends with 1 where something failed.
"""

import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import click
from tests.fuzz.corpus import DICTIONARY, keep, unpack

NAMES = ("mllp", "split", "charset", "message", "facts", "acknowledgement", "lint")
# A message is read in under a millisecond; one that takes ten seconds hangs.
SECONDS_FOR_ONE_INPUT = 10
# The service itself stays below; what grows beyond this grows without end.
MEMORY_LIMIT_MB = 1024
# Long enough for many segments, short enough for thousands of runs a second; long messages have tests of their own.
LONGEST_INPUT_BYTES = 4096
# The kept corpus is for people, too: only short inputs are added to it, and few.
LONGEST_KEPT_BYTES = 400
MOST_KEPT = 40
FOUND = Path("fuzz-found")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one target: how many inputs ran, how many edges they reached, what failed."""

    target: str
    executions: int
    coverage: int
    failed: tuple[str, ...]
    said: str


def fuzz(target: str, options: list[str], *, keep_found: bool = False) -> Outcome:
    """Runs one target on its kept corpus and what it finds from there."""
    with tempfile.TemporaryDirectory() as temporary:
        grown, kept = Path(temporary, "grown"), Path(temporary, "kept")
        grown.mkdir()
        unpack(target, kept)
        FOUND.mkdir(exist_ok=True)
        before = set(FOUND.glob(f"{target}-*"))
        limits = [
            f"-timeout={SECONDS_FOR_ONE_INPUT}",
            f"-rss_limit_mb={MEMORY_LIMIT_MB}",
            f"-max_len={LONGEST_INPUT_BYTES}",
            f"-dict={DICTIONARY}",
            f"-artifact_prefix={FOUND}/{target}-",
            "-print_final_stats=1",
        ]
        command = [sys.executable, "-m", "tests.fuzz.worker", target, str(grown), str(kept), *limits, *options]
        ran = subprocess.run(command, capture_output=True, check=False)
        said = (ran.stdout + ran.stderr).decode("utf-8", "replace")
        failed = tuple(sorted(str(one) for one in set(FOUND.glob(f"{target}-*")) - before))
        if ran.returncode and not failed:
            failed = (f"status {ran.returncode}",)
        if keep_found:
            _keep(target, grown)
        return Outcome(
            target,
            _figure(r"(?:number_of_executed_units: +|^#)(\d+)", said),
            _figure(r"cov: (\d+)", said),
            failed,
            said,
        )


def _keep(target: str, grown: Path) -> None:
    """The shortest inputs that reached new code."""
    found = sorted((one.read_bytes() for one in grown.iterdir()), key=lambda one: (len(one), one))
    keep(target, [one for one in found if len(one) <= LONGEST_KEPT_BYTES][-MOST_KEPT:])


def _figure(pattern: str, said: str) -> int:
    return int((re.findall(pattern, said, re.MULTILINE) or ["0"])[-1])


@click.command()
@click.argument("targets", nargs=-1, type=click.Choice(NAMES))
@click.option("--seconds", type=int, default=60, show_default=True, help="For all targets together.")
@click.option("--workers", type=int, default=2, show_default=True, help="Targets at a time.")
@click.option("--keep", "keep_found", is_flag=True, help="Adds inputs that reached new code to the kept corpus.")
def main(targets: tuple[str, ...], seconds: int, workers: int, keep_found: bool) -> None:  # noqa: FBT001 - a flag
    """Fuzzes the targets (all of them without a name) and says what was run, reached and found."""
    names = targets or NAMES
    each = max(1, seconds // len(names))
    with ThreadPoolExecutor(workers) as pool:
        runs = [pool.submit(fuzz, one, [f"-max_total_time={each}"], keep_found=keep_found) for one in names]
        outcomes = [one.result() for one in runs]
    for one in outcomes:
        failed = f"FAILED: {', '.join(one.failed)}" if one.failed else "nothing failed"
        click.echo(f"{one.target:16} {one.executions:>12,} runs  {one.coverage:>6,} edges  {failed}")
        if one.failed:
            click.echo("\n".join(one.said.splitlines()[-60:]), err=True)
    sys.exit(any(one.failed for one in outcomes))


if __name__ == "__main__":
    main()
