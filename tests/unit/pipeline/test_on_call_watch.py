"""What keeps pages from the people they are for is told: loudly only where they reach nobody at all."""

from datetime import UTC, datetime, timedelta

from graftwatch.findings import Severity
from graftwatch.on_call import OnCallFault
from graftwatch.pipeline.channels import Channel
from graftwatch.pipeline.on_call import OnCall
from graftwatch.pipeline.on_call_watch import OnCallWatch
from graftwatch.pipeline.reach import Reach
from graftwatch.protocol import EscalationStep
from on_call_files import WEEKLY, rota_of

# The first turn of WEEKLY begins on 2026-10-12.
BEFORE = datetime(2026, 10, 1, tzinfo=UTC)
ON_DUTY = datetime(2026, 10, 13, tzinfo=UTC)
FAULT = OnCallFault("on-call.toml", 7, "duties.first", "is wrong")


def reach(*names: str) -> Reach:
    steps = tuple(EscalationStep(to=(name,)) for name in names)
    return Reach((Channel("mail"), Channel("text")), steps, OnCall(rota_of(WEEKLY)))


def test_a_gap_is_told_quietly_where_another_step_reaches_somebody() -> None:
    [trouble] = OnCallWatch().troubles(reach("first", "doctor-c"), (), BEFORE)
    assert (trouble.part, trouble.reason, trouble.severity) == ("first", "nobody is on duty", Severity.NOTIFY)


def test_a_gap_is_told_loudly_where_no_step_reaches_anybody() -> None:
    [trouble] = OnCallWatch().troubles(reach("first"), (), BEFORE)
    assert trouble.severity is Severity.PAGE


def test_a_trouble_keeps_since_when_it_is_and_ends_with_its_cause() -> None:
    watch, here = OnCallWatch(), reach("first")
    watch.troubles(here, (), BEFORE)
    [trouble] = watch.troubles(here, (), BEFORE + timedelta(hours=1))
    assert trouble.since == BEFORE
    assert watch.troubles(here, (), ON_DUTY) == ()


def test_a_faulty_file_is_told_by_its_line_and_without_its_words() -> None:
    [trouble] = OnCallWatch().troubles(reach("first"), (FAULT, FAULT), ON_DUTY)
    assert (trouble.part, trouble.severity) == ("on-call.toml", Severity.NOTIFY)
    assert trouble.reason.startswith("2 faults, the first in line 7; the file before it stays in force")
