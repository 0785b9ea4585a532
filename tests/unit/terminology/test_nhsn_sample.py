"""The flags of every term of the published sample, by name; read where it lies, never copied."""

import csv
from pathlib import Path

import pytest

from graftwatch.terminology.organism import ResolutionStatus
from graftwatch.terminology.organisms import named, resolve

SAMPLE = Path(__file__).parents[4] / "shared" / "data" / "nhsn-organisms-sample.csv"


@pytest.fixture(scope="module")
def sample() -> list[dict[str, str]]:
    if not SAMPLE.exists():
        pytest.skip("the sample of organism terms lies beside the project, and is not here")
    with SAMPLE.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize("column", ["name", "snomed_term"])
def test_every_term_has_its_flags(sample: list[dict[str, str]], column: str) -> None:
    wrong = []
    for row in sample:
        resolution = resolve(row[column])
        flags = (row["common_commensal"] == "1", row["mbi"] == "1")
        organism = resolution.organism
        if organism is None or (organism.common_commensal, organism.mbi) != flags:
            wrong.append((row[column], flags, resolution))
    assert wrong == []
    assert len(sample) == 1594


def test_every_canonical_name_gives_its_organism_back(sample: list[dict[str, str]]) -> None:
    for row in sample:
        organism = resolve(row["name"]).organism
        assert organism is not None
        assert named(organism.name) == organism


def test_snomed_ids_of_our_table_are_those_of_the_sample(sample: list[dict[str, str]]) -> None:
    for row in sample:
        resolution = resolve(None, [(row["snomed_code"], "SCT")])
        if resolution.status is ResolutionStatus.RESOLVED and resolution.organism is not None:
            by_name = resolve(row["name"]).organism
            assert by_name is not None
            assert by_name.name == resolution.organism.name, row
