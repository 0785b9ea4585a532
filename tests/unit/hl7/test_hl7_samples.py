"""Messages from public test suites: each is read or refused with a reason, and means what a person read in it."""

import csv
from pathlib import Path

import pytest

from graftwatch.facts import Admission, Death, Discharge, Measurement, Transfer
from graftwatch.hl7.batch import split_messages
from graftwatch.hl7.message import Message, read_message
from graftwatch.hl7.patient_identifiers import by_patient, patient_numbers
from graftwatch.hl7.to_facts import UNDERSTOOD_MESSAGES, Understood
from hl7_messages import understood

SAMPLES = Path(__file__).parents[3].parent / "shared" / "data" / "hl7-samples"
if not SAMPLES.exists():
    pytest.skip("the public HL7 samples are not beside the project", allow_module_level=True)

INDEX = list(csv.DictReader((SAMPLES / "index.csv").read_text(encoding="utf-8").splitlines()))


def frames(file: str) -> list[bytes]:
    return [part.content for part in split_messages((SAMPLES / file).read_bytes()) if part.is_message]


def meaning(file: str) -> list[Understood]:
    return [understood(part) for frame in frames(file) for part in by_patient(frame)]


@pytest.mark.parametrize("row", INDEX, ids=lambda row: str(row["file"]))
def test_every_message_is_read(row: dict[str, str]) -> None:
    found = [read_message(frame) for frame in frames(row["file"])]
    assert found
    for one in found:
        assert isinstance(one, Message), one
    first = found[0]
    assert isinstance(first, Message)
    assert [first.code, first.trigger] == [*row["type"].split("^"), ""][:2]


@pytest.mark.parametrize("row", INDEX, ids=lambda row: str(row["file"]))
def test_every_message_is_understood_or_says_why_not(row: dict[str, str]) -> None:
    for one in meaning(row["file"]):
        kinds = {finding.kind for finding in one.findings}
        assert ("message_type" in kinds) == (row["type"].split("^")[0] not in UNDERSTOOD_MESSAGES)


@pytest.mark.parametrize(
    ("file", "values"),
    [
        pytest.param("013.hl7", ["wbc 8.5 10*9/L"], id="the LOINC code is the second triplet"),
        pytest.param("051.hl7", ["wbc 7.5 10*9/L"], id="the collection time stands in OBR-8"),
        pytest.param(
            "218.hl7",
            [
                *("wbc 5.8 10*9/L", "platelets 271 10*9/L", "anc 3.8 10*9/L", "eosinophils 0.1 10*9/L"),
                *("creatinine 0.64 mg/dL", "total_bilirubin 0.6 mg/dL", "ast 21 U/L", "alt 19 U/L", "alp 46 U/L"),
                *("creatinine 0.64 mg/dL", "ast 21 U/L"),
            ],
            id="THOU/uL in text values, three orders of one draw",
        ),
        pytest.param("219.hl7", ["creatinine 1.3 mg/dL"], id="only one of 17 codes is known"),
        pytest.param(
            "210.hl7", ["heart_rate 60 /min"], id="a result of the specimen; those with two values are findings"
        ),
        pytest.param("184.hl7", [], id="local codes only"),
        pytest.param("181.hl7", [], id="codes without a system"),
        pytest.param("058.hl7", [], id="SN values without a unit"),
    ],
)
def test_values(file: str, values: list[str]) -> None:
    said = [fact.statement for one in meaning(file) for fact in one.facts]
    assert [f"{one.concept} {one.value} {one.unit}" for one in said if isinstance(one, Measurement)] == values


@pytest.mark.parametrize(
    ("file", "kinds"),
    [
        pytest.param("000.hl7", [Admission], id="admission"),
        pytest.param("155.hl7", [Discharge], id="discharge, French"),
        pytest.param("156.hl7", [Admission], id="admission, French, with Z-segments"),
        pytest.param("171.hl7", [Admission], id="update behind a byte order mark"),
        pytest.param("187.hl7", [Death], id="a pre-admission of somebody who died"),
        pytest.param("192.hl7", [Admission, Measurement], id="outpatient becomes inpatient, with a pulse"),
        pytest.param("224.hl7", [Transfer], id="transfer, Japanese"),
        pytest.param("166.hl7", [], id="an outpatient visit, dated month first"),
    ],
)
def test_movements(file: str, kinds: list[type]) -> None:
    assert [type(fact.statement) for one in meaning(file) for fact in one.facts] == kinds


def test_the_byte_scan_sees_every_identifier_of_the_samples() -> None:
    for row in INDEX:
        for frame in frames(row["file"]):
            read = read_message(frame)
            assert isinstance(read, Message)
            stated = {
                pid.value(3, repetition=number)
                for pid in read.named("PID")
                for number in range(1, len(pid.repetitions(3)) + 1)
            }
            assert stated - {""} <= set(patient_numbers(frame)), row["file"]
