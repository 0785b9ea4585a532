"""Suspected before confirmed: one story a blood culture, opened, upgraded, closed, reopened, retracted."""

from datetime import date

import pytest

from charts import (
    TOKYO,
    assessed,
    blood_culture,
    bsi_events,
    bsi_signals,
    central_line,
    confirmed,
    day_of_june,
    gram_stain,
    isolate,
    june,
    organism_names,
    pending_blood,
    positive_bottle,
    said,
    site_infection,
    temperature,
)
from graftwatch.facts import ClinicalTime, Fact, Growth, MicrobiologyReport, ReportKind, Statement, Status
from graftwatch.findings import EventStatus, Severity, SignalKind, SignalStatus
from graftwatch.protocol import Protocol

EPIDERMIDIS = "Staphylococcus epidermidis"
OPEN, CLOSED = SignalStatus.OPEN, SignalStatus.CLOSED


@pytest.mark.parametrize(
    "evidence",
    [
        pytest.param(positive_bottle(4), id="positive bottle"),
        pytest.param(gram_stain(4), id="Gram stain"),
        pytest.param(blood_culture(4, EPIDERMIDIS, status=Status.PRELIMINARY), id="preliminary commensal"),
        pytest.param(blood_culture(4, "Escherichia coli", status=Status.PRELIMINARY), id="preliminary pathogen"),
    ],
)
def test_the_first_positive_result_pages_as_suspected(evidence: Fact[Statement]) -> None:
    assessment = assessed(evidence)
    (signal,) = bsi_signals(assessment)
    assert (signal.kind, signal.severity, signal.status) == (SignalKind.BSI_SUSPECTED, Severity.PAGE, OPEN)
    assert [one.status for one in bsi_events(assessment)] == [EventStatus.SUSPECTED]
    assert signal.since == evidence.version.stated_at


def test_one_signal_rises_from_fever_to_confirmed() -> None:
    fever = temperature(4, "38.4")
    stages = [
        [fever, pending_blood(4)],
        [fever, positive_bottle(4)],
        [fever, positive_bottle(4), gram_stain(4)],
        [fever, gram_stain(4), blood_culture(4, "Escherichia coli", status=Status.PRELIMINARY)],
        [fever, gram_stain(4), blood_culture(4, "Escherichia coli")],
    ]
    signals = [bsi_signals(assessed(*facts, now=june(6)))[0] for facts in stages]
    assert {one.id for one in signals} == {signals[0].id}
    assert [one.kind for one in signals] == [
        SignalKind.BSI_FEVER_WITH_CULTURE,
        SignalKind.BSI_SUSPECTED,
        SignalKind.BSI_SUSPECTED,
        SignalKind.BSI_SUSPECTED,
        SignalKind.BSI_CONFIRMED,
    ]


def test_a_preliminary_result_says_which_criterion_it_would_meet() -> None:
    pair = [blood_culture(day, EPIDERMIDIS, status=Status.PRELIMINARY) for day in (4, 5)]
    (event,) = bsi_events(assessed(*pair, temperature(4, "38.4")))
    assert (event.status, event.criterion) == (EventStatus.SUSPECTED, "LCBI-2")
    assert event.missing == ("a final or corrected result that names the organism",)


class TestCommensals:
    def test_a_final_single_commensal_closes_as_probable_contaminant(self) -> None:
        assessment = assessed(gram_stain(4), blood_culture(4, EPIDERMIDIS))
        (event,), (signal,) = bsi_events(assessment), bsi_signals(assessment)
        assert (event.status, event.criterion, event.counts_for_endpoint) == (EventStatus.CONTAMINANT, None, False)
        assert (signal.status, signal.kind) == (CLOSED, SignalKind.BSI_SUSPECTED)
        assert "probable contaminant" in signal.reason

    def test_a_second_matching_set_reopens_it(self) -> None:
        first = blood_culture(4, EPIDERMIDIS)
        closed = bsi_signals(assessed(first))[0]
        again = bsi_signals(assessed(first, blood_culture(5, EPIDERMIDIS), temperature(4, "38.4")))[0]
        assert (again.id, again.kind, again.status) == (closed.id, SignalKind.BSI_CONFIRMED, OPEN)

    def test_a_pair_without_a_sign_is_one_open_story_until_its_window_ends(self) -> None:
        pair = [blood_culture(4, EPIDERMIDIS), blood_culture(5, EPIDERMIDIS)]
        waiting = assessed(*pair, now=june(7, 23, 59))
        (event,), (signal,) = bsi_events(waiting), bsi_signals(waiting)
        assert (event.status, signal.status) == (EventStatus.SUSPECTED, OPEN)
        assert "fever" in event.missing[0]
        assert waiting.next_look == june(8, 0)
        over = assessed(*pair, now=june(8, 0))
        assert [one.status for one in bsi_events(over)] == [EventStatus.CONTAMINANT]
        assert [one.status for one in bsi_signals(over)] == [CLOSED]


class TestClosing:
    def test_no_growth_closes_a_suspicion(self) -> None:
        assessment = assessed(gram_stain(4), blood_culture(4))
        assert bsi_events(assessment) == []
        (signal,) = bsi_signals(assessment)
        assert (signal.status, signal.reason) == (CLOSED, "the culture ended without growth")

    def test_no_growth_to_date_keeps_it_open(self) -> None:
        (signal,) = bsi_signals(assessed(gram_stain(4), pending_blood(4)))
        assert signal.status is OPEN

    def test_silence_does_not_close_growth_but_asks_for_the_final_result(self) -> None:
        awaited, silent = assessed(positive_bottle(4), now=june(11, 7, 59)), assessed(positive_bottle(4), now=june(11))
        assert awaited.next_look == june(11, 8)
        (before,), (after,) = bsi_signals(awaited), bsi_signals(silent)
        assert (before.status, before.asks) == (OPEN, "Look at the recipient; await the organism.")
        assert (after.status, after.asks.startswith("Ask the laboratory")) == (OPEN, True)

    def test_a_corrected_report_without_organism_retracts(self) -> None:
        assessment = assessed(blood_culture(4, status=Status.CORRECTED))
        assert bsi_events(assessment) == []
        (signal,) = bsi_signals(assessment)
        assert signal.status is CLOSED
        assert signal.closed_because == "the corrected report no longer names an organism"

    def test_a_withdrawn_report_leaves_nothing(self) -> None:
        said_first = blood_culture(4, "Escherichia coli")
        taken_back = blood_culture(4, status=Status.WITHDRAWN, stated=june(8))
        assessment = assessed(said_first, taken_back)
        assert (bsi_events(assessment), bsi_signals(assessment)) == ([], [])

    def test_a_withdrawn_organism_of_a_report_does_not_count(self) -> None:
        kept, gone = isolate("Escherichia coli"), isolate("Staphylococcus aureus", Status.WITHDRAWN)
        (event,) = confirmed(assessed(blood_culture(4, kept, gone)))
        assert organism_names(event) == ["Escherichia coli"]

    def test_a_correction_can_replace_the_organism(self) -> None:
        first = blood_culture(4, "Staphylococcus aureus", stated=june(6))
        corrected = blood_culture(4, EPIDERMIDIS, status=Status.CORRECTED, stated=june(7))
        (event,) = bsi_events(assessed(first, corrected))
        assert (event.status, organism_names(event)) == (EventStatus.CONTAMINANT, [EPIDERMIDIS])

    def test_a_preliminary_report_sent_again_later_changes_nothing(self) -> None:
        final = blood_culture(4, "Escherichia coli", stated=june(6))
        again = blood_culture(4, "Staphylococcus aureus", status=Status.PRELIMINARY, stated=june(7))
        (event,) = bsi_events(assessed(final, again))
        assert (event.status, organism_names(event)) == (EventStatus.CONFIRMED, ["Escherichia coli"])

    def test_susceptibilities_do_not_bring_back_an_organism_that_the_culture_left_out(self) -> None:
        panel = blood_culture(4, "Staphylococcus aureus", kind=ReportKind.SUSCEPTIBILITY)
        culture = blood_culture(4, "Escherichia coli", status=Status.CORRECTED)
        (event,) = confirmed(assessed(panel, culture))
        assert organism_names(event) == ["Escherichia coli"]

    def test_excluded_organisms_are_an_excluded_event(self) -> None:
        (event,) = bsi_events(assessed(blood_culture(4, "Histoplasma capsulatum")))
        assert event.status is EventStatus.EXCLUDED


class TestReview:
    def test_an_unknown_name_asks_for_a_review(self) -> None:
        assessment = assessed(blood_culture(4, "Xyzzyella plughii"))
        (event,), (signal,) = bsi_events(assessment), bsi_signals(assessment)
        assert event.status is EventStatus.UNRESOLVED
        assert organism_names(event) == ["Xyzzyella plughii"]
        assert event.organisms[0].common_commensal is None
        assert (signal.kind, signal.severity, signal.status) == (SignalKind.BSI_UNRESOLVED, Severity.PAGE, OPEN)

    def test_so_it_does_beside_a_pathogen(self) -> None:
        assessment = assessed(blood_culture(4, "Escherichia coli", "Xyzzyella plughii"))
        assert [one.status for one in bsi_events(assessment)] == [EventStatus.CONFIRMED]
        assert {one.kind for one in bsi_signals(assessment)} == {SignalKind.BSI_CONFIRMED, SignalKind.BSI_UNRESOLVED}

    def test_and_beside_a_single_commensal_that_it_keeps_open(self) -> None:
        (event,) = bsi_events(assessed(blood_culture(4, EPIDERMIDIS, "Xyzzyella plughii")))
        assert event.status is EventStatus.UNRESOLVED

    def test_a_final_report_that_says_neither_growth_nor_none(self) -> None:
        (signal,) = bsi_signals(assessed(blood_culture(4, growth=Growth.UNKNOWN)))
        assert signal.kind is SignalKind.BSI_UNRESOLVED

    @pytest.mark.parametrize(
        "collected",
        [
            pytest.param(None, id="nobody said"),
            pytest.param(ClinicalTime(date(1, 1, 1)), id="year 1"),
            pytest.param(ClinicalTime(date(9999, 12, 31)), id="year 9999"),
        ],
    )
    def test_positive_blood_without_a_collection_time(self, collected: ClinicalTime | None) -> None:
        found = (isolate("Escherichia coli"),)
        report = MicrobiologyReport(ReportKind.CULTURE, "k1", "blood", collected, Growth.POSITIVE, found, Status.FINAL)
        assessment = assessed(said("undated", report, june(5)))
        (event,), (signal,) = bsi_events(assessment), bsi_signals(assessment)
        assert (event.status, event.date_of_event) == (EventStatus.UNRESOLVED, None)
        assert signal.kind is SignalKind.BSI_UNRESOLVED


class TestWithAConfirmedEvent:
    def test_a_positive_bottle_in_its_timeframe_joins_the_story(self) -> None:
        assessment = assessed(blood_culture(4, "Escherichia coli"), positive_bottle(9))
        (event,), (signal,) = bsi_events(assessment), bsi_signals(assessment)
        assert len(signal.evidence) == 2
        assert "not final, would be added: blood collected 2026-06-09 (POD 8)" in event.explanation

    def test_a_preliminary_organism_in_its_timeframe_joins_the_story(self) -> None:
        later = blood_culture(9, "Klebsiella pneumoniae", status=Status.PRELIMINARY)
        (event,) = bsi_events(assessed(blood_culture(4, "Escherichia coli"), later))
        assert organism_names(event) == ["Escherichia coli"]
        assert "not final, would be added: Klebsiella pneumoniae" in event.explanation

    def test_a_positive_bottle_after_it_is_a_suspicion_of_its_own(self) -> None:
        found = bsi_events(assessed(blood_culture(4, "Escherichia coli"), positive_bottle(18)))
        assert [one.status for one in found] == [EventStatus.CONFIRMED, EventStatus.SUSPECTED]

    def test_what_only_helps_to_judge_is_no_evidence(self) -> None:
        culture = blood_culture(4, "Escherichia coli")
        (signal,) = bsi_signals(assessed(culture, central_line(1)))
        assert signal.evidence == (culture.identity,)


class TestOutsideTheWindow:
    def test_blood_of_the_window_still_pages_in_the_timeframe_of_an_earlier_event(self) -> None:
        (signal,) = bsi_signals(assessed(blood_culture(-3, "Escherichia coli"), positive_bottle(4)))
        assert (signal.severity, signal.status) == (Severity.PAGE, OPEN)

    @pytest.mark.parametrize("day", [pytest.param(-2, id="before the transplant"), pytest.param(40, id="after POD 30")])
    def test_a_page_becomes_a_notice(self, day: int) -> None:
        for culture in (positive_bottle(day), blood_culture(day, "Escherichia coli")):
            (signal,) = bsi_signals(assessed(culture))
            assert (signal.severity, signal.status) == (Severity.NOTIFY, OPEN)

    def test_a_protocol_that_only_logs_stays_quiet(self) -> None:
        quiet = Protocol.model_validate({"severity": {"bsi.confirmed": "log"}})
        (signal,) = bsi_signals(assessed(blood_culture(40, "Escherichia coli"), protocol=quiet))
        assert signal.severity is Severity.LOG


def test_words_hold_day_post_operative_day_and_message() -> None:
    (event,) = confirmed(assessed(blood_culture(4, "Staphylococcus aureus")))
    assert event.elements == (
        "Staphylococcus aureus from blood collected 2026-06-04 (POD 3), final [MSH-10 M-culture-blood-4-8-final]",
    )
    assert event.sources == ("MSH-10 M-culture-blood-4-8-final",)


def test_a_secondary_suspicion_names_the_site() -> None:
    preliminary = blood_culture(6, "Escherichia coli", status=Status.PRELIMINARY)
    (event,) = bsi_events(assessed(preliminary, site_infection("UTI", "SUTI 1a", 5, "Escherichia coli")))
    assert (event.status, event.attribution, event.secondary_to) == (EventStatus.SUSPECTED, "secondary", "UTI")


def test_a_suspicion_that_turns_out_secondary_is_the_same_story() -> None:
    uti = site_infection("UTI", "SUTI 1a", 5, "Escherichia coli")
    suspected = bsi_signals(assessed(positive_bottle(6)))[0]
    secondary = bsi_signals(assessed(blood_culture(6, "Escherichia coli"), uti))[0]
    assert (secondary.id, secondary.kind) == (suspected.id, SignalKind.BSI_CONFIRMED)


def test_days_are_the_hospitals() -> None:
    late = blood_culture(4, "Escherichia coli", hour=0)
    assert late.statement.collected is not None
    assert late.statement.collected.on == day_of_june(4)
    assert june(4, 0).astimezone(TOKYO).date() == day_of_june(4)
    (event,) = confirmed(assessed(late))
    assert event.date_of_event == day_of_june(4)
