"""One seed, played and judged; a process of its own may do it."""

from tests.paging_simulation.checks import complaints
from tests.paging_simulation.plan import plan_of
from tests.paging_simulation.trial import Trial


def judged(seed: int) -> tuple[int, list[str], float]:
    """A seed, what is wrong with it, and how many days it took in its own time."""
    trial = Trial(plan_of(seed))
    try:
        record = trial.play()
        return seed, complaints(record), (record.plan.ends - record.plan.starts).days
    except Exception as fault:  # noqa: BLE001 - one seed's end must not end the others
        return seed, [f"{type(fault).__name__}: {fault}"], 0.0
    finally:
        trial.machine.close()
