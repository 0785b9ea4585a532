"""The organism list of CDC as sheets of cells: wherever its flags stand, and what is said when they stand nowhere."""

import pytest

from graftwatch.terminology.nhsn_list import HEADER_WITHIN_ROWS, NhsnListError, read_list

HEADER = ["NHSN Code", "NHSN Display Name", "SNOMED Code"]
AUREUS = ["SA", "Staphylococcus aureus", "3092008"]
EPIDERMIDIS = ["SE", "Staphylococcus epidermidis", "60875001"]
COLI = ["EC", "Escherichia coli", "112283007"]
ROTHIA = ["ROTSP", "Rothia", "90163001"]
FLAGS = {
    "Staphylococcus aureus": (False, False),
    "Staphylococcus epidermidis": (True, False),
    "Escherichia coli": (False, True),
    "Rothia": (True, True),
}


def flags(sheets: dict[str, list[list[str]]]) -> dict[str, tuple[bool, bool]]:
    return {one.name: (one.common_commensal, one.mbi) for one in read_list(sheets)}


def test_flags_by_sheets_of_their_name_below_a_title() -> None:
    title = [["NHSN Organism List, January 2026", "", ""], ["", "", ""]]
    sheets = {
        "Read me": [["This workbook lists the organisms."]],
        "All Organisms": [*title, HEADER, AUREUS, EPIDERMIDIS, COLI, ROTHIA],
        "Common Commensals": [*title, HEADER, EPIDERMIDIS, ROTHIA],
        "MBI Organisms": [*title, HEADER, COLI, ROTHIA],
        "UTI Bacteria": [*title, HEADER, AUREUS, COLI],
    }
    assert flags(sheets) == FLAGS
    assert read_list(sheets)[0].row == 4
    assert read_list(sheets)[0].snomed == "3092008"


def test_flags_by_a_category() -> None:
    header = ["NHSN Organism Code", "Organism Category", "NHSN Organism Name", "SNOMED Preferred Term", "SNOMED Code"]
    rows = [
        ["SA", "ALL/UTI", "Staphylococcus aureus", "Staphylococcus aureus", "3092008"],
        ["SE", "ALL/CC/UTI", "Staphylococcus epidermidis", "Staphylococcus epidermidis", "60875001.0"],
        ["EC", "ALL/MBI/UTI", "Escherichia coli", "Escherichia coli", "112283007"],
        ["ROTSP", "ALL/CC/MBI/UTI", "Rothia", "Genus Rothia", ""],
    ]
    assert flags({"Organisms": [header, *rows]}) == FLAGS
    assert [one.snomed for one in read_list({"Organisms": [header, *rows]})] == [
        *("3092008", "60875001", "112283007"),
        None,
    ]


def test_flags_by_columns_that_are_marked() -> None:
    header = ["Pathogen", "SNOMED ID", "Common Commensal", "MBI"]
    rows = [
        ["Staphylococcus aureus", "3092008", "", "0"],
        ["Staphylococcus epidermidis", "60875001", "X", ""],
        ["Escherichia coli", "112283007", "No", "Yes"],
        ["Rothia", "90163001", "1", "y"],
    ]
    assert flags({"list": [header, *rows]}) == FLAGS


def test_an_empty_line_is_no_term_and_a_term_twice_is_one() -> None:
    sheets = {"Common Commensals": [HEADER, EPIDERMIDIS, ["", "", ""], EPIDERMIDIS], "MBI": [HEADER, COLI]}
    assert list(flags(sheets)) == ["Staphylococcus epidermidis", "Escherichia coli"]


@pytest.mark.parametrize(
    ("sheets", "said"),
    [
        pytest.param({}, "no sheet holds organisms (none)", id="no sheet"),
        pytest.param({"Sheet1": [["a", "b"], ["1", "2"]]}, "no sheet holds organisms ('Sheet1')", id="no names"),
        pytest.param({"All Organisms": [HEADER, AUREUS]}, "which terms are Common Commensals", id="no flags"),
        pytest.param(
            {"All": [HEADER, AUREUS], "Common Commensals": [HEADER, EPIDERMIDIS]},
            "which terms are MBI Organisms",
            id="no MBI",
        ),
        pytest.param(
            {"All": [HEADER, AUREUS], "MBI Organisms": [["x"]]},
            "sheet 'MBI Organisms' has no header",
            id="a sheet of flags without a header",
        ),
        pytest.param(
            {"All": [*[["", ""]] * HEADER_WITHIN_ROWS, HEADER, AUREUS]},
            "no sheet holds organisms",
            id="a header one row too far down",
        ),
    ],
)
def test_what_is_missing_is_said(sheets: dict[str, list[list[str]]], said: str) -> None:
    with pytest.raises(NhsnListError) as fault:
        read_list(sheets)
    assert said in str(fault.value)


def test_a_header_as_far_down_as_it_may_be() -> None:
    rows = [*[["", ""]] * (HEADER_WITHIN_ROWS - 1), ["Organism", "Category"], ["Escherichia coli", "MBI"]]
    assert flags({"All": rows}) == {"Escherichia coli": (False, True)}
