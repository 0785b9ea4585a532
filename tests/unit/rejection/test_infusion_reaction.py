"""Infusion reaction: infused on 4 June at 10:00, looked at for 24 hours."""

from datetime import datetime

import pytest

from graftwatch.findings import Event
from rejection_case import Case, june

INFUSED = june(4, 10)


def reactions(case: Case) -> list[Event]:
    """The infusion reactions."""
    return [one for one in case.findings().events if one.kind == "infusion_reaction"]


def infused() -> Case:
    """A case with the values before the infusion."""
    case = Case(infused_at=INFUSED).measured("temperature", "37.1", june(4, 9))
    return case.measured("systolic_pressure", "140", june(4, 9, 30))


@pytest.mark.parametrize(
    ("concept", "value", "at", "expected"),
    [
        pytest.param("temperature", "38.1", june(4, 14), 1, id="risen by 1.0 to above 38.0"),
        pytest.param("temperature", "38.0", june(4, 14), 0, id="38.0 exactly is not above it"),
        pytest.param("systolic_pressure", "89", june(4, 11), 1, id="below 90"),
        pytest.param("systolic_pressure", "98", june(4, 11), 1, id="fallen by 30 percent from 140"),
        pytest.param("systolic_pressure", "99", june(4, 11), 0, id="fallen by less than 30 percent"),
        pytest.param("oxygen_saturation", "89", june(4, 12), 1, id="saturation below 90"),
        pytest.param("oxygen_saturation", "90", june(4, 12), 0, id="saturation of 90"),
        pytest.param("heart_rate", "131", june(4, 12), 1, id="heart rate above 130"),
        pytest.param("heart_rate", "130", june(4, 12), 0, id="heart rate of 130"),
        pytest.param("heart_rate", "140", june(5, 10), 1, id="24 hours after the infusion exactly"),
        pytest.param("heart_rate", "140", june(5, 10, 1), 0, id="a minute later"),
        pytest.param("heart_rate", "140", june(4, 9, 59), 0, id="before the infusion"),
        pytest.param("oxygen_saturation", "<90", june(4, 12), 1, id="less than 90 is below it"),
        pytest.param("heart_rate", "<140", june(4, 12), 0, id="less than 140 may be anything"),
        pytest.param("systolic_pressure", ">95", june(4, 12), 0, id="more than 95 may be anything"),
        pytest.param("systolic_pressure", "<98", june(4, 12), 1, id="less than 98 has fallen by 30 percent"),
        pytest.param("systolic_pressure", "90", june(4, 12), 1, id="90 is not below 90, but 36 percent less than 140"),
    ],
)
def test_values_after_the_infusion(concept: str, value: str, at: datetime, expected: int) -> None:
    assert len(reactions(infused().measured(concept, value, at))) == expected


def test_fever_that_was_nearly_there_before_is_no_reaction() -> None:
    case = (
        Case(infused_at=INFUSED)
        .measured("temperature", "37.6", june(4, 9))
        .measured("temperature", "38.4", june(4, 14))
    )

    assert reactions(case) == []


def test_without_a_value_before_a_rise_cannot_be_told() -> None:
    """The only temperature before is older than 24 hours."""
    case = (
        Case(infused_at=INFUSED)
        .measured("temperature", "36.5", june(3, 9))
        .measured("temperature", "39.5", june(4, 14))
    )
    assert reactions(case) == []

    event = reactions(case.measured("heart_rate", "150", june(4, 15)))[0]
    assert event.missing == ("a temperature before the infusion to compare with",)


def test_without_an_infusion_there_is_no_reaction() -> None:
    assert reactions(Case().measured("heart_rate", "150", june(4, 15))) == []


def test_several_signs_are_one_event_with_its_signal() -> None:
    case = infused().measured("heart_rate", "140", june(4, 12)).measured("temperature", "39.5", june(4, 14))

    event, signal = reactions(case)[0], case.signals("infusion.reaction", now=june(4, 15))[0]
    assert event.id == signal.id == signal.event
    assert (event.status, event.date_of_event, event.grade) == ("confirmed", june(4).date(), "fever CTCAE 5.0 grade 2")
    assert len(event.elements) == 2
    assert signal.severity == "page"
    assert signal.since == june(4, 13)


def test_the_signal_closes_a_day_after_the_last_sign_and_says_when() -> None:
    case = infused().measured("heart_rate", "140", june(4, 12)).measured("heart_rate", "140", june(4, 20))

    assert case.findings(now=june(5, 12)).next_look == june(5, 20)
    assert case.signals("infusion.reaction", now=june(5, 19))[0].status == "open"
    assert case.signals("infusion.reaction", now=june(5, 20))[0].status == "closed"


def test_a_person_can_refute_it() -> None:
    case = infused().measured("heart_rate", "140", june(4, 12))
    assert reactions(case)[0].adjudicated is None
    case.adjudicated(reactions(case)[0].id, "refuted")

    assert (reactions(case)[0].status, reactions(case)[0].adjudicated) == ("refuted", "refuted")
    assert case.signals("infusion.reaction", now=june(4, 15))[0].status == "closed"


def test_ninety_exactly_is_no_hypotension_where_the_pressure_was_low_before() -> None:
    case = Case(infused_at=INFUSED).measured("systolic_pressure", "100", june(4, 9))

    assert reactions(case.measured("systolic_pressure", "90", june(4, 11))) == []
    assert len(reactions(case.measured("systolic_pressure", "89", june(4, 12)))) == 1


@pytest.mark.parametrize(
    ("concept", "before", "after"),
    [
        pytest.param("temperature", ">37.0", "38.1", id="at least 37.0 before: the rise may be less than 1.0"),
        pytest.param("systolic_pressure", "<140", "98", id="less than 140 before: the fall may be less"),
    ],
)
def test_a_value_before_that_is_only_a_bound_is_not_compared_with(concept: str, before: str, after: str) -> None:
    case = Case(infused_at=INFUSED).measured(concept, before, june(4, 9)).measured(concept, after, june(4, 12))

    assert reactions(case) == []


def test_the_newest_value_before_the_infusion_is_the_one_compared_with() -> None:
    case = (
        Case(infused_at=INFUSED).measured("temperature", "36.0", june(4, 2)).measured("temperature", "37.4", june(4, 9))
    )

    assert reactions(case.measured("temperature", "38.3", june(4, 12))) == []
