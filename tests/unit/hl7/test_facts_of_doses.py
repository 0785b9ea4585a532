"""Doses from medication administrations."""

import pytest

from graftwatch.facts import Dose, FactSet
from hl7_messages import facts, finding_kinds, message, understood

GRAF = "620002^プログラフカプセル１ｍｇ^HOT9"


def given(
    drug: str = GRAF, at: str = "20260604080000", until: str = "", completion: str = "CP", action: str = ""
) -> bytes:
    rxa = f"RXA|0|1|{at}|{until}|{drug}|1|CAP^カプセル^MR9P|||||||||||||{completion}|{action}"
    return message("ORC|NW|P1", rxa, kind="RAS^O17^RAS_O17")


def doses(*frames: bytes) -> list[tuple[str, str]]:
    held = [one.statement for one in FactSet(fact for frame in frames for fact in facts(frame)).current()]
    return [(one.drug, str(one.given.at)) for one in held if isinstance(one, Dose)]


@pytest.mark.parametrize("completion", ["CP", "PA", ""])
def test_a_dose_that_was_given(completion: str) -> None:
    assert doses(given(completion=completion)) == [("tacrolimus", "2026-06-03 23:00:00+00:00")]


@pytest.mark.parametrize("completion", ["RE", "NA"])
def test_a_dose_that_was_not_given(completion: str) -> None:
    assert doses(given(completion=completion)) == []
    assert doses(given(), given(completion=completion)) == []


def test_a_deleted_record() -> None:
    assert doses(given(), given(action="D")) == []


def test_an_hour_is_a_dose_and_longer_is_an_infusion() -> None:
    assert len(doses(given(until="20260604090000"))) == 1
    longer = given(until="20260604090001")
    assert (doses(longer), finding_kinds(longer)) == ([], ["infusion"])


def test_other_drugs_are_listed() -> None:
    found = understood(given("108665201^Amoxicillin^NDC"))
    assert (found.facts, [(one.field, one.code) for one in found.unmapped]) == ((), [("RXA-5", "108665201")])


def test_a_dose_without_a_time_and_a_message_without_a_dose_say_so() -> None:
    assert finding_kinds(given(at="")) == ["time_missing"]
    assert finding_kinds(message("ORC|NW|P1", kind="RAS^O17")) == ["nothing_to_read"]


def test_two_drugs_of_one_order_and_two_times_of_one_drug() -> None:
    neoral = given("7^Neoral^L")
    assert len(doses(given(), neoral, given(at="20260604200000"))) == 3


@pytest.mark.parametrize(
    ("drug", "expected"),
    [
        ("S1^ソル・メドロール静注用500mg^L", ["steroids"]),
        ("S2^Prednisolone 5 mg tablet^L", ["steroids"]),
        ("S3^Hydrocortisone sodium succinate^L", ["steroids"]),
        ("S4^Prednisolone eye drops^L", []),
        ("S5^Betamethasone ointment^L", []),
        ("S6^Beclometasone inhaler^L", []),
        ("B1^シムレクト静注用20mg^L", ["basiliximab"]),
    ],
)
def test_steroids_and_basiliximab_are_doses_where_they_reach_the_blood(drug: str, expected: list[str]) -> None:
    assert [one for one, _ in doses(given(drug))] == expected


def test_an_infusion_of_a_drug_without_levels_is_a_dose_for_its_day_counts() -> None:
    infused = given("S1^Methylprednisolone 500 mg^L", until="20260604110000")
    assert (doses(infused), finding_kinds(infused)) == ([("steroids", "2026-06-03 23:00:00+00:00")], [])
