"""`python -m tests.referee --histories 10000 --seed 1`: random histories, judged by the service and by the referee."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from random import Random

import click
from tests.referee.adjudicated import adjudicated_differences
from tests.referee.comparison import Difference, compared, differences_of, service_said
from tests.referee.door import assessed
from tests.referee.generator import history
from tests.referee.history import History
from tests.referee.shrinking import shrunk
from tests.referee.timetable import timetable
from tests.referee.what_was_judged import judged_in

BATCH = 25
ZONES = ("Asia/Tokyo", "Europe/Berlin", "America/New_York")
SHOWN = 2
PROCESS_EVERY = 20
"""Every so many batches go through the installed command itself."""


def generated(seed: int, number: int) -> History:
    """History `number` of a seed: the same whenever it is asked for. A batch of recipients is of one hospital."""
    return history(Random(f"{seed}-{number}"), ZONES[number // BATCH % len(ZONES)])


def batch_differences(seed: int, numbers: range, *, in_a_process: bool = False) -> list[tuple[int, Difference]]:
    """The differences in a batch of histories that are recipients of one run of the service."""
    histories = {f"S{number}": generated(seed, number) for number in numbers}
    report = assessed(histories, in_a_process=in_a_process)
    found = []
    for number in numbers:
        one = histories[f"S{number}"]
        found += [(number, each) for each in compared(service_said(report, f"S{number}"), one)]
    found += [(int(subject[1:]), each) for subject, each in adjudicated_differences(report, histories)]
    return found


def _batch(seed: int, numbers: range, *, in_a_process: bool) -> tuple[list[tuple[int, Difference]], Counter[str]]:
    found = batch_differences(seed, numbers, in_a_process=in_a_process)
    return found, judged_in([generated(seed, number) for number in numbers])


def _batches(histories: int) -> Iterator[range]:
    for begin in range(0, histories, BATCH):
        yield range(begin, min(begin + BATCH, histories))


@click.command()
@click.option("--histories", default=1000, help="How many.")
@click.option("--seed", default=1, help="Which ones.")
@click.option("--jobs", default=1, help="Processes at once.")
@click.option("--kind", default="", help="Shows only kinds with this text.")
@click.option("--shown", default=SHOWN, help="Shrunk examples a kind.")
def main(*, histories: int, seed: int, jobs: int, kind: str, shown: int) -> None:
    """Prints what was judged, each kind of difference with its smallest histories, and the counts."""
    kinds: defaultdict[str, list[tuple[int, Difference]]] = defaultdict(list)
    judged: Counter[str] = Counter()
    with ProcessPoolExecutor(jobs) as pool:
        waiting = [
            pool.submit(_batch, seed, numbers, in_a_process=number % PROCESS_EVERY == 0)
            for number, numbers in enumerate(_batches(histories))
        ]
        for one in waiting:
            found, seen = one.result()
            judged += seen
            for number, difference in found:
                kinds[difference.kind].append((number, difference))
    click.echo("\n".join(f"{count:6} {name}" for name, count in judged.most_common()))
    for name, found in sorted(kinds.items(), key=lambda item: -len(item[1])):
        click.echo(f"== {name}: {len(found)}")
        for number, _ in found[:shown] if kind in name else ():
            _show(seed, number, name)
    differing = len({number for found in kinds.values() for number, _ in found})
    click.echo(f"{histories} histories, seed {seed}: {differing} differ, in {len(kinds)} kinds")
    raise SystemExit(1 if kinds else 0)


def _show(seed: int, number: int, kind: str) -> None:
    def differs(one: History) -> bool:
        return any(each.kind == kind for each in differences_of(one))

    whole = generated(seed, number)
    small = shrunk(whole, differs) if differs(whole) else whole
    click.echo(f"-- history {number}")
    click.echo("\n".join(timetable(small)))
    for each in differences_of(small):
        click.echo(f"   service: {' | '.join(str(one) for one in each.service)}")
        click.echo(f"   referee: {' | '.join(str(one) for one in each.referee)}")


if __name__ == "__main__":
    main()
