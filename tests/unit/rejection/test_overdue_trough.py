"""A trough that is overdue: 78 hours after the last one, the first dose or the admission, while in hospital."""

from datetime import datetime

import pytest

from graftwatch.facts import Admission, ClinicalTime, Death, Discharge, Dose
from graftwatch.protocol import Protocol
from graftwatch.rejection import overdue
from rejection_case import TOKYO, Case, june

KIND = "exposure.overdue"


def admitted(at: datetime | None = None, visit: str = "V1", case: Case | None = None) -> Case:
    """A case with a stay that lasts, since the day before the transplant unless told otherwise."""
    held, begins = case or Case(), at or june(0)
    return held.says(f"admission/{visit}", Admission(visit, ClinicalTime.of(begins, TOKYO)), begins)


def discharged(case: Case, at: datetime, visit: str = "V1") -> Case:
    """The same with the stay's end."""
    return case.says(f"discharge/{visit}", Discharge(visit, ClinicalTime.of(at, TOKYO)), at)


def dose(case: Case, at: datetime, drug: str = "tacrolimus") -> Case:
    """The same with a dose."""
    return case.says(f"dose/{drug}/{at.isoformat()}", Dose(drug, ClinicalTime.of(at, TOKYO)), at)


def trough(case: Case, at: datetime, drug: str = "tacrolimus_trough") -> Case:
    """The same with a trough in range."""
    return case.measured(drug, "7" if drug.startswith("tac") else "220", at)


def states(case: Case, now: datetime) -> list[str]:
    """Open or closed of each overdue trough."""
    return [one.status for one in case.signals(KIND, now=now)]


def test_the_78th_hour_after_the_last_trough() -> None:
    case = trough(admitted(), june(5, 6))

    assert states(case, june(8, 11, 59)) == []
    assert states(case, june(8, 12)) == ["open"]


def test_the_assessment_says_when_to_look_again_and_the_exposure_shows_it() -> None:
    case = trough(admitted(), june(5, 6))

    before, after = case.findings(now=june(6)), case.findings(now=june(8, 12))
    assert before.next_look == june(8, 12)
    assert [(one.next_due, one.overdue) for one in before.exposure] == [(june(8, 12), False)]
    assert [(one.next_due, one.overdue) for one in after.exposure] == [(june(8, 12), True)]


def test_the_signal_says_from_what_it_counts_and_what_is_missing() -> None:
    signal = trough(admitted(), june(5, 6)).signals(KIND, now=june(9))[0]

    assert (signal.severity, signal.since) == ("notify", june(8, 12))
    assert signal.reason == (
        "last tacrolimus trough 7 ng/mL on 2026-06-05 06:00; in hospital and no trough until 2026-06-08 12:00"
    )
    assert signal.missing == ("a tacrolimus trough",)
    assert signal.sources == ("MSH-10 M0001",)


def test_a_trough_closes_it_and_the_id_stays() -> None:
    case = trough(admitted(), june(5, 6))
    first = case.signals(KIND, now=june(9))[0]
    closed = trough(case, june(9, 6)).signals(KIND, now=june(9, 8))[0]

    assert (closed.id, closed.status, closed.closed_because) == (first.id, "closed", "a trough was drawn")


def test_a_trough_drawn_in_time_and_reported_late_leaves_nothing() -> None:
    assert states(trough(trough(admitted(), june(5, 6)), june(8, 11)), june(8, 20)) == []


def test_the_first_dose_starts_the_clock_and_later_ones_do_not_stop_it() -> None:
    case = admitted()
    for day in range(2, 9):
        dose(dose(case, june(day, 8)), june(day, 20))

    assert states(case, june(5, 13, 59)) == []
    assert states(case, june(5, 14)) == ["open"]
    shown = case.findings(now=june(5, 14)).exposure
    assert [(one.drug, one.last, one.time_in_range, one.overdue) for one in shown] == [("tacrolimus", None, None, True)]


def test_at_home_nobody_waits() -> None:
    case = discharged(trough(admitted(), june(5, 6)), june(7, 13))

    assert states(case, june(20)) == []
    assert case.findings(now=june(20)).exposure[0].next_due is None


def test_a_discharge_closes_it() -> None:
    case = discharged(trough(admitted(), june(5, 6)), june(10, 13))

    assert case.signals(KIND, now=june(11))[0].closed_because == "the recipient was discharged"


def test_after_a_readmission_the_hours_count_from_it() -> None:
    case = admitted(june(20, 10), "V2", discharged(trough(admitted(), june(5, 6)), june(7, 13)))

    assert states(case, june(23, 15, 59)) == []
    assert states(case, june(23, 16)) == ["open"]


def test_where_no_stay_is_known_nobody_waits() -> None:
    assert states(trough(Case(), june(5, 6)), june(12)) == []


def test_a_switch_to_another_drug_ends_the_wait_for_the_first() -> None:
    case = trough(dose(trough(admitted(), june(5, 6)), june(7, 8), "cyclosporine"), june(9, 8), "cyclosporine_trough")

    assert states(case, june(12, 13, 59)) == []
    assert [one.summary for one in case.signals(KIND, now=june(12, 14))] == [
        "cyclosporine trough overdue since 2026-06-12 14:00"
    ]


def test_the_two_hour_level_of_cyclosporine_is_waited_for_as_well_as_the_trough() -> None:
    case = trough(admitted(), june(5, 8), "cyclosporine_trough").measured("cyclosporine_c2", "1000", june(7, 10))

    assert states(case, june(10, 15)) == []
    assert states(case, june(10, 16)) == ["open"]


def test_a_drug_whose_levels_are_not_drawn_regularly_is_not_waited_for() -> None:
    assert states(admitted().measured("mpa_trough", "2", june(5, 8)), june(20)) == []


def test_a_peak_is_no_trough_and_stops_no_clock() -> None:
    case = trough(admitted(), june(5, 6)).measured("tacrolimus", "20", june(7, 10), timing="peak")

    assert states(case, june(8, 12)) == ["open"]


def test_after_the_window_nobody_waits() -> None:
    """The window ends on 2 July 00:00, that is 32 June here."""
    late = trough(admitted(), june(29))  # overdue on 2 July 12:00
    open_at_the_end = trough(admitted(), june(28))  # overdue on 1 July 12:00

    assert states(late, june(40)) == []
    assert states(open_at_the_end, june(31, 12)) == ["open"]
    assert open_at_the_end.findings(now=june(31, 12)).next_look == june(32, 0)
    assert states(open_at_the_end, june(32, 0)) == ["closed"]


def test_a_death_closes_it() -> None:
    case = trough(admitted(), june(5, 6)).says("death", Death(ClinicalTime(june(9).date())), june(9))

    assert states(case, june(10)) == ["closed"]


def test_a_person_can_refute_it() -> None:
    case = trough(admitted(), june(5, 6))
    case.adjudicated(case.signals(KIND, now=june(9))[0].id, "refuted")

    assert states(case, june(9)) == ["closed"]


def test_the_protocol_sets_the_hours_or_none() -> None:
    def protocol(hours: float | None) -> Protocol:
        drug = {"unit": "ng/mL", "target": [6, 10]} | ({} if hours is None else {"overdue_after_hours": hours})
        return Protocol.model_validate({"exposure": {"drugs": {"tacrolimus": drug}}})

    assert states(trough(admitted(case=Case(protocol=protocol(24))), june(5, 6)), june(6, 6)) == ["open"]
    assert states(trough(admitted(case=Case(protocol=protocol(None))), june(5, 6)), june(20)) == []


@pytest.mark.parametrize("text", ["8 June 12:00", "5 June 14:00", "23 June 16:00"])
def test_the_times_of_the_rules_table_are_those_tested_above(text: str) -> None:
    assert text in (overdue.__doc__ or "")
