"""What every signal and event of this family carries: its ground, what is missing, whom it asks, messages and facts.

An assessment is read without the code beside it: a signal that names no message cannot be checked, and one whose id
is shared by two recipients is closed for both.
"""

from dataclasses import replace
from datetime import UTC

import pytest

from graftwatch.facts import Admission, BiopsyProposal, Chart, ClinicalTime, Discharge, Dose, FactSet
from graftwatch.findings import Signal
from graftwatch.protocol import Protocol
from graftwatch.rejection import detect
from rejection_case import LONG_AFTER, TOKYO, Case, june, recipient

INFUSED = june(4, 10)
ADMITTED = june(0)


def admitted() -> Case:
    return Case().says("admission/V1", Admission("V1", ClinicalTime.of(ADMITTED, TOKYO)), ADMITTED)


def proposal(total: int | None = 5, day: int = 9) -> Case:
    statement = BiopsyProposal("d1", ClinicalTime.of(june(day, 10), TOKYO), total=total)
    return Case().says("biopsy_proposal/d1", statement, june(day + 1))


def reaction() -> Case:
    return (
        Case(infused_at=INFUSED)
        .measured("temperature", "37.1", june(4, 9))
        .measured("temperature", "38.4", june(4, 14))
    )


def nk_fall() -> Case:
    rows = [(june(3), "40"), (june(6), "20"), (june(8), "19"), (june(10), "18")]
    return Case(infused_at=INFUSED).measures("nk_function", rows)


def overdue() -> Case:
    return admitted().measured("tacrolimus_trough", "7", june(5, 6))


SIGNALS = {
    "rejection.biopsy_proposed": proposal,
    "infusion.reaction": reaction,
    "nk_activity.fall": nk_fall,
    "exposure.overdue": overdue,
}


def of_kind(case: Case, kind: str, subject: str = "S01") -> Signal:
    person = replace(recipient(case.infused_at), subject=subject)
    now = june(4, 20) if kind == "infusion.reaction" else june(11)
    found = detect(person, Chart(FactSet(case.facts).current(), TOKYO), case.protocol, now)
    (signal,) = (one for one in found.signals if one.kind == kind)
    return signal


@pytest.mark.parametrize("kind", SIGNALS)
def test_two_recipients_share_no_id(kind: str) -> None:
    case = SIGNALS[kind]()

    assert of_kind(case, kind).id == of_kind(case, kind).id
    assert of_kind(case, kind).id != of_kind(case, kind, subject="S02").id


@pytest.mark.parametrize("kind", SIGNALS)
def test_an_open_signal_says_whom_it_asks_for_what_and_gives_its_ground(kind: str) -> None:
    signal = of_kind(SIGNALS[kind](), kind)

    assert signal.asks
    assert signal.elements
    assert signal.elements[0] in signal.reason
    assert signal.closed_because == ""


def test_a_proposal_names_its_report_and_lacks_the_biopsy_that_a_person_enters() -> None:
    signal = of_kind(proposal(), "rejection.biopsy_proposed")

    assert signal.elements == ("the pathology report says moderate rejection (RAI 5)",)
    assert signal.missing == ("a biopsy entered by a person",)
    assert (signal.sources, signal.evidence) == (("MSH-10 M0000",), ("biopsy_proposal/d1",))


def test_a_report_without_rejection_says_so() -> None:
    assert of_kind(proposal(0), "rejection.biopsy_proposed").elements == (
        "the pathology report says no rejection (RAI 0)",
    )


def test_a_report_without_an_index_shows_none() -> None:
    assert of_kind(proposal(None), "rejection.biopsy_proposed").elements == (
        "the pathology report says a rejection whose grade must be read",
    )


def test_reports_of_two_days_are_two_signals() -> None:
    one, other = proposal(day=8), proposal(day=9)

    kind = "rejection.biopsy_proposed"
    assert of_kind(one, kind).id != of_kind(other, kind).id


def test_an_overdue_trough_names_the_trough_it_counts_from() -> None:
    signal = of_kind(overdue(), "exposure.overdue")

    assert signal.elements == (
        "last tacrolimus trough 7 ng/mL on 2026-06-05 06:00; in hospital and no trough until 2026-06-08 12:00",
    )
    assert signal.evidence == (overdue().facts[1].identity,)
    assert "draw a trough" in signal.asks


def test_a_discharge_ends_the_wait_and_leaves_nothing_to_look_at_again() -> None:
    case = overdue()
    case.says("discharge/V1", Discharge("V1", ClinicalTime.of(june(9, 13), TOKYO)), june(9, 13))

    found = case.findings(now=june(10))
    (signal,) = (one for one in found.signals if one.kind == "exposure.overdue")
    assert signal.closed_because == "the recipient was discharged"
    assert found.next_look is None


def test_a_dose_of_another_drug_ends_the_wait_for_the_first() -> None:
    case = overdue().says("dose/c", Dose("cyclosporine", ClinicalTime.of(june(9, 8), TOKYO)), june(9, 8))

    assert [one.closed_because for one in case.signals("exposure.overdue", now=june(10))] == ["another drug was begun"]


def test_the_earliest_end_of_a_wait_is_its_end() -> None:
    """Discharged before the trough was drawn at home."""
    case = overdue().says("discharge/V1", Discharge("V1", ClinicalTime.of(june(9, 13), TOKYO)), june(9, 13))
    case.measured("tacrolimus_trough", "7", june(10, 6))

    assert [one.closed_because for one in case.signals("exposure.overdue")] == ["the recipient was discharged"]


def test_a_trough_drawn_at_the_moment_it_is_due_is_in_time() -> None:
    """78 hours after 5 June 06:00."""
    assert overdue().measured("tacrolimus_trough", "7", june(8, 12)).signals("exposure.overdue", now=june(9)) == []


def test_a_reaction_names_value_value_before_messages_and_facts() -> None:
    case = reaction()
    signal = of_kind(case, "infusion.reaction")
    (event,) = (one for one in case.findings(now=june(4, 15)).events if one.kind == "infusion_reaction")

    told = "temperature 38.4 Cel on 2026-06-04 14:00, before the infusion temperature 37.1 Cel on 2026-06-04 09:00"
    assert signal.elements == event.elements == (told,)
    assert signal.sources == event.sources == ("MSH-10 M0001", "MSH-10 M0000")
    assert signal.evidence == event.evidence == (case.facts[1].identity, case.facts[0].identity)
    assert signal.asks == "look at the recipient"
    assert event.in_window is True


def test_values_that_need_nothing_before_are_told_alone_and_one_after_another() -> None:
    case = Case(infused_at=INFUSED).measured("heart_rate", "131", june(4, 12))
    case.measured("oxygen_saturation", "89", june(4, 13))

    (signal,) = case.signals("infusion.reaction", now=june(4, 15))
    assert signal.elements == ("heart rate 131 /min on 2026-06-04 12:00", "SpO2 89 % on 2026-06-04 13:00")
    assert signal.reason == "heart rate 131 /min on 2026-06-04 12:00; SpO2 89 % on 2026-06-04 13:00"


def test_a_reaction_lacks_the_values_before_the_infusion_where_there_are_none() -> None:
    case = (
        Case(infused_at=INFUSED).measured("heart_rate", "131", june(4, 12)).measured("temperature", "37", june(4, 12))
    )

    (signal,) = case.signals("infusion.reaction", now=june(4, 15))
    assert signal.missing == ("a temperature before the infusion to compare with",)


def test_a_reaction_closes_after_24_quiet_hours_and_says_so() -> None:
    (signal,) = reaction().signals("infusion.reaction", now=june(5, 14))

    assert (signal.status, signal.closed_because) == ("closed", "nothing more in 24 hours")


@pytest.mark.parametrize(
    ("infused_on", "expected"),
    [
        pytest.param(0, False, id="the day before the transplant"),
        pytest.param(1, True, id="post-operative day 0"),
        pytest.param(31, True, id="post-operative day 30"),
        pytest.param(32, False, id="post-operative day 31"),
    ],
)
def test_a_reaction_is_in_the_window_from_day_0_to_day_30(infused_on: int, *, expected: bool) -> None:
    case = Case(infused_at=june(infused_on, 10)).measured("heart_rate", "131", june(infused_on, 12))

    (event,) = (one for one in case.findings().events if one.kind == "infusion_reaction")
    assert event.in_window is expected


def test_a_window_that_begins_later_counts_its_days_from_the_transplant() -> None:
    protocol = Protocol.model_validate({"window": {"first_day": 5, "last_day": 30}})
    found = []
    for day in (5, 6):
        case = Case(protocol=protocol, infused_at=june(day, 10)).measured("heart_rate", "131", june(day, 12))
        found += [one.in_window for one in case.findings().events if one.kind == "infusion_reaction"]

    assert found == [False, True]


def test_another_infusion_is_another_reaction() -> None:
    one, other = (Case(infused_at=june(day, 10)).measured("heart_rate", "131", june(day, 12)) for day in (4, 6))

    assert one.signals("infusion.reaction")[0].id != other.signals("infusion.reaction")[0].id


def test_an_infusion_told_in_another_zone_is_the_same_reaction() -> None:
    """09:00 in Tokyo is midnight in UTC: the id follows the instant, not how it was written."""
    here = Case(infused_at=june(4, 9)).measured("heart_rate", "131", june(4, 12))
    there = Case(infused_at=june(4, 9).astimezone(UTC)).measured("heart_rate", "131", june(4, 12))

    assert here.signals("infusion.reaction")[0].id == there.signals("infusion.reaction")[0].id


def test_a_fall_of_nk_activity_names_the_own_value_and_the_two_results_that_established_it() -> None:
    case = nk_fall()
    signal = of_kind(case, "nk_activity.fall")

    assert signal.elements == (
        "before the infusion NK activity 40 % on 2026-06-03 06:00",
        "NK activity 20 % on 2026-06-06 06:00",
        "NK activity 19 % on 2026-06-08 06:00",
    )
    assert signal.since == june(8, 7)  # stated an hour after it was taken
    assert signal.sources == ("MSH-10 M0000", "MSH-10 M0001", "MSH-10 M0002")
    assert signal.evidence == (case.facts[1].identity, case.facts[2].identity)
    assert signal.asks == "tell the trial's laboratory"


def test_a_fall_that_ended_says_so() -> None:
    case = nk_fall().measures("nk_function", [(june(12), "30"), (june(14), "32")])

    assert case.signals("nk_activity.fall")[0].closed_because == "back above the limit"


def test_two_falls_are_two_signals_each_by_its_first_result() -> None:
    case = nk_fall().measures("nk_function", [(june(12), "30"), (june(14), "32"), (june(16), "10"), (june(18), "9")])
    first, second = case.signals("nk_activity.fall")

    assert first.id != second.id
    assert first.id == nk_fall().signals("nk_activity.fall")[0].id
    assert [one.rpartition(" on ")[2] for one in second.elements[1:]] == ["2026-06-16 06:00", "2026-06-18 06:00"]


def test_a_fall_after_normal_values_starts_with_its_own_first_result() -> None:
    case = Case(infused_at=INFUSED).measures(
        "nk_function", [(june(3), "40"), (june(5), "38"), (june(6), "20"), (june(8), "19"), (june(10), "18")]
    )

    assert len(case.signals("nk_activity.fall")[0].elements) == 3
    assert case.signals("nk_activity.fall")[0].elements[1].endswith("2026-06-06 06:00")


def test_a_value_of_the_moment_of_the_infusion_is_the_own_value() -> None:
    rows = [(june(3), "40"), (INFUSED, "10"), (june(6), "10"), (june(8), "10")]

    assert Case(infused_at=INFUSED).measures("nk_function", rows).signals("nk_activity.fall") == []


def test_everything_is_closed_long_after() -> None:
    for make in (reaction, overdue):
        assert {one.status for one in make().findings(now=LONG_AFTER).signals} <= {"closed"}
