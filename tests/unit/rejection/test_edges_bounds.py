"""Moments that lie exactly on a bound: a dose, a biopsy, a trough, an enzyme; and what ends with what."""

import pytest

from graftwatch.facts import ClinicalTime, Dose
from graftwatch.protocol import Protocol
from rejection_case import TOKYO, Case, june

TRANSPLANTED = june(1, 9)


def dose(at: object, case: Case | None = None) -> Case:
    return (case or Case()).says("dose", Dose("tacrolimus", ClinicalTime.of(at, TOKYO)), at)  # type: ignore[arg-type]


def test_a_dose_at_the_moment_of_the_transplant_begins_the_drug() -> None:
    assert [one.drug for one in dose(TRANSPLANTED).findings(now=june(2)).exposure] == ["tacrolimus"]


def test_a_dose_before_the_transplant_does_not() -> None:
    assert dose(june(1, 8, 59)).findings(now=june(2)).exposure == ()


def test_a_dose_of_this_moment_has_begun_the_drug_and_one_of_the_next_minute_has_not() -> None:
    assert [one.drug for one in dose(june(3)).findings(now=june(3)).exposure] == ["tacrolimus"]
    assert dose(june(3)).findings(now=june(3, 5, 59)).exposure == ()


def test_a_level_after_high_exposure_has_ended_does_not_make_it_worse() -> None:
    """11 is high; 8 and 9 in a row end it; 21 is another finding, and critical."""
    first, second = Case().troughs((5, "11"), (6, "8"), (7, "9"), (8, "21")).signals("exposure.high")

    assert (first.summary, first.status) == ("high exposure to tacrolimus: highest trough 11 ng/mL", "closed")
    assert (second.summary, second.severity) == ("critical exposure to tacrolimus: highest trough 21 ng/mL", "page")


def test_where_one_trough_in_range_ends_it_high_exposure_is_still_told_by_its_highest() -> None:
    protocol = Protocol.model_validate({"exposure": {"in_range_troughs_in_a_row": 1}})

    (signal,) = Case(protocol=protocol).troughs((5, "16"), (6, "8")).signals("exposure.high")
    assert (signal.summary, signal.status) == ("very high exposure to tacrolimus: highest trough 16 ng/mL", "closed")


def test_the_worst_of_two_enzymes_is_the_higher_one_whichever_was_first() -> None:
    case = Case().measures("alt", [(june(6), "60"), (june(7), "300"), (june(8), "200")])
    case.measures("ast", [(june(6, 12), "60"), (june(7, 12), "150"), (june(8, 12), "160")])

    (signal,) = case.signals("rejection.enzyme_rise", now=june(9))
    assert "worst ALT 300 U/L on 2026-06-07 06:00" in signal.reason


@pytest.mark.parametrize(
    ("low", "eosinophils", "ground"),
    [
        pytest.param(True, False, "enzyme rise with low exposure, since", id="low exposure"),
        pytest.param(False, True, "enzyme rise with eosinophils, since", id="eosinophils"),
        pytest.param(True, True, "enzyme rise with low exposure and eosinophils, since", id="both"),
    ],
)
def test_the_reason_names_what_stands_beside_the_rise(ground: str, *, low: bool, eosinophils: bool) -> None:
    case = Case().rise()
    if low:
        case.troughs((6, "4"), (7, "4"))
    if eosinophils:
        case.measured("eosinophils", "0.5", june(7))

    (signal,) = case.signals("rejection.suspected", now=june(9))
    assert signal.reason.startswith(ground)


def told(case: Case) -> list[str]:
    """The kinds of the rejection signals, sorted."""
    return sorted(one.kind for one in case.findings().signals if one.kind.startswith("rejection."))


def ended_rise() -> Case:
    """A rise from 7 June 06:00 that ends with the second clear result, on 11 June 06:00."""
    return Case().rise().measures("alt", [(june(10), "70"), (june(11), "60")])


@pytest.mark.parametrize(
    ("at", "kinds"),
    [
        pytest.param(june(4), ["rejection.confirmed"], id="72 hours before the rise"),
        pytest.param(june(4, 5, 59), ["rejection.confirmed", "rejection.enzyme_rise"], id="a minute more"),
        pytest.param(june(14), ["rejection.confirmed"], id="72 hours after its end"),
        pytest.param(june(14, 6, 1), ["rejection.confirmed", "rejection.enzyme_rise"], id="a minute more after it"),
    ],
)
def test_a_biopsy_within_72_hours_of_a_rise_is_about_it(at: object, kinds: list[str]) -> None:
    assert told(ended_rise().biopsy(at, 1, 1, 1)) == kinds  # type: ignore[arg-type]


def test_a_confirmed_rejection_stays_open_when_the_biopsy_is_of_the_moment_the_enzymes_are_back() -> None:
    (signal,) = ended_rise().biopsy(june(11), 1, 1, 1).signals("rejection.confirmed", now=june(12))

    assert signal.status == "open"
