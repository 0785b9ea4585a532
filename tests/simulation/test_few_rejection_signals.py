"""Lifelike months: how many rejections the laboratory rules find before the biopsy's result, and how often they err.

A signal is wrong when what it says is not so: "rejection suspected" in a month without rejection, or "liver enzymes
have risen" where the truth knows no injury of the graft. Enzyme rises by another injury are right and counted apart.
The months are hard on purpose, see `simulator/liver_injuries.py`, and few here, so the bounds are those of exact
intervals; SEEDS=20 plays as many feeds of 24 recipients, FIRST_SEED=301 begins elsewhere. The figures are printed.

Some rejections cannot be found by the rule as it is written, because no two results of one enzyme meet it before the
biopsy's result is known: too small, on top of a fall, treated at once. A reading of the rule by itself, in
`lifelike_months`, counts them apart. Others begin while a signal of another injury is open and never fall to the limit
between: somebody has been told to look, but not anew, so they count as not found, too. Any other must be found.
"""

import os
from concurrent.futures import ProcessPoolExecutor

import pytest
from scipy.stats import chi2

from graftwatch.safety.interval import clopper_pearson
from lifelike_months import months_of

SEEDS = int(os.environ.get("SEEDS", "3"))
FIRST_SEED = int(os.environ.get("FIRST_SEED", "1"))
MONTH_DAYS = 30.4375
TO_BE_FOUND, WRONG_A_MONTH = 0.9, 0.1


def _rate_interval(count: int, months: float) -> tuple[float, float]:
    """Exact interval of a Poisson rate (Garwood 1936)."""
    low = chi2.ppf(0.025, 2 * count) / 2 / months if count else 0.0
    return low, chi2.ppf(0.975, 2 * count + 2) / 2 / months


@pytest.mark.slow
def test_rejections_are_found_and_few_signals_are_wrong(beside: ProcessPoolExecutor) -> None:
    months = [month for of_seed in beside.map(months_of, range(FIRST_SEED, FIRST_SEED + SEEDS)) for month in of_seed]
    rejecting = [one for one in months if one.truth.has_rejection_endpoint]
    quiet = [one for one in months if not one.truth.has_rejection_endpoint]
    found = sum(one.is_found for one in rejecting)
    length = sum((one.truth.window[1] - one.truth.window[0]).days + 1 for one in quiet) / MONTH_DAYS
    wrong = sum(len(one.suspected) + one.rises(of_an_injury=False) for one in quiet)
    others = sum(one.rises(of_an_injury=True) for one in quiet)
    missed = [one for one in rejecting if not one.is_found]
    beyond = sum(not one.can_be_found for one in missed)
    told = sum(one.can_be_found and one.is_told_already for one in missed)
    share, rate = clopper_pearson(found, len(rejecting)), _rate_interval(wrong, length)
    print(  # noqa: T201 - the figures are what it is for
        f"\nfound before the biopsy's result: {found} of {len(rejecting)} ({share.lower:.2f}-{share.upper:.2f}); "
        f"wrong signals: {wrong} in {length:.0f} recipient-months ({rate[0]:.2f}-{rate[1]:.2f} a month); "
        f"rises by other injuries: {others}; "
        f"not found: {len(missed)}; of them no two results met the rule: {beyond}; signal already open: {told}"
    )

    assert beyond + told == len(missed), "a rejection that meets the rule was not signalled"
    assert share.upper >= TO_BE_FOUND
    assert found / len(rejecting) > 0.75
    assert rate[0] <= WRONG_A_MONTH
