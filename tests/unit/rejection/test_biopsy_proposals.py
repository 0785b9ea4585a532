"""Proposals from pathology texts: told to a person, never counted, closed by what the person enters or refutes."""

from graftwatch.facts import BiopsyProposal, ClinicalTime, Status
from rejection_case import TOKYO, Case, june

KIND = "rejection.biopsy_proposed"


def proposed(
    case: Case, day: int, total: int, *, key: str = "d1", stated: int = 0, status: Status = Status.FINAL
) -> Case:
    taken = ClinicalTime.of(june(day, 10), TOKYO)
    statement = BiopsyProposal(key, taken, total=total)
    return case.says(f"biopsy_proposal/{key}", statement, june(stated or day + 1), status)


def test_a_proposal_is_told_and_counts_for_nothing() -> None:
    case = proposed(Case(), 9, 5)
    (signal,) = case.signals(KIND)
    assert (signal.status, signal.severity) == ("open", "notify")
    assert (
        signal.summary == "biopsy report to confirm, of 2026-06-09 (post-operative day 8): moderate rejection (RAI 5)"
    )
    assert "graftwatch decide biopsy" in signal.asks
    assert case.rejections() == []
    assert case.signals("rejection.confirmed") == []


def test_a_proposal_confirms_no_suspicion_and_excludes_none() -> None:
    suspected = Case().rise().troughs((6, "4"), (7, "4"))
    assert proposed(suspected, 9, 0).rejections()[0].status == "suspected"


def test_the_biopsy_of_the_day_closes_it() -> None:
    case = proposed(Case(), 9, 5).biopsy(june(9, 14), 2, 2, 1)
    (signal,) = case.signals(KIND)
    assert (signal.status, signal.closed_because) == ("closed", "a biopsy of this day was entered")
    assert case.rejections()[0].status == "confirmed"


def test_the_biopsy_of_another_day_leaves_it_open() -> None:
    (signal,) = proposed(Case(), 9, 5).biopsy(june(10), 2, 2, 1).signals(KIND)
    assert signal.status == "open"


def test_a_person_refutes_it() -> None:
    case = proposed(Case(), 9, 5)
    (signal,) = case.adjudicated(case.signals(KIND)[0].id, "refuted").signals(KIND)
    assert (signal.status, signal.closed_because) == ("closed", "a person refuted it")


def test_a_verdict_cannot_confirm_a_text() -> None:
    case = proposed(Case(), 9, 5)
    name = case.signals(KIND)[0].id
    case.adjudicated(name, "confirmed")
    assert (case.signals(KIND)[0].status, case.rejections()) == ("open", [])
    assert case.findings().refused_decisions == (
        f"adjudicate {name}: a report is not 'confirmed'; enter the biopsy, or use 'refuted'",
    )


def test_an_addendum_is_the_same_signal_with_the_newer_reading() -> None:
    first = proposed(Case(), 9, 5)
    second = proposed(proposed(Case(), 9, 5), 9, 7, stated=12)
    (before,), (after,) = first.signals(KIND), second.signals(KIND)
    assert before.id == after.id
    assert "RAI 7" in after.summary


def test_two_reports_of_one_day_are_one_signal_and_two_days_are_two() -> None:
    assert len(proposed(proposed(Case(), 9, 5), 9, 6, key="d2").signals(KIND)) == 1
    assert len(proposed(proposed(Case(), 9, 5), 11, 6, key="d2").signals(KIND)) == 2


def test_a_cancelled_document_takes_it_away() -> None:
    assert proposed(proposed(Case(), 9, 5), 9, 5, stated=12, status=Status.WITHDRAWN).signals(KIND) == []


def test_a_biopsy_before_the_transplant_is_of_another_liver() -> None:
    assert proposed(Case(), 0, 5).signals(KIND) == []


def test_it_waits_until_the_biopsy_was_taken() -> None:
    case = proposed(Case(), 9, 5)
    assert case.signals(KIND, now=june(9, 9)) == []
    assert case.findings(june(9, 9)).next_look == june(9, 10)
