"""What a biopsy decides: grades, suspicions confirmed and excluded, and biopsies that say nothing."""

import pytest

from graftwatch.facts import Biopsy, ClinicalTime, Status
from rejection_case import TOKYO, Case, june

LOW = ((6, "4"), (7, "4"))


@pytest.mark.parametrize(
    ("parts", "status", "grade"),
    [
        pytest.param((0, 0, 0), "excluded", None, id="RAI 0: none"),
        pytest.param((1, 0, 0), "suspected", None, id="RAI 1: indeterminate"),
        pytest.param((1, 1, 0), "suspected", None, id="RAI 2: indeterminate is not counted"),
        pytest.param((1, 1, 1), "confirmed", "mild (RAI 3)", id="RAI 3: mild"),
        pytest.param((2, 1, 1), "confirmed", "mild (RAI 4)", id="RAI 4: mild"),
        pytest.param((2, 2, 1), "confirmed", "moderate (RAI 5)", id="RAI 5: moderate"),
        pytest.param((2, 2, 2), "confirmed", "moderate (RAI 6)", id="RAI 6: moderate"),
        pytest.param((3, 2, 2), "confirmed", "severe (RAI 7)", id="RAI 7: severe"),
        pytest.param((3, 3, 3), "confirmed", "severe (RAI 9)", id="RAI 9: severe"),
    ],
)
def test_a_biopsy_decides_a_suspicion(parts: tuple[int, int, int], status: str, grade: str | None) -> None:
    event = Case().rise().troughs(*LOW).biopsy(june(9, 14), *parts).rejections()[0]

    assert (event.status, event.grade, event.counts_for_endpoint) == (status, grade, status == "confirmed")


@pytest.mark.parametrize(
    ("grade", "confirmed"),
    [("none", 0), ("indeterminate", 0), ("mild", 1), ("moderate", 1), ("severe", 1), ("Moderate ", 1)],
)
def test_a_grade_given_as_a_word(grade: str, confirmed: int) -> None:
    assert len(Case().biopsy(june(9), grade=grade).rejections()) == confirmed


def test_parts_win_over_a_word() -> None:
    case = Case().biopsy(june(9), 1, 0, 0, grade="severe")

    assert case.rejections() == []


def test_a_biopsy_that_nobody_can_grade_is_named_and_not_guessed() -> None:
    case = Case().says("biopsy", Biopsy(ClinicalTime.of(june(9), TOKYO), 3, None, None, None), june(10))

    assert case.rejections() == []
    assert case.findings().refused_decisions == (
        "biopsy of 2026-06-09 06:00: no grade; give `portal`, `duct` and `venous` (0-3 each) or a known `grade`",
    )


def test_a_biopsy_without_any_rise_confirms_by_itself() -> None:
    case = Case().biopsy(june(9, 14), 2, 2, 1)

    event, signal = case.rejections()[0], case.signals("rejection.confirmed", now=june(10))[0]
    assert (event.status, event.date_of_event) == ("confirmed", june(9).date())
    assert (signal.id, signal.event, signal.severity, signal.status) == (event.id, event.id, "page", "open")
    assert signal.since == june(10, 14)


def test_a_biopsy_before_the_transplant_is_of_another_liver() -> None:
    assert Case().biopsy(june(1, 8), 3, 3, 3).rejections() == []


def test_a_biopsy_without_rejection_closes_the_signal_and_the_same_rise_does_not_come_back() -> None:
    case = Case().rise().troughs(*LOW).biopsy(june(9, 14), 0, 0, 0)
    case.measures("alt", [(june(10), "190"), (june(11), "200"), (june(12), "190")])

    signals = case.signals("rejection.suspected", now=june(13))
    assert [one.status for one in signals] == ["closed"]
    assert "no rejection in the biopsy of 2026-06-09 14:00: none (RAI 0)" in signals[0].reason


def test_after_a_biopsy_without_rejection_a_new_rise_is_a_new_signal() -> None:
    case = Case().rise().biopsy(june(9, 14), 0, 0, 0)
    case.measures("alt", [(june(10), "100"), (june(11), "160"), (june(12), "200")])

    assert [one.status for one in case.signals("rejection.enzyme_rise", now=june(13))] == ["closed", "open"]


def test_an_indeterminate_biopsy_leaves_the_suspicion_open() -> None:
    case = Case().rise().troughs(*LOW).biopsy(june(9, 14), 1, 1, 0)

    assert case.signals("rejection.suspected", now=june(10))[0].status == "open"


def test_a_withdrawn_biopsy_takes_the_rejection_back() -> None:
    case = Case().biopsy(june(9, 14), 2, 2, 1)
    held = case.facts[-1]
    case.says(held.identity, held.statement, june(11), Status.WITHDRAWN)

    assert case.findings().events == ()
    assert case.findings().signals == ()
