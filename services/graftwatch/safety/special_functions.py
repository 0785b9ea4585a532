"""The incomplete beta and gamma functions and their inverses: the one door to scipy in this room.

scipy costs about 30 MB of memory and a quarter of a second, so it is imported by the first call and not with the
service. Source: NIST Digital Library of Mathematical Functions, 8.17.
"""

from typing import TypeAlias

import numpy as np

Vector: TypeAlias = np.ndarray[tuple[int], np.dtype[np.float64]]


def beta_upper_tail(threshold: float, a: float, b: float) -> float:
    """P(p > threshold) for p of Beta(a, b), by the complement's own function so that a small tail keeps its digits."""
    from scipy import special  # noqa: PLC0415 -- see the module's head

    return float(special.betaincc(a, b, threshold))


def beta_lower_tails(threshold: float, a: Vector, b: Vector) -> Vector:
    """P(p ≤ threshold) for p of Beta(a, b), 0–1, for each pair of `a` and `b`: the regularised incomplete beta."""
    from scipy import special  # noqa: PLC0415 -- see the module's head

    return np.asarray(special.betainc(a, b, threshold), dtype=np.float64)


def beta_quantile(probability: float, a: float, b: float) -> float:
    """The p with P(Beta(a, b) ≤ p) = probability (0–1)."""
    from scipy import special  # noqa: PLC0415 -- see the module's head

    return float(special.betaincinv(a, b, probability))


def gamma_quantile(probability: float, shape: float) -> float:
    """The x with P(Gamma(shape, 1) ≤ x) = probability (0–1)."""
    from scipy import special  # noqa: PLC0415 -- see the module's head

    return float(special.gammaincinv(shape, probability))
