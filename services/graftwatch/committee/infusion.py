"""The cell infusion over the recipients: reactions by grade, and falls of NK activity.

Who was infused, and when, tells the arm wherever there is more than one: then there are no such figures for anybody
but the committee's document by arm.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from graftwatch.assessment import Assessment
from graftwatch.findings import Event, EventKind, EventStatus, NkActivityCourse, SignalKind
from graftwatch.protocol import Protocol
from graftwatch.rejection.safety_findings import REFUTED
from graftwatch.roster import Recipient

UNGRADED = "ungraded"
"""A reaction without fever: the grades are those of fever (CTCAE 5.0), the other signs have none."""

_GRADE = re.compile(r"grade (\d)$")


@dataclass(frozen=True, slots=True)
class InfusionFigures:
    """The infusion over the recipients.

    Attributes:
        infused: recipients infused by then.
        reactions_by_grade: confirmed reactions by the grade of their fever ("0" to "4"), or `UNGRADED`.
        nk_measured: recipients with NK activity both before and after the infusion: who could show a fall.
        nk_falls: recipients whose NK activity has fallen, ended or not, unless a person refuted it.
    """

    infused: int
    reactions_by_grade: Mapping[str, int]
    nk_measured: int
    nk_falls: int

    @property
    def reactions(self) -> int:
        """Confirmed reactions of any grade."""
        return sum(self.reactions_by_grade.values())


def several_arms(recipients: Iterable[Recipient], protocol: Protocol, others: Iterable[str] = ()) -> bool:
    """Whether the trial is of more than one arm: of those that the protocol names, the recipients' and `others`.

    No arm said is an arm, too. A trial whose second arm nobody has named yet looks like one of a single arm.
    """
    return len({*protocol.arms, *(one.arm for one in recipients if not one.is_heartbeat), *others}) > 1


def infusion_figures(trial: Sequence[tuple[Recipient, Assessment]], as_of: datetime) -> InfusionFigures:
    """The figures of these recipients by a time (aware)."""
    events = [event for _, held in trial for event in held.events if event.kind is EventKind.INFUSION_REACTION]
    confirmed = [event for event in events if event.status is EventStatus.CONFIRMED]
    return InfusionFigures(
        infused=sum(one.infused_at is not None and one.infused_at <= as_of for one, _ in trial),
        reactions_by_grade=dict(Counter(sorted(map(_grade, confirmed)))),
        nk_measured=sum(any(map(_is_comparable, held.nk_activity)) for _, held in trial),
        nk_falls=sum(_has_fallen(held) for _, held in trial),
    )


def _grade(event: Event) -> str:
    found = _GRADE.search(event.grade or "")
    return found.group(1) if found else UNGRADED


def _is_comparable(course: NkActivityCourse) -> bool:
    return course.before is not None and course.newest is not None


def _has_fallen(held: Assessment) -> bool:
    falls: Iterable[str] = (one.closed_because for one in held.signals if one.kind is SignalKind.NK_ACTIVITY_FALL)
    return any(REFUTED not in closed_because for closed_because in falls)
