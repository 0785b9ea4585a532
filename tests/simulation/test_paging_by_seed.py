"""Months of pages by seed: whatever fails, what must be heard is heard once, and what is over is told to all who heard.

SEEDS=1000 plays more; `make nightly` plays ten thousand. A failure names its seed, which is all that a trial is.
"""

import os
from dataclasses import replace

import pytest
from tests.paging_simulation.checks import complaints
from tests.paging_simulation.clock import SECOND
from tests.paging_simulation.judged import judged
from tests.paging_simulation.lines import corrected_to_none
from tests.paging_simulation.one_line import one_line_plan
from tests.paging_simulation.plan import End, Plan
from tests.paging_simulation.trial import Record, Trial

SEEDS = int(os.environ.get("SEEDS", "100"))
AT_ONCE = 10


@pytest.mark.slow
@pytest.mark.parametrize("first", range(1, SEEDS + 1, AT_ONCE))
def test_every_promise_holds_through_months_of_faults(first: int) -> None:
    found = [(seed, *wrong) for seed, wrong, _ in map(judged, range(first, min(first + AT_ONCE, SEEDS + 1))) if wrong]
    assert not found


def played(plan: Plan) -> tuple[Record, list[str]]:
    trial = Trial(plan)
    try:
        record = trial.play()
        return record, complaints(record)
    finally:
        trial.machine.close()


@pytest.mark.slow
def test_a_crash_at_every_single_step_of_a_story_changes_no_page() -> None:
    plan = one_line_plan(corrected_to_none)
    undisturbed, wrong = played(plan)
    assert not wrong
    pages = [page.id for page in undisturbed.pages]
    assert [page.reason for page in undisturbed.pages] == ["first", "repeated", "escalated", "repeated", "retracted"]
    for step in range(undisturbed.steps):
        record, wrong = played(replace(plan, lives=(End(step, SECOND),)))
        assert record.crashes == 1
        assert not wrong, f"crash at step {step}"
        assert [page.id for page in record.pages] == pages, f"crash at step {step}"
