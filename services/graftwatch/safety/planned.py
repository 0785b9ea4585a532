"""The stopping boundary that the protocol file plans, solved.

The file's figures become a `Boundary`; figures that its rule does not use are left aside. What a boundary is and how
it is solved: `boundary` and `calibration`.
"""

from graftwatch.protocol import monitoring
from graftwatch.safety.boundary import Boundary, BoundaryRule, boundary_from_table
from graftwatch.safety.calibration import BoundaryDesign, calibrated_boundary


def planned_boundary(plan: monitoring.Boundary) -> Boundary:
    """The boundary of one endpoint as the protocol plans it.

    Formula and source: those of the plan's rule in `calibrated_boundary`; a table is taken as it is.
    Units: recipients and events.

    Raises:
        ValueError: the plan's figures make no boundary.
    """
    rule = BoundaryRule(plan.rule)
    if rule is BoundaryRule.TABLE:
        return boundary_from_table(plan.table or {}, plan.n)
    design = BoundaryDesign(
        rule=rule,
        tolerated_rate=plan.p0,
        alpha=plan.alpha,
        maximum_recipients=plan.n,
        prior=plan.prior if rule is BoundaryRule.BETA_BINOMIAL else None,
        alternative_rate=plan.p1 if rule is BoundaryRule.SPRT else None,
        looks=plan.looks,
    )
    return calibrated_boundary(design)
