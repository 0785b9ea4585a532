"""A stopping boundary for 1,000 recipients with its operating characteristics, for each family: solved from nothing."""

from time import perf_counter

from rich.table import Table
from tests.bench.verdict import Line, table

from graftwatch.safety.boundary import BoundaryRule
from graftwatch.safety.calibration import FAMILIES, BoundaryDesign, calibrated_boundary
from graftwatch.safety.operating_characteristics import operating_characteristics
from graftwatch.safety.posterior import posterior, predictive_probability_of_crossing

RECIPIENTS = 1_000
RATE, ALPHA, TRUE_RATES = 0.2, 0.1, (0.2, 0.25, 0.3, 0.35, 0.4)
PRIOR, UNACCEPTABLE = (0.6, 2.4), 0.3
TARGET_SECONDS = 1.0


def boundaries() -> Table:
    """The table: seconds of each family; scipy is loaded before."""
    posterior(1, 2).probability_above(RATE)
    return table(
        f"a boundary for {RECIPIENTS:,} recipients, solved, and what it does under {len(TRUE_RATES)} true rates",
        [_line(rule) for rule in FAMILIES] + [_predictive()],
    )


def _line(rule: BoundaryRule) -> Line:
    started = perf_counter()
    solved = calibrated_boundary(_design(rule))
    spent_alpha = operating_characteristics(solved, RATE).crossing_probability
    for rate in TRUE_RATES:
        operating_characteristics(solved, rate)
    spent = perf_counter() - started
    return Line(f"{rule.value} (alpha spent {spent_alpha:.6f})", *_measured(spent))


def _predictive() -> Line:
    solved = calibrated_boundary(_design(BoundaryRule.POCOCK))
    started = perf_counter()
    predictive_probability_of_crossing(solved, 20, 100)
    return Line("predictive probability of crossing it, after 100", *_measured(perf_counter() - started))


def _measured(seconds: float) -> tuple[str, str, bool]:
    return f"{seconds:.3f} s", f"< {TARGET_SECONDS:.0f} s", seconds < TARGET_SECONDS


def _design(rule: BoundaryRule) -> BoundaryDesign:
    return BoundaryDesign(
        rule,
        RATE,
        ALPHA,
        RECIPIENTS,
        prior=PRIOR if rule is BoundaryRule.BETA_BINOMIAL else None,
        alternative_rate=UNACCEPTABLE if rule is BoundaryRule.SPRT else None,
    )
