"""Overdue troughs at the edges: 78 hours from the last trough, the first dose or the begin of the stay.

What is on the edge counts: a dose of the moment of the transplant, an admission or a discharge of this moment. Stays
that touch or overlap are one stay, for the recipient was in hospital all the time.
"""

from datetime import datetime

from graftwatch.facts import Admission, ClinicalTime, Discharge, Dose
from rejection_case import TOKYO, Case, june

KIND = "exposure.overdue"


def stay(begin: datetime, end: datetime | None = None, visit: str = "V1", case: Case | None = None) -> Case:
    """A case with one more stay."""
    held = case or Case()
    held.says(f"admission/{visit}", Admission(visit, ClinicalTime.of(begin, TOKYO)), begin)
    if end is not None:
        held.says(f"discharge/{visit}", Discharge(visit, ClinicalTime.of(end, TOKYO)), end)
    return held


def with_trough(case: Case, at: datetime | None = None) -> Case:
    """The same with a trough in range, of 5 June 06:00 unless told otherwise: the next is due on 8 June 12:00."""
    return case.measured("tacrolimus_trough", "7", at or june(5, 6))


def dose(case: Case, at: datetime, drug: str) -> Case:
    """The same with a dose."""
    return case.says(f"dose/{drug}/{at.isoformat()}", Dose(drug, ClinicalTime.of(at, TOKYO)), at)


def since(case: Case, now: datetime) -> list[datetime]:
    """From when on each trough was overdue."""
    return [one.since for one in case.signals(KIND, now=now)]


def ended(case: Case, now: datetime) -> list[str]:
    """Why each wait ended; empty while it lasts."""
    return [one.closed_because for one in case.signals(KIND, now=now)]


def test_a_first_dose_at_the_moment_of_the_transplant_starts_the_clock() -> None:
    """1 June 09:00 and 78 hours: 4 June 15:00."""
    case = dose(stay(june(0)), june(1, 9), "tacrolimus")

    assert since(case, june(4, 14, 59)) == []
    assert since(case, june(4, 15)) == [june(4, 15)]


def test_a_dose_of_another_drug_at_this_moment_ends_the_wait() -> None:
    case = dose(with_trough(stay(june(0))), june(9, 8), "cyclosporine")

    assert ended(case, june(9, 8)) == ["another drug was begun"]


def test_doses_after_a_two_hour_level_do_not_stop_its_clock() -> None:
    """C0 and C2 of cyclosporine are one drug's: C2 on 5 June 10:00, the next level is due on 8 June 16:00."""
    case = stay(june(0)).measured("cyclosporine_c2", "1000", june(5, 10))
    for day in range(6, 9):
        dose(case, june(day, 8), "cyclosporine")

    assert since(case, june(8, 15, 59)) == []
    assert since(case, june(8, 16)) == [june(8, 16)]


def test_of_two_stays_that_begin_together_the_one_without_an_end_keeps_the_recipient_in_hospital() -> None:
    for first, second in (("V1", "V2"), ("V2", "V1")):
        ends = {"V1": june(7, 13), "V2": None}
        case = stay(june(0), ends[second], second, stay(june(0), ends[first], first))

        assert since(with_trough(case), june(9)) == [june(8, 12)]


def test_an_admission_of_this_moment_starts_the_hours() -> None:
    """At home since 7 June, admitted again on 20 June 10:00."""
    case = stay(june(20, 10), None, "V2", with_trough(stay(june(0), june(7, 13))))

    (exposure,) = case.findings(now=june(20, 10)).exposure
    assert exposure.next_due == june(23, 16)
    assert case.findings(now=june(20, 9, 59)).exposure[0].next_due is None


def test_a_discharge_of_this_moment_ends_the_wait() -> None:
    case = with_trough(stay(june(0), june(9, 13)))

    assert ended(case, june(9, 12, 59)) == [""]
    assert ended(case, june(9, 13)) == ["the recipient was discharged"]


def test_a_stay_that_begins_as_the_other_ends_goes_on_with_it() -> None:
    case = with_trough(stay(june(7, 13), None, "V2", stay(june(0), june(7, 13))))

    assert since(case, june(9)) == [june(8, 12)]


def test_a_minute_between_two_stays_begins_the_hours_anew() -> None:
    """7 June 13:01 and 78 hours: 10 June 19:01."""
    case = with_trough(stay(june(7, 13, 1), None, "V2", stay(june(0), june(7, 13))))

    assert since(case, june(10, 19)) == []
    assert since(case, june(10, 19, 1)) == [june(10, 19, 1)]


def test_stays_that_overlap_end_with_the_later_end() -> None:
    last_ends_later = with_trough(stay(june(6), june(10), "V2", stay(june(0), june(7, 13))))
    first_ends_later = with_trough(stay(june(3), june(7), "V2", stay(june(0), june(10))))

    for case in (last_ends_later, first_ends_later):
        assert ended(case, june(9)) == [""]
        assert ended(case, june(11)) == ["the recipient was discharged"]


def test_after_stays_that_overlap_both_have_ended_nobody_waits() -> None:
    case = with_trough(stay(june(4), june(7, 13), "V2", stay(june(0), june(6))))

    assert since(case, june(12)) == []


def test_a_stay_after_two_that_overlap_is_a_stay() -> None:
    """Admitted again on 20 June 10:00: due on 23 June 16:00."""
    case = stay(june(4), june(7, 13), "V2", stay(june(0), june(6)))
    case = with_trough(stay(june(20, 10), None, "V3", case))

    assert since(case, june(23, 16)) == [june(23, 16)]


def test_a_trough_drawn_in_the_minute_of_the_discharge_is_told_as_the_discharge() -> None:
    """The discharge ends the wait for every drug, whatever else was done in that minute."""
    case = with_trough(with_trough(stay(june(0), june(9, 13))), june(9, 13))

    assert ended(case, june(10)) == ["the recipient was discharged"]


def test_a_trough_that_is_due_as_the_window_ends_is_not_waited_for() -> None:
    """28 June 18:00 and 78 hours: 2 July 00:00, the first moment after the window."""
    at_the_end, a_minute_before = (with_trough(stay(june(0)), at) for at in (june(28, 18), june(28, 17, 59)))

    assert at_the_end.findings(now=june(30)).exposure[0].next_due is None
    assert a_minute_before.findings(now=june(30)).exposure[0].next_due == june(31, 23, 59)
