"""Cumulative incidence as other packages print it, with competing outcomes, ties and censoring.

Stata's stcompet, which has the variance of the delta method as R's survfit has (cmprsk's is Aalen's, and differs);
R's survfit of its data set aml, where nothing competes: one minus Kaplan–Meier with Greenwood's variance.
"""

from collections.abc import Sequence

import pytest

from graftwatch.safety.cumulative_incidence import IncidenceStep, Outcome, TimeToEvent, cumulative_incidence

TIED_DAYS = (1, 1, 2, 4, 4, 4, 6, 6, 7, 8, 9, 9, 9, 1, 2, 2, 4, 4)
TIED_OUTCOMES = (1, 1, 1, 2, 2, 2, 3, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0)
BY_CODE = (Outcome.CENSORED, Outcome.EVENT, Outcome.DEATH, Outcome.RE_TRANSPLANT)
MAINTAINED = ((9, 1), (13, 1), (13, 0), (18, 1), (23, 1), (28, 0), (31, 1), (34, 1), (45, 0), (48, 1), (161, 0))
NOT_MAINTAINED = (
    *((5, 1), (5, 1), (8, 1), (8, 1), (12, 1), (16, 0)),
    *((23, 1), (27, 1), (30, 1), (33, 1), (43, 1), (45, 1)),
)


def _steps(pairs: Sequence[tuple[int, int]], outcome: Outcome = Outcome.EVENT) -> dict[float, IncidenceStep]:
    observed = [TimeToEvent(days, BY_CODE[code]) for days, code in pairs]
    return {step.days: step for step in cumulative_incidence(observed, outcome)}


@pytest.mark.parametrize(
    ("outcome", "incidence", "standard_error"),
    [
        (
            Outcome.EVENT,
            ("0.11111111", "0.17037037", "0.17037037", "0.17037037", "0.17037037"),
            ("0.07407407", "0.08976251", "0.08976251", "0.08976251", "0.08976251"),
        ),
        (
            Outcome.DEATH,
            ("0.00000000", "0.00000000", "0.20740741", "0.20740741", "0.20740741"),
            ("0.00000000", "0.00000000", "0.10610391", "0.10610391", "0.10610391"),
        ),
        (
            Outcome.RE_TRANSPLANT,
            ("0.00000000", "0.00000000", "0.00000000", "0.17777778", "0.26666667"),
            ("0.00000000", "0.00000000", "0.00000000", "0.11196147", "0.12787781"),
        ),
    ],
)
def test_three_tied_causes_as_stata_prints_them(
    outcome: Outcome, incidence: tuple[str, ...], standard_error: tuple[str, ...]
) -> None:
    steps = _steps(list(zip(TIED_DAYS, TIED_OUTCOMES, strict=True)), outcome)
    days = (1, 2, 4, 6, 7)
    assert tuple(f"{steps[day].incidence:.8f}" for day in days) == incidence
    assert tuple(f"{steps[day].standard_error:.8f}" for day in days) == standard_error


@pytest.mark.parametrize(
    ("pairs", "day", "at_risk", "survival", "standard_error"),
    [
        (MAINTAINED, 9, 11, "0.909", "0.0867"),
        (MAINTAINED, 13, 10, "0.818", "0.1163"),
        (MAINTAINED, 18, 8, "0.716", "0.1397"),
        (MAINTAINED, 23, 7, "0.614", "0.1526"),
        (MAINTAINED, 31, 5, "0.491", "0.1642"),
        (MAINTAINED, 34, 4, "0.368", "0.1627"),
        (MAINTAINED, 48, 2, "0.184", "0.1535"),
        (NOT_MAINTAINED, 5, 12, "0.8333", "0.1076"),
        (NOT_MAINTAINED, 8, 10, "0.6667", "0.1361"),
        (NOT_MAINTAINED, 12, 8, "0.5833", "0.1423"),
        (NOT_MAINTAINED, 23, 6, "0.4861", "0.1481"),
        (NOT_MAINTAINED, 27, 5, "0.3889", "0.1470"),
        (NOT_MAINTAINED, 30, 4, "0.2917", "0.1387"),
        (NOT_MAINTAINED, 33, 3, "0.1944", "0.1219"),
        (NOT_MAINTAINED, 43, 2, "0.0972", "0.0919"),
    ],
)
def test_aml_as_survfit_prints_it(
    pairs: tuple[tuple[int, int], ...], day: int, at_risk: int, survival: str, standard_error: str
) -> None:
    step = _steps(pairs)[day]
    assert step.at_risk == at_risk
    assert f"{1 - step.incidence:.{len(survival) - 2}f}" == survival
    assert f"{step.standard_error:.4f}" == standard_error


def test_once_all_had_the_event_there_is_no_variance_and_no_interval() -> None:
    """As survfit has it: a standard error of 0 by the jackknife, and no interval (Greenwood's alone has no figure)."""
    last = _steps(NOT_MAINTAINED)[45]
    assert last.incidence == pytest.approx(1.0)
    assert last.standard_error == pytest.approx(0.0, abs=1e-9)
