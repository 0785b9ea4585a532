"""A recipient's result under a code that nobody mapped is told when the code's name says what it is."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from embedded import Embedded, enrolment, stamp, tokyo
from graftwatch.findings import Severity, SignalKind
from graftwatch.paging import HealthKind, Page, PageReason
from graftwatch.pipeline.codes_change import CODES_FEED, CodesChange
from graftwatch.pipeline.journal import EntryKind, NewEntry
from graftwatch.pipeline.needed_codes import CODES_AT_MOST

DRAWN = tokyo(5, 8)


@pytest.fixture
def one(tmp_path: Path) -> Iterator[Embedded]:
    engine = Embedded(tmp_path)
    yield engine
    engine.close()


def result(control_id: str, at: datetime, code: str, name: str, value: str, number: str = "4711") -> bytes:
    return "\r".join(
        (
            rf"MSH|^~\&|LAB|HOSP|GW|HOSP|{stamp(at)}||ORU^R01|{control_id}|P|2.5.1",
            f"PID|1||{number}^^^HOSP^MR",
            f"OBR|1||{control_id}|{code}^{name}^99OWN|||{stamp(DRAWN)}|||||||||||||||{stamp(at)}|||F",
            f"OBX|1|ST|{code}^{name}^99OWN||{value}||||||F",
        )
    ).encode()


def mapped(csv: str, at: datetime) -> NewEntry:
    change = CodesChange(feed="default", file="codes.csv", csv=csv)
    return NewEntry(at, EntryKind.CODES, CODES_FEED, "", change.model_dump_json().encode())


def about_codes(pages: list[Page]) -> list[tuple[PageReason, Severity]]:
    return [
        (page.reason, page.severity)
        for page in pages
        if page.kind is HealthKind.CODES_UNMAPPED and page.reason is not PageReason.REPEATED
    ]


def test_an_unmapped_blood_culture_wakes_somebody_once_and_is_read_when_it_is_mapped(one: Embedded) -> None:
    one.enrol(enrolment())
    one.receive(result("C1", tokyo(6, 9), "BC7", "Blood Culture", "Escherichia coli"), tokyo(6, 9))
    one.receive(result("C2", tokyo(6, 10), "BC7", "Blood Culture", "Escherichia coli"), tokyo(6, 10)).run()
    assert about_codes(one.pages) == [(PageReason.FIRST, Severity.PAGE)]
    told = next(page for page in one.pages if page.kind is HealthKind.CODES_UNMAPPED)
    assert "BC7 (99OWN) 'Blood Culture'" in told.details.because
    assert "4711" not in told.model_dump_json()
    one.journal.append([mapped("code,system,concept,specimen,unit\nBC7,99OWN,blood_culture,,\n", tokyo(6, 12))])
    after = one.run()
    assert about_codes(after) == [(PageReason.RESOLVED, Severity.PAGE)]
    assert [page.kind for page in after if page.subject] == [SignalKind.BSI_CONFIRMED]


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        pytest.param("Body temperature", "38.6", [(PageReason.FIRST, Severity.NOTIFY)], id="a temperature can wait"),
        pytest.param("Urine culture", "Escherichia coli", [], id="a culture of something else"),
        pytest.param("Sodium", "140", [], id="nothing that any rule asks for"),
    ],
)
def test_only_what_the_rules_need_is_told(
    one: Embedded, name: str, value: str, told: list[tuple[PageReason, Severity]]
) -> None:
    one.enrol(enrolment()).receive(result("C1", tokyo(6, 9), "X7", name, value), tokyo(6, 9)).run()
    assert about_codes(one.pages) == told


def test_another_mapping_does_not_end_it(one: Embedded) -> None:
    one.enrol(enrolment())
    one.receive(result("C1", tokyo(6, 9), "BC7", "Blood Culture", "Escherichia coli"), tokyo(6, 9)).run()
    one.journal.append([mapped("code,system,concept,specimen,unit\nT9,99OWN,temperature,,Cel\n", tokyo(6, 9, 5))])
    assert about_codes(one.run()) == []


def test_a_late_enrolment_finds_it_too(one: Embedded) -> None:
    one.receive(result("C1", tokyo(6, 9), "BC7", "Blood Culture", "Escherichia coli"), tokyo(6, 9)).run()
    assert one.pages == []
    one.enrol(enrolment(), at=tokyo(7, 9)).run()
    assert about_codes(one.pages) == [(PageReason.FIRST, Severity.PAGE)]


def test_a_feed_that_is_not_mapped_at_all_is_told_by_its_first_codes(one: Embedded) -> None:
    one.enrol(enrolment())
    for number in range(CODES_AT_MOST + 1):
        one.receive(result(f"C{number}", tokyo(6, 9), f"T{number}", "Body temperature", "37.0"), tokyo(6, 9))
    one.run()
    assert len(one.store.watch_notes().state.needed) == CODES_AT_MOST
