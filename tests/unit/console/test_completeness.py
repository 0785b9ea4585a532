"""What is missing of a recipient's data, and since when. The window is 1 June to 1 July, days and hours are Tokyo's."""

from datetime import UTC, datetime, timedelta

import pytest

from charts import admission, assessed, blood_culture, discharge, june, pending_blood, said, temperature
from graftwatch.console.completeness.missing import LIMITS, Known, completeness, limits
from graftwatch.console.completeness.views import Lack, LimitSource, RecipientCompleteness
from graftwatch.facts import (
    Chart,
    ClinicalTime,
    Death,
    Dose,
    Fact,
    FactSet,
    Growth,
    MicrobiologyReport,
    ReportKind,
    Statement,
    Status,
)
from graftwatch.protocol import Protocol

PROTOCOL = Protocol()


def found(*facts: Fact[Statement], now: datetime, message: datetime | None = None) -> RecipientCompleteness:
    """Completeness by these facts; a message came just now unless told otherwise."""
    chart = Chart(FactSet(facts).newest(), PROTOCOL.zone)
    held = assessed(*facts, now=now)
    return completeness(Known(chart, message or now, june(1, 9)), held, PROTOCOL, now)


def lacks(told: RecipientCompleteness) -> list[Lack]:
    return [one.lack for one in told.missing]


def test_a_temperature_is_missing_twelve_hours_after_the_last_one() -> None:
    facts = (admission(1), temperature(4, "37.0", hour=8))
    assert found(*facts, now=june(4, 20)).missing == ()
    (one,) = found(*facts, now=june(4, 20, 1)).missing
    assert (one.lack, one.last, one.overdue_since) == (Lack.TEMPERATURE, june(4, 8), june(4, 20))


def test_without_any_temperature_it_counts_from_the_transplant_or_the_stay() -> None:
    (one,) = found(admission(1), now=june(2, 9)).missing
    assert (one.last, one.since) == (None, june(1, 9))
    again = found(admission(1), discharge(5), admission(10, "V2"), now=june(10, 22)).missing
    assert [(one.lack, one.since) for one in again] == [(Lack.TEMPERATURE, june(10, 8))]


def test_nothing_is_awaited_at_home_after_the_window_or_after_a_death() -> None:
    assert found(admission(1), discharge(5), now=june(8)).missing == ()
    assert found(admission(1), now=june(35)).missing == ()
    died = said("death", Death(ClinicalTime.of(june(3), PROTOCOL.zone)), june(3))
    assert found(admission(1), died, now=june(8)).missing == ()


def test_where_no_movement_was_told_it_is_looked_for_and_said_to_be_unknown() -> None:
    told = found(temperature(4, "37.0", hour=8), now=june(5, 8))
    assert (told.in_hospital, lacks(told)) == (None, [Lack.TEMPERATURE])


def test_no_message_for_a_day() -> None:
    facts = (admission(1), temperature(6, "37.0", hour=8))
    told = found(*facts, now=june(6, 12), message=june(5, 11))
    assert [(one.lack, one.last) for one in told.missing] == [(Lack.MESSAGE, june(5, 11))]


def test_the_protocol_says_when_a_trough_is_overdue() -> None:
    dose = said("dose-1", Dose("tacrolimus", ClinicalTime.of(june(2, 8), PROTOCOL.zone)), june(2, 8))
    facts = (admission(1), dose, temperature(5, "37.0", hour=13))
    assert found(*facts, now=june(5, 13)).missing == ()
    (one,) = found(*facts, now=june(5, 14)).missing
    assert (one.lack, one.drug, one.last, one.since) == (Lack.TROUGH, "tacrolimus", None, june(2, 8))
    assert (one.limit.source, one.limit.hours) == (LimitSource.PROTOCOL, 78.0)


def test_a_culture_without_a_word_and_one_without_a_final_result() -> None:
    ordered = blood_culture(4, kind=ReportKind.ORDER, growth=Growth.PENDING, status=Status.PRELIMINARY)
    quiet = (discharge(5), admission(1))
    assert lacks(found(ordered, *quiet, now=june(6, 8))) == []
    assert lacks(found(ordered, *quiet, now=june(6, 9))) == [Lack.CULTURE_WORD]
    spoken = pending_blood(4)
    assert lacks(found(ordered, spoken, *quiet, now=june(10, 8))) == []
    (one,) = found(ordered, spoken, *quiet, now=june(10, 9)).missing
    assert (one.lack, one.since, one.last) == (Lack.CULTURE_RESULT, june(4), june(6))
    assert one.control_ids == ("M-culture-blood-4-8-preliminary", "M-order-blood-4-8-preliminary")
    assert lacks(found(ordered, spoken, blood_culture(4, report="final"), *quiet, now=june(10, 9))) == []


def test_another_specimens_gram_stain_and_culture_are_one_draw() -> None:
    def wound(kind: ReportKind, status: Status, specimen: str) -> Fact[Statement]:
        collected = ClinicalTime.of(june(4), PROTOCOL.zone)
        growth = Growth.POSITIVE if kind is ReportKind.GRAM_STAIN else Growth.NONE
        report = MicrobiologyReport(kind, specimen, "wound", collected, growth, (), status, "order-1")
        return said(f"{kind}-{specimen}", report, june(5), status)

    quiet = (admission(1), discharge(5))
    stain = wound(ReportKind.GRAM_STAIN, Status.FINAL, "A")
    assert found(stain, *quiet, now=june(20)).missing == ()
    waiting = wound(ReportKind.CULTURE, Status.PRELIMINARY, "B")
    assert [one.specimen_type for one in found(stain, waiting, *quiet, now=june(20)).missing] == ["wound"]
    assert found(stain, wound(ReportKind.CULTURE, Status.FINAL, "B"), *quiet, now=june(20)).missing == ()


@pytest.mark.parametrize("year", [1, 9999])
def test_a_fillers_date_is_no_time_to_wait_from(year: int) -> None:
    collected = ClinicalTime(datetime(year, 1, 1, tzinfo=UTC).date())
    report = MicrobiologyReport(
        ReportKind.CULTURE, "A", "urine", collected, Growth.PENDING, (), Status.PRELIMINARY, None
    )
    assert found(said("urine", report, june(4)), admission(1), discharge(5), now=june(20)).missing == ()


def test_the_longest_overdue_stands_first_and_each_limit_says_whose_it_is() -> None:
    told = found(admission(1), pending_blood(3), now=june(20))
    assert told.missing[0].overdue_since < told.missing[-1].overdue_since
    named = limits(PROTOCOL)
    assert {one.lack for one in named} == set(Lack)
    assert {one.drug for one in named if one.source is LimitSource.PROTOCOL} == {
        "tacrolimus",
        "cyclosporine",
        "cyclosporine_c2",
    }
    assert timedelta(hours=LIMITS[Lack.TEMPERATURE].hours) == timedelta(hours=12)
