"""Whatever sequence of assessments comes: nobody is told twice, nobody is left untold, and all that was said ends."""

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from graftwatch.assessment import Assessment
from graftwatch.findings import Severity, Signal, SignalKind, SignalStatus
from graftwatch.paging import Page, PageReason, StoryState, Suppression
from graftwatch.paging.ledger import LOUD
from graftwatch.protocol import Paging
from paging_builders import Pager, assessment, signal

EXAMPLES = 60
EVIDENCE = st.lists(
    st.sampled_from(["culture-1", "culture-2", "trough-1", "ast-1"]), min_size=1, max_size=3, unique=True
)
ORGANISMS = st.lists(
    st.sampled_from(["Candida albicans", "Escherichia coli", "Staphylococcus aureus", "YAMADA TARO"]),
    max_size=2,
    unique=True,
)


@st.composite
def signals(draw: st.DrawFn) -> list[Signal]:
    """The signals of one assessment; ids are unique in it."""
    ids = draw(st.lists(st.sampled_from("abcd"), max_size=4, unique=True))
    return [
        signal(
            draw(st.sampled_from(SignalKind)),
            id=one,
            severity=draw(st.sampled_from(Severity)),
            status=draw(st.sampled_from([SignalStatus.OPEN, SignalStatus.OPEN, SignalStatus.CLOSED])),
            organisms=tuple(draw(ORGANISMS)),
            evidence=tuple(draw(EVIDENCE)),
        )
        for one in ids
    ]


@dataclass(frozen=True)
class Look:
    """One look: what is concluded, how many minutes after the one before, and which page is acknowledged before."""

    after: Assessment
    minutes: float
    acknowledges: int | None


LOOKS = st.lists(
    st.builds(
        Look,
        after=signals().map(lambda held: assessment(*held)),
        minutes=st.sampled_from([0, 1, 14, 15, 16, 300]),
        acknowledges=st.none() | st.integers(0, 20),
    ),
    max_size=8,
)
POLICIES = st.builds(
    Paging,
    repeat_after_minutes=st.sampled_from([1.0, 15.0, 60.0]),
    repeats_at_most=st.integers(min_value=0, max_value=3),
)


def run(looks: list[Look], policy: Paging) -> Pager:
    pager, now = Pager(policy), 0.0
    for look in looks:
        now += look.minutes
        if look.acknowledges is not None and look.acknowledges < len(pager.pages):
            pager.hears(pager.pages[look.acknowledges], now)
        pager.looks(look.after, now)
    return pager


def by_story(pages: list[Page]) -> dict[str, list[Page]]:
    stories: dict[str, list[Page]] = {}
    for page in pages:
        stories.setdefault(page.story, []).append(page)
    return stories


@settings(max_examples=EXAMPLES)
@given(LOOKS, POLICIES)
def test_deciding_again_on_the_same_gives_nothing(looks: list[Look], policy: Paging) -> None:
    pager = run(looks, policy)
    if looks:
        ledger, minutes = pager.ledger, sum(look.minutes for look in looks)
        assert pager.looks(looks[-1].after, minutes).pages == ()
        assert pager.ledger == ledger


@settings(max_examples=EXAMPLES)
@given(LOOKS, POLICIES)
def test_a_replay_decides_the_same_pages_with_the_same_ids_and_no_id_twice(looks: list[Look], policy: Paging) -> None:
    pages = run(looks, policy).pages
    assert run(looks, policy).pages == pages
    assert len({page.id for page in pages}) == len(pages)


@settings(max_examples=EXAMPLES)
@given(LOOKS, POLICIES)
def test_every_open_signal_that_should_be_told_has_been_told(looks: list[Look], policy: Paging) -> None:
    pager = run(looks, policy)
    told = {story.signal for story in pager.ledger.stories if not story.state.over}
    now_open = {
        one.id
        for look in looks[-1:]
        for one in look.after.signals
        if one.status is SignalStatus.OPEN and one.severity is not Severity.LOG
    }
    assert now_open <= told


@settings(max_examples=EXAMPLES)
@given(signals(), POLICIES, st.lists(st.sampled_from([1.0, 10.0, 30.0, 60.0]), max_size=8))
def test_what_does_not_change_is_paged_once_and_then_only_repeated(
    held: list[Signal], policy: Paging, waits: list[float]
) -> None:
    pager = run([Look(assessment(*held), wait, None) for wait in [0.0, *waits]], policy)
    reasons = Counter((page.story, page.reason) for page in pager.pages)
    for one in held:
        told = one.status is SignalStatus.OPEN and one.severity is not Severity.LOG
        assert reasons[one.id, PageReason.FIRST] == told
        assert reasons[one.id, PageReason.REPEATED] <= policy.repeats_at_most * (one.severity is Severity.PAGE)
    assert {reason for _, reason in reasons} <= {PageReason.FIRST, PageReason.REPEATED}


@settings(max_examples=EXAMPLES)
@given(LOOKS, POLICIES)
def test_the_pages_of_a_story_are_numbered_linked_and_end_in_order(looks: list[Look], policy: Paging) -> None:
    for pages in by_story(run(looks, policy).pages).values():
        assert [page.sequence for page in pages] == list(range(1, len(pages) + 1))
        assert [page.previous for page in pages] == [None, *(page.id for page in pages[:-1])]
        for before, page in pairwise(pages):
            assert (page.reason is PageReason.REOPENED) == before.reason.ends


@settings(max_examples=EXAMPLES)
@given(LOOKS, POLICIES)
def test_every_key_that_was_triggered_is_resolved_when_its_story_ends(looks: list[Look], policy: Paging) -> None:
    pager = run(looks, policy)
    still_open = {key for story in pager.ledger.stories for key in story.open_keys}
    triggered: set[str] = set()
    for page in pager.pages:
        assert set(page.resolves) <= triggered
        triggered = triggered - set(page.resolves) if page.reason.ends else triggered | {page.dedup_key}
    assert triggered == still_open


@settings(max_examples=EXAMPLES)
@given(LOOKS, POLICIES)
def test_what_must_be_heard_has_a_key_of_its_own_and_all_else_the_last_one(looks: list[Look], policy: Paging) -> None:
    for pages in by_story(run(looks, policy).pages).values():
        used: list[str] = []
        for page in pages:
            assert (page.dedup_key not in used) == (page.reason in LOUD)
            used = [*used, page.dedup_key]


@settings(max_examples=EXAMPLES)
@given(LOOKS, POLICIES)
def test_a_story_waits_exactly_as_long_as_there_is_a_next_look(looks: list[Look], policy: Paging) -> None:
    pager = run(looks, policy)
    if not looks:
        return
    decided = pager.looks(looks[-1].after, sum(look.minutes for look in looks))
    waiting = [one.state is StoryState.WAITING and one.said.severity is Severity.PAGE for one in pager.ledger.stories]
    assert (decided.next_look is not None) == any(waiting)
    acknowledged = sum(one.by is Suppression.ACKNOWLEDGED for one in decided.suppressed)
    assert acknowledged <= sum(one.state is StoryState.HEARD for one in pager.ledger.stories)
