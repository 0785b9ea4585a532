"""What changed between two figures: each kind of change, by hand, and nothing where nothing did."""

import itertools

import pytest

from committee_cases import Case, bsi, case, figures, noon, rejection
from graftwatch.committee.changes import changes
from graftwatch.findings import EventStatus, OrganismFound
from graftwatch.protocol import Boundary, Protocol

SUSPECTED = bsi(5, EventStatus.SUSPECTED, name="one")
ONE = bsi(5, name="one")
OPEN = 20
"""A day on which the window is open, so that nobody counts who has no event."""


def changed(before: Case, after: Case, day: int = OPEN) -> list[tuple[str, str]]:
    found = changes(figures(before, day=day), figures(after, day=day))
    return [(one.kind.value, str(one)) for one in found]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param(
            case("S"),
            case("S", ONE),
            [
                (
                    "event_added",
                    "S: bloodstream infection of 2026-06-06: confirmed, LCBI-1; Escherichia coli; counts",
                ),
                (
                    "became_evaluable",
                    (
                        "S: evaluable for bloodstream infection: not yet evaluable (window open) → with event since "
                        "2026-06-06 (event in window)"
                    ),
                ),
            ],
            id="an event comes",
        ),
        pytest.param(
            case("S", ONE),
            case("S"),
            [
                (
                    "event_removed",
                    (
                        "S: bloodstream infection of 2026-06-06: no more; "
                        "it was confirmed, LCBI-1; Escherichia coli; counts"
                    ),
                ),
                (
                    "no_longer_evaluable",
                    (
                        "S: evaluable for bloodstream infection: with event since 2026-06-06 (event in window) → "
                        "not yet evaluable (window open)"
                    ),
                ),
            ],
            id="an event goes",
        ),
        pytest.param(
            case("S", bsi(5, name="late", evidence=("c1", "c2"))),
            case("S", bsi(4, name="earlier", evidence=("c0", "c1"))),
            [
                ("event_moved", "S: date of the bloodstream infection: 2026-06-06 → 2026-06-05"),
                (
                    "counts_otherwise",
                    (
                        "S: evaluable for bloodstream infection: with event since 2026-06-06 (event in window) → with "
                        "event since 2026-06-05 (event in window)"
                    ),
                ),
            ],
            id="an earlier draw gives it another id and date",
        ),
        pytest.param(
            case("S", ONE),
            case("S", bsi(5, name="one", organisms=(OrganismFound(name="Klebsiella pneumoniae"),))),
            [
                (
                    "organisms_changed",
                    "S: organisms of the bloodstream infection of 2026-06-06: Escherichia coli → Klebsiella pneumoniae",
                )
            ],
            id="another organism",
        ),
        pytest.param(
            case("S", ONE),
            case("S", bsi(5, name="one", adjudicated="confirmed")),
            [("event_adjudicated", "S: a person's verdict on the bloodstream infection of 2026-06-06: confirmed")],
            id="a person confirms it",
        ),
        pytest.param(case("S"), case("S", died=31), [], id="a death to come is not told"),
        pytest.param(
            case("S", died=10),
            case("S", died=12),
            [
                ("died", "S: died: 2026-06-11 → 2026-06-13"),
                (
                    "counts_otherwise",
                    (
                        "S: evaluable for bloodstream infection: without event since 2026-06-11 (died) → without "
                        "event since 2026-06-13 (died)"
                    ),
                ),
                (
                    "counts_otherwise",
                    (
                        "S: evaluable for rejection: without event since 2026-06-11 (died) → without event since "
                        "2026-06-13 (died)"
                    ),
                ),
            ],
            id="the day of a death is corrected",
        ),
        pytest.param(case("S", ONE, again=9), case("S", ONE), None, id="a re-transplant is taken back"),
        pytest.param(
            case("S"),
            case("S", risk=["dsa"]),
            [("risk_changed", "S: immunological risk: none → dsa")],
            id="another risk",
        ),
        pytest.param(
            case("S"),
            case("S", transplanted=2),
            [("transplant_moved", "S: transplant: 2026-06-01 → 2026-06-03")],
            id="the transplant was another day",
        ),
    ],
)
def test_each_change_is_told(before: Case, after: Case, expected: list[tuple[str, str]] | None) -> None:
    found = changed(before, after)
    if expected is None:
        assert ("re_transplanted", "S: transplanted again: no more; it was 2026-06-10") in found
    else:
        assert found == expected


def test_a_suspicion_that_is_confirmed_is_one_event_reclassified() -> None:
    (event, standing) = changes(figures(case("S", SUSPECTED), day=OPEN), figures(case("S", ONE), day=OPEN))
    assert (event.kind, event.was, event.now) == (
        "event_reclassified",
        "suspected, LCBI-1; Escherichia coli; does not count: suspected, not confirmed",
        "confirmed, LCBI-1; Escherichia coli; counts",
    )
    assert (standing.kind, standing.endpoint) == ("became_evaluable", "bsi")


def test_who_leaves_is_told_with_what_it_does_to_the_counts() -> None:
    kinds = [kind for kind, _ in changed(case("S", ONE), case("S", ONE, left=noon(3)))]
    assert kinds == ["withdrew", "event_reclassified", "excluded", "excluded"]


def test_enrolment_and_its_end_are_told() -> None:
    one, both = figures(case("A"), day=OPEN), figures(case("A"), case("B"), day=OPEN)
    assert [str(change) for change in changes(one, both)] == ["B: enrolled: transplanted on 2026-06-01"]
    assert [str(change) for change in changes(both, one)] == ["B: enrolled: no more; it was transplanted on 2026-06-01"]


def test_a_crossing_that_comes_moves_and_goes_is_told() -> None:
    protocol = Protocol(boundaries=(Boundary(endpoint="bsi", rule="table", p0=0.2, n=6, table={2: 2, 3: 2}),))
    none, two = [case("A", ONE), case("B")], [case("A", ONE), case("B", ONE)]
    later = [case("A", ONE), case("B", bsi(9)), case("C", bsi(7, adjudicated="confirmed"), died=8)]
    states = [figures(*trial, day=OPEN, protocol=protocol) for trial in (none, two, later, none)]
    told = [
        [one.kind.value for one in changes(before, after) if "cross" in one.kind]
        for before, after in itertools.pairwise(states)
    ]
    assert told == [["crossed"], [], ["no_longer_crossed"]]


def test_a_new_version_of_the_protocol_is_told() -> None:
    first, second = (figures(case("A"), protocol=Protocol(version=version)) for version in ("1", "2"))
    (found,) = changes(first, second)
    assert found.kind == "protocol"
    assert found.words.startswith("protocol: donor-nk-liver version 1 (")


def test_nothing_is_told_where_nothing_changed() -> None:
    trial = [case("A", ONE, rejection(7)), case("B", died=9), case("C", left=noon(4))]
    assert changes(figures(*trial), figures(*trial)) == ()
