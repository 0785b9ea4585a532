"""The committee is told once that a stopping boundary is met, and once that it is no longer."""

from datetime import datetime

import pytest

from graftwatch.facts import Acknowledgement
from graftwatch.paging import (
    BoundaryNote,
    BoundaryNumbers,
    Circumstances,
    Decided,
    Ledger,
    PageReason,
    Storm,
    StoryState,
    TrialKind,
    decide_health,
    limited,
)
from graftwatch.paging.boundary import boundary_matters, noted, still_met
from graftwatch.pipeline.unacknowledged import known_to_be_wrong
from graftwatch.protocol import EscalationStep, Paging
from paging_builders import FOUR_IN_THE_AFTERNOON, heard, minutes_later

# 5 of 12 against BB(0.6, 2.4), p0 = .20, α = .10, N = 30, whose b is 5 at n = 7–10 and 6 at 11–13: here a boundary that
# asks for 5 at 11–13, so that every number of the page is another. Clopper–Pearson by R's binom.test; P(rate > .20) of
# Beta(6, 8) is P(X <= 5) of Binomial(13, .20).
MET = BoundaryNumbers(
    endpoint="bsi",
    rule="beta-binomial",
    version="1",
    p0=0.2,
    alpha=0.1,
    events=5,
    evaluable=12,
    lower=0.15165223,
    upper=0.72333037,
    above=0.96996,
    crossed_at=12,
    needed=5,
    run=(11, 13),
)
BELOW = MET.model_copy(update={"events": 4, "above": 0.9009, "crossed_at": None})
MORE = MET.model_copy(update={"events": 6, "evaluable": 13, "above": 0.99})
COUNTED = "bloodstream infection: 5 of 12 evaluable"
AGAINST = f"{COUNTED}, boundary 5 at 11–13 (beta-binomial, p0 20 %, α 10 %, protocol version 1)"


class Committee:
    """What the committee is told, look by look; everything between two looks goes through JSON, as it is stored."""

    def __init__(self, policy: Paging | None = None) -> None:
        self.policy = policy or Paging()
        self.ledger = Ledger()
        self.notes: dict[str, BoundaryNote] = {}

    def looks(
        self,
        minutes: float,
        *found: BoundaryNumbers,
        version: str = "1",
        acknowledged: tuple[Acknowledgement, ...] = (),
    ) -> Decided:
        now: datetime = minutes_later(minutes)
        self.notes = noted(self.notes, {one.name: one for one in found}, version, now)
        circumstances = Circumstances(now=now, policy=self.policy, acknowledgements=acknowledged)
        decided = decide_health((), self.ledger, circumstances, boundary_matters(self.notes))
        self.ledger = Ledger.model_validate_json(decided.ledger.model_dump_json())
        kept = still_met(self.notes).items()
        self.notes = {name: BoundaryNote.model_validate_json(note.model_dump_json()) for name, note in kept}
        return decided


def reasons(*told: Decided) -> list[list[PageReason]]:
    return [[page.reason for page in one.pages] for one in told]


def test_a_crossing_is_told_with_its_numbers_and_what_to_do() -> None:
    [page] = Committee(Paging(also_in=frozenset({"ja"}))).looks(0, MET).pages
    assert page.summary == (
        f"Stopping boundary crossed: {AGAINST}, crossed at recipient n = 12; "
        "rate 41.7 % (15.2–72.3 %), P(rate > 20 %) = 0.970."
    )
    assert page.short == "BOUNDARY CROSSED. bloodstream infection: 5 of 12 evaluable, crossed at recipient n = 12"
    assert (page.kind, page.severity, page.subject, page.details.event) == (
        TrialKind.BOUNDARY_CROSSED,
        "page",
        "",
        None,
    )
    assert "enrolment" in page.details.asks
    assert page.details.since == FOUR_IN_THE_AFTERNOON
    in_japanese = page.words("ja")
    assert in_japanese.summary == (
        "試験の中止境界に到達：血流感染：評価可能12例中5例、境界は11–13で5例（beta-binomial、p0 20 %、α 10 %、"
        "プロトコル第1版）、n = 12 で到達、発生率 41.7 %（15.2–72.3 %）、P(発生率 > 20 %) = 0.970。"
    )
    assert "委員会" in in_japanese.details.asks


def test_it_is_told_once_whatever_happens_then_and_whoever_is_silent() -> None:
    committee = Committee(Paging(escalation=(EscalationStep(to=("first",)), EscalationStep(to=("second",)))))
    told = [committee.looks(0, MET)]
    told += [committee.looks(minutes, MORE) for minutes in (0, 15, 60, 24 * 60, 90 * 24 * 60)]
    assert reasons(*told) == [[PageReason.FIRST], [], [], [], [], []]
    assert all(one.next_look is None for one in told)
    assert [story.state for story in committee.ledger.stories] == [StoryState.WAITING]


def test_what_stands_as_before_changes_nothing_whether_it_was_met_or_not() -> None:
    told = noted({}, {MET.name: MET}, "1", FOUR_IN_THE_AFTERNOON)
    assert noted(told, {MET.name: None}, "1", minutes_later(5)) == told
    assert noted({}, {MET.name: None}, "1", minutes_later(5)) == {}


def test_an_acknowledgement_is_heard() -> None:
    committee = Committee()
    [page] = committee.looks(0, MET).pages
    decided = committee.looks(30, MET, acknowledged=(heard(page.id, minutes_later(20)),))
    assert [one.page for one in decided.heard] == [page.id]
    assert [story.state for story in committee.ledger.stories] == [StoryState.HEARD]


def test_a_correction_takes_it_back_once_and_a_later_crossing_is_said_to_be_another() -> None:
    committee = Committee()
    told = [committee.looks(minute, one) for minute, one in enumerate((MET, BELOW, BELOW, MET, MET))]
    assert reasons(*told) == [[PageReason.FIRST], [PageReason.RETRACTED], [], [PageReason.REOPENED], []]
    first, back, again = (one.pages[0] for one in told if one.pages)
    assert back.summary == (
        "Stopping boundary no longer crossed: bloodstream infection: 4 of 12 evaluable, boundary 5 at 11–13 "
        "(beta-binomial, p0 20 %, α 10 %, protocol version 1); what happened was corrected."
    )
    assert (back.resolves, back.details.asks) == ((first.dedup_key,), "")
    assert again.summary.startswith(f"Stopping boundary crossed again: {AGAINST}")
    assert (again.story, again.sequence) == (first.story, 3)
    assert again.dedup_key != first.dedup_key


def test_another_protocol_version_ends_it_and_is_told_of_by_itself() -> None:
    committee = Committee()
    [first] = committee.looks(0, MET).pages
    second = MET.model_copy(update={"version": "2"})
    over, anew = sorted(committee.looks(5, second, version="2").pages, key=lambda one: one.reason, reverse=True)
    assert (over.reason, over.resolves) == (PageReason.RESOLVED, (first.dedup_key,))
    assert over.summary.endswith("; protocol version 2 is in force.")
    assert (anew.reason, anew.sequence) == (PageReason.FIRST, 1)
    assert anew.story != first.story
    assert committee.looks(6, second, version="2").pages == ()


def test_the_page_is_the_same_whenever_and_by_whatever_numbers_it_is_decided() -> None:
    [page], [later] = (Committee().looks(minutes, one).pages for minutes, one in ((0, MET), (99, MORE)))
    assert (page.id, page.dedup_key, page.story) == (later.id, later.dedup_key, later.story)
    others = [
        MET.model_copy(update=change) for change in ({"endpoint": "rejection"}, {"rule": "pocock"}, {"version": "2"})
    ]
    ids = {Committee().looks(0, one, version=one.version).pages[0].id for one in (MET, *others)}
    assert len(ids) == 4


def test_no_storm_holds_it_back_and_it_takes_no_page_from_a_recipient() -> None:
    pages = Committee().looks(0, MET).pages
    full = Storm(sent=(FOUR_IN_THE_AFTERNOON,))
    passed = limited(pages, full, Circumstances(now=minutes_later(1), policy=Paging(pages_an_hour=1)))
    assert (passed.pages, passed.storm.sent) == (pages, full.sent)


def test_it_is_nothing_that_is_wrong_with_the_service() -> None:
    committee = Committee()
    committee.looks(0, MET)
    assert known_to_be_wrong([committee.ledger]) == ()


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        (
            MET.model_copy(update={"rule": "table", "alpha": None, "run": (12, 12)}),
            f"{COUNTED}, boundary 5 at 12 (table, protocol version 1), crossed at recipient n = 12",
        ),
        (MET.model_copy(update={"above": 0.99999}), "P(rate > 20 %) > 0.999"),
        (MET.model_copy(update={"p0": 0.125}), "p0 12.5 %"),
    ],
)
def test_what_is_planned_otherwise_is_said_otherwise(numbers: BoundaryNumbers, said: str) -> None:
    [page] = Committee().looks(0, numbers).pages
    assert said in page.summary


def test_where_nobody_is_left_to_count_no_rate_is_said() -> None:
    committee = Committee()
    committee.looks(0, MET)
    nobody = BELOW.model_copy(update={"events": 0, "evaluable": 0, "needed": None, "run": None})
    [page] = committee.looks(5, nobody).pages
    assert page.summary == (
        "Stopping boundary no longer crossed: bloodstream infection: 0 of 0 evaluable, nothing stops at n = 0 "
        "(beta-binomial, protocol version 1); what happened was corrected."
    )
