"""`graftwatch terminology import`: a workbook beside the built-in table, and its lines of codes.csv at work."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import Workbook

from assess_desk import Desk, events
from graftwatch.entrypoints.cli import graftwatch
from written_messages import blood_culture

HEADER = ["NHSN Code", "NHSN Display Name", "SNOMED Code"]
NOVEL = "99^Novobacter novus^L"


def workbook(path: Path, **sheets: list[list[object]]) -> Path:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name.replace("_", " "))
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def cdc_list(folder: Path) -> Path:
    coli = ["EC", "Escherichia coli", 112283007]
    epidermidis = ["SE", "Staphylococcus epidermidis", 60875001]
    novel = ["NOVO", "Novobacter novus", 999999999]
    anthracis = ["BA", "Bacillus anthracis", 21927003]
    return workbook(
        folder / "organisms.xlsx",
        All_Organisms=[["NHSN Organism List"], HEADER, coli, epidermidis, novel, anthracis],
        Common_Commensals=[HEADER, epidermidis, novel, anthracis],
        MBI_Organisms=[HEADER, coli],
    )


def run(*words: object) -> Result:
    return CliRunner().invoke(graftwatch, ["terminology", "import", *(str(one) for one in words)])


def test_what_differs_is_listed_with_its_place(tmp_path: Path) -> None:
    done = run(cdc_list(tmp_path), "--json")
    assert done.exit_code == 0, done.stderr
    said = json.loads(done.stdout)
    assert (said["terms"], said["agree"]) == (4, 2)
    assert [(one["name"], one["sheet"], one["row"]) for one in said["unknown"]] == [
        ("Novobacter novus", "All Organisms", 5)
    ]
    assert [(one["name"], one["common_commensal"], one["built_in"]) for one in said["differ"]] == [
        ("Bacillus anthracis", True, {"name": "Bacillus anthracis", "common_commensal": False, "mbi": False})
    ]
    assert len(said["sha256"]) == 64


def test_the_lines_for_codes_csv_make_the_organism_known(tmp_path: Path) -> None:
    lines = tmp_path / "organisms.csv"
    assert run(cdc_list(tmp_path), "--out", lines).exit_code == 0
    desk = Desk(tmp_path)
    culture = blood_culture("M1", collected="20260605080000", reported="20260607080000", found=[NOVEL])
    (unknown,) = events(desk.assess(culture))
    (known,) = events(desk.assess(culture, options=("--codes", lines)))
    assert (unknown["status"], known["status"]) == ("unresolved", "contaminant")
    assert known["organisms"] == [
        {"name": "Novobacter novus [site: commensal]", "snomed": None, "common_commensal": True, "mbi": False}
    ]


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    lines = tmp_path / "organisms.csv"
    lines.write_text("mine")
    done = run(cdc_list(tmp_path), "--out", lines)
    assert (done.exit_code, lines.read_text()) == (1, "mine")
    assert "exists already" in done.stderr


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"not a workbook", "no Excel workbook", id="no workbook"),
        pytest.param(b"PK\x03\x04broken", "no Excel workbook", id="a broken one"),
        pytest.param(b"", "no Excel workbook", id="an empty file"),
    ],
)
def test_a_file_that_is_no_workbook(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "organisms.xlsx"
    path.write_bytes(content)
    done = run(path)
    assert done.exit_code == 1
    assert said in done.stderr
    assert "organisms.xlsx" in done.stderr


def test_a_workbook_of_something_else(tmp_path: Path) -> None:
    done = run(workbook(tmp_path / "beds.xlsx", Beds=[["Ward", "Beds"], ["5B", 12]]))
    assert done.exit_code == 1
    assert "no sheet holds organisms ('Beds')" in done.stderr
