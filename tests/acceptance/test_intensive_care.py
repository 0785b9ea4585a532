"""Intensive-care microbiology as it is published, through `assess`: each organism accounted for."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from graftwatch.entrypoints.cli import graftwatch
from graftwatch.terminology.organism import ResolutionStatus
from graftwatch.terminology.organisms import resolve_all
from intensive_care_feed import Specimen, messages_of, roster_of, rows_of, specimens_of

DATA = Path(__file__).parents[3] / "shared" / "data"
HEADER = (
    "microevent_id,subject_id,hadm_id,micro_specimen_id,order_provider_id,chartdate,charttime,spec_itemid,"
    "spec_type_desc,test_seq,storedate,storetime,test_itemid,test_name,org_itemid,org_name,isolate_num,quantity,"
    "ab_itemid,ab_name,dilution_text,dilution_comparison,dilution_value,interpretation,comments\n"
)


def row(subject: str, specimen: str, at: str, kind: str, organism: str, comment: str = "") -> str:
    test = "Blood Culture, Routine" if "BLOOD" in kind else "URINE CULTURE"
    name = f'"{organism}"' if organism else ""
    return (
        f'1,{subject},2,{specimen},,{at[:10]},{at},70012,{kind},1,,,90201,"{test}",80023,{name},1,,,,,,,,"{comment}"\n'
    )


def assessed(folder: Path, specimens: list[Specimen]) -> dict[str, Any]:
    (folder / "roster.csv").write_text(roster_of(specimens))
    (folder / "messages").mkdir()
    (folder / "messages" / "feed.hl7").write_bytes(b"".join(messages_of(specimens)))
    now = f"{specimens[-1].collected + timedelta(days=14):%Y-%m-%d}T12:00:00+00:00"
    words = ["assess", "--roster", folder / "roster.csv", "--now", now, folder / "messages", "--json"]
    done = CliRunner().invoke(graftwatch, [str(one) for one in words])
    assert done.exit_code == 0, done.stderr
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def statuses(report: dict[str, Any], subject: str) -> list[tuple[str, str | None]]:
    (recipient,) = [one for one in report["recipients"] if one["subject"] == subject]
    return [(one["status"], one["criterion"]) for one in recipient["events"] if one["kind"] == "bsi"]


def test_invented_rows_of_the_published_form(tmp_path: Path) -> None:
    table = tmp_path / "microbiologyevents.csv"
    table.write_text(
        HEADER
        + row("1", "11", "2150-03-01 08:00:00", "BLOOD CULTURE", "STAPH AUREUS COAG +")
        + row("1", "11", "2150-03-01 08:00:00", "BLOOD CULTURE", "STAPH AUREUS COAG +")
        + row("2", "21", "2150-03-01 09:00:00", "BLOOD CULTURE", "STAPHYLOCOCCUS, COAGULASE NEGATIVE")
        + row("3", "31", "2150-03-02 09:00:00", "BLOOD CULTURE", "", "NO GROWTH.")
        + row("3", "32", "2150-03-03 09:00:00", "BLOOD CULTURE", "CANCELLED", "Specimen contaminated.")
        + row("4", "41", "2150-03-04 09:00:00", "BLOOD CULTURE", "NOVOBACTER NOVUS")
        + row("5", "51", "2150-03-05 09:00:00", "URINE", "ESCHERICHIA COLI", ">100,000 CFU/mL.")
    )
    report = assessed(tmp_path, specimens_of(rows_of(table)))
    assert report["unread"] == []
    assert statuses(report, "S1") == [("confirmed", "LCBI-1")]
    assert statuses(report, "S2") == [("contaminant", None)]
    assert statuses(report, "S3") == []  # no growth, and a culture that was not done: no organism to look for
    assert statuses(report, "S5") == []
    assert statuses(report, "S4") == [("unresolved", None)]
    assert [one["code"] for one in report["unmapped"] if one["field"] == "OBX-5"] == ["NOVOBACTER NOVUS"]


def test_the_published_table_is_read_and_every_organism_is_resolved_or_listed(tmp_path: Path) -> None:
    tables = sorted(DATA.rglob("[mM][iI][cC][rR][oO]*[eE][vV][eE][nN][tT][sS].csv")) if DATA.exists() else []
    if not tables:
        pytest.skip("the public table microbiologyevents.csv lies beside the project's data, and is not here")
    specimens = specimens_of(rows_of(tables[0]))
    report = assessed(tmp_path, specimens)
    assert report["unread"] == []
    unmapped = {one["code"] for one in report["unmapped"] if one["field"] == "OBX-5"}
    in_blood = {name for one in specimens if one.is_blood for name in one.organisms}
    unresolved = {
        name for name in in_blood if any(one.status is not ResolutionStatus.RESOLVED for one in resolve_all(name))
    }
    assert unresolved <= unmapped
