"""What other systems read of a recipient holds no identifier and no birth date, however a laboratory wrote them."""

import json
from datetime import UTC, date, datetime

import pytest

from graftwatch.entrypoints.assess.privacy import cleaned_of
from graftwatch.roster import Enrolment, PatientIdentifier

RECIPIENT = Enrolment(
    subject="S01",
    identifiers=(PatientIdentifier(value="12345678", authority="HOSP"),),
    transplanted_at=datetime(2026, 6, 1, tzinfo=UTC),
    born=date(1967, 3, 21),
).recipient()


@pytest.mark.parametrize("written", ["12345678", "１２３４５６７８", "12-34 5678", "1967-03-21", "昭和42年3月21日"])
def test_it_is_struck_out_of_texts(written: str) -> None:
    said = {"text": f"of {written}, resistant", "organisms": [{"name": f"({written})"}]}
    cleaned = json.loads(cleaned_of(RECIPIENT)(json.dumps(said, ensure_ascii=False)))
    assert cleaned == {"text": "of […], resistant", "organisms": [{"name": "([…])"}]}


def test_times_and_numbers_stay() -> None:
    written = '{"at":"2026-06-04T12:34:56.78Z","on":"1967-03-21","value":12345678,"as":"12345678"}'
    stays = {"at": "2026-06-04T12:34:56.78Z", "on": "1967-03-21", "value": 12345678}
    assert json.loads(cleaned_of(RECIPIENT)(written)) == {**stays, "as": "[…]"}


@pytest.mark.parametrize("document", ['{"name": "Escherichia coli", "snomed": "112283007"}', "[]"])
def test_a_document_without_any_comes_back_as_it_is(document: str) -> None:
    assert cleaned_of(RECIPIENT)(document) == document
    assert cleaned_of(None)(document) == document
