"""The protocol's settings for who counts at the committee's table, and for what is believed of a rate beforehand."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from graftwatch.protocol.rules import Section

EarlyEndCounts = Literal["as_no_event", "as_event", "not_at_all", "followed_on"]


class Evaluability(Section):
    """When a recipient counts for the boundary, and as what, where the observation ended inside the window.

    `as_no_event`: evaluable, without the event; `as_event`: evaluable, with it; `not_at_all`: excluded; `followed_on`:
    nothing ends, the event still counts and the window must be completed. An event before the end counts in any case.
    """

    days_for_results: int = Field(
        default=0, ge=0, le=60, description="after the window's last day, how long its cultures may still turn positive"
    )
    died: EarlyEndCounts = Field(default="as_no_event", description="who died in the window without the event")
    re_transplanted: EarlyEndCounts = Field(
        default="as_no_event", description="who was transplanted again in the window without the event"
    )
    withdrawn: EarlyEndCounts = Field(default="not_at_all", description="who left the trial in the window without it")


def _positive(prior: tuple[float, float]) -> tuple[float, float]:
    if min(prior) <= 0:
        raise ValueError("both figures of a Beta prior must be above 0")
    return prior


def _rates(thresholds: tuple[float, ...]) -> tuple[float, ...]:
    if not all(0 < one < 1 for one in thresholds):
        raise ValueError("a threshold is a rate within 0–1, both excluded")
    return tuple(sorted(set(thresholds)))


class Belief(Section):
    """The Bayesian reading of a rate: the prior, and the rates that it is asked to lie above.

    An endpoint's tolerated and historical rates are always asked about, too.
    """

    prior: Annotated[tuple[float, float], AfterValidator(_positive)] = Field(
        default=(1.0, 1.0), description="Beta prior of every endpoint's rate; 1, 1 says nothing: every rate alike"
    )
    thresholds: Annotated[tuple[float, ...], AfterValidator(_rates)] = Field(
        default=(0.2, 0.3), max_length=8, description="P(rate > threshold) is shown for each"
    )
