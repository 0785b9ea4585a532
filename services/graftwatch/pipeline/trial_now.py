"""The trial as it is when somebody asks, for metrics: figures and open signals, worked out anew only where it changed.

Somebody asks every few seconds, and most of the time nothing about a recipient has changed since; the service's own
heartbeat does not count as a change. What the clock alone changes is the day, and who has been infused by now.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from graftwatch.assessment import Assessment
from graftwatch.committee.figures import TrialFigures, trial_figures
from graftwatch.committee.infusion import several_arms
from graftwatch.findings import SignalKind, SignalStatus
from graftwatch.protocol import Protocol
from graftwatch.roster import Recipient


@dataclass(frozen=True, slots=True)
class TrialNow:
    """The trial at a time.

    Attributes:
        as_of: when the newest entry came that it holds.
        figures: the committee's, pooled; of the same day, and perhaps of an earlier hour.
        open_signals: by kind.
        several_arms: whether the trial is of more than one arm.
    """

    as_of: datetime
    figures: TrialFigures
    open_signals: Mapping[SignalKind, int]
    several_arms: bool


@dataclass(frozen=True, slots=True)
class _Basis:
    """All that figures are a function of."""

    recipients: tuple[Recipient, ...]
    assessments: tuple[Assessment, ...]
    protocol: Protocol
    today: date
    infused: int
    several_arms: bool

    def is_still(self, other: "_Basis | None") -> bool:
        """Whether nothing has changed: an assessment that is the same object was not read anew."""
        return (
            other is not None
            and len(self.assessments) == len(other.assessments)
            and all(mine is theirs for mine, theirs in zip(self.assessments, other.assessments, strict=True))
            and (self.today, self.infused, self.several_arms) == (other.today, other.infused, other.several_arms)
            and self.recipients == other.recipients
            and self.protocol == other.protocol
        )


class TrialMemo:
    """Gives the trial as it is; keeps it until something changes.

    Attributes:
        worked_out: how often the figures were worked out.
    """

    def __init__(self) -> None:
        self._held: tuple[_Basis, TrialNow] | None = None
        self.worked_out = 0

    def now(
        self, roster: Iterable[Recipient], assessments: Iterable[Assessment], protocol: Protocol, as_of: datetime
    ) -> TrialNow:
        """The trial as of a time.

        Args:
            roster: everybody who is enrolled.
            assessments: each recipient's newest; one that has not changed is best the same object as before.
            protocol: the rules in force.
            as_of: when the newest entry came that the assessments hold (aware).
        """
        by_subject = {one.subject: one for one in roster if not one.is_heartbeat}
        held = tuple(one for one in assessments if one.subject in by_subject)
        recipients = tuple(by_subject[one.subject] for one in held)
        infused = sum(one.infused_at is not None and one.infused_at <= as_of for one in recipients)
        today = as_of.astimezone(protocol.zone).date()
        basis = _Basis(recipients, held, protocol, today, infused, several_arms(by_subject.values(), protocol))
        if self._held is not None and basis.is_still(self._held[0]):
            return replace(self._held[1], as_of=as_of)
        now = _trial_now(basis, as_of)
        self._held = basis, now
        self.worked_out += 1
        return now


def _trial_now(basis: _Basis, as_of: datetime) -> TrialNow:
    trial = zip(basis.recipients, basis.assessments, strict=True)
    signals = (signal for held in basis.assessments for signal in held.signals)
    return TrialNow(
        as_of=as_of,
        figures=trial_figures(trial, basis.protocol, as_of),
        open_signals=Counter(one.kind for one in signals if one.status is SignalStatus.OPEN),
        several_arms=basis.several_arms,
    )
