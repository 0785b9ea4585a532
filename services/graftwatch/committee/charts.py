"""All charts of the trial, in the order in which they are read: one definition for page, report and pictures.

Pooled figures give pooled charts; only `arm_charts` shows arms, and it takes figures that blinded readers never get.
"""

from collections.abc import Mapping

from graftwatch.committee.chart import Chart
from graftwatch.committee.chart_boundary import boundary_chart
from graftwatch.committee.chart_enrolment import enrolment_chart
from graftwatch.committee.chart_groups import arms_chart, exposure_chart, risk_chart
from graftwatch.committee.chart_incidence import incidence_chart
from graftwatch.committee.chart_rates import posterior_chart, rate_chart
from graftwatch.committee.figures import EndpointFigures, TrialFigures

__all__ = [
    "arm_charts",
    "arms_chart",
    "boundary_chart",
    "endpoint_charts",
    "enrolment_chart",
    "exposure_chart",
    "incidence_chart",
    "posterior_chart",
    "rate_chart",
    "risk_chart",
    "trial_charts",
]


def trial_charts(figures: TrialFigures) -> tuple[Chart, ...]:
    """Every pooled chart that there is something to show for."""
    by_endpoint = [
        chart
        for one in figures.endpoints
        for chart in (*endpoint_charts(one), risk_chart(figures, one.endpoint))
        if chart is not None
    ]
    return (*by_endpoint, *(one for one in (exposure_chart(figures), enrolment_chart(figures)) if one is not None))


def endpoint_charts(one: EndpointFigures) -> tuple[Chart, ...]:
    """Boundary, rate, belief and incidence of one endpoint."""
    held = (boundary_chart(one), rate_chart(one), posterior_chart(one), incidence_chart(one))
    return tuple(chart for chart in held if chart is not None)


def arm_charts(by_arm: Mapping[str, TrialFigures]) -> tuple[Chart, ...]:
    """Each endpoint's rate by arm: for the committee alone."""
    endpoints = next((held.endpoints for held in by_arm.values()), ())
    held = (arms_chart(by_arm, one.endpoint) for one in endpoints)
    return tuple(chart for chart in held if chart is not None)
