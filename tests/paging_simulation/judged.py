"""One seed, or one crash, played and judged; a process of its own may do it."""

from dataclasses import replace

from tests.paging_simulation.checks import complaints
from tests.paging_simulation.clock import SECOND
from tests.paging_simulation.lines import corrected_to_none
from tests.paging_simulation.one_line import one_line_plan
from tests.paging_simulation.plan import End, Plan, plan_of
from tests.paging_simulation.trial import Record, Trial


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


def played(plan: Plan) -> tuple[Record, list[str]]:
    """A plan, played, and what is wrong with it."""
    trial = Trial(plan)
    try:
        record = trial.play()
        return record, complaints(record)
    finally:
        trial.machine.close()


def one_story() -> Plan:
    """An infection that is reported, escalated and corrected away."""
    return one_line_plan(corrected_to_none)


def crashed_at(step: int) -> tuple[int, list[str], list[str]]:
    """The story with a crash at a step: how many crashes, what is wrong, and the pages' ids."""
    record, wrong = played(replace(one_story(), lives=(End(step, SECOND),)))
    return record.crashes, wrong, [page.id for page in record.pages]
