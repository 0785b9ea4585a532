"""What an event and its signal publish: every field, for a primary, a secondary and a suspected infection."""

from datetime import UTC, date, datetime

import pytest

from charts import (
    adjudication,
    admission,
    assessed,
    blood_culture,
    bsi_events,
    bsi_signals,
    central_line,
    confirmed,
    day_of_june,
    gram_stain,
    june,
    organism_names,
    positive_bottle,
    sign,
    site_infection,
    temperature,
)
from graftwatch.assessment import Assessment
from graftwatch.facts import Fact, Growth, Isolate, ReportKind, Statement, Status
from graftwatch.findings import Event, EventKind, EventStatus, OrganismFound, Severity, Signal, SignalKind, SignalStatus
from graftwatch.protocol import Protocol

COLI, AUREUS, EPIDERMIDIS = "Escherichia coli", "Staphylococcus aureus", "Staphylococcus epidermidis"
COLI_FOUND = OrganismFound(name=COLI, snomed="112283007", common_commensal=False, mbi=True)
URINE = site_infection("UTI", "SUTI 1b", 4, COLI)
WITHOUT_NEUTROPENIA = (
    "nearest criterion missed: MBI-LCBI-1: ANC or WBC below 500 /mm³ on 2 days from 2026-06-01 to 2026-06-07 "
    "(none is known), or an allogeneic stem-cell transplant in the year before it with GVHD or diarrhoea"
)
PRIMARY_ONLY = Protocol.model_validate({"endpoint": {"bsi": "primary"}})


def preliminary(day: int, organism: str) -> Fact[Statement]:
    return blood_culture(day, organism, status=Status.PRELIMINARY)


def only_story(assessment: Assessment) -> tuple[Event, Signal]:
    (event,), (signal,) = bsi_events(assessment), bsi_signals(assessment)
    return event, signal


class TestPrimary:
    def test_a_confirmed_one(self) -> None:
        """Collected 06-04 08:00 in Tokyo, final 06-06 08:00, that is 06-05 23:00 UTC; admitted and line 06-01."""
        event, signal = only_story(assessed(admission(1), central_line(1), blood_culture(4, COLI)))
        final = datetime(2026, 6, 5, 23, tzinfo=UTC)
        elements = (
            "central line accessed 2026-06-01 (POD 0), line day 4 on the date of event [MSH-10 M-line-1]",
            "Escherichia coli from blood collected 2026-06-04 (POD 3), final [MSH-10 M-culture-blood-4-8-final]",
        )
        sources = ("MSH-10 M-culture-blood-4-8-final", "MSH-10 M-line-1")
        assert event == Event(
            id=signal.id,
            kind=EventKind.BSI,
            status=EventStatus.CONFIRMED,
            criterion="LCBI-1",
            attribution="primary",
            date_of_event=date(2026, 6, 4),
            onset="HAI",
            central_line_associated=True,
            infection_window_period=(date(2026, 6, 1), date(2026, 6, 7)),
            repeat_infection_timeframe=(date(2026, 6, 4), date(2026, 6, 17)),
            organisms=(COLI_FOUND,),
            specimens=("2026-06-04T08:00+09:00",),
            confirmed_at=final,
            in_window=True,
            counts_for_endpoint=True,
            elements=elements,
            explanation=(
                "LCBI-1: a recognised pathogen from blood collected 2026-06-04 (POD 3); no sign is needed",
                "HAI: hospital day 4 of the stay since 2026-06-01 (POD 0)",
                WITHOUT_NEUTROPENIA,
            ),
            sources=sources,
            evidence=("culture-blood-4-8",),
        )
        assert signal == Signal(
            id=event.id,
            kind=SignalKind.BSI_CONFIRMED,
            severity=Severity.PAGE,
            status=SignalStatus.OPEN,
            since=final,
            summary="Confirmed bloodstream infection: Escherichia coli",
            reason="LCBI-1: Escherichia coli, first blood collected 2026-06-04 (POD 3), by final results",
            asks="Review the episode and its treatment.",
            event=event.id,
            organisms=(COLI,),
            elements=elements,
            sources=sources,
            evidence=("culture-blood-4-8",),
            blood_days=(day_of_june(4), day_of_june(4)),
        )

    def test_a_suspected_one(self) -> None:
        """A preliminary name beside a final stain: the stain, stated 06-05 08:00 in Tokyo, is the first evidence."""
        facts = [preliminary(4, COLI), gram_stain(4, "Gram negative bacilli")]
        event, signal = only_story(assessed(*facts, now=june(6, 9)))
        elements = (
            (
                "Escherichia coli from blood collected 2026-06-04 (POD 3), preliminary "
                "[MSH-10 M-culture-blood-4-8-preliminary]"
            ),
        )
        missing = ("a final or corrected result that names the organism",)
        sources = ("MSH-10 M-culture-blood-4-8-preliminary", "MSH-10 M-gram_stain-blood-4-8-final")
        evidence = ("culture-blood-4-8", "gram_stain-blood-4-8")
        assert event == Event(
            id=signal.id,
            kind=EventKind.BSI,
            status=EventStatus.SUSPECTED,
            criterion="LCBI-1",
            attribution="primary",
            date_of_event=date(2026, 6, 4),
            infection_window_period=(date(2026, 6, 1), date(2026, 6, 7)),
            repeat_infection_timeframe=(date(2026, 6, 4), date(2026, 6, 17)),
            organisms=(COLI_FOUND,),
            specimens=("2026-06-04T08:00+09:00",),
            in_window=True,
            elements=elements,
            missing=missing,
            explanation=(
                "LCBI-1: a recognised pathogen from blood collected 2026-06-04 (POD 3); no sign is needed",
                "onset unknown: no admission is known that the date of event belongs to",
                "central-line association unknown: no central line is known",
                WITHOUT_NEUTROPENIA,
            ),
            sources=sources,
            evidence=evidence,
        )
        assert signal == Signal(
            id=event.id,
            kind=SignalKind.BSI_SUSPECTED,
            severity=Severity.PAGE,
            status=SignalStatus.OPEN,
            since=datetime(2026, 6, 4, 23, tzinfo=UTC),
            summary="Suspected bloodstream infection: Escherichia coli",
            reason="LCBI-1: Escherichia coli, first blood collected 2026-06-04 (POD 3), by preliminary results",
            asks="Look at the recipient; await the final result.",
            event=event.id,
            organisms=(COLI,),
            elements=elements,
            missing=missing,
            sources=sources,
            evidence=evidence,
            blood_days=(day_of_june(4), day_of_june(4)),
        )

    def test_a_commensal_pair_is_confirmed_when_its_sign_is_known(self) -> None:
        """Both cultures are final 06-06 and 06-07 08:00; the fever was entered 06-06 12:00 in Tokyo."""
        pair = [blood_culture(4, EPIDERMIDIS), blood_culture(5, EPIDERMIDIS)]
        (event,) = confirmed(assessed(*pair, temperature(6, "38.4")))
        assert event.confirmed_at == june(7)
        (event,) = confirmed(assessed(*pair, temperature(8, "38.4", hour=9), sign(7, "chills")))
        assert event.confirmed_at == june(7, 14)

    @pytest.mark.parametrize("word", ["confirmed", "secondary"])
    def test_a_person_confirms_what_is_preliminary(self, word: str) -> None:
        suspected, _ = only_story(assessed(preliminary(4, COLI)))
        event, signal = only_story(assessed(preliminary(4, COLI), adjudication(suspected.id, word, june(8))))
        assert (event.status, signal.kind) == (EventStatus.CONFIRMED, SignalKind.BSI_CONFIRMED)

    def test_a_refused_one_says_whose_word_closed_it(self) -> None:
        event, _ = only_story(assessed(blood_culture(4, COLI)))
        verdict = adjudication(event.id, "refuted", june(8), note="taken from a used line")
        event, signal = only_story(assessed(blood_culture(4, COLI), verdict))
        assert signal.reason == signal.closed_because
        assert "refuted" in signal.reason
        assert f"verdict: {signal.reason}" in event.explanation


class TestSecondary:
    def test_a_confirmed_one(self) -> None:
        """The site's decision of 06-07 08:00 is the last that it needs; date and onset are the site's."""
        event, signal = only_story(assessed(admission(1), blood_culture(4, COLI), URINE))
        elements = (
            "Escherichia coli from blood collected 2026-06-04 (POD 3), final [MSH-10 M-culture-blood-4-8-final]",
            "UTI SUTI 1b of 2026-06-04 (POD 3) [MSH-10 M-site-UTI-SUTI 1b-4]",
        )
        sources = ("MSH-10 M-culture-blood-4-8-final", "MSH-10 M-site-UTI-SUTI 1b-4")
        assert event == Event(
            id=signal.id,
            kind=EventKind.BSI,
            status=EventStatus.CONFIRMED,
            attribution="secondary",
            secondary_to="UTI",
            date_of_event=date(2026, 6, 4),
            onset="HAI",
            organisms=(COLI_FOUND,),
            specimens=("2026-06-04T08:00+09:00",),
            confirmed_at=june(7),
            in_window=True,
            counts_for_endpoint=True,
            elements=elements,
            explanation=(
                (
                    "secondary by scenario 1: an organism of the blood matches the specimen of UTI SUTI 1b of "
                    "2026-06-04 (POD 3)"
                ),
                (
                    "blood collected 2026-06-04 (POD 3): Escherichia coli matches Escherichia coli of the site of "
                    "2026-06-04; in the attribution period, 2026-06-01 to 2026-06-17"
                ),
            ),
            sources=sources,
            evidence=("culture-blood-4-8",),
        )
        assert signal.reason == (
            "secondary to UTI: Escherichia coli, first blood collected 2026-06-04 (POD 3), by final results"
        )
        assert (signal.elements, signal.sources, signal.organisms) == (elements, sources, (COLI,))

    def test_a_suspected_one(self) -> None:
        event, signal = only_story(assessed(preliminary(4, COLI), URINE))
        assert (event.status, event.secondary_to, event.confirmed_at) == (EventStatus.SUSPECTED, "UTI", None)
        assert event.missing == signal.missing == ("a final or corrected result that names the organism",)
        assert signal.summary == "Suspected bloodstream infection: Escherichia coli"

    def test_a_refused_one_says_whose_word_closed_it(self) -> None:
        event, _ = only_story(assessed(blood_culture(4, COLI), URINE))
        verdict = adjudication(event.id, "refuted", june(8))
        event, signal = only_story(assessed(blood_culture(4, COLI), URINE, verdict))
        assert (event.status, signal.reason) == (EventStatus.REFUTED, signal.closed_because)
        assert "refuted" in signal.reason

    def test_blood_that_a_preliminary_result_adds_to_the_site_is_its_story(self) -> None:
        event, signal = only_story(assessed(blood_culture(4, COLI), preliminary(6, COLI), URINE))
        assert event.status is EventStatus.CONFIRMED
        assert [one.split(" [")[0] for one in event.elements if "from blood" in one] == [
            "Escherichia coli from blood collected 2026-06-04 (POD 3), final",
            "Escherichia coli from blood collected 2026-06-06 (POD 5), preliminary",
        ]
        assert signal.evidence == ("culture-blood-4-8", "culture-blood-6-8")

    def test_another_sites_preliminary_blood_is_not(self) -> None:
        other = site_infection("SKIN", "2a", 6, AUREUS)
        first, second = bsi_events(assessed(blood_culture(4, COLI), preliminary(6, AUREUS), URINE, other))
        assert (first.secondary_to, first.evidence) == ("UTI", ("culture-blood-4-8",))
        assert (second.secondary_to, second.status) == ("SKIN", EventStatus.SUSPECTED)

    def test_two_preliminary_stories_of_one_draw_have_two_names(self) -> None:
        """UTI takes no Candida: it is a primary infection beside the secondary one, from the same draw."""
        mixed = blood_culture(4, COLI, "Candida albicans", status=Status.PRELIMINARY)
        found = bsi_events(assessed(mixed, URINE))
        assert {(one.attribution, *organism_names(one)) for one in found} == {
            ("secondary", COLI),
            ("primary", "Candida albicans"),
        }
        assert len({one.id for one in found}) == 2


@pytest.mark.parametrize(
    ("site", "counts"), [pytest.param([], True, id="primary"), pytest.param([URINE], False, id="secondary")]
)
def test_an_endpoint_of_primary_infections_only(site: list[Fact[Statement]], *, counts: bool) -> None:
    (event,) = confirmed(assessed(blood_culture(4, COLI), *site, protocol=PRIMARY_ONLY))
    assert event.counts_for_endpoint is counts


class TestSuspicion:
    def test_a_positive_bottle(self) -> None:
        event, signal = only_story(assessed(positive_bottle(4), now=june(6, 9)))
        elements = ("culture positive, blood collected 2026-06-04 (POD 3) [MSH-10 M-culture-blood-4-8-preliminary]",)
        missing = ("an organism named by the culture",)
        sources = ("MSH-10 M-culture-blood-4-8-preliminary",)
        assert event == Event(
            id=signal.id,
            kind=EventKind.BSI,
            status=EventStatus.SUSPECTED,
            date_of_event=date(2026, 6, 4),
            infection_window_period=(date(2026, 6, 1), date(2026, 6, 7)),
            specimens=("2026-06-04T08:00+09:00",),
            in_window=True,
            elements=elements,
            missing=missing,
            explanation=("positive blood culture, blood collected 2026-06-04 (POD 3)",),
            sources=sources,
            evidence=("culture-blood-4-8",),
        )
        assert (signal.event, signal.elements, signal.missing) == (event.id, elements, missing)
        assert signal.summary == "Positive blood culture"

    def test_after_a_week_it_still_lacks_the_organism(self) -> None:
        event, signal = only_story(assessed(positive_bottle(4), now=june(20)))
        assert event.missing == signal.missing == ("an organism named by the culture",)

    def test_an_unknown_organism_is_named_for_review(self) -> None:
        strange = Isolate("Unheardofia mirabilis", None, Status.FINAL)
        event, signal = only_story(assessed(blood_culture(4, strange)))
        assert event.status is EventStatus.UNRESOLVED
        assert signal.summary == "Blood culture to review: Unheardofia mirabilis"

    def test_a_named_suspicion_says_its_organism(self) -> None:
        event, signal = only_story(assessed(blood_culture(4, EPIDERMIDIS)))
        assert event.status is EventStatus.CONTAMINANT
        assert signal.summary == "Suspected bloodstream infection: Staphylococcus epidermidis"
        assert signal.organisms == (EPIDERMIDIS,)

    def test_a_commensal_and_the_stain_of_its_bottle_are_both_elements(self) -> None:
        event, _ = only_story(assessed(blood_culture(4, EPIDERMIDIS), gram_stain(4)))
        assert [one.split(" [")[0] for one in event.elements] == [
            "Staphylococcus epidermidis from blood collected 2026-06-04 (POD 3), final",
            "gram stain positive: GPC in clusters, blood collected 2026-06-04 (POD 3)",
        ]

    def test_a_withdrawn_form_is_told_no_more(self) -> None:
        """The stain's form was withdrawn, the bottle is positive all the same."""
        gone = Isolate("GPC in clusters", None, Status.WITHDRAWN, morphology_only=True)
        stain = blood_culture(4, gone, kind=ReportKind.GRAM_STAIN, growth=Growth.NONE)
        event, _ = only_story(assessed(positive_bottle(4), stain, now=june(6, 9)))
        assert [one.split(" [")[0] for one in event.elements] == [
            "culture positive, blood collected 2026-06-04 (POD 3)"
        ]
        assert event.explanation == ("positive blood culture, blood collected 2026-06-04 (POD 3)",)

    def test_an_unknown_organism_does_not_vanish_in_a_pair(self) -> None:
        """A pair without a sign; the second specimen holds a name that nobody knows, too: it is a story of its own."""
        strange = Isolate("Unheardofia mirabilis", None, Status.FINAL)
        found = bsi_events(assessed(blood_culture(4, EPIDERMIDIS), blood_culture(5, EPIDERMIDIS, strange)))
        assert [one.status for one in found] == [EventStatus.CONTAMINANT, EventStatus.UNRESOLVED]

    @pytest.mark.parametrize(("word", "counts"), [("confirmed", True), ("secondary", False)])
    def test_a_person_confirms_a_contaminant(self, word: str, *, counts: bool) -> None:
        blood = blood_culture(4, EPIDERMIDIS)
        event, _ = only_story(assessed(blood))
        verdict = adjudication(event.id, word, june(8), note="IAB")
        event, _ = only_story(assessed(blood, verdict, protocol=PRIMARY_ONLY))
        assert (event.status, event.counts_for_endpoint) == (EventStatus.CONFIRMED, counts)
