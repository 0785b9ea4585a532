"""A plan of one recipient's line alone, without faults: what a test disturbs in one place."""

from collections.abc import Callable
from datetime import UTC, datetime

from tests.paging_simulation.clock import DAY, MINUTE
from tests.paging_simulation.lines import Line
from tests.paging_simulation.people import Person
from tests.paging_simulation.plan import PAGER, SMS, SPARE, Arrival, Plan, channels_giving_up_after

from graftwatch.protocol import Protocol
from graftwatch.roster import Enrolment, PatientIdentifier

BEGINS = datetime(2026, 6, 10, tzinfo=UTC)


def one_line_plan(tells: Callable[[str, str, datetime], Line]) -> Plan:
    """Every beat arrives at once; somebody acknowledges a repetition, so that there is one of each loud page."""
    line = tells("S01", "4710", BEGINS)
    return Plan(
        seed=1,
        protocol=Protocol.model_validate({"paging": {"repeat_after_minutes": 5, "repeats_at_most": 2}}),
        starts=BEGINS - DAY,
        ends=BEGINS + max(one.after for one in line.beats) + 2 * DAY,
        lines=(line,),
        roster=(
            Enrolment(
                subject="S01",
                identifiers=(PatientIdentifier(value="4710", authority="HOSP"),),
                transplanted_at=BEGINS - 5 * DAY,
            ),
        ),
        arrivals=tuple(Arrival(BEGINS + one.after, 0, number) for number, one in enumerate(line.beats)),
        channels=channels_giving_up_after(45 * MINUTE),
        people={
            PAGER: Person("infection-control", 1.0, 7 * MINUTE, at_least=6 * MINUTE),
            SMS: NOBODY,
            SPARE: NOBODY,
        },
    )


SOMEBODY = Person("infection-control", 1.0, 7 * MINUTE, at_least=6 * MINUTE)
NOBODY = Person("nobody", 0.0, MINUTE)
