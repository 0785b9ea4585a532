"""CTCAE grades in the assessment: worst, worst after reperfusion, newest."""

from datetime import datetime

from graftwatch.findings import AdverseEventGrade
from rejection_case import LONG_AFTER, Case, june


def grades(case: Case, now: datetime = LONG_AFTER) -> dict[str, AdverseEventGrade]:
    """The grades by term."""
    return {one.term: one for one in case.findings(now).adverse_event_grades}


def test_worst_worst_later_and_newest_each_with_grade_value_and_time() -> None:
    """900 is 22.5 times 40: grade 4; 130 is 3.25 times: grade 2; 45 is 1.1 times: grade 1."""
    case = Case().measures("alt", [(june(2), "900"), (june(8), "130"), (june(30), "45")])

    found = grades(case)["Alanine aminotransferase increased"]
    assert (found.unit, found.upper_limit) == ("U/L", 40.0)
    assert (found.worst.grade, found.worst.value, found.worst.at) == (4, 900.0, june(2))
    assert found.worst_later is not None
    assert (found.worst_later.grade, found.worst_later.at) == (2, june(8))
    assert (found.newest.grade, found.newest.at) == (1, june(30))


def test_bilirubin_and_fever_are_graded_and_terms_without_a_value_are_left_out() -> None:
    """Bilirubin 3.7 is above 3 times 1.2; 38.0 degrees are grade 1 already, 40.1 grade 3."""
    case = Case().measured("total_bilirubin", "3.7", june(7)).measured("temperature", "40.1", june(7))
    case.measured("temperature", "38.0", june(9))

    found = grades(case)
    assert sorted(found) == ["Blood bilirubin increased", "Fever"]
    assert found["Blood bilirubin increased"].worst.grade == 3
    assert (found["Fever"].worst.grade, found["Fever"].newest.grade, found["Fever"].upper_limit) == (3, 1, None)


def test_only_values_from_the_transplant_to_the_windows_end_and_now_are_graded() -> None:
    """Transplant on 1 June 09:00; the window ends on 2 July 00:00."""
    case = Case().measures("ast", [(june(1, 8), "5000"), (june(3), "100"), (june(6), "60"), (june(32, 0), "5000")])

    found = grades(case)["Aspartate aminotransferase increased"]
    assert (found.worst.value, found.newest.value) == (100.0, 60.0)
    early = grades(case, now=june(5))["Aspartate aminotransferase increased"]
    assert (early.worst_later, early.newest.value) == (None, 100.0)
