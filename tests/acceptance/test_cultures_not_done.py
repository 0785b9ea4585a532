"""A blood culture that the laboratory did not do, through the real command: neither a growth nor a "no growth".

The manual has no word on such cultures; what is expected here is what a reviewer with the laboratory's report in hand
would say: there is no culture, so it names nothing, denies nothing and decides nothing beside a non-culture test.
"""

from pathlib import Path

import pytest

from hl7_by_hand import (
    assert_events,
    assess,
    contaminant,
    culture,
    event,
    events,
    open_signals,
    report_of,
    temperature,
)

LOCAL_NCT = "BNCT^Blood pathogen PCR panel^L"
CODES = "code,system,concept,specimen,unit\nBNCT,L,blood_nct,blood,\n"
FEVER = temperature("0604 0700", "38.9")


@pytest.mark.parametrize(
    "words",
    [
        *("CANCELLED", "Canceled by lab", "TEST NOT PERFORMED", "Specimen rejected", "clotted", "Hemolyzed", "QNS"),
        *("Quantity not sufficient", "Test cancelled: duplicate order", "検査中止", "検体不良"),
    ],
)
def test_a_culture_that_was_not_done_is_nothing_to_review(tmp_path: Path, words: str) -> None:
    report = report_of(assess(tmp_path, [culture("0604 0800", words)]))
    assert (events(report), report["recipients"][0]["signals"], report["unmapped"]) == ([], [], [])


def test_the_notice_of_a_fever_ends_and_does_not_say_no_growth(tmp_path: Path) -> None:
    report = report_of(assess(tmp_path, [FEVER, culture("0604 0800", "CANCELLED")]))
    (notice,) = report["recipients"][0]["signals"]
    assert (notice["kind"], notice["status"]) == ("bsi.fever_with_culture", "closed")
    assert notice["closed_because"] == "the culture was not done: nobody knows whether anything grows"


def test_it_does_not_end_the_waiting_for_another_set(tmp_path: Path) -> None:
    other = culture("0604 0815", "Culture in progress", specimen="B1", status="P", reported="0605 0800")
    report = report_of(
        assess(tmp_path, [FEVER, culture("0604 0800", "CLOTTED"), other], now="2026-06-06T12:00:00+09:00")
    )
    assert open_signals(report) == {"bsi.fever_with_culture"}


def test_a_single_commensal_beside_it_stays_a_contaminant(tmp_path: Path) -> None:
    cultures = [
        culture("0604 0800", "Staphylococcus epidermidis"),
        culture("0604 0900", "CANCELLED", specimen="B1"),
    ]
    assert_events(report_of(assess(tmp_path, [FEVER, *cultures])), [contaminant("06-04", "Staphylococcus epidermidis")])


def test_an_organism_beside_such_words_is_not_lost(tmp_path: Path) -> None:
    mixed = culture("0604 0800", "Escherichia coli", "Susceptibility cancelled")
    assert_events(report_of(assess(tmp_path, [mixed])), [event("LCBI-1", "06-04", "Escherichia coli")])


def test_an_unknown_name_beside_such_words_still_asks_a_person(tmp_path: Path) -> None:
    mixed = culture("0604 0800", "Foobarella barensis", "Anaerobic bottle cancelled")
    (found,) = events(report_of(assess(tmp_path, [mixed])))
    assert found["status"] == "unresolved"


def test_a_positive_stain_of_a_culture_that_was_then_cancelled_stays_suspected(tmp_path: Path) -> None:
    stain = culture("0604 0800", "Gram positive cocci in clusters", code="664-3^Gram stain^LN", reported="0605 0800")
    report = report_of(assess(tmp_path, [stain, culture("0604 0800", "CANCELLED")]))
    assert [one["status"] for one in events(report)] == ["suspected"]


def test_a_report_corrected_to_cancelled_withdraws_its_organism(tmp_path: Path) -> None:
    reports = [
        culture("0604 0800", "Escherichia coli", reported="0606 0800"),
        culture("0604 0800", "CANCELLED, WRONG PATIENT", status="C", reported="0607 0800"),
    ]
    report = report_of(assess(tmp_path, reports))
    (signal,) = report["recipients"][0]["signals"]
    assert (events(report), signal["status"]) == ([], "closed")
    assert signal["closed_because"] == "the corrected report says that the culture was not done"


@pytest.mark.parametrize(("said", "criterion"), [("CANCELLED", "LCBI-1"), ("No growth", None)])
def test_only_a_culture_that_was_done_decides_beside_a_pcr(tmp_path: Path, said: str, criterion: str | None) -> None:
    """NHSN chapter 4: the test is ignored when blood for culture was collected near it; nothing was cultured here."""
    test = culture("0604 0800", "Escherichia coli", specimen="P1", code=LOCAL_NCT, reported="0604 1200")
    report = report_of(assess(tmp_path, [test, culture("0604 0830", said)], codes=CODES))
    assert [one["criterion"] for one in events(report)] == ([criterion] if criterion else [])
