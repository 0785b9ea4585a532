"""`make nightly`: 10,000 seeds of trial months under faults; `python -m tests.paging_simulation --seeds N --jobs N`.

Prints each seed that breaks a promise with what was broken, and how many were played; ends with 1 if any did.
"""

import os
from multiprocessing import get_context

import click
from tests.paging_simulation.judged import judged

SEEDS = 10_000
AT_ONCE = 25


@click.command()
@click.option("--seeds", default=SEEDS, show_default=True, help="How many.")
@click.option("--first", default=1, show_default=True, help="The first one.")
@click.option("--jobs", default=os.cpu_count() or 1, show_default=True, help="Processes.")
def main(seeds: int, first: int, jobs: int) -> None:
    """Plays seeds."""
    broken, days = 0, 0.0
    with get_context("spawn").Pool(jobs) as pool, click.progressbar(length=seeds, label="seeds") as bar:
        for seed, found, length in pool.imap_unordered(judged, range(first, first + seeds), chunksize=AT_ONCE):
            broken += bool(found)
            days += length
            for line in found:
                click.echo(f"seed {seed}: {line}")
            bar.update(1)
    click.echo(f"{seeds:,} seeds, {days / 30:,.0f} months of trial time, {broken} broken")
    raise SystemExit(1 if broken else 0)


if __name__ == "__main__":
    main()
