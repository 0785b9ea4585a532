"""A fact set only grows; what is current follows from what was known."""

from datetime import UTC, datetime, timedelta

from graftwatch.facts import (
    ClinicalTime,
    Death,
    Fact,
    FactSet,
    Lapse,
    Source,
    Statement,
    Status,
    fact,
    pseudonymous_key,
)

NOON = datetime(2026, 6, 5, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def said(
    day: int = 5,
    status: Status = Status.FINAL,
    stated: int = 0,
    known: int = 0,
    identity: str = "death",
    control_id: str = "M1",
) -> Fact[Statement]:
    return fact(
        subject="S01",
        identity=identity,
        statement=Death(ClinicalTime(NOON.date().replace(day=day))),
        status=status,
        stated_at=NOON + stated * HOUR,
        known_at=NOON + known * HOUR,
        source=Source("lab", control_id),
    )


def days(held: FactSet, known_by: int | None = None) -> list[int]:
    moment = None if known_by is None else NOON + known_by * HOUR
    return [one.statement.died.on.day for one in held.current(moment) if isinstance(one.statement, Death)]


def test_the_newest_version_is_current() -> None:
    assert days(FactSet([said(5), said(6, stated=1)])) == [6]


def test_a_corrected_result_beats_a_preliminary_one_sent_again_later() -> None:
    corrected, again = said(6, Status.CORRECTED, stated=1), said(5, Status.PRELIMINARY, stated=9, known=9)

    assert days(FactSet([corrected, again])) == days(FactSet([again, corrected])) == [6]


def test_a_withdrawn_statement_says_nothing_and_is_kept() -> None:
    held = FactSet([said(5), said(5, Status.WITHDRAWN, stated=1)])

    assert days(held) == []
    assert len(held) == 2


def test_a_statement_after_its_withdrawal_stands_again() -> None:
    assert days(FactSet([said(5), said(5, Status.WITHDRAWN, stated=1), said(7, stated=2)])) == [7]


def test_what_was_known_at_a_time() -> None:
    held = FactSet([said(5, stated=0, known=1), said(6, stated=2, known=3), said(7, stated=1, known=5)])

    assert [days(held, hour) for hour in (0, 1, 2, 3, 5)] == [[], [5], [5], [6], [6]]


def test_a_late_withdrawal_does_not_change_what_was_known_before() -> None:
    held = FactSet([said(5, known=1), said(5, Status.WITHDRAWN, stated=1, known=8)])

    assert days(held, 7) == [5]
    assert days(held, 8) == []


def test_the_same_version_heard_twice_is_known_since_the_earlier_time() -> None:
    held = FactSet([said(5, known=4, control_id="M2"), said(5, known=2, control_id="M9")])

    assert len(held) == 1
    one = held.current()[0]
    assert (one.known_at, one.source.control_id) == (NOON + 2 * HOUR, "M2")


def test_adding_says_whether_anything_changed() -> None:
    held = FactSet()

    assert [held.add(said(5, known=4)), held.add(said(5, known=4)), held.add(said(5, known=2))] == [True, False, True]


def test_facts_of_several_identities_come_by_identity() -> None:
    held = FactSet([said(7, identity="c"), said(5, identity="a"), said(6, identity="b")])

    assert days(held) == [5, 6, 7]


def test_a_key_hides_what_it_is_made_of_and_keeps_its_parts_apart() -> None:
    assert pseudonymous_key("12", "3") != pseudonymous_key("1", "23")
    assert pseudonymous_key("12", "3") == pseudonymous_key("12", "3")
    assert len(pseudonymous_key("order 4711")) == 16
    assert "4711" not in pseudonymous_key("4711")


def test_a_source_names_its_message_or_its_feed() -> None:
    assert str(Source("lab", "M1")) == "MSH-10 M1"
    assert str(Source("decision", "")) == "decision"


def lapsed(one: Fact[Statement], since: int) -> Lapse:
    return Lapse(one.subject, one.identity, one.version, NOON + since * HOUR)


def test_a_version_that_lapsed_leaves_the_version_before_it() -> None:
    older, newer = said(5), said(6, stated=1, known=1)
    held = FactSet([older, newer])
    assert held.lapse(lapsed(newer, since=3))
    assert days(held) == [5]
    assert held.lapse(lapsed(older, since=4))
    assert days(held) == []


def test_a_lapse_does_not_change_what_was_known_before_it() -> None:
    one = said(5, known=1)
    held = FactSet([one], [lapsed(one, since=3)])
    assert (days(held, known_by=0), days(held, known_by=2), days(held, known_by=3), days(held)) == ([], [5], [], [])


def test_what_is_said_again_counts_again_from_then_on() -> None:
    one = said(5, known=1)
    held = FactSet([one])
    held.lapse(lapsed(one, since=3))
    assert held.add(said(5, known=6))
    assert (days(held), days(held, known_by=2), days(held, known_by=5), days(held, known_by=6)) == ([5], [5], [], [5])


def test_a_version_that_lapsed_already_does_not_lapse_again() -> None:
    one = said(5)
    held = FactSet([one])
    assert [held.lapse(lapsed(one, since=2)), held.lapse(lapsed(one, since=4))] == [True, False]
    assert days(held, known_by=3) == []


def test_a_newer_version_counts_although_the_one_before_it_lapsed() -> None:
    one = said(5)
    held = FactSet([one])
    held.lapse(lapsed(one, since=2))
    held.add(said(6, stated=3, known=3))
    assert days(held) == [6]
