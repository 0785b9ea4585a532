"""Doses from medication administrations."""

from datetime import date

import pytest

from graftwatch.facts import Dose, FactSet, Treatment
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
    found = understood(given("108665201^Omeprazole^NDC"))
    assert (found.facts, [(one.field, one.code) for one in found.unmapped]) == ((), [("RXA-5", "108665201")])


def treatments(*frames: bytes) -> list[Treatment]:
    held = FactSet(fact for frame in frames for fact in facts(frame)).current()
    return [one.statement for one in held if isinstance(one.statement, Treatment)]


def antimicrobial(drug: str, route: str = "", until: str = "", completion: str = "CP") -> bytes:
    rxa = f"RXA|0|1|20260604080000|{until}|{drug}|1|g^^L|||||||||||||{completion}"
    segments = ["ORC|NW|P7", rxa, *([f"RXR|{route}"] if route else [])]
    return message(*segments, kind="RAS^O17^RAS_O17")


@pytest.mark.parametrize(
    ("drug", "route", "expected"),
    [
        pytest.param("1^Meropenem 1 g^L", "IV^Intravenous^HL70162", ("meropenem", True), id="into a vein"),
        pytest.param("1^リネゾリド錠^L", "PO^Oral^HL70162", ("linezolid", False), id="by mouth"),
        pytest.param("1^Vancomycin^L", "", ("vancomycin", None), id="nobody says how"),
        pytest.param("J01CR05^^ATC", "IV^^HL70162", ("piperacillin/tazobactam", True), id="by its ATC code"),
        pytest.param("1^Amoxicillin^NDC", "", ("amoxicillin", None), id="amoxicillin"),
    ],
)
def test_a_day_of_an_antimicrobial(drug: str, route: str, expected: tuple[str, bool | None]) -> None:
    (said,) = treatments(antimicrobial(drug, route))
    assert (said.kind, said.drug, said.parenteral) == ("antimicrobial", *expected)
    assert (said.since, said.until) == (date(2026, 6, 4), date(2026, 6, 4))


def test_an_infusion_over_days_is_all_of_them() -> None:
    (said,) = treatments(antimicrobial("1^Noradrenaline^L", "IV^^HL70162", until="20260606103000"))
    assert (said.kind, said.drug) == ("vasopressor", "norepinephrine")
    assert (said.since, said.until) == (date(2026, 6, 4), date(2026, 6, 6))


def test_an_antimicrobial_that_was_refused_is_none() -> None:
    given_first, refused = antimicrobial("1^Meropenem^L"), antimicrobial("1^Meropenem^L", completion="RE")
    assert treatments(given_first, refused) == []


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
