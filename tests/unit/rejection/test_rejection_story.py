"""From a rise to suspected and confirmed rejection: one story, one id, counted once."""

from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graftwatch.facts import Adjudication, Admission, ClinicalTime, Discharge, Dose, Status
from graftwatch.findings import EventStatus
from graftwatch.protocol import Protocol
from rejection_case import TOKYO, Case, june

LOW = ((6, "4"), (7, "4"))


def kinds(case: Case) -> list[str]:
    """Kinds of the signals about rejection."""
    return [one.kind for one in case.findings(now=june(10)).signals if one.kind.startswith("rejection")]


def test_a_rise_alone_is_no_suspicion() -> None:
    case = Case().rise()

    assert kinds(case) == ["rejection.enzyme_rise"]
    assert case.rejections() == []


def test_a_rise_with_low_exposure_is_suspected() -> None:
    case = Case().rise().troughs(*LOW)

    assert kinds(case) == ["rejection.suspected"]
    event = case.rejections()[0]
    assert (event.status, event.date_of_event, event.counts_for_endpoint) == ("suspected", june(7).date(), False)
    assert event.missing == ("a biopsy with RAI 3 or more, or a person's adjudication",)


def test_low_exposure_alone_is_no_suspicion() -> None:
    assert kinds(Case().troughs(*LOW)) == []


def test_low_exposure_that_ended_before_the_rise_makes_no_suspicion() -> None:
    case = Case().rise(day=9).troughs((2, "4"), (3, "4"), (4, "7"), (5, "7"), (6, "7"))

    assert kinds(case) == ["rejection.enzyme_rise"]


@pytest.mark.parametrize(
    ("count", "at", "expected"),
    [
        pytest.param("0.5", june(7), "rejection.suspected", id="0.5 exactly"),
        pytest.param("0.49", june(7), "rejection.enzyme_rise", id="just below"),
        pytest.param("0.6", june(4), "rejection.suspected", id="72 hours before the rise"),
        pytest.param("0.6", june(4, 5), "rejection.enzyme_rise", id="more than 72 hours before the rise"),
        pytest.param("<0.6", june(7), "rejection.enzyme_rise", id="less than 0.6 may be anything"),
    ],
)
def test_a_rise_with_eosinophils(count: str, at: object, expected: str) -> None:
    assert at is not None
    case = Case().rise()
    case.measures("eosinophils", [(at, count)])  # type: ignore[list-item]  # the cases are times

    assert kinds(case) == [expected]


def test_eosinophils_alone_are_no_finding() -> None:
    assert Case().measured("eosinophils", "2.0", june(7)).findings().signals == ()


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        pytest.param(june(1), None, "rejection.enzyme_rise", id="under steroids that go on"),
        pytest.param(june(1), june(7), "rejection.enzyme_rise", id="on the last day of steroids"),
        pytest.param(june(1), june(6), "rejection.suspected", id="the day after the last day"),
        pytest.param(june(8), None, "rejection.suspected", id="the day before the first day"),
    ],
)
def test_eosinophils_do_not_count_on_days_of_steroid_treatment(first: object, last: object, expected: str) -> None:
    case = Case().rise().measured("eosinophils", "0.8", june(7))
    case.condition("steroids", first, last)  # type: ignore[arg-type]  # the cases are times

    assert kinds(case) == [expected]


def test_one_story_keeps_its_id_from_the_rise_to_the_biopsy() -> None:
    case = Case().rise()
    ids = [case.signals("rejection.enzyme_rise", now=june(10))[0].id]
    ids.append(case.troughs(*LOW).signals("rejection.suspected", now=june(10))[0].id)
    ids.append(case.biopsy(june(9, 14), 2, 2, 1).signals("rejection.confirmed", now=june(10))[0].id)

    assert len(set(ids)) == 1
    assert case.rejections()[0].id == ids[0]
    assert len(case.findings(now=june(10)).signals) == 2  # the other is the low exposure


def test_a_biopsy_taken_on_the_first_risen_result_stays_the_first_evidence() -> None:
    case = Case().biopsy(june(6, 14), 2, 2, 1)
    before = case.rejections()[0].id
    case.rise()

    assert [one.id for one in case.rejections()] == [before]
    assert len(case.rejections()[0].evidence) == 3


def test_a_confirmed_signal_closes_when_the_enzymes_are_back() -> None:
    case = Case().rise().biopsy(june(9, 14), 2, 2, 1).measures("alt", [(june(12), "70"), (june(13), "70")])

    assert case.signals("rejection.confirmed", now=june(12))[0].status == "open"
    assert case.signals("rejection.confirmed", now=june(13))[0].status == "closed"
    assert case.rejections()[0].status == "confirmed"


def test_a_confirmed_signal_closes_after_its_days_and_says_when() -> None:
    case = Case().biopsy(june(9, 14), 2, 2, 1)

    assert case.findings(now=june(10)).next_look == june(23, 14)
    assert case.signals("rejection.confirmed", now=june(23, 13))[0].status == "open"
    assert case.signals("rejection.confirmed", now=june(23, 14))[0].status == "closed"


def second_rejection() -> Case:
    """A confirmed rejection of 9 June, and a second rise of 20 June with a biopsy of 22 June."""
    case = Case().rise().biopsy(june(9, 14), 1, 1, 1).measures("alt", [(june(13), "60"), (june(14), "60")])
    return case.rise(day=20).biopsy(june(22, 14), 3, 2, 2)


def test_a_second_confirmed_rejection_in_the_window_joins_the_first() -> None:
    events = second_rejection().rejections()

    assert len(events) == 1
    assert (events[0].date_of_event, events[0].grade) == (june(9).date(), "severe (RAI 7)")
    assert "biopsy of 2026-06-22 14:00: severe (RAI 7)" in events[0].elements


def test_the_second_storys_signal_ends_with_the_reason() -> None:
    first, second = second_rejection().signals("rejection.confirmed", now=june(23))

    assert first.status == "open"
    assert second.status == "closed"
    assert second.reason.endswith("joined to the confirmed rejection of 2026-06-09")
    assert second.event == first.id


def test_a_rejection_after_the_window_is_shown_and_counted_apart() -> None:
    """Post-operative day 30 is 1 July, in the window; day 31 is not."""
    last = Case().biopsy(june(31, 14), 1, 1, 1).rejections()[0]
    after = Case().biopsy(june(32, 14), 1, 1, 1).rejections()[0]

    assert (last.in_window, last.counts_for_endpoint) == (True, True)
    assert (after.status, after.in_window, after.counts_for_endpoint) == ("confirmed", False, False)


def test_a_rejection_in_the_window_and_one_after_it_are_two_events() -> None:
    case = Case().biopsy(june(9, 14), 1, 1, 1).biopsy(june(40, 14), 1, 1, 1)

    assert [one.counts_for_endpoint for one in case.rejections()] == [True, False]


def test_the_day_is_the_hospitals_not_utc() -> None:
    """2 July 07:00 in Tokyo is still 1 July in UTC."""
    assert not Case().biopsy(june(32, 7), 1, 1, 1).rejections()[0].in_window


def test_a_person_can_confirm_without_a_biopsy() -> None:
    case = Case().rise().troughs(*LOW)
    case.adjudicated(case.rejections()[0].id, "confirmed")

    event = case.rejections()[0]
    assert (event.status, event.criterion, event.date_of_event) == ("confirmed", "adjudication", june(7).date())
    assert (event.counts_for_endpoint, event.adjudicated) == (True, "confirmed")


def test_a_person_can_confirm_a_mere_rise() -> None:
    case = Case().rise()
    case.adjudicated(case.signals("rejection.enzyme_rise")[0].id, "confirmed")

    assert [one.status for one in case.rejections()] == ["confirmed"]


def test_a_person_can_refute_even_a_biopsy() -> None:
    case = Case().rise().troughs(*LOW).biopsy(june(9, 14), 2, 2, 1)
    case.adjudicated(case.rejections()[0].id, "refuted")

    event = case.rejections()[0]
    assert (event.status, event.counts_for_endpoint, event.adjudicated) == ("refuted", False, "refuted")
    assert case.signals("rejection.confirmed", now=june(10))[0].status == "closed"


def test_the_newer_of_two_verdicts_stands() -> None:
    case = Case().rise().troughs(*LOW)
    target = case.rejections()[0].id
    case.adjudicated(target, "confirmed", at=june(12)).adjudicated(target, "refuted", at=june(11))

    assert case.rejections()[0].status == "confirmed"


def test_a_verdict_holds_when_an_earlier_result_becomes_the_first_evidence() -> None:
    case = Case().rise().troughs(*LOW)
    case.adjudicated(case.rejections()[0].id, "refuted")
    case.measured("alt", "120", june(6, 17))

    event = case.rejections()[0]
    assert event.status == "refuted"


def test_a_verdict_that_no_rejection_can_have_is_refused_by_name() -> None:
    case = Case().rise().troughs(*LOW)
    target = case.rejections()[0].id
    case.says("adjudication", Adjudication(target, "contaminant"), june(12))

    assert (case.rejections()[0].status, case.rejections()[0].adjudicated) == ("suspected", None)
    assert case.findings().refused_decisions == (
        f"adjudicate {target}: a rejection cannot be 'contaminant'; use confirmed or refuted",
    )


def test_a_corrected_result_takes_the_rise_back() -> None:
    case = Case().rise()
    held = case.facts[-1]
    case.measured("alt", "60", june(8))
    corrected = case.facts.pop()
    case.says(held.identity, corrected.statement, june(9), Status.CORRECTED)

    assert case.findings().signals == ()


def test_the_protocol_sets_how_loud_each_is() -> None:
    protocol = Protocol.model_validate({"severity": {"rejection.enzyme_rise": "log"}})

    assert Case(protocol=protocol).rise().signals("rejection.enzyme_rise")[0].severity == "log"


def test_the_committee_sees_the_grade_of_the_enzymes() -> None:
    """ALT 180 is 4.5 times the upper limit of 40: above 3, up to 5, so grade 2."""
    event = Case().rise().troughs(*LOW).rejections()[0]

    assert event.explanation[0] == "worst ALT 180 U/L on 2026-06-08 06:00: CTCAE 5.0 grade 2"


def full_case() -> Case:
    """A case with something of everything."""
    case = second_rejection().troughs(*LOW, (8, "21"), (9, "7"), (10, "7")).measured("eosinophils", "0.9", june(7))
    case.says("stay", Admission("V1", ClinicalTime.of(june(0), TOKYO)), june(0))
    case.says("end", Discharge("V1", ClinicalTime.of(june(25, 13), TOKYO)), june(25, 13))
    case.says("switch", Dose("cyclosporine", ClinicalTime.of(june(16, 8), TOKYO)), june(16, 8))
    case.says("pulse", Dose("steroids", ClinicalTime.of(june(9, 8), TOKYO)), june(9, 8))
    case.says("simulect", Dose("basiliximab", ClinicalTime.of(june(21, 8), TOKYO)), june(21, 8))
    return case.condition("steroids", june(10)).measured("ast", "300", june(8)).measured("ggt", "300", june(8))


@settings(max_examples=60, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(min_value=8, max_value=40))
def test_the_order_and_repetition_of_facts_changes_nothing(random: object, day: int) -> None:
    case = full_case()
    expected = case.findings(now=june(day))
    case.facts = [*case.facts, *case.facts[::3]]
    random.shuffle(case.facts)  # type: ignore[attr-defined]  # hypothesis gives a random.Random

    assert case.findings(now=june(day)) == expected


@pytest.mark.parametrize("day", range(2, 45, 3))
def test_nothing_changes_before_the_next_look(day: int) -> None:
    """Between now and the next look the conclusion stands; with the look it may change."""
    case = full_case()
    now = june(day)
    found = case.findings(now=now)
    until = found.next_look or june(400)
    between = now + (until - now) * 0.999

    later = case.findings(now=between)
    assert (later.events, later.signals, later.exposure) == (found.events, found.signals, found.exposure)


@pytest.mark.parametrize(
    ("drug", "at", "expected"),
    [
        pytest.param("steroids", june(7, 9), "rejection.enzyme_rise", id="a dose on the day of the count"),
        pytest.param("steroids", june(6, 23), "rejection.enzyme_rise", id="a dose the day before"),
        pytest.param("steroids", june(5, 23), "rejection.suspected", id="the last dose two days before"),
        pytest.param("steroids", june(8, 1), "rejection.suspected", id="the first dose the day after"),
        pytest.param("tacrolimus", june(7, 9), "rejection.suspected", id="a dose of another drug"),
    ],
)
def test_eosinophils_do_not_count_under_doses_of_a_steroid(drug: str, at: datetime, expected: str) -> None:
    case = Case().rise().measured("eosinophils", "0.8", june(7))
    case.says("dose", Dose(drug, ClinicalTime.of(at, TOKYO)), at)

    assert kinds(case) == [expected]


def test_a_rise_without_more_says_what_was_looked_at_and_what_suspicion_lacks() -> None:
    case = Case().rise().troughs((6, "7"), (7, "7.2")).measured("eosinophils", "0.3", june(7))
    signal = case.signals("rejection.enzyme_rise", now=june(10))[0]

    suspicion, confirmation = signal.missing
    assert suspicion == (
        "low exposure during the rise (newest: tacrolimus trough 7.2 ng/mL on 2026-06-07 08:00), "
        "or eosinophils of 0.5 10*9/L or more off steroids (highest: 0.3 10*9/L on 2026-06-07 06:00)"
    )
    assert confirmation == "a biopsy with RAI 3 or more, or a person's adjudication"


def test_raised_eosinophils_under_steroids_are_named_as_such() -> None:
    case = Case().rise().measured("eosinophils", "0.9", june(7)).condition("steroids", june(1))
    signal = case.signals("rejection.enzyme_rise", now=june(10))[0]

    assert "newest: no trough is known" in signal.missing[0]
    assert signal.missing[0].endswith("(highest: 0.9 10*9/L on 2026-06-07 06:00, under steroid treatment)")


def test_a_biopsy_of_a_rise_that_has_fallen_stays_with_it_when_enzymes_rise_again() -> None:
    """Taken on 11 June in the rise of 7 June; the one of 12 June begins a day after it, and is a story of its own."""
    first = [(june(6), "60"), (june(7), "200"), (june(8), "300"), (june(10), "120")]
    case = Case().measures("alt", first).biopsy(june(11), 2, 2, 1)
    (before,) = case.rejections(now=june(12))
    case.measures("alt", [(june(12), "200"), (june(13), "210")])
    (event,) = case.rejections()

    assert (event.id, event.status) == (before.id, EventStatus.CONFIRMED)
    assert [one.id == event.id for one in case.signals("rejection.enzyme_rise")] == [False]
