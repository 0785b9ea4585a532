from graftwatch.findings import EventStatus, Severity, SignalKind, SignalStatus
from graftwatch.paging import PageReason
from paging_builders import Pager, assessment, event, signal


def reasons(pager: Pager) -> list[PageReason]:
    return [page.reason for page in pager.pages]


def test_a_late_fact_that_moves_the_anchor_is_a_revision_of_the_same_story() -> None:
    pager = Pager()
    pager.looks(assessment(signal(id="by-culture-2", evidence=("culture-2",))))
    pager.looks(assessment(signal(id="by-culture-1", evidence=("culture-1", "culture-2"))), minutes=5)
    assert reasons(pager) == [PageReason.FIRST]
    confirmed = signal(SignalKind.BSI_CONFIRMED, id="by-culture-1", evidence=("culture-1",))
    pager.looks(assessment(confirmed), minutes=6)
    assert reasons(pager) == [PageReason.FIRST, PageReason.ESCALATED]
    assert {page.story for page in pager.pages} == {"by-culture-2"}
    assert pager.pages[1].previous == pager.pages[0].id


def test_a_signal_without_shared_evidence_is_another_story() -> None:
    pager = Pager()
    pager.looks(assessment(signal(id="one", evidence=("culture-1",))))
    pager.looks(assessment(signal(id="two", evidence=("culture-9",))), minutes=5)
    assert reasons(pager) == [PageReason.FIRST, PageReason.RETRACTED, PageReason.FIRST]


def test_shared_evidence_of_another_kind_of_trouble_is_another_story() -> None:
    pager = Pager()
    pager.looks(assessment(signal(SignalKind.EXPOSURE_LOW, id="low", severity=Severity.NOTIFY, evidence=("trough-1",))))
    rejection = signal(SignalKind.REJECTION_SUSPECTED, id="rejection", evidence=("trough-1",))
    pager.looks(assessment(rejection), minutes=5)
    assert reasons(pager) == [PageReason.FIRST, PageReason.RETRACTED, PageReason.FIRST]


def test_two_infections_that_become_one_are_closed_into_it_and_not_retracted() -> None:
    pager = Pager()
    one = signal(id="one", evidence=("culture-1",))
    other = signal(id="other", evidence=("culture-2",))
    pager.looks(assessment(one, other))
    pager.looks(assessment(signal(id="one", evidence=("culture-1", "culture-2"))), minutes=5)
    assert reasons(pager) == [PageReason.FIRST, PageReason.FIRST, PageReason.RESOLVED]
    assert pager.pages[2].story == "other"
    assert "part of another signal" in pager.pages[2].summary
    assert pager.pages[2].resolves == (pager.pages[1].dedup_key,)


def test_two_cultures_of_one_infection_that_take_turns_in_leading_it_stay_one_story() -> None:
    """As two sets do: both suspected, joined by the second's organism, confirmed by the first's final result."""
    pager = Pager()
    both = ("culture-1", "culture-2")
    grown = ("Candida albicans",)
    pager.looks(assessment(signal(id="one"), signal(id="two", evidence=("culture-2",))))
    pager.looks(assessment(signal(id="two", evidence=both, organisms=grown)), minutes=1)
    confirmed = signal(SignalKind.BSI_CONFIRMED, id="one", evidence=both, organisms=grown)
    pager.looks(assessment(confirmed), minutes=2)
    pager.looks(assessment(confirmed.model_copy(update={"id": "two"})), minutes=3)
    assert [(page.reason, page.story) for page in pager.pages] == [
        (PageReason.FIRST, "one"),
        (PageReason.FIRST, "two"),
        (PageReason.RESOLVED, "one"),
        (PageReason.NEW_ORGANISM, "two"),
        (PageReason.ESCALATED, "two"),
    ]


def test_a_closed_signal_of_an_old_story_ends_no_other_by_a_shared_fever() -> None:
    pager = Pager()
    contaminant = signal(id="old", evidence=("culture-1", "fever-1"))
    pager.looks(assessment(contaminant))
    closed = contaminant.model_copy(update={"status": SignalStatus.CLOSED})
    pager.looks(assessment(closed, signal(id="new", evidence=("culture-2", "fever-1"))), minutes=1)
    pager.looks(assessment(closed), minutes=2)
    assert [(page.reason, page.story) for page in pager.pages] == [
        (PageReason.FIRST, "old"),
        (PageReason.RESOLVED, "old"),
        (PageReason.FIRST, "new"),
        (PageReason.RETRACTED, "new"),
    ]


def test_one_infection_that_becomes_two_keeps_its_story_for_the_one_with_its_name() -> None:
    pager = Pager()
    pager.looks(assessment(signal(id="one", evidence=("culture-1", "culture-2"))))
    pager.looks(
        assessment(signal(id="one", evidence=("culture-1",)), signal(id="two", evidence=("culture-2",))), minutes=5
    )
    assert [(page.reason, page.story) for page in pager.pages] == [(PageReason.FIRST, "one"), (PageReason.FIRST, "two")]


def test_a_story_that_is_over_is_not_opened_by_a_shared_fever() -> None:
    pager = Pager()
    pager.looks(assessment(signal(id="one", evidence=("culture-1", "fever-1"))))
    pager.looks(assessment(), minutes=1)
    pager.looks(assessment(signal(id="two", evidence=("culture-2", "fever-1"))), minutes=2)
    assert reasons(pager) == [PageReason.FIRST, PageReason.RETRACTED, PageReason.FIRST]


def test_the_story_with_the_most_shared_evidence_goes_on() -> None:
    pager = Pager()
    few = signal(id="few", evidence=("a",))
    many = signal(id="many", evidence=("b", "c"))
    pager.looks(assessment(few, many))
    pager.looks(assessment(signal(SignalKind.BSI_CONFIRMED, id="new", evidence=("a", "b", "c"))), minutes=5)
    assert [(page.reason, page.story) for page in pager.pages[2:]] == [
        (PageReason.RESOLVED, "few"),
        (PageReason.ESCALATED, "many"),
    ]


def test_a_name_that_another_story_began_with_is_not_given_twice() -> None:
    pager = Pager()
    pager.looks(assessment(signal(id="a", evidence=("culture-1",))))
    pager.looks(assessment(signal(id="b", evidence=("culture-1",))), minutes=1)
    pager.looks(assessment(signal(id="b", evidence=("culture-1",)), signal(id="a", evidence=("culture-8",))), minutes=2)
    stories = [story.id for story in pager.ledger.stories]
    assert stories == ["a", "a.2"]
    assert len({page.id for page in pager.pages}) == len(pager.pages)


def test_an_event_found_by_its_evidence_answers_a_signal_that_named_another() -> None:
    pager = Pager()
    pager.looks(assessment(signal(event="old", evidence=("culture-1",))))
    answered = event(EventStatus.CONTAMINANT, id="new", evidence=("culture-1",))
    pager.looks(assessment(events=(answered,)), minutes=5)
    assert reasons(pager) == [PageReason.FIRST, PageReason.RESOLVED]
