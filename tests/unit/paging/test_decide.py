from datetime import date

import pytest

from graftwatch.findings import EventStatus, Severity, SignalKind, SignalStatus
from graftwatch.paging import Ledger, PageReason, StoryState, Suppression
from graftwatch.protocol import Paging
from paging_builders import Pager, assessment, event, minutes_later, signal

SUSPECTED = signal(SignalKind.BSI_SUSPECTED)
CONFIRMED = signal(SignalKind.BSI_CONFIRMED, organisms=("Staphylococcus aureus",))


def reasons(pager: Pager) -> list[PageReason]:
    return [page.reason for page in pager.pages]


def test_a_new_signal_is_paged_first_and_then_waits_for_an_acknowledgement() -> None:
    pager = Pager()
    first = pager.looks(assessment(SUSPECTED))
    again = pager.looks(assessment(SUSPECTED))
    assert [page.reason for page in first.pages] == [PageReason.FIRST]
    assert again.pages == ()
    assert [one.by for one in again.suppressed] == [Suppression.AWAITING_ACKNOWLEDGEMENT]
    assert again.next_look == minutes_later(15)


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        pytest.param(SUSPECTED, CONFIRMED, PageReason.ESCALATED, id="suspected becomes confirmed"),
        pytest.param(
            signal(SignalKind.BSI_FEVER_WITH_CULTURE, severity=Severity.NOTIFY),
            SUSPECTED,
            PageReason.ESCALATED,
            id="fever with a culture becomes a suspected infection",
        ),
        pytest.param(
            signal(SignalKind.EXPOSURE_HIGH, severity=Severity.NOTIFY),
            signal(SignalKind.EXPOSURE_HIGH, severity=Severity.PAGE),
            PageReason.ESCALATED,
            id="a high level becomes critical",
        ),
        pytest.param(
            CONFIRMED,
            signal(SignalKind.BSI_CONFIRMED, organisms=("Candida albicans", "Staphylococcus aureus")),
            PageReason.NEW_ORGANISM,
            id="a second organism in the repeat infection timeframe",
        ),
        pytest.param(
            SUSPECTED,
            signal(organisms=("Escherichia coli",)),
            PageReason.NEW_ORGANISM,
            id="a preliminary result names the organism",
        ),
        pytest.param(
            CONFIRMED,
            signal(SignalKind.BSI_CONFIRMED, organisms=("Escherichia coli",)),
            PageReason.NEW_ORGANISM,
            id="a correction exchanges the organism",
        ),
        pytest.param(
            signal(SignalKind.BSI_CONFIRMED, organisms=("Candida albicans", "Staphylococcus aureus")),
            CONFIRMED,
            PageReason.REVISED,
            id="a correction takes one of two organisms away",
        ),
        pytest.param(CONFIRMED, signal(organisms=CONFIRMED.organisms), PageReason.REVISED, id="confirmed no longer"),
    ],
)
def test_what_people_act_on_has_changed(before: object, after: object, reason: PageReason) -> None:
    pager = Pager()
    pager.looks(assessment(before))  # type: ignore[arg-type] # parametrised
    pager.looks(assessment(after), minutes=5)  # type: ignore[arg-type] # parametrised
    assert reasons(pager) == [PageReason.FIRST, reason]
    assert pager.pages[1].previous == pager.pages[0].id
    assert pager.pages[1].story == pager.pages[0].story


@pytest.mark.parametrize(
    "after",
    [
        pytest.param(signal(summary="two positive bottles"), id="other words"),
        pytest.param(signal(evidence=("culture-1", "culture-2")), id="more evidence"),
        pytest.param(signal(elements=("fever 38.4",), missing=("organism",)), id="more elements"),
    ],
)
def test_what_people_do_not_act_on_is_no_reason_for_a_page(after: object) -> None:
    pager = Pager()
    pager.looks(assessment(SUSPECTED))
    pager.hears(pager.pages[0], minutes=1)
    decided = pager.looks(assessment(after), minutes=60)  # type: ignore[arg-type] # parametrised
    assert decided.pages == ()
    assert [one.by for one in decided.suppressed] == [Suppression.ACKNOWLEDGED]


def test_a_date_of_event_that_was_not_known_is_no_revision_and_one_that_moves_is() -> None:
    pager = Pager()
    named = signal(event="event-1")
    for minutes, day in ((0, None), (1, date(2026, 6, 4)), (2, date(2026, 6, 3))):
        pager.looks(assessment(named, events=(event(date_of_event=day),)), minutes)
    assert reasons(pager) == [PageReason.FIRST]

    confirmed = signal(SignalKind.BSI_CONFIRMED, event="event-1")
    for minutes, day in ((3, date(2026, 6, 3)), (4, date(2026, 6, 2))):
        pager.looks(assessment(confirmed, events=(event(EventStatus.CONFIRMED, date_of_event=day),)), minutes)
    assert reasons(pager) == [PageReason.FIRST, PageReason.ESCALATED, PageReason.REVISED]
    assert pager.pages[2].details.changed[0].startswith("date of event 2026-06-02 (POD 1) (before: ")


def test_an_infection_that_is_found_secondary_is_revised() -> None:
    pager = Pager()
    confirmed = signal(SignalKind.BSI_CONFIRMED, event="event-1")
    pager.looks(assessment(confirmed, events=(event(EventStatus.CONFIRMED, criterion="LCBI-1"),)))
    pager.looks(assessment(confirmed, events=(event(EventStatus.CONFIRMED, secondary_to="UTI"),)))
    assert reasons(pager) == [PageReason.FIRST, PageReason.REVISED]
    assert "Secondary to UTI" in pager.pages[1].summary


def test_an_unacknowledged_page_is_repeated_so_often_and_then_no_more() -> None:
    pager = Pager(Paging(repeat_after_minutes=10, repeats_at_most=2))
    looks = [pager.looks(assessment(SUSPECTED), minutes) for minutes in (0, 9.9, 10, 15, 20, 29.9, 30, 1000)]
    assert [len(one.pages) for one in looks] == [1, 0, 1, 0, 1, 0, 0, 0]
    assert reasons(pager) == [PageReason.FIRST, PageReason.REPEATED, PageReason.REPEATED]
    assert [one.next_look for one in looks[-3:]] == [minutes_later(30), None, None]
    assert [one.by for one in looks[-1].suppressed] == [Suppression.REPEATS_USED_UP]
    assert pager.ledger.stories[0].state is StoryState.UNHEARD


def test_after_an_outage_an_overdue_page_is_repeated_once_not_for_every_missed_interval() -> None:
    pager = Pager(Paging(repeat_after_minutes=10))
    pager.looks(assessment(SUSPECTED))
    assert len(pager.looks(assessment(SUSPECTED), minutes=300).pages) == 1
    assert pager.looks(assessment(SUSPECTED), minutes=309).pages == ()


def test_a_repetition_keeps_the_key_and_what_must_be_heard_again_gets_its_own() -> None:
    pager = Pager()
    pager.looks(assessment(SUSPECTED))
    pager.looks(assessment(SUSPECTED), minutes=15)
    pager.looks(assessment(CONFIRMED), minutes=16)
    more = signal(SignalKind.BSI_CONFIRMED, organisms=("Candida albicans", "Staphylococcus aureus"))
    pager.looks(assessment(more), minutes=17)
    pager.looks(assessment(CONFIRMED), minutes=18)
    keys = [page.dedup_key for page in pager.pages]
    assert reasons(pager) == [
        PageReason.FIRST,
        PageReason.REPEATED,
        PageReason.ESCALATED,
        PageReason.NEW_ORGANISM,
        PageReason.REVISED,
    ]
    assert keys[0] == keys[1]
    assert keys[3] == keys[4]
    assert len(set(keys)) == 3


def test_an_acknowledgement_of_any_repetition_silences_the_story() -> None:
    pager = Pager()
    pager.looks(assessment(SUSPECTED))
    pager.looks(assessment(SUSPECTED), minutes=15)
    pager.hears(pager.pages[1], minutes=20)
    decided = pager.looks(assessment(SUSPECTED), minutes=30)
    assert decided.pages == ()
    assert [one.by for one in decided.suppressed] == [Suppression.ACKNOWLEDGED]
    assert decided.next_look is None
    assert [(one.page, one.seconds) for one in decided.heard] == [(pager.pages[1].id, 20 * 60)]


def test_an_acknowledgement_counts_once_however_often_it_is_given_again() -> None:
    pager = Pager()
    pager.looks(assessment(SUSPECTED))
    pager.hears(pager.pages[0], minutes=1)
    assert len(pager.looks(assessment(SUSPECTED), minutes=2).heard) == 1
    assert pager.looks(assessment(SUSPECTED), minutes=3).heard == ()


def test_the_acknowledgement_of_the_suspicion_does_not_silence_the_confirmation() -> None:
    pager = Pager()
    pager.looks(assessment(SUSPECTED))
    pager.hears(pager.pages[0], minutes=1)
    pager.looks(assessment(CONFIRMED), minutes=5)
    pager.looks(assessment(CONFIRMED), minutes=20)
    assert reasons(pager) == [PageReason.FIRST, PageReason.ESCALATED, PageReason.REPEATED]


def test_a_quiet_revision_does_not_ask_for_a_second_acknowledgement() -> None:
    pager = Pager()
    pager.looks(assessment(signal(organisms=("Candida albicans", "Escherichia coli"))))
    pager.hears(pager.pages[0], minutes=1)
    pager.looks(assessment(signal(organisms=("Escherichia coli",))), minutes=5)
    pager.looks(assessment(signal(organisms=("Escherichia coli",))), minutes=50)
    assert reasons(pager) == [PageReason.FIRST, PageReason.REVISED]


def test_a_repetition_does_not_follow_on_the_heels_of_a_revision() -> None:
    pager = Pager(Paging(repeat_after_minutes=15))
    pager.looks(assessment(signal(organisms=("Candida albicans", "Escherichia coli"))))
    revised = assessment(signal(organisms=("Escherichia coli",)))
    for minutes in (14, 14, 28, 29):
        pager.looks(revised, minutes)
    assert [(page.reason, page.decided_at) for page in pager.pages] == [
        (PageReason.FIRST, minutes_later(0)),
        (PageReason.REVISED, minutes_later(14)),
        (PageReason.REPEATED, minutes_later(29)),
    ]


def test_an_acknowledgement_of_a_page_nobody_sent_changes_nothing() -> None:
    pager = Pager()
    pager.looks(assessment(SUSPECTED))
    pager.hears(pager.pages[0].model_copy(update={"id": "0" * 16}), minutes=1)
    assert pager.looks(assessment(SUSPECTED), minutes=15).heard == ()
    assert reasons(pager) == [PageReason.FIRST, PageReason.REPEATED]


def test_a_signal_whose_ground_is_gone_is_retracted_once_and_every_key_resolved() -> None:
    pager = Pager()
    pager.looks(assessment(SUSPECTED))
    pager.looks(assessment(CONFIRMED), minutes=5)
    pager.looks(assessment(), minutes=10)
    pager.looks(assessment(), minutes=100)
    assert reasons(pager) == [PageReason.FIRST, PageReason.ESCALATED, PageReason.RETRACTED]
    retraction = pager.pages[2]
    assert retraction.resolves == (pager.pages[0].dedup_key, pager.pages[1].dedup_key)
    assert retraction.severity is Severity.PAGE
    assert retraction.summary.startswith("RETRACTED: Bloodstream infection confirmed: Staphylococcus aureus. S01")


def test_the_end_is_told_as_loudly_as_the_loudest_page() -> None:
    pager = Pager()
    critical = signal(SignalKind.EXPOSURE_HIGH, severity=Severity.PAGE)
    pager.looks(assessment(critical))
    pager.looks(assessment(critical.model_copy(update={"severity": Severity.NOTIFY})), minutes=5)
    closed = critical.model_copy(update={"severity": Severity.NOTIFY, "status": SignalStatus.CLOSED})
    pager.looks(assessment(closed), minutes=10)
    assert reasons(pager) == [PageReason.FIRST, PageReason.RESOLVED]
    assert pager.pages[1].severity is Severity.PAGE


@pytest.mark.parametrize(
    ("status", "words"),
    [
        pytest.param(EventStatus.CONTAMINANT, "Probable contaminant.", id="a single common commensal"),
        pytest.param(EventStatus.EXCLUDED, "The organism does not count.", id="an excluded organism"),
        pytest.param(EventStatus.REFUTED, "Refuted by a person's decision.", id="a person refutes it"),
    ],
)
def test_a_suspicion_that_is_answered_is_resolved_with_the_answer(status: EventStatus, words: str) -> None:
    pager = Pager()
    pager.looks(assessment(SUSPECTED, events=(event(),)))
    pager.looks(assessment(events=(event(status),)), minutes=5)
    assert reasons(pager) == [PageReason.FIRST, PageReason.RESOLVED]
    assert words in pager.pages[1].summary


def test_a_closed_signal_is_resolved_with_the_rules_own_reason() -> None:
    pager = Pager()
    pager.looks(assessment(SUSPECTED))
    closed = signal(status=SignalStatus.CLOSED, closed_because="no growth after 5 days")
    pager.looks(assessment(closed), minutes=5)
    pager.looks(assessment(closed), minutes=6)
    assert reasons(pager) == [PageReason.FIRST, PageReason.RESOLVED]
    assert pager.pages[1].summary.endswith("No growth after 5 days.")


@pytest.mark.parametrize(
    "organisms", [pytest.param((), id="now named"), pytest.param(("Escherichia coli",), id="told before")]
)
def test_a_contaminant_is_closed_by_the_name_that_is_now_known(organisms: tuple[str, ...]) -> None:
    pager = Pager()
    pager.looks(assessment(signal(organisms=organisms, event="event-1"), events=(event(),)))
    closed = signal(status=SignalStatus.CLOSED, organisms=("Staphylococcus epidermidis",), event="event-1")
    pager.looks(assessment(closed, events=(event(EventStatus.CONTAMINANT),)), minutes=5)
    assert reasons(pager) == [PageReason.FIRST, PageReason.RESOLVED]
    assert "Staphylococcus epidermidis" in pager.pages[1].summary


def test_a_report_that_is_corrected_to_no_growth_takes_a_confirmed_infection_back() -> None:
    pager = Pager()
    confirmed = CONFIRMED.model_copy(update={"event": "event-1"})
    pager.looks(assessment(confirmed, events=(event(EventStatus.CONFIRMED),)))
    corrected = signal(status=SignalStatus.CLOSED, reason="the corrected report names no organism")
    pager.looks(assessment(corrected), minutes=5)
    assert reasons(pager) == [PageReason.FIRST, PageReason.RETRACTED]
    assert pager.pages[1].kind is SignalKind.BSI_CONFIRMED
    assert pager.pages[1].details.organisms == ("Staphylococcus aureus",)
    assert pager.pages[1].summary.endswith("The corrected report names no organism.")


def test_a_notice_of_fever_that_is_not_needed_any_more_is_closed_and_not_retracted() -> None:
    pager = Pager()
    pager.looks(assessment(signal(SignalKind.BSI_FEVER_WITH_CULTURE, severity=Severity.NOTIFY)))
    pager.looks(assessment(), minutes=600)
    assert reasons(pager) == [PageReason.FIRST, PageReason.RESOLVED]


def test_a_contaminant_with_a_second_matching_set_is_open_again_in_the_same_story() -> None:
    pager = Pager()
    pager.looks(assessment(SUSPECTED))
    pager.looks(assessment(events=(event(EventStatus.CONTAMINANT),)), minutes=5)
    pager.looks(assessment(CONFIRMED), minutes=10)
    assert reasons(pager) == [PageReason.FIRST, PageReason.RESOLVED, PageReason.REOPENED]
    assert {page.story for page in pager.pages} == {"bsi-1"}
    assert pager.pages[2].dedup_key != pager.pages[0].dedup_key


@pytest.mark.parametrize(
    ("severity", "status", "suppression"),
    [
        pytest.param(Severity.LOG, SignalStatus.OPEN, Suppression.LOG_SEVERITY, id="only for the log"),
        pytest.param(
            Severity.PAGE, SignalStatus.CLOSED, Suppression.CLOSED_BEFORE_TOLD, id="closed before anybody was told"
        ),
    ],
)
def test_nobody_is_told(severity: Severity, status: SignalStatus, suppression: Suppression) -> None:
    pager = Pager()
    decided = pager.looks(assessment(signal(severity=severity, status=status)))
    assert decided.pages == ()
    assert [one.by for one in decided.suppressed] == [suppression]
    assert pager.ledger == Ledger()


def test_a_notice_is_told_once_and_never_repeated() -> None:
    pager = Pager()
    notice = signal(SignalKind.EXPOSURE_LOW, severity=Severity.NOTIFY)
    pager.looks(assessment(notice))
    decided = pager.looks(assessment(notice), minutes=600)
    assert reasons(pager) == [PageReason.FIRST]
    assert [one.by for one in decided.suppressed] == [Suppression.NOTHING_MATERIAL]
    assert decided.next_look is None


def test_a_level_that_is_critical_again_after_it_was_merely_high_pages_again() -> None:
    pager = Pager()
    critical = signal(SignalKind.EXPOSURE_HIGH, severity=Severity.PAGE)
    high = signal(SignalKind.EXPOSURE_HIGH, severity=Severity.NOTIFY)
    for minutes, one in ((0, critical), (5, high), (10, critical)):
        pager.looks(assessment(one), minutes)
    assert reasons(pager) == [PageReason.FIRST, PageReason.ESCALATED]


def test_two_recipients_with_the_same_signal_id_have_different_pages_and_keys() -> None:
    one, other = Pager(), Pager()
    one.looks(assessment(SUSPECTED, subject="S01"))
    other.looks(assessment(SUSPECTED, subject="S02"))
    assert one.pages[0].id != other.pages[0].id
    assert one.pages[0].dedup_key != other.pages[0].dedup_key
    assert one.pages[0].link == "https://graftwatch.example/recipients/S01"
