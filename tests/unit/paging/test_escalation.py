"""Steps of the escalation: who comes next and when, what begins again, and what is given up."""

from datetime import date

import pytest

from graftwatch.findings import EventStatus, SignalKind
from graftwatch.paging import (
    Circumstances,
    HealthKind,
    Hearing,
    Ledger,
    PageReason,
    StoryState,
    Suppression,
    Trouble,
    decide_health,
    hearing,
)
from graftwatch.protocol import EscalationStep, Paging
from paging_builders import FOUR_IN_THE_AFTERNOON, Pager, assessment, event, minutes_later, signal

THREE_STEPS = Paging(
    escalation=(
        EscalationStep(to=("on_call",), wait_minutes=10),
        EscalationStep(to=("deputy",), wait_minutes=20),
        EscalationStep(to=("head",), wait_minutes=15),
    ),
    repeat_after_minutes=15,
    repeats_at_most=2,
)
SUSPECTED = assessment(signal())
CONFIRMED = assessment(signal(SignalKind.BSI_CONFIRMED, organisms=("Staphylococcus aureus",)))


def told(pager: Pager) -> list[tuple[float, str, int]]:
    """Minute, reason and step of every page."""
    return [
        ((one.decided_at - FOUR_IN_THE_AFTERNOON).total_seconds() / 60, one.reason.value, one.step)
        for one in pager.pages
    ]


def looks_every_minute(pager: Pager, until: int, since: int = 0) -> None:
    for minute in range(since, until + 1):
        pager.looks(SUSPECTED, minute)


def test_each_step_has_its_minutes_and_the_last_one_its_repetitions() -> None:
    pager = Pager(THREE_STEPS)
    looks_every_minute(pager, 200)
    assert told(pager) == [
        (0, "first", 1),
        (10, "repeated", 2),
        (30, "repeated", 3),
        (45, "repeated", 3),
        (60, "repeated", 3),
    ]
    assert len({one.dedup_key for one in pager.pages}) == 1
    assert pager.ledger.stories[0].state is StoryState.UNHEARD


def test_the_next_look_is_when_the_next_step_is_due_and_none_after_it_was_given_up() -> None:
    pager = Pager(THREE_STEPS)
    looks = [pager.looks(SUSPECTED, minute).next_look for minute in (0, 10, 30, 45, 60, 75)]
    assert looks == [minutes_later(minute) for minute in (10, 30, 45, 60, 75)] + [None]


def test_it_is_given_up_once_and_says_which_page_nobody_heard() -> None:
    pager = Pager(THREE_STEPS)
    given_up = [pager.looks(SUSPECTED, minute).unheard for minute in (0, 10, 30, 45, 60, 74, 75, 76)]
    assert [len(one) for one in given_up] == [0, 0, 0, 0, 0, 0, 1, 0]
    assert given_up[6][0].page == pager.pages[0].id
    assert given_up[6][0].kind is SignalKind.BSI_SUSPECTED


def test_an_acknowledgement_at_the_second_step_stops_the_third() -> None:
    pager = Pager(THREE_STEPS)
    looks_every_minute(pager, 12)
    pager.hears(pager.pages[0], 13)
    looks_every_minute(pager, 100, since=13)
    assert told(pager) == [(0, "first", 1), (10, "repeated", 2)]


def test_a_louder_page_begins_at_the_first_step_again() -> None:
    pager = Pager(THREE_STEPS)
    looks_every_minute(pager, 31)
    pager.looks(CONFIRMED, 32)
    pager.looks(CONFIRMED, 41)
    pager.looks(CONFIRMED, 42)
    assert told(pager)[2:] == [(30, "repeated", 3), (32, "escalated", 1), (42, "repeated", 2)]


def test_acknowledging_the_suspicion_does_not_stop_the_steps_of_the_confirmation() -> None:
    pager = Pager(THREE_STEPS)
    pager.looks(SUSPECTED, 0)
    pager.looks(CONFIRMED, 5)
    pager.hears(pager.pages[0], 6)
    assert hearing(pager.pages[0].id, pager.ledger) is Hearing.SUPERSEDED
    pager.looks(CONFIRMED, 15)
    assert told(pager) == [(0, "first", 1), (5, "escalated", 1), (15, "repeated", 2)]


def test_a_revision_goes_where_the_story_is_and_puts_no_step_off() -> None:
    pager = Pager(THREE_STEPS)
    two = assessment(signal(organisms=("Candida albicans", "Escherichia coli")))
    one = assessment(signal(organisms=("Escherichia coli",)))
    pager.looks(two, 0)
    pager.looks(two, 10)
    for minute in (25, 29, 30):
        pager.looks(one, minute)
    assert told(pager) == [(0, "first", 1), (10, "repeated", 2), (25, "revised", 2), (30, "repeated", 3)]


def test_revisions_without_end_put_a_repetition_off_by_one_interval_and_no_more() -> None:
    pager = Pager(Paging(repeat_after_minutes=15, repeats_at_most=1))
    confirmed = signal(SignalKind.BSI_CONFIRMED, event="event-1")
    for minute in range(0, 31, 5):
        on = event(EventStatus.CONFIRMED, date_of_event=date(2026, 6, 1 + minute // 5 % 2))
        pager.looks(assessment(confirmed, events=(on,)), minute)
    assert [(minute, reason) for minute, reason, _ in told(pager) if reason != "revised"] == [
        (0, "first"),
        (30, "repeated"),
    ]


@pytest.mark.parametrize("repeats", [0, 1])
def test_one_step_is_repeated_as_often_as_the_protocol_says_and_given_up(repeats: int) -> None:
    policy = Paging(escalation=(EscalationStep(to=("on_call",)),), repeats_at_most=repeats, repeat_after_minutes=15)
    pager = Pager(policy)
    looks_every_minute(pager, 60)
    assert told(pager) == [(0, "first", 1), (15, "repeated", 1)][: repeats + 1]
    assert pager.ledger.stories[0].state is StoryState.UNHEARD


def test_what_is_acknowledged_after_it_was_given_up_is_heard() -> None:
    pager = Pager(THREE_STEPS)
    looks_every_minute(pager, 80)
    pager.hears(pager.pages[-1], 90)
    assert [one.page for one in pager.looks(SUSPECTED, 90).heard] == [pager.pages[-1].id]
    assert pager.ledger.stories[0].state is StoryState.HEARD


class TestEveryAcknowledgementHasItsOutcome:
    def test_of_a_page_that_waits_and_then_again(self) -> None:
        pager = Pager()
        pager.looks(SUSPECTED, 0)
        page = pager.pages[0].id
        assert hearing(page, pager.ledger) is Hearing.HEARD
        pager.hears(pager.pages[0], 1)
        pager.looks(SUSPECTED, 1)
        assert hearing(page, pager.ledger) is Hearing.HEARD_BEFORE

    def test_of_a_story_that_is_over(self) -> None:
        pager = Pager()
        pager.looks(SUSPECTED, 0)
        pager.looks(assessment(), 1)
        pager.hears(pager.pages[0], 2)
        assert pager.looks(assessment(), 2).heard == ()
        assert hearing(pager.pages[0].id, pager.ledger) is Hearing.OVER

    def test_of_a_foreign_page(self) -> None:
        pager, other = Pager(), Pager()
        pager.looks(SUSPECTED, 0)
        other.looks(assessment(signal(), subject="S02"), 0)
        pager.hears(other.pages[0], 1)
        assert pager.looks(SUSPECTED, 1).heard == ()
        assert hearing(other.pages[0].id, pager.ledger) is Hearing.UNKNOWN

    def test_before_the_page_was_decided_by_a_clock_that_runs_behind(self) -> None:
        pager = Pager()
        pager.looks(SUSPECTED, 0)
        pager.hears(pager.pages[0], -30)
        assert [one.seconds for one in pager.looks(SUSPECTED, 1).heard] == [0]
        assert pager.looks(SUSPECTED, 100).pages == ()

    def test_of_a_page_that_no_one_could_know_yet_counts_when_it_is_told(self) -> None:
        known, pager = Pager(), Pager()
        known.looks(SUSPECTED, 0)
        pager.hears(known.pages[0], 0)
        assert pager.looks(SUSPECTED, 0).heard == ()
        assert [one.page for one in pager.looks(SUSPECTED, 1).heard] == [known.pages[0].id]


class TestPagesAboutTheService:
    LAGGING = Trouble(HealthKind.STAGE_LAGGING, "detector", "40 s behind", FOUR_IN_THE_AFTERNOON)
    SILENT = Trouble(HealthKind.FEED_SILENT, "laboratory", "no message for 30 minutes", FOUR_IN_THE_AFTERNOON)
    UNHEARD = Trouble(HealthKind.PAGE_UNHEARD, "S01 bsi-1", "told 5 times", FOUR_IN_THE_AFTERNOON)

    @pytest.mark.parametrize(
        ("trouble", "steps"),
        [
            pytest.param(LAGGING, [1, 2, 3, 3, 3], id="a stage lags: every step, then repeated"),
            pytest.param(SILENT, [1, 2, 3], id="a silent feed: every step once"),
            pytest.param(UNHEARD, [3], id="that nobody heard is told once, at the last step"),
        ],
    )
    def test_they_take_the_steps(self, trouble: Trouble, steps: list[int]) -> None:
        ledger, pages = Ledger(), []
        for minute in range(200):
            decided = decide_health([trouble], ledger, Circumstances(now=minutes_later(minute), policy=THREE_STEPS))
            ledger, pages = decided.ledger, [*pages, *decided.pages]
        assert [one.step for one in pages] == steps
        given_up = [one.state is StoryState.UNHEARD for one in ledger.stories]
        assert given_up == [trouble.kind is not HealthKind.PAGE_UNHEARD]


def test_while_the_storm_limit_holds_a_page_back_its_steps_wait_and_begin_when_it_is_let_out() -> None:
    pager = Pager(THREE_STEPS)
    pager.looks(SUSPECTED, 0)
    pager.held_back = frozenset({"bsi-1"})
    held = [pager.looks(SUSPECTED, minute) for minute in (10, 30, 60)]
    assert [one.pages for one in held] == [(), (), ()]
    assert {by.by for one in held for by in one.suppressed} == {Suppression.STORM_LIMIT}
    pager.held_back, pager.let_out = frozenset(), {"bsi-1": minutes_later(62)}
    for minute in (70, 71, 72, 91, 92):
        pager.looks(SUSPECTED, minute)
    assert told(pager) == [(0, "first", 1), (72, "repeated", 2), (92, "repeated", 3)]
    assert pager.pages[-1].reason is PageReason.REPEATED


def test_a_repetition_that_is_due_carries_a_revision_with_it() -> None:
    pager = Pager(THREE_STEPS)
    two = assessment(signal(organisms=("Candida albicans", "Escherichia coli")))
    pager.looks(two, 0)
    one = assessment(signal(organisms=("Escherichia coli",)))
    pager.looks(one, 12)
    assert pager.looks(one, 12).pages == ()
    assert told(pager) == [(0, "first", 1), (12, "repeated", 2)]
    assert any("Candida albicans" in line for line in pager.pages[1].details.changed)


def test_a_revision_at_the_last_moment_does_not_keep_the_story_from_being_given_up() -> None:
    pager = Pager(Paging(repeat_after_minutes=15, repeats_at_most=0))
    pager.looks(assessment(signal(organisms=("Candida albicans", "Escherichia coli"))), 0)
    decided = pager.looks(assessment(signal(organisms=("Escherichia coli",))), 20)
    assert [one.reason for one in decided.pages] == [PageReason.REVISED]
    assert [one.page for one in decided.unheard] == [pager.pages[0].id]
