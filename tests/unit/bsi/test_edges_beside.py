"""Blood beside a confirmed event, verdicts on names of before, and which reports are of blood."""

import pytest

from charts import (
    adjudication,
    assessed,
    blood_culture,
    bsi_events,
    bsi_signals,
    confirmed,
    day_of_june,
    june,
    organism_names,
    pending_blood,
    positive_bottle,
    site_infection,
    temperature,
)
from graftwatch.assessment import Assessment
from graftwatch.facts import Fact, Isolate, ReportKind, Statement, Status
from graftwatch.findings import Event, EventStatus, Signal

COLI, AUREUS = "Escherichia coli", "Staphylococcus aureus"
URINE = site_infection("UTI", "SUTI 1b", 4, COLI)


def preliminary(day: int, organism: str) -> Fact[Statement]:
    return blood_culture(day, organism, status=Status.PRELIMINARY)


def only_story(assessment: Assessment) -> tuple[Event, Signal]:
    (event,), (signal,) = bsi_events(assessment), bsi_signals(assessment)
    return event, signal


class TestBesideAConfirmedEvent:
    """Blood of the timeframe of a confirmed event: 06-04 to 06-17."""

    FIRST = blood_culture(4, COLI)

    def waits(self, *facts: Fact[Statement]) -> list[str]:
        event = confirmed(assessed(self.FIRST, *facts, now=june(11)))[0]
        return [one for one in event.explanation if one.startswith("not final")]

    def test_growth_without_a_name_is_its_story(self) -> None:
        assert self.waits(positive_bottle(9)) == ["not final, would be added: blood collected 2026-06-09 (POD 8)"]

    def test_a_culture_without_growth_is_not(self) -> None:
        assert self.waits(pending_blood(9)) == []
        assert self.waits(blood_culture(9)) == []

    def test_an_unknown_organism_is_not(self) -> None:
        strange = blood_culture(9, Isolate("Unheardofia mirabilis", None, Status.FINAL))
        assert self.waits(strange) == []
        found = bsi_events(assessed(self.FIRST, strange, now=june(11)))
        assert [one.status for one in found] == [EventStatus.CONFIRMED, EventStatus.UNRESOLVED]

    def test_a_preliminary_event_of_another_timeframe_stands_alone(self) -> None:
        first, second = bsi_events(assessed(self.FIRST, preliminary(20, AUREUS)))
        assert (first.status, first.evidence) == (EventStatus.CONFIRMED, ("culture-blood-4-8",))
        assert (second.status, second.criterion) == (EventStatus.SUSPECTED, "LCBI-1")

    def test_a_second_confirmed_event_waits_for_nothing(self) -> None:
        _, second = confirmed(assessed(self.FIRST, preliminary(9, AUREUS), blood_culture(20, AUREUS)))
        assert [one for one in second.explanation if one.startswith("not final")] == []


class TestVerdictsOnNamesOfBefore:
    """A verdict names a story as it was told then; it is not refused because the story has another name by now."""

    def test_a_draw_that_an_earlier_one_took_in(self) -> None:
        event, _ = only_story(assessed(blood_culture(9, COLI)))
        later = assessed(blood_culture(4, COLI), blood_culture(9, COLI), adjudication(event.id, "confirmed", june(12)))
        assert later.refused_decisions == ()

    def test_a_site_that_shared_its_draw(self) -> None:
        mixed = blood_culture(4, COLI, "Candida albicans")
        (of_site,) = [one for one in confirmed(assessed(mixed, URINE)) if one.attribution == "secondary"]
        verdict = adjudication(of_site.id, "confirmed", june(12))
        assert assessed(blood_culture(4, COLI), URINE, verdict).refused_decisions == ()

    def test_another_recipients_story_is_refused(self) -> None:
        verdict = adjudication("bsi-0000000000000000", "confirmed", june(12))
        assert len(assessed(blood_culture(4, COLI), verdict).refused_decisions) == 1


def test_susceptibilities_name_the_organism_only_where_no_culture_report_speaks() -> None:
    """A corrected culture leaves an organism out without a word to the susceptibility report that goes with it."""
    panel = blood_culture(4, COLI, kind=ReportKind.SUSCEPTIBILITY)
    (event,) = confirmed(assessed(panel))
    assert organism_names(event) == [COLI]
    assert not confirmed(assessed(panel, blood_culture(4, status=Status.CORRECTED)))
    (event,) = confirmed(assessed(panel, blood_culture(4, AUREUS)))
    assert organism_names(event) == [AUREUS]


@pytest.mark.parametrize("specimen_type", [pytest.param(None, id="no type"), pytest.param("urine", id="urine")])
def test_what_is_not_said_to_be_blood_is_none(specimen_type: str | None) -> None:
    (event,) = confirmed(assessed(blood_culture(4, COLI), blood_culture(5, AUREUS, specimen_type=specimen_type)))
    assert organism_names(event) == [COLI]


def test_urine_that_bears_the_number_of_the_blood_is_no_blood() -> None:
    urine = blood_culture(4, AUREUS, specimen_type="urine", report="of-urine")
    (event,) = confirmed(assessed(blood_culture(4, COLI), urine))
    assert organism_names(event) == [COLI]
    assert event.date_of_event == day_of_june(4)


def test_a_refusal_from_before_the_growth_is_told_beside_the_suspicion() -> None:
    """Nobody can have refuted on 5 June what grew on 6 June: the suspicion stands, and says whose word it passes by."""
    fever = [pending_blood(4), temperature(4, "38.4")]
    (notice,) = bsi_signals(assessed(*fever, now=june(5, 9)))
    verdict = adjudication(notice.id, "refuted", june(5, 10))
    grown = positive_bottle(4, stated=june(6))
    event, _ = only_story(assessed(grown, temperature(4, "38.4"), verdict, now=june(6, 9)))
    assert event.status is EventStatus.SUSPECTED
    assert [one for one in event.explanation if "refuted by a person on 2026-06-05" in one]
