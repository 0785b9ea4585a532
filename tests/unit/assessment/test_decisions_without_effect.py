"""A decision that nothing asks for is told, with the mend: once, and only then."""

import pytest

from graftwatch.assessment import assess
from graftwatch.assessment.condition_document import SPELLINGS
from graftwatch.assessment.decisions_without_effect import ASKED_FOR, conditions_without_effect
from graftwatch.bsi.line_exclusions import PUS
from graftwatch.facts import Chart, FactSet
from rejection_case import LONG_AFTER, TOKYO, Case, june, recipient


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


def refused(case: Case) -> tuple[str, ...]:
    return assess(recipient(), case.facts, case.protocol, LONG_AFTER).refused_decisions


def test_the_assessment_lists_a_misspelt_condition() -> None:
    assert refused(Case().condition("diarhoea", june(3))) == told("diarhoea")


@pytest.mark.parametrize("target", ["bsi-0000000000000000", "rejection-0000000000000000", "nobody has this id"])
def test_a_verdict_on_an_id_that_nobody_has_is_told_once(target: str) -> None:
    case = Case().rise().adjudicated(target, "refuted")
    assert refused(case) == (f"adjudicate {target}: no event or signal of this recipient has this id",)


def test_a_verdict_on_a_signal_is_not_told_even_when_an_earlier_result_moves_its_id() -> None:
    case = Case().rise().troughs((5, "3.1"), (6, "3.0"), (7, "2.9"))
    target = case.rejections()[0].id
    case.adjudicated(target, "refuted").measured("alt", "120", june(6, 17))
    assert case.rejections()[0].id != target
    assert refused(case) == ()


@pytest.mark.parametrize("spelling", sorted(SPELLINGS))
def test_every_spelling_is_of_a_condition_that_a_rule_asks_for(spelling: str) -> None:
    assert SPELLINGS[spelling] in ASKED_FOR
    assert spelling not in ASKED_FOR - PUS
