"""What messages teach of identifiers: merges, links, lists, partings; in any order the same."""

from datetime import UTC, datetime
from itertools import permutations
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graftwatch.roster import (
    Alias,
    Enrolment,
    Identifier,
    IdentityStatement,
    LearntFrom,
    PatientIdentifier,
    Roster,
    RosterChange,
)
from graftwatch.roster.identity_graph import LEARNT_AT_MOST

TRANSPLANTED = datetime(2026, 6, 1, 9, tzinfo=ZoneInfo("Asia/Tokyo"))
S01, S02 = ("S01", "17"), ("S02", "18")


def enrolled(subject: str, value: str) -> Enrolment:
    return Enrolment(
        subject=subject,
        identifiers=(PatientIdentifier(value=value, authority="A"),),
        transplanted_at=TRANSPLANTED,
    )


def said(one: str, other: str, day: int = 1, *, same: bool = True) -> IdentityStatement:
    return IdentityStatement(
        one=PatientIdentifier(value=one, authority="A"),
        other=PatientIdentifier(value=other, authority="A"),
        same=same,
        stated_at=datetime(2026, 6, day, tzinfo=UTC),
        learnt_from=LearntFrom(feed="adt", control_id=f"{one}-{other}-{day}", event="A40" if same else "A37"),
    )


def learnt(roster: Roster, subject: str = "S01") -> set[str]:
    return {one.value for one in roster.learnt(subject)}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param([said("17", "23")], {"23"}, id="a merge names the recipient first"),
        pytest.param([said("23", "17")], {"23"}, id="or second"),
        pytest.param([said("23", "31")], set(), id="a merge of two strangers"),
        pytest.param([said("17", "23"), said("23", "31")], {"23", "31"}, id="over two steps"),
        pytest.param([said("17", "23"), said("17", "23", 2, same=False)], set(), id="parted later"),
        pytest.param([said("17", "23", 3), said("17", "23", 2, same=False)], {"23"}, id="parted before it was merged"),
        pytest.param([said("17", "23", 2), said("17", "23", 2, same=False)], set(), id="both at once: apart"),
        pytest.param(
            [said("17", "23"), said("23", "31"), said("17", "23", 2, same=False)],
            set(),
            id="what was reached through it goes with it",
        ),
        pytest.param(
            [said("17", "23"), said("17", "31"), said("23", "31"), said("17", "31", 2, same=False)],
            {"23"},
            id="parted from the recipient's own number, whatever else names it",
        ),
        pytest.param(
            [said("17", "23"), said("17", "23", 2, same=False), said("17", "23", 3)], {"23"}, id="merged again"
        ),
    ],
)
def test_what_is_learnt_in_every_order(changes: list[IdentityStatement], expected: set[str]) -> None:
    for order in permutations([enrolled(*S01), *changes]):
        roster = Roster.of_changes(order)
        one_by_one = Roster()
        for change in order:
            one_by_one.apply(change)
        assert learnt(roster) == learnt(one_by_one) == expected
        assert roster.subjects_of([Identifier("23", "A")]) == ({"S01"} if "23" in expected else set())


@pytest.mark.parametrize(
    ("changes", "first", "second"),
    [
        pytest.param([said("17", "18")], set(), set(), id="two recipients are said to be one"),
        pytest.param([said("17", "23"), said("23", "18")], set(), set(), id="by way of a number of nobody"),
        pytest.param(
            [said("17", "23"), said("18", "31"), said("17", "18")],
            {"23"},
            {"31"},
            id="what was named together with one of them alone stays",
        ),
    ],
)
def test_two_recipients_are_never_one(changes: list[RosterChange], first: set[str], second: set[str]) -> None:
    for order in permutations([enrolled(*S01), enrolled(*S02), *changes]):
        roster = Roster.of_changes(order)
        assert roster.contested == {frozenset({"S01", "S02"})}
        assert (learnt(roster), learnt(roster, "S02")) == (first, second)
        assert roster.subjects_of([Identifier("17", "A")]) == {"S01"}
        assert roster.subjects_of([Identifier("18", "A")]) == {"S02"}


def test_a_person_settles_whose_a_contested_number_is() -> None:
    contested = [enrolled(*S01), enrolled(*S02), said("17", "23"), said("23", "18")]
    decided = Alias(subject="S02", identifier=PatientIdentifier(value="23", authority="A"))
    assert Roster.of_changes([*contested, decided]).subjects_of([Identifier("23", "A")]) == {"S02"}


def test_an_identifier_says_which_message_it_was_learnt_from() -> None:
    roster = Roster.of_changes([enrolled(*S01), said("17", "23")])
    assert [str(one) for one in roster.learnt("S01").values()] == ["ADT^A40 17-23-1 of adt"]
    assert roster.knows("23")
    recipient = roster.get("S01")
    assert recipient is not None
    assert recipient.identifiers == {Identifier("17", "A"), Identifier("23", "A")}


@pytest.mark.parametrize(("numbers", "expected"), [(LEARNT_AT_MOST, LEARNT_AT_MOST), (LEARNT_AT_MOST + 1, 0)])
def test_a_placeholder_that_was_merged_into_everybody_teaches_nothing(numbers: int, expected: int) -> None:
    merged = [said("17", "0000"), *(said("0000", f"9{number}") for number in range(numbers - 1))]
    roster = Roster.of_changes([enrolled(*S01), *merged])
    assert len(roster.learnt("S01")) == expected
    assert roster.contested == (frozenset() if expected else {frozenset({"S01"})})


def test_a_repeated_statement_changes_nothing_that_must_be_kept() -> None:
    roster = Roster.of_changes([enrolled(*S01), said("17", "23")])
    assert [roster.apply(said("17", "23")), roster.apply(said("17", "23", 2))] == [False, False]
    assert roster.apply(said("17", "23", 3, same=False))


NUMBERS = st.sampled_from(["17", "18", "23", "31", "42"])
STATEMENTS = st.builds(
    lambda one, other, day, same: said(one, other, day, same=same), NUMBERS, NUMBERS, st.integers(1, 4), st.booleans()
).filter(lambda one: len(one.pair) == 2)


@given(st.lists(STATEMENTS, max_size=8), st.randoms(use_true_random=False))
def test_order_and_repetition_change_nothing(statements: list[IdentityStatement], random: object) -> None:
    def owners(changes: list[RosterChange]) -> dict[str, frozenset[str]]:
        roster = Roster()
        for change in changes:
            roster.apply(change)
        return {value: roster.subjects_of([Identifier(value, "A")]) for value in ("17", "18", "23", "31", "42")}

    changes: list[RosterChange] = [enrolled(*S01), enrolled(*S02), *statements]
    shuffled = [*changes, *statements[:3]]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert owners(shuffled) == owners(changes)
