"""The trial's figures for metrics, pages, reports and the demo: who counts, what happened, how far the boundary is.

Pooled over the arms, and nothing in them depends on who is in which. Counts come from the assessments alone; the
statistics are the safety room's. The reserved heartbeat recipient is never counted.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from graftwatch.assessment import Assessment, ProtocolStamp, protocol_stamp
from graftwatch.committee.courses import RecipientCourse, course_of
from graftwatch.committee.endpoint import EndpointFigures, PathStep, endpoint_figures
from graftwatch.committee.exposure import ExposureFigures, exposure_figures
from graftwatch.committee.followed import CountedEvent, Followed, followed
from graftwatch.committee.infusion import InfusionFigures, infusion_figures, several_arms
from graftwatch.findings import EventKind
from graftwatch.protocol import Protocol, ProtocolVersion
from graftwatch.roster import RISKS, Recipient

__all__ = [
    "ANY_RISK",
    "ENDPOINTS",
    "NO_RISK",
    "CountedEvent",
    "EndpointFigures",
    "ExposureFigures",
    "InfusionFigures",
    "PathStep",
    "RecipientCourse",
    "TrialFigures",
    "figures_of_part",
    "trial_figures",
]

ENDPOINTS = (EventKind.BSI, EventKind.REJECTION)
NO_RISK = "none"
ANY_RISK = "any"

_Trial = Sequence[tuple[Recipient, Assessment]]
_ByEndpoint = Mapping[EventKind, Sequence[Followed]]


@dataclass(frozen=True, slots=True)
class TrialFigures:
    """The trial at a time.

    Attributes:
        as_of: the data cut-off (aware).
        today: its day in the protocol's time zone; the windows are counted by it.
        protocol: which protocol the figures were drawn by.
        recipients: by state.
        courses: each recipient's state and dates, by subject.
        endpoints: bloodstream infection, then rejection.
        by_risk: the same by immunological risk: each attribute, `NO_RISK` and `ANY_RISK`; a recipient with two
            attributes stands in both. Without boundary.
        exposure: by drug.
        infusion: None where the trial is of more than one arm (`infusion.several_arms`).
        protocol_history: every version of the protocol that was in force by `as_of`, the newest last.
    """

    as_of: datetime
    today: date
    protocol: ProtocolStamp
    recipients: Mapping[str, int]
    courses: tuple[RecipientCourse, ...]
    endpoints: tuple[EndpointFigures, ...]
    by_risk: Mapping[str, tuple[EndpointFigures, ...]]
    exposure: tuple[ExposureFigures, ...]
    infusion: InfusionFigures | None
    protocol_history: tuple[ProtocolVersion, ...] = ()

    @property
    def enrolled(self) -> int:
        """All recipients, whatever their state."""
        return sum(self.recipients.values())


def trial_figures(
    trial: Iterable[tuple[Recipient, Assessment]],
    protocol: Protocol,
    as_of: datetime,
    history: Iterable[ProtocolVersion] = (),
    arms: Iterable[str] = (),
) -> TrialFigures:
    """The figures of all recipients' assessments, pooled.

    Args:
        trial: each recipient with its assessment: the newest, or that of an earlier time.
        protocol: the rules in force at `as_of`.
        as_of: the data cut-off (aware): nothing later counts.
        history: every version of the protocol that was in force.
        arms: arms that the trial is known to have besides those of its recipients here and of the protocol.
    """
    whole = list(trial)
    figures = figures_of_part(whole, protocol, as_of, whole=True)
    telling = several_arms((recipient for recipient, _ in whole), protocol, arms)
    return replace(
        figures,
        infusion=None if telling else figures.infusion,
        protocol_history=tuple(one for one in history if one.since <= as_of),
    )


def figures_of_part(
    trial: Iterable[tuple[Recipient, Assessment]], protocol: Protocol, as_of: datetime, *, whole: bool
) -> TrialFigures:
    """The figures of the whole trial, or of a part of it, which has no boundary."""
    counted = [(recipient, held) for recipient, held in trial if not recipient.is_heartbeat]
    today = as_of.astimezone(protocol.zone).date()
    courses = {
        kind: [followed(recipient, held, kind, protocol, today) for recipient, held in counted] for kind in ENDPOINTS
    }
    return TrialFigures(
        as_of=as_of,
        today=today,
        protocol=protocol_stamp(protocol),
        recipients=Counter(held.state.value for _, held in counted),
        courses=tuple(
            course_of(recipient, held, protocol, today)
            for recipient, held in sorted(counted, key=lambda one: one[0].subject)
        ),
        endpoints=tuple(endpoint_figures(kind, courses[kind], protocol, with_boundary=whole) for kind in ENDPOINTS),
        by_risk={name: _of_risk(courses, protocol, has) for name, has in _STRATA.items()},
        exposure=exposure_figures((held for _, held in counted), protocol),
        infusion=infusion_figures(counted, as_of),
    )


def _has(risk: str) -> Callable[[frozenset[str]], bool]:
    return lambda risks: risk in risks


_STRATA: Mapping[str, Callable[[frozenset[str]], bool]] = {
    **{risk: _has(risk) for risk in RISKS},
    NO_RISK: lambda risks: not risks,
    ANY_RISK: bool,
}


def _of_risk(
    courses: _ByEndpoint, protocol: Protocol, has: Callable[[frozenset[str]], bool]
) -> tuple[EndpointFigures, ...]:
    return tuple(
        endpoint_figures(kind, [one for one in held if has(one.recipient.risk)], protocol, with_boundary=False)
        for kind, held in courses.items()
    )
