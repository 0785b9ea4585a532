"""A trial of given outcomes for the committee's figures: one recipient a week, the event on a given day or none."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from graftwatch.assessment import Assessment
from graftwatch.committee.arms import figures_by_arm
from graftwatch.committee.figures import TrialFigures, trial_figures
from graftwatch.findings import EventStatus, Exposure, LastLevel
from graftwatch.protocol import Protocol
from graftwatch.roster import RISKS, Identifier, Recipient
from paging_builders import assessment, event

BEGAN = datetime(2026, 1, 5, 1, tzinfo=UTC)
WEEK = timedelta(days=7)
EVENT_DAY = 9
SIX_OF_NINETEEN = tuple(number in {2, 5, 6, 9, 13, 16} for number in range(19))
"""Whether each recipient had the event, in the order of the transplants."""


def trial(outcomes: Sequence[bool], *, weeks_later: int = 10) -> tuple[list[tuple[Recipient, Assessment]], datetime]:
    """Recipients with their assessments, and a data cut-off by which all are evaluable."""
    held = [_recipient(number, had_event) for number, had_event in enumerate(outcomes)]
    return held, BEGAN + (len(outcomes) + weeks_later) * WEEK


def figures_of(outcomes: Sequence[bool], protocol: Protocol | None = None, *, weeks_later: int = 10) -> TrialFigures:
    """The pooled figures of a trial."""
    held, at = trial(outcomes, weeks_later=weeks_later)
    return trial_figures(held, protocol or Protocol(), at)


def arms_of(outcomes: Sequence[bool], protocol: Protocol | None = None) -> dict[str, TrialFigures]:
    """Its figures by arm."""
    held, at = trial(outcomes)
    return figures_by_arm(held, protocol or Protocol(), at)


def exposure_of(number: int, at: datetime) -> Exposure:
    """A recipient's tacrolimus: shares of the time in range that differ from one to the next."""
    return Exposure(
        drug="tacrolimus",
        unit="ng/mL",
        target=(5.0, 10.0),
        time_in_range=(number * 7 % 19) / 19,
        covered_hours=400.0,
        last=LastLevel(value=6.0 + number % 5, at=at),
    )


def _recipient(number: int, had_event: bool) -> tuple[Recipient, Assessment]:  # noqa: FBT001 - one of the outcomes
    subject, transplanted = f"S{number:03}", BEGAN + number * WEEK
    on = (transplanted + timedelta(days=EVENT_DAY + number % 11)).date()
    found = event(EventStatus.CONFIRMED, date_of_event=on, in_window=True, counts_for_endpoint=True)
    held = assessment(events=(found,) if had_event else (), subject=subject)
    exposure = exposure_of(number, transplanted + timedelta(days=5))
    recipient = Recipient(
        subject,
        frozenset({Identifier(subject)}),
        transplanted,
        arm="cells" if number % 2 else "standard",
        risk=frozenset({RISKS[number % 4]} if number % 4 < len(RISKS) else ()),
    )
    return recipient, held.model_copy(update={"exposure": (exposure,), "died_on": _died_on(number, transplanted)})


def _died_on(number: int, transplanted: datetime) -> date | None:
    """Each eleventh recipient died on day 21."""
    return (transplanted + timedelta(days=21)).date() if number % 11 == 3 else None
