"""Merging facts is a join over a total order; what was known at a time is what was known then."""

from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from graftwatch.facts import ClinicalTime, Death, Fact, FactSet, Source, Statement, Status, Version, fact

NOON = datetime(2026, 6, 5, 12, tzinfo=UTC)
HOURS = st.integers(min_value=0, max_value=6).map(lambda hours: NOON + timedelta(hours=hours))


def said(
    identity: str, day: int, status: Status, stated_at: datetime, known_at: datetime, message: int
) -> Fact[Statement]:
    return fact(
        subject="S01",
        identity=identity,
        statement=Death(ClinicalTime(NOON.date().replace(day=day))),
        status=status,
        stated_at=stated_at,
        known_at=known_at,
        source=Source("lab", f"M{message}"),
    )


FACTS = st.builds(
    said,
    st.sampled_from(["a", "b", "c"]),
    st.integers(min_value=1, max_value=4),
    st.sampled_from(Status),
    HOURS,
    HOURS,
    st.integers(min_value=0, max_value=3),
)
MANY = st.lists(FACTS, max_size=14)
VERSIONS = st.builds(Version.of, st.sampled_from(Status), HOURS, st.sampled_from(["a", "b", "c"]))


def held(facts: FactSet) -> frozenset[Fact[Statement]]:
    """All that a fact set holds."""
    return frozenset(facts)


def joined(one: FactSet, other: FactSet) -> FactSet:
    """Both fact sets together."""
    return FactSet([*one, *other])


@given(MANY, MANY)
def test_the_merge_is_commutative(one: list[Fact[Statement]], other: list[Fact[Statement]]) -> None:
    forth, back = joined(FactSet(one), FactSet(other)), joined(FactSet(other), FactSet(one))

    assert held(forth) == held(back)
    assert forth.current() == back.current()


@given(MANY, MANY, MANY)
def test_the_merge_is_associative(
    one: list[Fact[Statement]], two: list[Fact[Statement]], three: list[Fact[Statement]]
) -> None:
    first, second, third = FactSet(one), FactSet(two), FactSet(three)
    left, right = joined(joined(first, second), third), joined(first, joined(second, third))

    assert held(left) == held(right)
    assert left.current() == right.current()


@given(MANY)
def test_the_merge_is_idempotent(facts: list[Fact[Statement]]) -> None:
    once = FactSet(facts)
    twice = joined(once, once)

    assert held(once) == held(twice)
    assert not any(twice.add(one) for one in facts)


@given(MANY, st.randoms(use_true_random=False))
def test_order_and_repetition_change_nothing(facts: list[Fact[Statement]], random: Random) -> None:
    again = [*facts, *facts[::2]]
    random.shuffle(again)

    assert held(FactSet(again)) == held(FactSet(facts))
    assert FactSet(again).current() == FactSet(facts).current()


@given(MANY, FACTS)
def test_a_fact_set_only_grows(facts: list[Fact[Statement]], new: Fact[Statement]) -> None:
    before = FactSet(facts)
    versions = {(one.identity, one.version) for one in before}
    before.add(new)

    assert versions | {(new.identity, new.version)} == {(one.identity, one.version) for one in before}


@given(MANY, HOURS)
def test_what_was_known_by_a_time_is_the_set_built_from_what_was_known_then(
    facts: list[Fact[Statement]], moment: datetime
) -> None:
    known_then = FactSet(one for one in facts if one.known_at <= moment)

    assert [(one.identity, one.version, one.statement) for one in FactSet(facts).current(known_by=moment)] == [
        (one.identity, one.version, one.statement) for one in known_then.current()
    ]


@given(MANY)
def test_known_by_the_end_is_what_is_current(facts: list[Fact[Statement]]) -> None:
    assert FactSet(facts).current(known_by=NOON + timedelta(days=1)) == FactSet(facts).current()


@given(MANY)
def test_current_is_the_strongest_version_of_each_identity(facts: list[Fact[Statement]]) -> None:
    strongest = {
        identity: max(one.version for one in facts if one.identity == identity)
        for identity in {one.identity for one in facts}
    }
    expected = {identity: version for identity, version in strongest.items() if not version.withdrawn}

    assert {one.identity: one.version for one in FactSet(facts).current()} == expected


@given(st.lists(FACTS, min_size=1, max_size=14))
def test_a_preliminary_sent_again_later_never_beats_what_is_final(facts: list[Fact[Statement]]) -> None:
    late = said("a", 4, Status.PRELIMINARY, NOON + timedelta(days=9), NOON + timedelta(days=9), 9)
    final_before = any(one.identity == "a" and one.version.finality for one in facts)
    before, after = FactSet(facts), FactSet([*facts, late])

    if final_before:
        assert after.current() == before.current()


@given(VERSIONS, VERSIONS, VERSIONS)
def test_the_order_of_versions_is_total(one: Version, two: Version, three: Version) -> None:
    assert (one < two) + (one == two) + (two < one) == 1
    assert not (one <= two <= three) or one <= three
