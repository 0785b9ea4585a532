"""What a body can have: the limit itself counts, one step beyond it is told and kept out."""

from decimal import Decimal

import pytest

from graftwatch.terminology.concepts import DEFINITIONS, Concept
from graftwatch.terminology.plausibility import LIMITS
from graftwatch.terminology.units import Quantity, UnitProblem, UnitProblemReason, to_canonical

STEP = Decimal("0.1")


@pytest.mark.parametrize("concept", LIMITS)
def test_a_value_at_a_limit_counts_and_one_step_beyond_it_does_not(concept: Concept) -> None:
    unit, limits = DEFINITIONS[concept].unit, LIMITS[concept]
    for possible in (limits.low, limits.high):
        assert isinstance(to_canonical(possible, unit, concept), Quantity)
    for impossible in (limits.low - STEP, limits.high + STEP):
        problem = to_canonical(impossible, unit, concept)
        assert isinstance(problem, UnitProblem)
        assert problem.reason is UnitProblemReason.IMPLAUSIBLE
        assert str(impossible) not in problem.message


def test_every_concept_that_is_a_number_in_one_unit_has_limits_and_a_reason() -> None:
    assert set(LIMITS) == {concept for concept, row in DEFINITIONS.items() if row.unit is not None}
    assert all(limits.reason for limits in LIMITS.values())


@pytest.mark.parametrize(
    ("value", "unit", "concept"),
    [
        pytest.param("98.6", "Cel", Concept.TEMPERATURE, id="Fahrenheit sent as Celsius"),
        pytest.param("37.2", "[degF]", Concept.TEMPERATURE, id="Celsius sent as Fahrenheit"),
        pytest.param("4.0", "Cel", Concept.TEMPERATURE, id="a refrigerator"),
        pytest.param("385", "Cel", Concept.TEMPERATURE, id="a lost decimal point"),
        pytest.param("0", "%", Concept.OXYGEN_SATURATION, id="a probe that fell off"),
        pytest.param("101", "%", Concept.OXYGEN_SATURATION, id="more than all"),
        pytest.param("6300", "10*3/uL", Concept.WBC, id="cells sent as thousands"),
        pytest.param("7200", "ng/mL", Concept.TACROLIMUS, id="picograms sent as nanograms"),
        pytest.param("100", "mg/dL", Concept.CREATININE, id="micromoles sent as milligrams"),
        pytest.param("150", "mg/dL", Concept.CRP, id="mg/L sent as mg/dL"),
    ],
)
def test_an_impossible_value_is_never_converted_on_a_guess(value: str, unit: str, concept: Concept) -> None:
    problem = to_canonical(Decimal(value), unit, concept)
    assert isinstance(problem, UnitProblem)
    assert problem.reason is UnitProblemReason.IMPLAUSIBLE


def test_a_hypothermia_and_a_fever_that_have_been_survived_count() -> None:
    for value in ("27.5", "43.1"):
        assert isinstance(to_canonical(Decimal(value), "Cel", Concept.TEMPERATURE), Quantity)
