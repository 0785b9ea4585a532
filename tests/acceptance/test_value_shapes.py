"""Values as hospitals write them: units, comparators, types, codes of several systems; what is unusable is said.

White cells below 500 on two days turn a bloodstream infection by E. coli into one with mucosal-barrier injury, and a
fever turns a pair of commensals into an infection: so the criterion shows how each number was understood.
"""

from pathlib import Path

import pytest

from hl7_by_hand import assess, culture, events, report_of, temperature, value, white_cells

COLI, EPIDERMIDIS = "Escherichia coli", "Staphylococcus epidermidis"
BLOOD = culture("0609 0800", COLI)
PAIR = (culture("0604 0800", EPIDERMIDIS), culture("0604 0900", EPIDERMIDIS, specimen="A2"))
WBC = "6690-2^Leukocytes^LN"
CODES = "code,system,concept,specimen,unit\nLEU,L,wbc,blood,\nWZ,99LAB,wbc,blood,10*3/uL\nKT,L,temperature,,Cel\n"

COUNTS = [
    pytest.param(WBC, "0.4", "10*3/uL", "NM", True, id="thousands in a microlitre"),
    pytest.param(WBC, "0.4", "10*9/L", "NM", True, id="thousand millions in a litre"),
    pytest.param(WBC, "0.4", "K/uL", "NM", True, id="K/uL"),
    pytest.param(WBC, "0.4", "×10²/μL", "NM", True, id="hundreds in a microlitre: 40"),
    pytest.param(WBC, "4", "×10²/μL", "NM", True, id="hundreds in a microlitre: 400"),
    pytest.param(WBC, "6", "x10^2/uL", "NM", False, id="hundreds in a microlitre: 600"),
    pytest.param(WBC, "400", "/uL", "NM", True, id="in a microlitre"),
    pytest.param(WBC, "400", "/mm3", "NM", True, id="in a cubic millimetre"),
    pytest.param(WBC, "400", "cells/uL^^L", "NM", True, id="cells, with a code system behind"),
    pytest.param(WBC, "0.5", "10*3/uL", "NM", False, id="500 exactly"),
    pytest.param(WBC, "<0.5", "10*3/uL", "ST", True, id="below 500 as a string"),
    pytest.param(WBC, "<^0.5", "10*3/uL", "SN", True, id="below 500 as a structured number"),
    pytest.param(WBC, "< 0.1", "10*3/uL", "NM", True, id="comparator in a numeric value"),
    pytest.param(WBC, "<1.0", "10*3/uL", "ST", False, id="below 1000 is not known to be below 500"),
    pytest.param(WBC, ">0.3", "10*3/uL", "ST", False, id="above 300 is not known to be below 500"),
    pytest.param("2A010000001930101^白血球数^JC10", "4", "10*2/uL", "NM", True, id="JLAC10"),
    pytest.param("LEU^Leucocytes^L^6690-2^Leukocytes^LN", "0.4", "10*9/L", "NM", True, id="local code"),
    pytest.param("WZ^Leuco^99LAB", "0.4", "", "NM", True, id="the unit from the site's own list"),
    pytest.param(WBC, "0.4", "", "NM", False, id="no unit"),
    pytest.param(WBC, "0.4", "furlong", "NM", False, id="unknown unit"),
]


@pytest.mark.parametrize(("code", "number", "unit", "kind", "low"), COUNTS)
def test_white_cells(tmp_path: Path, code: str, number: str, unit: str, kind: str, *, low: bool) -> None:
    counts = [value(f"06{day} 0600", code, number, unit, kind=kind) for day in ("09", "10")]
    report = report_of(assess(tmp_path, [BLOOD, *counts], codes=CODES))
    assert [one["criterion"] for one in events(report)] == ["MBI-LCBI-1" if low else "LCBI-1"]


TEMPERATURES = [
    pytest.param("8310-5^Body temperature^LN", "38.1", "Cel", True, id="Cel"),
    pytest.param("8310-5^Body temperature^LN", "38.1", "℃", True, id="one-character degree Celsius"),
    pytest.param("8310-5^Body temperature^LN", "38.1", "°C", True, id="degree sign and C"),
    pytest.param("8310-5^Body temperature^LN", "38.1", "C", True, id="C"),
    pytest.param("8310-5^Body temperature^LN", "38.1", "degC^degree Celsius^L", True, id="degC"),
    pytest.param("8328-7^Axillary temperature^LN", "38.01", "Cel", True, id="axillary, a hundredth above"),
    pytest.param("8331-1^Oral temperature^LN", "38.00", "Cel", False, id="oral, 38.00"),
    pytest.param("8310-5^Body temperature^LN", "100.5", "[degF]", True, id="UCUM Fahrenheit"),
    pytest.param("8310-5^Body temperature^LN", "100.40", "°F", False, id="100.40 Fahrenheit is 38 exactly"),
    pytest.param("8310-5^Body temperature^LN", "101.3", "F", True, id="F"),
    pytest.param("8310-5^Body temperature^LN", "98.6", "Cel", False, id="98.6 Celsius is impossible, not converted"),
    pytest.param("8310-5^Body temperature^LN", "101.5", "Cel", False, id="101.5 Celsius is impossible, not converted"),
    pytest.param("8310-5^Body temperature^LN", "38.5", "", False, id="no unit"),
    pytest.param("KT^Körpertemperatur^L", "38.5", "", True, id="the unit from the site's own list"),
    pytest.param("9P100000000000001^腋窩体温^JC10", "38.5", "℃", True, id="JLAC10"),
    pytest.param("8310-5^Body temperature^LN", "３８．５", "℃", True, id="full-width digits"),
    pytest.param("8867-4^Heart rate^LN", "140", "/min", False, id="a pulse is no temperature"),
]


@pytest.mark.parametrize(("code", "number", "unit", "fever"), TEMPERATURES)
def test_temperatures(tmp_path: Path, code: str, number: str, unit: str, *, fever: bool) -> None:
    kind = "NM" if number.isascii() else "ST"
    report = report_of(assess(tmp_path, [*PAIR, value("0604 1000", code, number, unit, kind=kind)], codes=CODES))
    assert ["LCBI-2"] * fever == [one["criterion"] for one in events(report) if one["status"] == "confirmed"]


UNUSABLE = [
    pytest.param(temperature("0604 1000", "38.5", ""), "no unit", id="no unit"),
    pytest.param(temperature("0604 1000", "98.6"), "impossible", id="impossible in its unit"),
    pytest.param(white_cells("0604 1000", "4.5", "furlong"), "unit", id="unknown unit"),
    pytest.param(white_cells("0604 1000", "haemolysed"), "number", id="no number"),
    pytest.param(temperature("0604 1000", "38,5"), "number", id="a comma is no decimal point in HL7"),
]


@pytest.mark.parametrize(("text", "reason"), UNUSABLE)
def test_what_is_unusable_is_said_with_its_place(tmp_path: Path, text: str, reason: str) -> None:
    report = report_of(assess(tmp_path, [text]))
    assert reason in str(report["unread"])
    assert "OBX-" in str(report["unread"])


def test_an_unknown_unit_and_code_are_counted(tmp_path: Path) -> None:
    texts = [white_cells("0604 1000", "4.5", "furlong"), value("0604 1100", "QQ7^Something^L", "1", "mg/dL")]
    found = {
        (one["field"], one["code"].split("^")[0]): one["count"]
        for one in report_of(assess(tmp_path, texts))["unmapped"]
    }
    assert found.items() >= {("OBX-6", "furlong"): 1, ("OBX-3", "QQ7"): 1}.items()


@pytest.mark.parametrize("status", ["D", "W", "X"])
def test_a_withdrawn_temperature_is_none(tmp_path: Path, status: str) -> None:
    fever = temperature("0604 1000", "39.5")
    withdrawn = fever.replace("||||F|||", f"||||{status}|||").replace("|P|2.5.1", "9|P|2.5.1")
    report = report_of(assess(tmp_path, [*PAIR, fever, withdrawn]))
    assert "LCBI-2" not in {one["criterion"] for one in events(report)}


def test_a_corrected_temperature_replaces_the_first(tmp_path: Path) -> None:
    fever = temperature("0604 1000", "39.5")
    corrected = fever.replace("|39.5|", "|36.5|").replace("||||F|||", "||||C|||").replace("|P|2.5.1", "9|P|2.5.1")
    report = report_of(assess(tmp_path, [*PAIR, corrected, fever]))
    assert "LCBI-2" not in {one["criterion"] for one in events(report)}
