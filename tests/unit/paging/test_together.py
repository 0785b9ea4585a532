"""Signals about blood of the same days are one story; nothing in it hides what is surer or louder."""

from datetime import date, time
from zoneinfo import ZoneInfo

import pytest

from graftwatch.findings import Event, EventStatus, Severity, Signal, SignalKind, SignalStatus
from graftwatch.paging import PageReason, StoryState
from graftwatch.protocol import Paging, QuietHours
from paging_builders import Pager, assessment, event, signal

EPIDERMIDIS, HOMINIS = "Staphylococcus epidermidis", "Staphylococcus hominis"
COLI, AUREUS = "Escherichia coli", "Staphylococcus aureus"


def draw(  # one blood draw of June as its signal
    name: str, day: int, *organisms: str, kind: SignalKind = SignalKind.BSI_SUSPECTED, **more: object
) -> Signal:
    severity = Severity.PAGE
    if kind in {SignalKind.BSI_FEVER_WITH_CULTURE, SignalKind.BSI_ADULT_SEPSIS}:
        severity = Severity.NOTIFY
    fields = {"evidence": (f"culture-{name}",), "severity": severity, **more}
    made = signal(kind, id=name, organisms=organisms, **fields)  # type: ignore[arg-type] # named by each test
    return made.model_copy(update={"blood_days": (date(2026, 6, day), date(2026, 6, day))})


def closed(one: Signal, because: str = "probable contaminant") -> Signal:
    return one.model_copy(update={"status": SignalStatus.CLOSED, "closed_because": because})


def reasons(pager: Pager) -> list[tuple[str, str]]:
    return [(one.story, one.reason.value) for one in pager.pages]


def test_two_draws_of_one_day_are_paged_once() -> None:
    pager = Pager()
    pager.looks(assessment(draw("a", 4), draw("b", 4)))
    assert reasons(pager) == [("a", "first")]


def test_a_second_draw_with_another_commensal_is_news_of_the_same_story() -> None:
    pager = Pager()
    pager.looks(assessment(draw("a", 4, EPIDERMIDIS)))
    pager.looks(assessment(draw("a", 4, EPIDERMIDIS), draw("b", 5, HOMINIS)), 30)
    assert reasons(pager) == [("a", "first"), ("a", "new_organism")]
    assert pager.pages[1].details.organisms == (EPIDERMIDIS, HOMINIS)


def test_one_more_bare_bottle_is_no_news() -> None:
    pager = Pager()
    pager.looks(assessment(draw("a", 4)))
    pager.hears(pager.pages[0], 1)
    pager.looks(assessment(draw("a", 4), draw("b", 6)), 30)
    assert reasons(pager) == [("a", "first")]


@pytest.mark.parametrize(
    ("day", "stories"),
    [
        pytest.param(7, ["a"], id="the last day of the infection window period"),
        pytest.param(8, ["a", "b"], id="the day after: another episode"),
        pytest.param(1, ["a"], id="three days before, found late"),
    ],
)
def test_the_window_is_three_days_around_the_first_draw(day: int, stories: list[str]) -> None:
    pager = Pager()
    pager.looks(assessment(draw("a", 4)))
    pager.looks(assessment(draw("a", 4), draw("b", day)), 3)
    assert [story for story, _ in reasons(pager)] == stories


def test_the_window_does_not_wander_with_what_joins() -> None:
    pager = Pager()
    pager.looks(assessment(draw("a", 4)))
    pager.looks(assessment(draw("a", 4), draw("b", 7)), 1)
    pager.looks(assessment(draw("a", 4), draw("b", 7), draw("c", 9)), 2)
    assert reasons(pager) == [("a", "first"), ("c", "first")]


def test_a_confirmation_of_the_second_draw_raises_the_story_of_the_first() -> None:
    pager = Pager()
    pager.looks(assessment(draw("a", 4)))
    pager.looks(assessment(draw("a", 4), draw("b", 5, COLI, kind=SignalKind.BSI_CONFIRMED)), 30)
    assert reasons(pager) == [("a", "first"), ("a", "escalated")]
    assert pager.pages[1].kind is SignalKind.BSI_CONFIRMED


def test_a_name_that_nobody_knows_beside_a_confirmed_infection_must_be_heard() -> None:
    pager = Pager()
    confirmed = draw("a", 4, COLI, kind=SignalKind.BSI_CONFIRMED)
    pager.looks(assessment(confirmed))
    unnamed = draw("a-name", 4, kind=SignalKind.BSI_UNRESOLVED, evidence=("culture-a",), asks="Read the report.")
    pager.looks(assessment(confirmed, unnamed), 30)
    assert reasons(pager) == [("a", "first"), ("a", "new_organism")]
    assert pager.pages[1].dedup_key != pager.pages[0].dedup_key
    assert "Read the report" in pager.pages[1].details.asks


def test_fever_suspicion_and_sepsis_of_the_same_days_are_one_story() -> None:
    pager = Pager()
    fever = draw("a", 4, kind=SignalKind.BSI_FEVER_WITH_CULTURE)
    pager.looks(assessment(fever))
    pager.looks(assessment(fever, draw("b", 5)), 30)
    sepsis = draw("s", 5, kind=SignalKind.BSI_ADULT_SEPSIS, evidence=("culture-b",))
    pager.looks(assessment(draw("b", 5), sepsis), 40)
    assert [(one.story, one.reason.value, one.severity.value) for one in pager.pages] == [
        ("a", "first", "notify"),
        ("a", "escalated", "page"),
        ("a", "revised", "notify"),
    ]
    assert pager.pages[2].details.changed == ("now also Adult Sepsis Event, blood of 2026-06-05",)
    pager.hears(pager.pages[1], 41)
    pager.looks(assessment(draw("b", 5), closed(sepsis, "14 days since the onset")), 90)
    assert len(pager.pages) == 3, "that the days of a sepsis have passed is no news beside an infection"


def test_one_of_two_told_draws_is_taken_back_and_people_are_told_once_that_the_other_stands() -> None:
    pager = Pager()
    both = (draw("a", 4, EPIDERMIDIS), draw("b", 4, COLI))
    pager.looks(assessment(*both))
    for minute in (10, 11, 12):
        pager.looks(assessment(both[1]), minute)
    assert reasons(pager) == [("a", "first"), ("a", "revised")]
    assert pager.pages[1].details.organisms == (COLI,)
    assert pager.pages[1].severity is Severity.PAGE
    pager.looks(assessment(), 13)
    assert reasons(pager)[2:] == [("a", "retracted")]
    assert set(pager.pages[2].resolves) == {one.dedup_key for one in pager.pages}


def test_two_bare_draws_of_which_one_turns_out_a_contaminant_are_revised_once() -> None:
    pager = Pager()
    pager.looks(assessment(draw("a", 4), draw("b", 4)))
    settled = closed(draw("b", 4, EPIDERMIDIS))
    for minute in (10, 20):
        pager.looks(assessment(draw("a", 4), settled), minute)
    assert reasons(pager) == [("a", "first"), ("a", "revised")]
    assert pager.pages[1].details.changed == (
        "no longer Bloodstream infection suspected, blood of 2026-06-04: probable contaminant",
    )


def test_nobody_is_told_that_a_draw_is_gone_that_nobody_was_told_of() -> None:
    pager = Pager()
    pager.looks(assessment(draw("a", 4)))
    pager.looks(assessment(draw("a", 4), draw("b", 5)), 1)
    pager.looks(assessment(draw("a", 4), closed(draw("b", 5))), 2)
    pager.looks(assessment(draw("a", 4)), 3)
    assert reasons(pager) == [("a", "first")]


def test_when_all_its_draws_are_answered_the_story_is_closed_once() -> None:
    pager = Pager()
    pager.looks(assessment(draw("a", 4, EPIDERMIDIS, event="a"), draw("b", 4, HOMINIS, event="b")))
    pager.looks(
        assessment(
            closed(draw("a", 4, EPIDERMIDIS, event="a")),
            closed(draw("b", 4, HOMINIS, event="b")),
            events=(event(EventStatus.CONTAMINANT, id="a"), event(EventStatus.CONTAMINANT, id="b")),
        ),
        10,
    )
    assert reasons(pager) == [("a", "first"), ("a", "resolved")]


def test_two_draws_that_become_one_event_lose_nothing() -> None:
    pager = Pager()
    pager.looks(assessment(draw("a", 4, EPIDERMIDIS), draw("b", 4, EPIDERMIDIS)))
    both = draw("a", 4, EPIDERMIDIS, kind=SignalKind.BSI_CONFIRMED, evidence=("culture-a", "culture-b"))
    pager.looks(assessment(both), 10)
    assert reasons(pager) == [("a", "first"), ("a", "escalated")]
    assert not any("no longer" in line for line in pager.pages[1].details.changed)


def test_what_was_a_contaminant_in_a_story_that_is_over_opens_that_story() -> None:
    pager = Pager()
    pager.looks(assessment(draw("a", 4), draw("b", 4)))
    pager.looks(assessment(closed(draw("a", 4)), closed(draw("b", 4))), 10)
    again = draw("b", 4, EPIDERMIDIS, kind=SignalKind.BSI_CONFIRMED)
    pager.looks(assessment(closed(draw("a", 4)), again), 20)
    assert reasons(pager) == [("a", "first"), ("a", "resolved"), ("a", "reopened")]


def test_a_notice_does_not_carry_on_a_story_that_woke_people() -> None:
    pager = Pager()
    fever = draw("b", 5, kind=SignalKind.BSI_FEVER_WITH_CULTURE)
    pager.looks(assessment(draw("a", 4)))
    pager.looks(assessment(draw("a", 4), fever), 10)
    pager.looks(assessment(fever), 20)
    assert [(one.story, one.reason.value, one.severity.value) for one in pager.pages] == [
        ("a", "first", "page"),
        ("a", "retracted", "page"),
        ("b", "first", "notify"),
    ]


def test_blood_that_is_dated_anew_outside_the_window_is_another_episode() -> None:
    pager = Pager()
    pager.looks(assessment(draw("a", 4, COLI), draw("b", 5, AUREUS)))
    pager.looks(assessment(draw("a", 4, COLI), draw("b", 15, AUREUS)), 10)
    assert reasons(pager) == [("a", "first"), ("a", "revised"), ("b", "first")]


def test_a_draw_found_late_before_the_first_changes_nothing_of_what_belongs_together() -> None:
    pager = Pager()
    pager.looks(assessment(draw("b", 4), draw("c", 7)))
    pager.looks(assessment(draw("a", 2), draw("b", 4), draw("c", 7)), 5)
    pager.looks(assessment(draw("a", 2), draw("c", 7)), 10)
    assert reasons(pager) == [("b", "first"), ("b", "revised")]


class TestSecondaryAndPrimaryOfOneBlood:
    def held(self) -> tuple[tuple[Signal, ...], tuple[Event, ...]]:
        primary = draw("p", 4, AUREUS, kind=SignalKind.BSI_CONFIRMED, event="p", evidence=("culture-1",))
        secondary = draw("s", 4, COLI, kind=SignalKind.BSI_CONFIRMED, event="s", evidence=("culture-1",))
        return (primary, secondary), (
            event(EventStatus.CONFIRMED, id="p", criterion="LCBI-1", date_of_event=date(2026, 6, 4)),
            event(EventStatus.CONFIRMED, id="s", secondary_to="IAB", date_of_event=date(2026, 6, 3)),
        )

    def test_are_one_page_that_tells_them_apart(self) -> None:
        pager, (signals, events) = Pager(), self.held()
        pager.looks(assessment(*signals, events=events))
        assert reasons(pager) == [("p", "first")]
        said = pager.pages[0].summary
        assert "LCBI-1" in said
        assert f"Bloodstream infection confirmed: {COLI}, secondary to IAB" in said

    def test_a_site_found_later_is_told_once_in_the_same_story(self) -> None:
        pager, (signals, events) = Pager(), self.held()
        before = signals[0].model_copy(update={"organisms": (COLI, AUREUS)})
        pager.looks(assessment(before, events=events[:1]))
        pager.looks(assessment(*signals, events=events), 10)
        pager.looks(assessment(*signals, events=events), 20)
        assert reasons(pager) == [("p", "first"), ("p", "revised")]
        assert "now also Bloodstream infection confirmed: Escherichia coli, secondary to IAB, blood of 2026-06-04" in (
            pager.pages[1].details.changed
        )


def test_the_order_of_the_signals_changes_no_page() -> None:
    held = [draw("a", 4, EPIDERMIDIS), draw("b", 5, COLI), draw("c", 9, AUREUS), draw("d", 10)]
    pages = []
    for ordered in (held, held[::-1], [held[2], held[0], held[3], held[1]]):
        pager = Pager()
        pager.looks(assessment(*ordered))
        pager.looks(assessment(*ordered[1:]), 10)
        pages.append(pager.pages if ordered is held else pager.pages[:2])
    assert pages[0][:2] == pages[1] == pages[2]


def test_a_story_told_by_an_older_version_goes_on() -> None:
    pager = Pager()
    pager.looks(assessment(signal(id="a", evidence=("culture-a",))))
    assert pager.ledger.stories[0].grounds == ()
    pager.looks(assessment(draw("a", 4), draw("b", 4)), 10)
    assert reasons(pager) == [("a", "first")]
    assert pager.ledger.stories[0].state is StoryState.WAITING
    assert pager.pages[0].reason is PageReason.FIRST


def test_a_quiet_addition_in_quiet_hours_holds_no_repetition_of_what_woke_people() -> None:
    pager = Pager(Paging(quiet_hours=QuietHours(start=time(15), end=time(23))))
    pager.zone = ZoneInfo("Asia/Tokyo")
    pager.looks(assessment(draw("a", 4)))
    sepsis = draw("s", 4, kind=SignalKind.BSI_ADULT_SEPSIS, evidence=("culture-a",))
    assert pager.looks(assessment(draw("a", 4), sepsis), 5).pages == ()
    pager.looks(assessment(draw("a", 4), sepsis), 15)
    assert reasons(pager) == [("a", "first"), ("a", "repeated")]
    assert pager.pages[1].details.changed == ("now also Adult Sepsis Event, blood of 2026-06-04",)
