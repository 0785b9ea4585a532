"""Which message is about whom: identifiers, authorities, aliases, conflicts."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from graftwatch.roster import Alias, Enrolment, Identifier, PatientIdentifier, Roster, RosterConflict, Withdrawal

TOKYO = ZoneInfo("Asia/Tokyo")
TRANSPLANTED = datetime(2026, 6, 1, 9, tzinfo=TOKYO)


def enrolment(subject: str, *identifiers: tuple[str, str], arm: str = "") -> Enrolment:
    held = tuple(PatientIdentifier(value=value, authority=authority) for value, authority in identifiers)
    return Enrolment(subject=subject, identifiers=held, transplanted_at=TRANSPLANTED, arm=arm)


def roster(*changes: Enrolment | Alias | Withdrawal) -> Roster:
    one = Roster()
    for change in changes:
        one.apply(change)
    return one


@pytest.mark.parametrize(
    ("enrolled", "sent", "default_authority", "expected"),
    [
        pytest.param(("17", "A"), ("17", "A"), "", {"S01"}, id="value and authority"),
        pytest.param(("17", "A"), ("17", "B"), "", set(), id="another authority is another patient"),
        pytest.param(("17", "A"), ("18", "A"), "", set(), id="another value"),
        pytest.param(("17", "A"), ("17", ""), "A", {"S01"}, id="no authority: the feed's default is the one"),
        pytest.param(("17", "A"), ("17", ""), "B", set(), id="no authority: the feed's default is another"),
        pytest.param(("17", "A"), ("17", ""), "", {"S01"}, id="no authority anywhere: the value decides"),
        pytest.param(("17", ""), ("17", "A"), "", {"S01"}, id="the roster names no authority: the value decides"),
        pytest.param(("17", ""), ("17", ""), "", {"S01"}, id="nobody names an authority"),
        pytest.param(("17", "A"), ("017", "A"), "", set(), id="a leading zero is part of the number"),
    ],
)
def test_who_a_message_is_about(
    enrolled: tuple[str, str], sent: tuple[str, str], default_authority: str, expected: set[str]
) -> None:
    held = roster(enrolment("S01", enrolled))

    assert held.subjects_of([Identifier(*sent)], default_authority) == expected


def test_one_number_of_two_authorities_is_two_recipients() -> None:
    held = roster(enrolment("S01", ("17", "A")), enrolment("S02", ("17", "B")))

    assert held.subjects_of([Identifier("17", "A")]) == {"S01"}
    assert held.subjects_of([Identifier("17", "B")]) == {"S02"}
    assert held.subjects_of([Identifier("17")]) == frozenset()
    assert held.subjects_of([Identifier("17", "C")]) == frozenset()
    assert held.subjects_of([Identifier("17")], "B") == {"S02"}


def test_a_number_without_an_authority_beside_one_with_it_is_told_by_the_authority() -> None:
    held = roster(enrolment("S01", ("17", "")), enrolment("S02", ("17", "B")))

    assert held.subjects_of([Identifier("17", "B")]) == {"S02"}
    assert held.subjects_of([Identifier("17", "")]) == {"S01"}
    assert held.subjects_of([Identifier("17", "C")]) == frozenset()


def test_a_message_with_identifiers_of_two_recipients_is_ambiguous() -> None:
    held = roster(enrolment("S01", ("17", "A")), enrolment("S02", ("18", "A")))

    assert held.subjects_of([Identifier("17", "A"), Identifier("18", "A")]) == {"S01", "S02"}


def test_the_cheap_question_knows_every_value() -> None:
    held = roster(
        enrolment("S01", ("17", "A")),
        Alias(subject="S01", identifier=PatientIdentifier(value="99", authority="B")),
    )

    assert [held.knows(value) for value in ("17", "99", "18")] == [True, True, False]


def test_two_owners_of_one_identifier_are_refused_without_naming_it() -> None:
    held = roster(enrolment("S01", ("4711", "A")))

    with pytest.raises(RosterConflict) as refused:
        held.apply(enrolment("S02", ("4711", "A")))

    assert "S02" in str(refused.value)
    assert "S01" in str(refused.value)
    assert "4711" not in str(refused.value)


def test_a_refused_change_changes_nothing() -> None:
    held = roster(enrolment("S01", ("17", "A")))

    with pytest.raises(RosterConflict):
        held.apply(enrolment("S02", ("55", "A"), ("17", "A")))

    assert held.get("S02") is None
    assert not held.knows("55")
    assert held.subjects_of([Identifier("17", "A")]) == {"S01"}


def test_an_alias_adds_an_identifier() -> None:
    held = roster(
        enrolment("S01", ("17", "A")), Alias(subject="S01", identifier=PatientIdentifier(value="99", authority="B"))
    )

    assert held.subjects_of([Identifier("99", "B")]) == {"S01"}
    assert held.subjects_of([Identifier("17", "A")]) == {"S01"}


def test_an_alias_of_another_recipients_identifier_is_refused() -> None:
    held = roster(enrolment("S01", ("17", "A")), enrolment("S02", ("18", "A")))

    with pytest.raises(RosterConflict):
        held.apply(Alias(subject="S02", identifier=PatientIdentifier(value="17", authority="A")))


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(Alias(subject="S09", identifier=PatientIdentifier(value="1")), id="alias"),
        pytest.param(Withdrawal(subject="S09", at=TRANSPLANTED), id="withdrawal"),
    ],
)
def test_a_change_of_nobody_says_to_enrol_first(change: Alias | Withdrawal) -> None:
    with pytest.raises(RosterConflict, match="S09 is not enrolled; enrol it first"):
        roster().apply(change)


def test_a_new_enrolment_of_the_same_subject_replaces_all_but_the_identifiers() -> None:
    held = roster(enrolment("S01", ("17", "A"), arm="nk"), enrolment("S01", ("18", "A"), arm="control"))

    one = held.get("S01")
    assert one is not None
    assert one.arm == "control"
    assert one.identifiers == {Identifier("17", "A"), Identifier("18", "A")}
    assert len(held) == 1


def test_a_withdrawal_keeps_the_recipient_with_its_time() -> None:
    left = datetime(2026, 6, 9, tzinfo=TOKYO)
    held = roster(enrolment("S01", ("17", "A")), Withdrawal(subject="S01", at=left))

    one = held.get("S01")
    assert one is not None
    assert one.withdrawn_at == left
    assert held.subjects_of([Identifier("17", "A")]) == {"S01"}


def test_an_identifier_of_the_value_only_beside_the_same_with_authority_is_one_recipient() -> None:
    held = roster(enrolment("S01", ("17", ""), ("17", "A")))

    assert held.subjects_of([Identifier("17")]) == {"S01"}
    assert held.subjects_of([Identifier("17", "A")]) == {"S01"}
    assert held.subjects_of([Identifier("17", "Z")]) == {"S01"}
