"""Signs beside a pending culture, and a test beside one: a notice that rises, closes and is told once."""

from collections.abc import Sequence

import pytest

from charts import (
    assessed,
    blood_culture,
    bsi_events,
    bsi_signals,
    june,
    measurement,
    pcr,
    pending_blood,
    positive_bottle,
    sign,
    temperature,
)
from graftwatch.facts import Fact, Statement
from graftwatch.findings import EventStatus, Severity, SignalKind, SignalStatus
from graftwatch.protocol import Protocol

EPIDERMIDIS = "Staphylococcus epidermidis"
OPEN, CLOSED = SignalStatus.OPEN, SignalStatus.CLOSED


class TestSignsBesideAPendingCulture:
    @pytest.mark.parametrize(
        ("facts", "kind"),
        [
            pytest.param([temperature(4, "38.1")], SignalKind.BSI_FEVER_WITH_CULTURE, id="fever"),
            pytest.param([temperature(4, "35.9")], SignalKind.BSI_FEVER_WITH_CULTURE, id="hypothermia"),
            pytest.param([temperature(4, "38.0")], None, id="38.0 exactly"),
            pytest.param([sign(4, "fever")], SignalKind.BSI_FEVER_WITH_CULTURE, id="fever that a person saw"),
            pytest.param([sign(4, "chills")], None, id="chills are no SIRS criterion"),
            pytest.param([temperature(4, "36.0")], None, id="36.0 exactly"),
            pytest.param(
                [temperature(5, "38.5", hour=8)], SignalKind.BSI_FEVER_WITH_CULTURE, id="24 hours after the culture"
            ),
            pytest.param([temperature(5, "38.5", hour=9)], None, id="25 hours after the culture"),
            pytest.param(
                [measurement("heart_rate", 4, "91"), measurement("respiratory_rate", 4, "21")],
                SignalKind.BSI_SIRS_WITH_CULTURE,
                id="two SIRS criteria without fever",
            ),
            pytest.param(
                [measurement("heart_rate", 4, "90"), measurement("wbc", 4, "12.1")], None, id="heart rate of exactly 90"
            ),
            pytest.param(
                [measurement("wbc", 4, "3.9"), measurement("heart_rate", 4, "95")],
                SignalKind.BSI_SIRS_WITH_CULTURE,
                id="leukopenia and tachycardia",
            ),
        ],
    )
    def test_notifies_and_does_not_page(self, facts: Sequence[Fact[Statement]], kind: SignalKind | None) -> None:
        assessment = assessed(pending_blood(4), *facts, now=june(6))
        signals = bsi_signals(assessment)
        assert [(one.kind, one.severity) for one in signals] == ([] if kind is None else [(kind, Severity.NOTIFY)])
        assert bsi_events(assessment) == []

    def test_no_growth_closes_it(self) -> None:
        (signal,) = bsi_signals(assessed(blood_culture(4), temperature(4, "38.5")))
        assert signal.status is CLOSED

    def test_silence_of_seven_days_closes_it(self) -> None:
        facts = [pending_blood(4), temperature(4, "38.5")]
        assert assessed(*facts, now=june(6)).next_look == june(11, 8)
        assert bsi_signals(assessed(*facts, now=june(11, 7, 59)))[0].status is OPEN
        assert bsi_signals(assessed(*facts, now=june(11, 8)))[0].status is CLOSED

    def test_the_protocol_can_switch_it_off(self) -> None:
        off = Protocol.model_validate({"suspected_bsi": {"fever_with_culture": False}})
        assert bsi_signals(assessed(pending_blood(4), temperature(4, "38.5"), protocol=off)) == []

    def test_two_sets_for_one_fever_are_one_notice(self) -> None:
        sets = [pending_blood(4, 8, "left"), pending_blood(4, 9, "right")]
        assessment = assessed(temperature(4, "38.5"), *sets, now=june(6))
        (signal,) = bsi_signals(assessment)
        assert (len(signal.evidence), signal.status, assessment.next_look) == (2, OPEN, june(11, 8))
        half = assessed(temperature(4, "38.5"), *sets, now=june(11, 8))
        assert ([one.status for one in bsi_signals(half)], half.next_look) == ([OPEN], june(11, 9))
        assert [one.status for one in bsi_signals(assessed(temperature(4, "38.5"), *sets, now=june(11, 9)))] == [CLOSED]

    def test_the_set_that_ended_without_growth_leaves_the_other_one_awaited(self) -> None:
        sets = [blood_culture(4, draw="left"), pending_blood(4, 9, "right")]
        (signal,) = bsi_signals(assessed(temperature(4, "38.5"), *sets, now=june(6)))
        assert (signal.status, len(signal.evidence)) == (OPEN, 2)

    def test_a_fever_of_another_day_is_another_notice(self) -> None:
        facts = [temperature(4, "38.5"), pending_blood(4), temperature(6, "38.5"), pending_blood(6)]
        assert len(bsi_signals(assessed(*facts, now=june(7)))) == 2

    @pytest.mark.parametrize(
        "louder", [positive_bottle(4, 9, "right"), blood_culture(4, "Escherichia coli", hour=9, draw="right")]
    )
    def test_beside_blood_that_grows_something_there_is_no_notice(self, louder: Fact[Statement]) -> None:
        facts = [temperature(4, "38.5"), pending_blood(4, 8, "left"), louder]
        (signal,) = bsi_signals(assessed(*facts, now=june(6)))
        assert signal.kind in {SignalKind.BSI_SUSPECTED, SignalKind.BSI_CONFIRMED}

    def test_a_known_infection_is_not_notified_of_again(self) -> None:
        facts = [blood_culture(4, "Escherichia coli"), pending_blood(9), temperature(9, "38.5")]
        assert [one.kind for one in bsi_signals(assessed(*facts))] == [SignalKind.BSI_CONFIRMED]


class TestNonCultureTest:
    def test_beside_a_pending_culture_it_is_suspected(self) -> None:
        (event,) = bsi_events(assessed(pcr(4, "Staphylococcus aureus"), pending_blood(4), now=june(6)))
        assert (event.status, event.criterion) == (EventStatus.SUSPECTED, None)

    def test_beside_a_culture_without_growth_it_is_closed(self) -> None:
        assessment = assessed(pcr(4, "Staphylococcus aureus"), blood_culture(4))
        assert bsi_events(assessment) == []
        assert [one.status for one in bsi_signals(assessment)] == [CLOSED]

    def test_of_two_cultures_beside_it_the_pending_one_keeps_it_open(self) -> None:
        facts = [pcr(4, "Staphylococcus aureus"), blood_culture(4), pending_blood(5)]
        assert [one.status for one in bsi_events(assessed(*facts, now=june(6)))] == [EventStatus.SUSPECTED]

    def test_a_culture_that_says_nothing_for_seven_days_keeps_it_open_no_longer(self) -> None:
        facts = [pcr(4, "Staphylococcus aureus"), pending_blood(5)]
        waiting = assessed(*facts, now=june(12, 7, 59))
        assert ([one.status for one in bsi_signals(waiting)], waiting.next_look) == ([OPEN], june(12, 8))
        (signal,) = bsi_signals(assessed(*facts, now=june(12, 8)))
        assert (signal.status, "no result within 7 days" in signal.reason) == (CLOSED, True)

    def test_a_pending_culture_of_another_week_does_not(self) -> None:
        facts = [pcr(4, "Staphylococcus aureus"), blood_culture(4), pending_blood(12)]
        assert bsi_events(assessed(*facts)) == []
