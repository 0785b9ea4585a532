"""Whatever comes, in whatever order, at whatever hour: the pager decides, by its table, and says each thing once.

Draws of neighbouring days, notices and other signals come and go, are raised, closed and dated anew; people acknowledge
what they like; it is night or day, a storm holds pages back and lets them out, the protocol has steps or none.
"""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, time
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from graftwatch.findings import Severity, Signal, SignalKind, SignalStatus
from graftwatch.paging import TRANSITIONS, Decided, PageReason, StoryState, Suppression, hearing
from graftwatch.paging.ledger import LOUD
from graftwatch.paging.states import Happening
from graftwatch.paging.waiting import last_step, repeats_in_all
from graftwatch.protocol import EscalationStep, Paging, QuietHours
from paging_builders import Pager, assessment, minutes_later, signal

EXAMPLES = 40
BLOOD = [
    SignalKind.BSI_SUSPECTED,
    SignalKind.BSI_CONFIRMED,
    SignalKind.BSI_UNRESOLVED,
    SignalKind.BSI_FEVER_WITH_CULTURE,
    SignalKind.BSI_ADULT_SEPSIS,
]
ORGANISMS = ["Candida albicans", "Escherichia coli", "Staphylococcus aureus"]


@st.composite
def signals(draw: st.DrawFn) -> list[Signal]:
    """Signals of one assessment, most of them about blood of neighbouring days."""
    found = []
    for name in draw(st.lists(st.sampled_from("abcde"), max_size=5, unique=True)):
        kind = SignalKind.EXPOSURE_HIGH if name == "e" else draw(st.sampled_from(BLOOD))
        made = signal(
            kind,
            id=name,
            severity=draw(st.sampled_from([Severity.PAGE, Severity.PAGE, Severity.NOTIFY, Severity.LOG])),
            status=draw(st.sampled_from([SignalStatus.OPEN, SignalStatus.OPEN, SignalStatus.CLOSED])),
            organisms=tuple(sorted(draw(st.lists(st.sampled_from(ORGANISMS), max_size=2, unique=True)))),
            evidence=(draw(st.sampled_from([f"report-{name}", "report-shared"])),),
            since=minutes_later(ord(name)),
        )
        day = date(2026, 6, draw(st.integers(1, 10)))
        found.append(made.model_copy(update={"blood_days": (day, day) if kind in BLOOD else None}))
    return found


@dataclass(frozen=True)
class Look:
    """One look: what is concluded, after how many minutes, which page was acknowledged, whether pages are held back."""

    held: list[Signal]
    minutes: float
    acknowledges: int | None
    storm: bool


LOOKS = st.lists(
    st.builds(
        Look,
        held=signals(),
        minutes=st.sampled_from([0, 1, 9, 10, 15, 20, 300, 700]),
        acknowledges=st.none() | st.integers(0, 20),
        storm=st.booleans(),
    ),
    min_size=1,
    max_size=8,
)
POLICIES = st.builds(
    Paging,
    repeat_after_minutes=st.sampled_from([1.0, 15.0]),
    repeats_at_most=st.integers(0, 2),
    escalation=st.lists(
        st.builds(EscalationStep, to=st.just(("on_call",)), wait_minutes=st.sampled_from([1.0, 10.0, 20.0])), max_size=3
    ).map(tuple),
    quiet_hours=st.none() | st.just(QuietHours(start=time(22), end=time(7))),
)


class Played:
    """A pager after some looks."""

    def __init__(self, looks: list[Look], policy: Paging, *, turned: bool = False) -> None:
        self.pager = Pager(policy)
        self.pager.zone = ZoneInfo("Asia/Tokyo")
        self.decided: list[Decided] = []
        self.seen: set[tuple[StoryState | None, PageReason | Happening]] = set()
        self.now = 0.0
        for look in looks:
            self._look(look, turned=turned)

    def _look(self, look: Look, *, turned: bool) -> None:
        pager = self.pager
        self.now += look.minutes
        if look.acknowledges is not None and look.acknowledges < len(pager.pages):
            pager.hears(pager.pages[look.acknowledges], self.now)
        held = {story.id for story in pager.ledger.stories}
        if not look.storm and pager.held_back:
            pager.let_out = dict.fromkeys(pager.held_back, minutes_later(self.now))
        pager.held_back = frozenset(held) if look.storm else frozenset()
        self.decided.append(pager.looks(assessment(*(look.held[::-1] if turned else look.held)), self.now))


def as_first_dated(looks: list[Look]) -> list[Look]:
    """The looks, each signal with the kind, the reports and the day of blood that it was first seen with."""
    first: dict[str, Signal] = {}
    for look in looks:
        for one in look.held:
            first.setdefault(one.id, one)
    kept = ("kind", "evidence", "blood_days")
    return [
        replace(
            look,
            held=[one.model_copy(update={name: getattr(first[one.id], name) for name in kept}) for one in look.held],
        )
        for look in looks
    ]


@settings(max_examples=EXAMPLES, deadline=None, derandomize=True)
@given(LOOKS, POLICIES)
def test_deciding_again_gives_nothing_and_changes_nothing(dated: list[Look], policy: Paging) -> None:
    looks = as_first_dated(dated)
    played = Played(looks, policy)
    ledger = played.pager.ledger
    again = played.pager.looks(assessment(*looks[-1].held), played.now)
    assert again.pages == ()
    assert again.heard == ()
    assert again.unheard == ()
    assert played.pager.ledger == ledger


@settings(max_examples=EXAMPLES, deadline=None)
@given(LOOKS, POLICIES)
def test_the_order_of_signals_changes_no_page(looks: list[Look], policy: Paging) -> None:
    assert Played(looks, policy).pager.pages == Played(looks, policy, turned=True).pager.pages


@settings(max_examples=EXAMPLES, deadline=None)
@given(LOOKS, POLICIES)
def test_ids_are_given_once_and_a_story_is_numbered_and_ends_in_order(looks: list[Look], policy: Paging) -> None:
    pages = Played(looks, policy).pager.pages
    assert len({one.id for one in pages}) == len(pages)
    for story in {one.story for one in pages}:
        told = [one for one in pages if one.story == story]
        assert [one.sequence for one in told] == list(range(1, len(told) + 1))
        for before, after in pairwise(told):
            assert (after.reason is PageReason.REOPENED) == before.reason.ends, "nothing follows an end but a reopening"


@settings(max_examples=EXAMPLES, deadline=None)
@given(LOOKS, POLICIES)
def test_nothing_that_should_be_told_is_hidden(looks: list[Look], policy: Paging) -> None:
    played = Played(looks, policy)
    running = [one for one in played.pager.ledger.stories if not one.state.over]
    kept_in = {Suppression.QUIET_HOURS, Suppression.LOG_SEVERITY}
    for one in looks[-1].held:
        if one.status is SignalStatus.CLOSED or one.severity is Severity.LOG:
            continue
        told = [story for story in running if one.id in {story.id, story.signal, *story.members}]
        held_till_morning = {by.by for by in played.decided[-1].suppressed} & kept_in
        if one.severity is Severity.PAGE:
            assert told
            assert any(story.said.severity is Severity.PAGE for story in told)
            assert any(story.said.certainty >= _certainty(one) for story in told)
            assert any(set(one.organisms) <= set(story.said.organisms) for story in told)
        else:
            assert told or held_till_morning


def _certainty(one: Signal) -> int:
    return {SignalKind.BSI_CONFIRMED: 3, SignalKind.BSI_UNRESOLVED: 2, SignalKind.BSI_SUSPECTED: 1}.get(one.kind, 0)


@settings(max_examples=EXAMPLES, deadline=None)
@given(LOOKS, POLICIES)
def test_nobody_is_woken_by_less_than_a_page_in_the_night(looks: list[Look], policy: Paging) -> None:
    for page in Played(looks, policy).pager.pages:
        hour = page.decided_at.astimezone(ZoneInfo("Asia/Tokyo")).hour
        assert not (policy.quiet_hours and page.severity is not Severity.PAGE and (hour >= 22 or hour < 7))


@settings(max_examples=EXAMPLES, deadline=None)
@given(LOOKS, POLICIES)
def test_steps_rise_by_one_with_every_repetition_and_begin_anew_with_what_is_loud(
    looks: list[Look], policy: Paging
) -> None:
    pages = Played(looks, policy).pager.pages
    for story in {one.story for one in pages}:
        repeats = 0
        for one in (page for page in pages if page.story == story):
            repeats = 0 if one.reason in LOUD else repeats + (one.reason is PageReason.REPEATED)
            assert one.step == min(repeats + 1, last_step(policy))
            assert repeats <= repeats_in_all(one.kind, policy)


@settings(max_examples=EXAMPLES, deadline=None)
@given(LOOKS, POLICIES)
def test_left_alone_every_story_that_woke_people_is_heard_or_given_up_in_its_time(
    looks: list[Look], policy: Paging
) -> None:
    played = Played(looks, policy)
    pager, after = played.pager, assessment(*looks[-1].held)
    pager.held_back = frozenset()
    longest = sum(one.wait_minutes for one in policy.escalation) + 3 * policy.repeat_after_minutes
    now, ends = played.now, played.now + 12 * 60 + longest
    given_up: Counter[str] = Counter()
    while True:
        decided = pager.looks(after, now)
        given_up.update(one.page for one in decided.unheard)
        if decided.next_look is None:
            break
        assert decided.next_look > minutes_later(now), "a look that asks for itself again would never end"
        now = (decided.next_look - minutes_later(0)).total_seconds() / 60
        assert now <= ends
    waiting = [one for one in pager.ledger.stories if one.state is StoryState.WAITING]
    assert all(one.said.severity is not Severity.PAGE for one in waiting)
    assert not given_up or max(given_up.values()) == 1


@settings(max_examples=EXAMPLES, deadline=None)
@given(LOOKS, POLICIES, st.integers(0, 30))
def test_every_acknowledgement_has_an_outcome(looks: list[Look], policy: Paging, which: int) -> None:
    pager = Played(looks, policy).pager
    page = pager.pages[which % len(pager.pages)].id if pager.pages else "0" * 16
    outcome = hearing(page, pager.ledger)
    pager.hears(pager.pages[which % len(pager.pages)], 99999) if pager.pages else None
    assert (outcome == "unknown") == (not pager.pages)


def test_every_row_of_the_table_can_be_reached_and_nothing_else_happens() -> None:
    """Walks the pager over small histories until nothing new is reached; every step is looked up in the table."""
    policy = Paging(repeat_after_minutes=15, repeats_at_most=1)
    suspected, confirmed = signal(), signal(SignalKind.BSI_CONFIRMED)
    coli = signal(SignalKind.BSI_CONFIRMED, organisms=("Escherichia coli",))
    closed = suspected.model_copy(update={"status": SignalStatus.CLOSED, "closed_because": "no growth"})
    choices = [assessment(), *(assessment(one) for one in (suspected, confirmed, coli, closed))]
    reached: set[tuple[StoryState | None, PageReason | Happening, StoryState]] = set()
    frontier = [Pager(policy)]
    for _ in range(5):
        following = []
        for pager in frontier:
            for after in choices:
                for minutes, acknowledges in ((1, False), (15, False), (1, True)):
                    following += _stepped(pager, after, minutes, acknowledges, reached)
        frontier = _different(following)
    expected = {(state, happens, to) for (state, happens), to in TRANSITIONS.items()}
    summaries = {row for row in expected if row[1] is PageReason.SUMMARY}  # of a storm: test_storm.py
    again = {(StoryState.HEARD, Happening.ACKNOWLEDGED, StoryState.HEARD)}
    assert reached <= expected
    assert expected - reached <= summaries | again


def _stepped(
    pager: Pager,
    after: object,
    minutes: int,
    acknowledges: bool,  # noqa: FBT001 - one of a table
    reached: set[tuple[StoryState | None, PageReason | Happening, StoryState]],
) -> list[Pager]:
    one = Pager(pager.policy)
    one.ledger, one.pages, one.heard = pager.ledger, [*pager.pages], [*pager.heard]
    now = getattr(pager, "now", 0) + minutes
    one.now = now  # type: ignore[attr-defined] # where this walk stands
    before = next(iter(one.ledger.stories), None)
    if acknowledges:
        if before is None:
            return []
        one.hears(one.pages[-1], now)
    decided = one.looks(after, now)  # type: ignore[arg-type] # an assessment
    state = before.state if before else None
    if decided.heard:
        reached.add((state, Happening.ACKNOWLEDGED, StoryState.HEARD))
        state = StoryState.HEARD
    if decided.unheard:
        reached.add((state, Happening.REPEATS_USED_UP, StoryState.UNHEARD))
        state = StoryState.UNHEARD
    told = one.ledger.stories[0] if one.ledger.stories else None
    if told and decided.pages:
        reached.add((state, decided.pages[0].reason, told.state))
    elif told:
        assert told.state is state, "a state changes by what the table names alone"
    return [one]


def _different(pagers: list[Pager]) -> list[Pager]:
    """One pager for each kind of story: what differs by its ids only leads to the same."""
    kinds: dict[tuple[object, ...], Pager] = {}
    for one in pagers:
        story = next(iter(one.ledger.stories), None)
        kind = (
            (story.state, story.said, story.repeats, one.now - _minute(story.told[-1].at))  # type: ignore[attr-defined]
            if story
            else ()
        )
        kinds.setdefault(kind, one)
    return list(kinds.values())


def _minute(at: object) -> int:
    return int((at - minutes_later(0)).total_seconds() // 60)  # type: ignore[operator] # a time
