"""What is a trough, and what is another analyte."""

import pytest

from graftwatch.facts import ClinicalTime, Dose
from graftwatch.protocol import Protocol
from rejection_case import TOKYO, Case, june

TIMED_ONLY = Protocol.model_validate(
    {
        "exposure": {
            "drugs": {
                "tacrolimus": {"unit": "ng/mL", "target": [6, 10], "low_below": 5, "untimed_is_trough": False},
            }
        }
    }
)


def levels(case: Case, drug: str = "tacrolimus") -> list[float]:
    """The last level that counted, as the exposure shows it."""
    return [one.last.value for one in case.findings().exposure if one.drug == drug and one.last is not None]


@pytest.mark.parametrize(
    ("concept", "timing", "counts"),
    [
        pytest.param("tacrolimus_trough", None, True, id="the code says trough"),
        pytest.param("tacrolimus", "trough", True, id="the result says trough"),
        pytest.param("tacrolimus", None, True, id="untimed, and the protocol takes it as a trough"),
        pytest.param("tacrolimus", "peak", False, id="the result says peak"),
        pytest.param("tacrolimus", "c2", False, id="level drawn two hours after the dose: not a trough"),
        pytest.param("tacrolimus_trough", "peak", False, id="a trough's code, but the result says peak"),
        pytest.param("tacrolimus_serum", None, False, id="serum is another analyte than whole blood"),
        pytest.param("tacrolimus_serum", "trough", False, id="a trough in serum is another analyte, too"),
    ],
)
def test_what_counts_as_a_trough(concept: str, timing: str | None, *, counts: bool) -> None:
    case = Case().measured(concept, "7", june(4, 8), timing=timing)

    assert levels(case) == ([7.0] if counts else [])


def test_an_untimed_level_does_not_count_where_the_protocol_wants_the_timing() -> None:
    untimed = Case(protocol=TIMED_ONLY).measured("tacrolimus", "7", june(4, 8))
    timed = Case(protocol=TIMED_ONLY).measured("tacrolimus", "7", june(4, 8), timing="trough")

    assert levels(untimed) == []
    assert levels(timed) == [7.0]


def test_the_two_hour_level_of_cyclosporine_has_its_own_target() -> None:
    case = (
        Case().measured("cyclosporine_c2", "1000", june(4, 10), timing="c2").measured("cyclosporine", "220", june(4, 8))
    )

    assert {(one.drug, one.target) for one in case.findings().exposure} == {
        ("cyclosporine", (200.0, 250.0)),
        ("cyclosporine_c2", (800.0, 1200.0)),
    }


@pytest.mark.parametrize(
    ("concept", "timing", "drug"),
    [
        pytest.param("cyclosporine", "c2", "cyclosporine_c2", id="the result says C2"),
        pytest.param("cyclosporine", "trough", "cyclosporine", id="the result says trough"),
        pytest.param("cyclosporine", None, "cyclosporine", id="nothing is said: a trough, by the protocol"),
        pytest.param("cyclosporine", "peak", None, id="a peak at another hour is neither"),
    ],
)
def test_a_level_of_cyclosporine_is_held_against_the_target_of_its_hour(
    concept: str, timing: str | None, drug: str | None
) -> None:
    case = Case().measured(concept, "900", june(4, 10), timing=timing)

    assert [one.drug for one in case.findings().exposure] == ([] if drug is None else [drug])


def test_one_specimen_reported_under_two_codes_is_one_trough() -> None:
    case = Case().measured("tacrolimus", "4", june(4, 8)).measured("tacrolimus_trough", "4", june(4, 8))

    assert case.signals("exposure.low") == []


def test_a_high_peak_is_no_high_exposure() -> None:
    case = Case().measured("tacrolimus", "25", june(4, 10), timing="peak")

    assert case.findings().signals == ()


@pytest.mark.parametrize(
    ("hour", "minute", "counts"),
    [
        pytest.param(8, 59, True, id="59 minutes after the dose: charted late, drawn before"),
        pytest.param(9, 0, False, id="one hour after the dose"),
        pytest.param(12, 0, False, id="four hours after the dose"),
        pytest.param(12, 1, True, id="later"),
        pytest.param(7, 45, True, id="before the dose"),
    ],
)
def test_a_level_drawn_after_a_dose_that_was_given_is_no_trough(hour: int, minute: int, *, counts: bool) -> None:
    for concept in ("tacrolimus", "tacrolimus_trough"):
        case = Case().measured(concept, "7", june(4, hour, minute))
        case.says("dose", Dose("tacrolimus", ClinicalTime.of(june(4, 8), TOKYO)), june(4, 8))
        assert levels(case) == ([7.0] if counts else [])


def test_a_dose_of_another_drug_or_of_a_day_only_says_nothing() -> None:
    case = Case().measured("tacrolimus", "7", june(4, 10))
    case.says("dose", Dose("everolimus", ClinicalTime.of(june(4, 8), TOKYO)), june(4, 8))
    case.says("day", Dose("tacrolimus", ClinicalTime(june(4).date())), june(4, 8))
    assert levels(case) == [7.0]
