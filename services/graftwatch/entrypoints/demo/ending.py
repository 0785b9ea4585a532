"""What the demo ends with for the safety committee: where the trial stands, and what each look would have shown.

Everything comes from the service's store. Two boundaries are held against the same path: a reference that any trial of
this size could have had, and the protocol's own.
"""

from dataclasses import dataclass
from datetime import date

from graftwatch.committee.figures import EndpointFigures, TrialFigures
from graftwatch.committee.looks import Look, looks
from graftwatch.entrypoints.demo.as_known import AsKnown, as_known
from graftwatch.findings import EventKind
from graftwatch.pipeline.state import StateStore
from graftwatch.protocol import Protocol
from graftwatch.safety.boundary import Boundary, BoundaryRule
from graftwatch.safety.calibration import BoundaryDesign, calibrated_boundary
from graftwatch.safety.look_ahead import Crossing
from graftwatch.safety.posterior import BetaPrior

REFERENCE = BoundaryDesign(BoundaryRule.POCOCK, tolerated_rate=0.10, alpha=0.10, maximum_recipients=37)
"""The boundary that the question is asked about: would it have stopped the trial, and when."""


@dataclass(frozen=True, slots=True)
class Against:
    """The path held against one boundary.

    Attributes:
        boundary: which.
        tolerated_rate: its p0.
        alpha: the chance to cross it that it was made for.
        looks: every look so far, by what is known now.
        as_known: the first evening on which it was met by what was known then, and where; None where it never was.
    """

    boundary: Boundary
    tolerated_rate: float
    alpha: float
    looks: tuple[Look, ...]
    as_known: tuple[date, Crossing] | None


@dataclass(frozen=True, slots=True)
class Ending:
    """What the committee is shown of the primary endpoint.

    Attributes:
        figures: the endpoint as it is now.
        above: P(rate > threshold) by the thresholds that the protocol asks about.
        reference: the path against `REFERENCE`.
        own: the path against the protocol's boundary; None where it plans none.
        known: when the service knew where each recipient stands.
    """

    figures: EndpointFigures
    above: dict[float, float]
    reference: Against
    own: Against | None
    known: AsKnown


def ending(store: StateStore, figures: TrialFigures, protocol: Protocol) -> Ending:
    """Reads the service's store at the end."""
    bsi = figures.endpoints[0]
    known = as_known(store, protocol, EventKind(bsi.endpoint), figures.as_of)
    prior = BetaPrior(*protocol.belief.prior)

    def against(boundary: Boundary, tolerated_rate: float, alpha: float) -> Against:
        seen = looks(bsi.standings, boundary, tolerated_rate, prior)
        return Against(boundary, tolerated_rate, alpha, seen, known.first_crossing(boundary))

    return Ending(
        figures=bsi,
        above={one: bsi.threshold_probabilities[one] for one in protocol.belief.thresholds},
        reference=against(calibrated_boundary(REFERENCE), REFERENCE.tolerated_rate, REFERENCE.alpha),
        own=against(bsi.boundary, bsi.plan.p0, bsi.plan.alpha) if bsi.boundary and bsi.plan else None,
        known=known,
    )
