"""`graftwatch safety`: the committee's figures: a stopping boundary, and where the trial stands.

The statistics are the safety room's; here they are asked for and printed.
"""

from pathlib import Path

import click

from graftwatch.entrypoints.cli.folder import OpenFolder, folder_options
from graftwatch.entrypoints.cli.output import json_option, print_json, print_table, say
from graftwatch.entrypoints.cli.parameters import NumbersParameter
from graftwatch.entrypoints.cli.trial_status import document, figures_of, print_figures
from graftwatch.safety.boundary import Boundary, BoundaryRule
from graftwatch.safety.calibration import FAMILIES, BoundaryDesign, calibrated_boundary
from graftwatch.safety.operating_characteristics import OperatingCharacteristics, operating_characteristics


@click.group()
def command() -> None:
    """The committee's figures: a stopping boundary, and where the trial stands."""


@command.command()
@click.option("--rule", type=click.Choice([rule.value for rule in FAMILIES]), required=True, help="Kind of boundary.")
@click.option("--p0", type=float, required=True, help="Event rate that is still acceptable, 0–1.")
@click.option("--alpha", type=float, required=True, help="Chance to stop although the rate is p0.")
@click.option("--n", "recipients", type=int, required=True, help="Evaluable recipients planned.")
@click.option("--prior", type=NumbersParameter("A,B", 2), help="Beta prior of beta-binomial.")
@click.option("--p1", type=float, help="Unacceptable rate, for sprt.")
@click.option("--at", "rates", type=NumbersParameter("P,P…"), help="True rates to say what would happen under.")
@json_option
def boundary(
    *,
    rule: str,
    p0: float,
    alpha: float,
    recipients: int,
    prior: tuple[float, float] | None,
    p1: float | None,
    rates: tuple[float, ...] | None,
    as_json: bool,
) -> None:
    """A sequential stopping boundary, exact: stop if events ≥ b(n), for n = 1..N evaluable recipients.

    Example: graftwatch safety boundary --rule beta-binomial --prior 0.6,2.4 --p0 0.2 --alpha 0.1 --n 30 --at 0.2,0.3
    """
    try:
        design = BoundaryDesign(BoundaryRule(rule), p0, alpha, recipients, prior, p1)
        solved = calibrated_boundary(design)
        spent = operating_characteristics(solved, p0)
        under = [operating_characteristics(solved, rate) for rate in rates or (p0,)]
    except ValueError as fault:
        raise click.UsageError(str(fault)) from None
    if as_json:
        print_json(_boundary_document(solved, spent, under))
    else:
        _print(solved, spent, under)


def _boundary_document(
    solved: Boundary, spent: OperatingCharacteristics, under: list[OperatingCharacteristics]
) -> dict[str, object]:
    return {
        "stop_at": {str(n): events for n, events in solved.stop_at.items()},
        "alpha_spent": spent.crossing_probability,
        "crossing_probability": {str(one.rate): one.crossing_probability for one in under},
        "expected_n": {str(one.rate): one.expected_n for one in under},
        "expected_events": {str(one.rate): one.expected_events for one in under},
        "rule": solved.rule.value,
        "n": solved.maximum_recipients,
        "constant": solved.constant,
        "in_words": list(solved.in_words()),
    }


def _print(solved: Boundary, spent: OperatingCharacteristics, under: list[OperatingCharacteristics]) -> None:
    for words in solved.in_words():
        say(words)
    say(f"alpha spent: {spent.crossing_probability:.8f} at p = {spent.rate:g}")
    print_table(
        ("true rate", "crosses", "expected n", "expected events"),
        [
            (f"{o.rate:g}", f"{o.crossing_probability:.8f}", f"{o.expected_n:.4f}", f"{o.expected_events:.4f}")
            for o in under
        ],
    )


@command.command()
@folder_options
@json_option
def status(*, data: Path | None, config: Path | None, as_json: bool) -> None:
    """Where the trial stands: events, evaluable recipients, rates with intervals, and the stopping boundaries.

    Example: graftwatch safety status --data data
    """
    figures = figures_of(OpenFolder.of(data, config))
    if as_json:
        print_json(document(figures))
    else:
        print_figures(figures)
