"""Units as hospitals send them, to one canonical unit, in decimal arithmetic."""

from decimal import Decimal

import pytest

from graftwatch.terminology.concepts import Concept
from graftwatch.terminology.units import Quantity, UnitProblem, UnitProblemReason, to_canonical


def converted(value: str, unit: str, concept: Concept) -> Decimal:
    quantity = to_canonical(Decimal(value), unit, concept)
    assert isinstance(quantity, Quantity), quantity
    return quantity.value


@pytest.mark.parametrize(
    ("value", "unit", "concept", "expected"),
    [
        pytest.param("100.4", "[degF]", Concept.TEMPERATURE, "38.0", id="100.4 degF is 38.0 Cel exactly"),
        pytest.param("98.6", "°F", Concept.TEMPERATURE, "37", id="98.6 °F"),
        pytest.param("38.0", "℃", Concept.TEMPERATURE, "38.0", id="one-character degree sign"),
        pytest.param("38.0", "C", Concept.TEMPERATURE, "38.0", id="bare C"),
        pytest.param("38.0", "ＣＥＬ", Concept.TEMPERATURE, "38.0", id="full-width letters"),
        pytest.param("38.0", "deg C", Concept.TEMPERATURE, "38.0", id="deg C"),
        pytest.param("101.3", "degF", Concept.TEMPERATURE, "38.5", id="degF"),
        pytest.param("6.3", "10*3/uL", Concept.WBC, "6.3", id="UCUM thousands per microlitre"),
        pytest.param("6.3", "10^3/uL", Concept.WBC, "6.3", id="caret"),
        pytest.param("6.3", "x10^3/µL", Concept.WBC, "6.3", id="micro sign"),
        pytest.param("6.3", "x10^3/μL", Concept.WBC, "6.3", id="Greek mu"),
        pytest.param("6.3", "×10³/μL", Concept.WBC, "6.3", id="superscript"),
        pytest.param("6.3", "K/uL", Concept.WBC, "6.3", id="K/uL"),
        pytest.param("6.3", "10*9/L", Concept.WBC, "6.3", id="per litre"),
        pytest.param("6.3", "G/L", Concept.WBC, "6.3", id="giga per litre"),
        pytest.param("6300", "/uL", Concept.WBC, "6.3", id="cells per microlitre"),
        pytest.param("499", "/mm3", Concept.ANC, "0.499", id="499 per cubic millimetre"),
        pytest.param("63", "×10²/μL", Concept.WBC, "6.3", id="hundreds per microlitre"),
        pytest.param("15.2", "万/μL", Concept.PLATELETS, "152", id="ten thousands per microlitre"),
        pytest.param("7.2", "ug/L", Concept.TACROLIMUS, "7.2", id="ng/mL is µg/L"),
        pytest.param("7.2", "µg/L", Concept.TACROLIMUS_TROUGH, "7.2", id="µg/L with the micro sign"),
        pytest.param("1.1", "ug/mL", Concept.CYCLOSPORINE_C2, "1100", id="C2 in µg/mL"),
        pytest.param("34.208", "umol/L", Concept.TOTAL_BILIRUBIN, "2", id="bilirubin 17.104 µmol/L per mg/dL"),
        pytest.param("88.4", "µmol/L", Concept.CREATININE, "1", id="creatinine 88.4 µmol/L per mg/dL"),
        pytest.param("18.02", "mg/dL", Concept.LACTATE, "2", id="lactate 9.01 mg/dL per mmol/L"),
        pytest.param("0.31", "mg/dL", Concept.CRP, "3.1", id="CRP in mg/dL"),
        pytest.param("1", "ukat/L", Concept.ALT, "60", id="one microkatal is 60 U"),
        pytest.param("41", "IU/L", Concept.AST, "41", id="IU/L"),
        pytest.param("92", "bpm", Concept.HEART_RATE, "92", id="bpm"),
        pytest.param("92", "{beats}/min", Concept.HEART_RATE, "92", id="annotated UCUM"),
        pytest.param("88", "mm Hg", Concept.SYSTOLIC_PRESSURE, "88", id="mm Hg"),
        pytest.param("89", "％", Concept.OXYGEN_SATURATION, "89", id="full-width per cent"),
    ],
)
def test_value_in_canonical_unit(value: str, unit: str, concept: Concept, expected: str) -> None:
    assert converted(value, unit, concept) == Decimal(expected)


@pytest.mark.parametrize(
    ("value", "unit", "concept", "reason"),
    [
        pytest.param("98.6", "Cel", Concept.TEMPERATURE, UnitProblemReason.IMPLAUSIBLE, id="98.6 Cel is flagged"),
        pytest.param("38", "[degF]", Concept.TEMPERATURE, UnitProblemReason.IMPLAUSIBLE, id="38 °F is flagged"),
        pytest.param("38.5", None, Concept.TEMPERATURE, UnitProblemReason.MISSING_UNIT, id="no unit"),
        pytest.param("38.5", "  ", Concept.TEMPERATURE, UnitProblemReason.MISSING_UNIT, id="blank unit"),
        pytest.param("7", "mmol/L", Concept.TACROLIMUS, UnitProblemReason.UNKNOWN_UNIT, id="a unit of something else"),
        pytest.param("7", "furlong", Concept.CRP, UnitProblemReason.UNKNOWN_UNIT, id="no unit at all"),
        pytest.param("-1", "U/L", Concept.AST, UnitProblemReason.IMPLAUSIBLE, id="below nothing"),
        pytest.param("NaN", "U/L", Concept.AST, UnitProblemReason.NOT_A_QUANTITY, id="not a number"),
        pytest.param("Infinity", "U/L", Concept.AST, UnitProblemReason.NOT_A_QUANTITY, id="infinite"),
    ],
)
def test_unusable_value_says_why(value: str, unit: str | None, concept: Concept, reason: UnitProblemReason) -> None:
    problem = to_canonical(Decimal(value), unit, concept)
    assert isinstance(problem, UnitProblem)
    assert problem.reason is reason
    assert problem.message


def test_missing_unit_takes_the_declared_default() -> None:
    quantity = to_canonical(Decimal("0.5"), "", Concept.CRP, default_unit="mg/dL")
    assert quantity == Quantity(Decimal(5), "mg/L")


def test_stated_unit_wins_over_the_default() -> None:
    quantity = to_canonical(Decimal("100.4"), "°F", Concept.TEMPERATURE, default_unit="Cel")
    assert quantity == Quantity(Decimal(38), "Cel")


def test_nk_function_keeps_its_own_unit() -> None:
    assert to_canonical(Decimal("21.5"), "LU10", Concept.NK_FUNCTION) == Quantity(Decimal("21.5"), "LU10")


SPELLINGS = [
    *[
        (Concept.TEMPERATURE, "38.5", unit, "38.5")
        for unit in ("Cel", "CEL", "°C", "℃", "C", "c", "deg C", "degC", "Ｃ")
    ],
    *[(Concept.TEMPERATURE, "38.5", unit, "38.5") for unit in ("度", "゜C", "ﾟC", "ºC", "˚C", "°Ｃ", "degree Celsius")],
    *[
        (Concept.TEMPERATURE, "101.3", unit, "38.5")
        for unit in ("degF", "[degF]", "°F", "℉", "F", "deg F", "ºF", "ＦＡＨＲＥＮＨＥＩＴ")
    ],
    *[(Concept.WBC, "6.3", unit, "6.3") for unit in ("10*3/uL", "10^3/uL", "x10E3/uL", "10E3/uL", "10^3/µL")],
    *[
        (Concept.WBC, "6.3", unit, "6.3")
        for unit in ("10^3/μL", "10³/μL", "×10³/µL", "×10^3/μL", "K/uL", "K/µL", "k/ul", "10**3/uL")
    ],
    *[
        (Concept.WBC, "6.3", unit, "6.3")
        for unit in ("10*9/L", "10^9/L", "10⁹/L", "x10E9/L", "G/L", "Gpt/L", "/nL", "thou/mm3")
    ],
    *[(Concept.WBC, "63", unit, "6.3") for unit in ("×10²/μL", "x10^2/uL", "10*2/uL", "×１０²／μＬ", "百/μL")],
    *[
        (Concept.WBC, "6300", unit, "6.3")
        for unit in ("/uL", "/µL", "/μL", "/mm3", "/mm³", "/㎕", "/㎣", "cells/uL", "個/μL", "10*6/L")
    ],
    *[(Concept.PLATELETS, "15.2", unit, "152") for unit in ("10*4/uL", "×10⁴/μL", "x10^4/µL", "万/μL", "万/mm3")],
    *[(Concept.CRP, "1.2", unit, "12") for unit in ("mg/dl", "mg/dL", "MG/DL", "ｍｇ／ｄＬ", "mg%")],
    *[(Concept.CRP, "12", unit, "12") for unit in ("mg/L", "mg/l", "ug/mL", "µg/mL", "mcg/mL")],
    *[(Concept.TOTAL_BILIRUBIN, "17.104", unit, "1") for unit in ("umol/L", "μmol/L", "µmol/L", "mcmol/L", "UMOL/L")],
    *[
        (Concept.AST, "41", unit, "41")
        for unit in ("U/L", "IU/L", "[iU]/L", "u/l", "IU/l", "ＩＵ／Ｌ", "IU/L/37℃", "mU/mL")
    ],
    *[(Concept.AST, "1000", "nkat/L", "60"), (Concept.AST, "1", "µkat/L", "60")],
    *[
        (Concept.TACROLIMUS, "7.2", unit, "7.2")
        for unit in ("ng/ml", "ng/mL", "µg/L", "μg/L", "ug/L", "mcg/L", "NG/ML")
    ],
    *[(Concept.OXYGEN_SATURATION, "97", unit, "97") for unit in ("%", "％", "percent")],
    *[
        (Concept.SYSTOLIC_PRESSURE, "88", unit, "88")
        for unit in ("mmHg", "mm[Hg]", "mm Hg", "MMHG", "㎜Hg", "torr", "Torr")
    ],
    *[(Concept.SYSTOLIC_PRESSURE, "13.3322", unit, "100") for unit in ("kPa", "KPA")],
    *[
        (Concept.HEART_RATE, "92", unit, "92")
        for unit in ("bpm", "/min", "1/min", "beats/min", "回/分", "拍/分", "／ｍｉｎ")
    ],
    *[(Concept.RESPIRATORY_RATE, "22", unit, "22") for unit in ("/min", "br/min", "breaths/min", "回/分", "rpm")],
    (Concept.LACTATE, "9.01", "mg/dL", "1"),
]


@pytest.mark.parametrize(("concept", "value", "unit", "expected"), SPELLINGS)
def test_a_unit_as_laboratories_write_it(concept: Concept, value: str, unit: str, expected: str) -> None:
    assert converted(value, unit, concept) == Decimal(expected)
