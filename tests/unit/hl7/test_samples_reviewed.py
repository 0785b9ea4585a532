"""What each public sample message means to the service, as a person read it, against what the service says.

`samples_reviewed.csv` has a row a file: what it means, the facts, what nobody mapped, and the findings with their
count. The facts are written as the person read them, in the hospital's time (Tokyo), since most samples state no zone.
`OBX-3 *` stands for all codes of the file's observations, which this test takes from the raw text by itself; `but`
names those that were read or are told by a finding, `of OBR 1` those before the second order.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from graftwatch.facts import (
    Admission,
    ClinicalTime,
    Death,
    Discharge,
    Fact,
    Measurement,
    MicrobiologyReport,
    Statement,
    Transfer,
    Treatment,
)
from graftwatch.hl7.batch import split_messages
from graftwatch.hl7.patient_identifiers import by_patient
from graftwatch.hl7.to_facts import Became, Understood
from hl7_messages import TOKYO, read, understood

SAMPLES = Path(__file__).parents[3].parent / "shared" / "data" / "hl7-samples"
if not SAMPLES.exists():
    pytest.skip("the public HL7 samples are not beside the project", allow_module_level=True)

REVIEWED = list(
    csv.DictReader((Path(__file__).parent / "samples_reviewed.csv").read_text(encoding="utf-8").splitlines())
)
LONGEST_CODE = 60


def frames(file: str) -> list[bytes]:
    parts = split_messages((SAMPLES / file).read_bytes())
    return [one for part in parts if part.is_message for one in by_patient(part.content)]


def said(file: str) -> list[Understood]:
    return [understood(frame) for frame in frames(file)]


def findings_of_meaning(file: str) -> Counter[str]:
    """The findings about what the messages mean, without those about their form."""
    told = ((found.findings, read(frame).findings) for frame, found in zip(frames(file), said(file), strict=True))
    return Counter(one.kind for findings, form in told for one in findings if one not in form)


def at(time: ClinicalTime | None) -> str:
    if time is None:
        return "@?"
    return f"@{time.on}" if time.at is None else f"@{time.at.astimezone(TOKYO):%Y-%m-%dT%H:%M:%S}".removesuffix(":00")


def written(fact: Fact[Statement]) -> str:
    match one := fact.statement:
        case Measurement():
            return f"{one.concept} {one.comparator}{one.value} {one.unit} {at(one.taken)}"
        case MicrobiologyReport():
            names = ", ".join(f"{isolate.organism} ({isolate.status})" for isolate in one.isolates)
            what = f"{one.kind} of {one.specimen_type}, {one.status}, {one.growth}"
            return f"{what}: {names} {at(one.collected)}"
        case Admission():
            return f"admission {at(one.admitted)}"
        case Discharge():
            return f"discharge {at(one.discharged)}"
        case Transfer():
            return f"transfer {at(one.moved)}"
        case Death():
            return f"death {at(one.died)}"
        case Treatment():
            how = {True: "into a vein or muscle", False: "otherwise", None: "nobody says how"}[one.parenteral]
            return f"{one.kind} {one.drug}, {how}, {one.since} to {one.until}"
    return type(one).__name__


def listed(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]


def codes_of_observations(file: str, orders: int | None) -> Iterator[str]:
    """The code of each OBX-3 of a file, cut out of the raw text; of the first `orders` orders only, where given."""
    seen = 0
    for line in re.split(r"[\r\n]+", (SAMPLES / file).read_bytes().decode("utf-8", "replace")):
        fields = line.split("|")
        seen += fields[0] == "OBR"
        if fields[0] == "OBX" and len(fields) > 3 and (orders is None or seen <= orders):
            parts = fields[3].split("^")
            yield next(part for part in (*parts[:2], *parts[3:5]) if part)[:LONGEST_CODE]


def expected_codes(row: dict[str, str]) -> set[str]:
    expected: set[str] = set()
    for part in listed(row["unmapped"]):
        star = re.fullmatch(r"OBX-3 \*(?: of OBR (?P<orders>\d))?(?: but (?P<but>.+))?", part)
        if star is None:
            expected.add(part)
            continue
        but = (star["but"] or "").split()
        codes = codes_of_observations(row["file"], int(star["orders"]) if star["orders"] else None)
        expected |= {f"OBX-3 {code}" for code in codes if code not in but}
    return expected


@pytest.mark.parametrize("row", REVIEWED, ids=lambda row: f"{row['file']}: {row['means']}"[:90])
def test_a_sample_means_what_a_person_read_in_it(row: dict[str, str]) -> None:
    found = said(row["file"])
    assert sorted(written(fact) for one in found for fact in one.facts) == sorted(listed(row["facts"]))
    unmapped = {f"{one.field} {one.code}".strip() for each in found for one in each.unmapped}
    assert unmapped == expected_codes(row)
    counted = (re.fullmatch(r"(\w+)(?:\*(\d+))?", part) for part in listed(row["findings"]))
    assert findings_of_meaning(row["file"]) == {match[1]: int(match[2] or 1) for match in counted if match is not None}


@pytest.mark.parametrize("row", REVIEWED, ids=lambda row: row["file"])
def test_every_observation_became_something_and_nothing_without_a_reason(row: dict[str, str]) -> None:
    for frame, one in zip(frames(row["file"]), said(row["file"]), strict=True):
        lines = [segment.line for segment in read(frame).named("OBX")]
        assert sorted(one.observations) == lines
        assert "not_read" not in {finding.kind for finding in one.findings}
        if Became.UNMAPPED in one.observations.values():
            assert one.unmapped
        assert one.facts or one.unmapped or one.findings or row["means"]


def test_every_sample_is_reviewed() -> None:
    assert [row["file"] for row in REVIEWED] == sorted(path.name for path in SAMPLES.glob("*.hl7"))
    assert all(row["means"] for row in REVIEWED)
