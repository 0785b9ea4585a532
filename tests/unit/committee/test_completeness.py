"""How complete the data were: messages by feed, cultures that are awaited, recipients nobody measured lately."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from charts import assessed, blood_culture, day_of_june, june, pending_blood, recipient, said, temperature
from graftwatch.assessment import RecipientState
from graftwatch.committee.completeness import (
    FeedRecord,
    NotMeasured,
    PendingCulture,
    feed_records,
    not_measured,
    pending_cultures,
)
from graftwatch.committee.grades import grade_figures
from graftwatch.facts import ClinicalTime, Death, Source
from graftwatch.findings import AdverseEventGrade, Exposure, GradedValue, LastLevel
from graftwatch.protocol import Protocol
from paging_builders import assessment

TOKYO = Protocol().zone
NOON = june(10, 12)


def test_a_message_is_counted_once_whatever_it_said() -> None:
    twice = blood_culture(4, "Escherichia coli")
    other = replace(temperature(6, "38.4"), source=Source("ward", "M-9"))
    [lab, ward] = feed_records([twice, replace(twice, identity="another"), other])
    assert lab == FeedRecord("lab", 1, twice.known_at, twice.known_at)
    assert (ward.feed, ward.messages) == ("ward", 1)


def test_what_a_person_entered_is_no_message() -> None:
    death = said("death", Death(ClinicalTime.of(june(4), TOKYO)), june(4))
    assert feed_records([replace(death, source=Source("decision", ""))]) == ()


@pytest.mark.parametrize(
    ("day", "awaited"),
    [
        pytest.param(8, True, id="in the window"),
        pytest.param(12, False, id="drawn after the cut-off"),
    ],
)
def test_a_culture_without_a_final_result_is_awaited(day: int, awaited: bool) -> None:  # noqa: FBT001
    found = pending_cultures(recipient(), [pending_blood(day)], Protocol(), NOON)
    expected = (PendingCulture("S01", day_of_june(day), 2, "one report, none final"),)
    assert found == (expected if awaited else ())


def test_a_culture_with_a_result_or_before_the_transplant_is_not_awaited() -> None:
    before = pending_blood(0)
    assert pending_cultures(recipient(), [blood_culture(8), before], Protocol(), NOON) == ()


def test_two_reports_on_one_draw_are_told_as_two() -> None:
    bottles = [pending_blood(8), replace(pending_blood(8), identity="second bottle")]
    [one] = pending_cultures(recipient(), bottles, Protocol(), NOON)
    assert one.said == "2 reports, none final"


def trough(hours_ago: float) -> tuple[Exposure, ...]:
    last = LastLevel(at=NOON - timedelta(hours=hours_ago), value=7.0)
    return (
        Exposure(drug="tacrolimus", unit="ng/mL", target=(6, 10), time_in_range=None, covered_hours=0, last=last),
        Exposure(drug="everolimus", unit="ng/mL", target=(3, 8), time_in_range=None, covered_hours=0, last=None),
    )


@pytest.mark.parametrize(
    ("temperature_day", "trough_hours", "named"),
    [
        pytest.param(9, 24, False, id="both are recent"),
        pytest.param(7, 24, True, id="no temperature for three days"),
        pytest.param(9, 97, True, id="no trough for more than four days"),
        pytest.param(9, 96, False, id="four days are the limit"),
        pytest.param(11, 24, True, id="a temperature of the future is none"),
    ],
)
def test_who_was_not_measured_lately_is_named(temperature_day: int, trough_hours: float, named: bool) -> None:  # noqa: FBT001
    facts = [temperature(temperature_day, "37.0")]
    held = assessed().model_copy(
        update={"as_of": NOON, "state": RecipientState.IN_WINDOW, "exposure": trough(trough_hours)}
    )
    assert (not_measured(recipient(), held, facts, Protocol()) is not None) is named


def test_who_has_never_been_measured_is_named_and_says_never() -> None:
    held = assessed().model_copy(update={"as_of": NOON, "state": RecipientState.IN_WINDOW, "post_operative_day": 9})
    assert not_measured(recipient(), held, [], Protocol()) == NotMeasured("S01", 9, None, None)


@pytest.mark.parametrize(
    ("state", "at"),
    [
        pytest.param(RecipientState.AFTER_WINDOW, NOON, id="after the window"),
        pytest.param(RecipientState.IN_WINDOW, june(2, 12), id="the first two days"),
    ],
)
def test_nobody_is_named_whom_nobody_measures_yet_or_any_more(state: RecipientState, at: datetime) -> None:
    held = assessed().model_copy(update={"as_of": at, "state": state})
    assert not_measured(recipient(), held, [], Protocol()) is None


def test_grades_count_recipients_by_term() -> None:
    at = datetime(2026, 6, 4, tzinfo=UTC)

    def graded(worst: int, later: int | None) -> AdverseEventGrade:
        value = GradedValue(grade=worst, value=1.0, at=at)
        after = None if later is None else GradedValue(grade=later, value=1.0, at=at)
        return AdverseEventGrade(term="Fever", unit="Cel", worst=value, worst_later=after, newest=value)

    trial = [
        assessment().model_copy(update={"adverse_event_grades": (one,)}) for one in (graded(2, 0), graded(1, None))
    ]
    [fever] = grade_figures(trial)
    assert (fever.term, fever.recipients, fever.worst, fever.worst_later) == ("Fever", 2, {1: 1, 2: 1}, {0: 1})
