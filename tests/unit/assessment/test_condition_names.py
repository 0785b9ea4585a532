"""A condition that no rule asks for is told, with the mend."""

import pytest

from graftwatch.assessment.condition_names import conditions_without_effect
from graftwatch.facts import Chart, FactSet
from rejection_case import TOKYO, Case, june


def told(name: str) -> tuple[str, ...]:
    case = Case().condition(name, june(3))
    return conditions_without_effect(Chart(FactSet(case.facts).current(), TOKYO), case.protocol)


@pytest.mark.parametrize(
    "name", ["allogeneic_hsct", "gi_gvhd", "diarrhoea", "ecmo", "vad", "steroids", "basiliximab", "tacrolimus"]
)
def test_a_condition_that_a_rule_asks_for_is_not_told(name: str) -> None:
    assert told(name) == ()


def test_a_misspelt_condition_is_told_with_the_mend() -> None:
    assert told("diarhoea") == ("condition 'diarhoea': no rule asks for it; did you mean 'diarrhoea'?",)


def test_a_condition_that_is_like_none_is_told_with_those_that_there_are() -> None:
    assert told("zzz")[0].startswith("condition 'zzz': no rule asks for it; rules ask for allogeneic_hsct, ")
