"""Few signals: laboratory signals of rejection before a biopsy says so, and those for nothing.

A rejection was signalled when a signal of the definition's kinds was open in an assessment at or before the moment its
biopsy was entered; the signal a biopsy itself raises comes from a person and counts for neither figure. A false signal
is one, whatever became of it, in a recipient without confirmed rejection; an indeterminate biopsy is none. The months
are those recipients' own.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from graftwatch.backtest.figures import months_of, raised_in
from graftwatch.backtest.observed import Observed
from graftwatch.backtest.rates import rate, share
from graftwatch.backtest.report import RejectionSignals
from graftwatch.backtest.truth import Kind, Standing, TrueEvent
from graftwatch.findings import SignalKind

DEFINITIONS: Final = (
    ("signals that page", (SignalKind.REJECTION_SUSPECTED,)),
    ("any laboratory signal", (SignalKind.REJECTION_SUSPECTED, SignalKind.REJECTION_ENZYME_RISE)),
)
MOST_FALSE_PER_10_MONTHS: Final = 1.0
LEAST_SENSITIVITY: Final = 0.9
"""The project's own aim: at most one false signal in 10 recipient-months at 90 % sensitivity or more."""


def rejection_signals(everybody: Sequence[Observed]) -> tuple[RejectionSignals, ...]:
    """Both definitions' figures."""
    return tuple(_by_definition(said, kinds, everybody) for said, kinds in DEFINITIONS)


def _by_definition(said: str, kinds: tuple[SignalKind, ...], everybody: Sequence[Observed]) -> RejectionSignals:
    with_rejection = [(one, event) for one in everybody if (event := confirmed_rejection(one)) is not None]
    before = sum(_signalled(one, kinds, one.biopsy_entered_at(event)) for one, event in with_rejection)
    ever = sum(_signalled(one, kinds, None) for one, _ in with_rejection)
    without = [one for one in everybody if not _ever_confirmed(one)]
    false = rate(sum(len({seen.signal.id for seen in raised_in(one, kinds)}) for one in without), months_of(without))
    sensitivity = share(before, len(with_rejection))
    lower, upper = false.interval_95
    known = sensitivity.value is not None and false.per_month is not None
    return RejectionSignals(
        definition=said,
        kinds=tuple(one.value for one in kinds),
        sensitivity_before_biopsy=sensitivity,
        sensitivity_at_any_time=share(ever, len(with_rejection)),
        false_signals=false,
        false_per_10_months=None if false.per_month is None else round(10 * false.per_month, 4),
        interval_per_10_months=(round(10 * lower, 4), None if upper is None else round(10 * upper, 4)),
        target_met=_reached(sensitivity.value or 0.0, false.per_month or 0.0) if known else None,
    )


def _reached(sensitivity: float, false_per_month: float) -> bool:
    return sensitivity >= LEAST_SENSITIVITY and 10 * false_per_month <= MOST_FALSE_PER_10_MONTHS


def confirmed_rejection(one: Observed) -> TrueEvent | None:
    """The first confirmed rejection in the window."""
    events = [each for each in one.truth.of(Kind.REJECTION) if each.standing is Standing.CONFIRMED and each.in_window]
    return min(events, key=lambda each: each.on, default=None)


def _ever_confirmed(one: Observed) -> bool:
    return any(each.standing is Standing.CONFIRMED for each in one.truth.of(Kind.REJECTION))


def _signalled(one: Observed, kinds: tuple[SignalKind, ...], by: datetime | None) -> bool:
    return any(kind in kinds and (by is None or seen.seen_at <= by) for (_, kind), seen in one.course.signals.items())
