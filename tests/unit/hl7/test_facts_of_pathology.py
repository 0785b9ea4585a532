"""Pathology reports as proposals: documents with their addenda and cancellations, and results."""

import pytest

from graftwatch.facts import BiopsyProposal, FactSet
from graftwatch.hl7.to_facts import Became
from hl7_messages import facts, finding_kinds, message, understood

PATHOLOGY = "SP^Surgical pathology^L"


def document(
    event: str,
    *lines: str,
    kind: str = PATHOLOGY,
    number: str = "DOC1",
    parent: str = "",
    status: str = "AU",
    available: str = "AV",
    sent: str = "20260604120000",
) -> bytes:
    txa = f"TXA|1|{kind}|TX|20260603100000||||||||{number}|{parent}||||{status}||{available}"
    text = (f"OBX|{place}|TX|22637-3^Diagnosis^LN||{line}||||||F" for place, line in enumerate(lines, 1))
    return message(f"EVN|{event}|{sent}", txa, *text, kind=f"MDM^{event}^MDM_T02", sent=sent)


REPORT = document("T02", "Liver, allograft, needle biopsy:", "Moderate acute cellular rejection, RAI 5/9 (P2 B2 V1)")


def proposals(*frames: bytes) -> list[BiopsyProposal]:
    held = [one.statement for one in FactSet(fact for frame in frames for fact in facts(frame)).current()]
    return [one for one in held if isinstance(one, BiopsyProposal)]


def test_a_document_becomes_a_proposal() -> None:
    (one,) = proposals(REPORT)
    assert (one.portal, one.duct, one.venous, one.total, one.grade) == (2, 2, 1, 5, "moderate")
    assert (one.taken.on.isoformat(), one.preliminary) == ("2026-06-03", False)
    assert list(understood(REPORT).observations.values()) == [Became.PART, Became.PART]


def test_a_document_that_is_not_authenticated_is_preliminary() -> None:
    (one,) = proposals(document("T02", "Liver: RAI 5", status="DO"))
    assert one.preliminary


LATER = "20260605120000"


@pytest.mark.parametrize(
    ("later", "total"),
    [
        pytest.param(
            document("T06", "Addendum: liver, RAI 7/9", number="DOC2", parent="DOC1", sent=LATER), [7], id="addendum"
        ),
        pytest.param(
            document("T06", "Addendum: liver, iron stain negative", number="DOC2", parent="DOC1", sent=LATER),
            [5],
            id="an addendum about something else",
        ),
        pytest.param(
            document("T10", "Liver: RAI 2/9", number="DOC3", parent="DOC1", sent=LATER), [2], id="replaced by another"
        ),
        pytest.param(
            document("T10", "Liver: steatosis", number="DOC3", parent="DOC1", sent=LATER), [], id="replaced by silence"
        ),
        pytest.param(document("T08", "Liver: RAI 6/9", sent=LATER), [6], id="edited"),
        pytest.param(document("T11", sent=LATER), [], id="cancelled"),
        pytest.param(document("T04", available="CA", sent=LATER), [], id="cancelled by its status"),
        pytest.param(document("T03", sent=LATER), [5], id="a notice of a new status"),
    ],
)
def test_what_comes_later(later: bytes, total: list[int]) -> None:
    assert [one.total for one in proposals(REPORT, later)] == total
    assert [one.total for one in proposals(later, REPORT)] == total


RADIOLOGY = document("T02", "Lungs clear", kind="DI^Radiology^L").replace(b"22637-3^Diagnosis^LN", b"X^Text^L")


@pytest.mark.parametrize(
    ("frame", "kind"),
    [
        pytest.param(RADIOLOGY, "document_not_read", id="radiology"),
        pytest.param(document("T02", "Kidney: Banff i2, acute rejection"), "no_biopsy_grade", id="another organ"),
        pytest.param(document("T02", "Liver: steatosis"), "no_biopsy_grade", id="nothing of rejection"),
        pytest.param(document("T01"), "document_without_text", id="a notice"),
        pytest.param(message("EVN|T02", kind="MDM^T02"), "document_not_read", id="no TXA"),
    ],
)
def test_what_proposes_nothing_says_why(frame: bytes, kind: str) -> None:
    found = understood(frame)
    assert (found.facts, [one.kind for one in found.findings]) == ((), [kind])
    assert set(found.observations.values()) <= {Became.FINDING}


ORDER = "OBR|1|P1|F1|{code}|||20260602090000|||||||||||||||20260604||{section}|F"


@pytest.mark.parametrize(
    "order",
    [
        pytest.param(ORDER.format(code="11526-1^Pathology study^LN", section=""), id="LOINC"),
        pytest.param(ORDER.format(code="B1^Liver Bx^L", section="SP"), id="section"),
        pytest.param(ORDER.format(code="P9^病理組織検査^L", section=""), id="Japanese name"),
    ],
)
def test_a_result_message_of_pathology(order: str) -> None:
    frame = message(order, "OBX|1|FT|D^Diagnosis^L||肝生検\\.br\\中等度の急性細胞性拒絶反応\\.br\\RAI=5/9||||||F")
    (one,) = proposals(frame)
    assert (one.total, one.grade, one.taken.on.isoformat()) == (5, "moderate", "2026-06-02")


def test_a_culture_of_a_biopsy_is_a_culture() -> None:
    order = ORDER.format(code="634-6^Culture, liver biopsy^LN", section="MB")
    (one,) = facts(message(order, "OBX|1|ST|634-6^^LN||Escherichia coli||||||F"))
    assert type(one.statement).__name__ == "MicrobiologyReport"


def test_a_question_about_a_biopsy_makes_no_pathology_report_of_a_form() -> None:
    frame = message("OBR|1|P1|F1|FORM^Questions^L", "OBX|1|CE|Q1^Liver biopsy taken?^L||Y^Yes^HL70136||||||F")
    assert [one.code for one in understood(frame).unmapped] == ["Q1", "FORM"]


def test_a_document_named_by_its_part() -> None:
    frame = document("T02", "Liver: RAI 5/9", kind="TX").replace(b"22637-3^Diagnosis^LN", b"P^Pathology report^L")
    assert [one.total for one in proposals(frame)] == [5]


def test_a_corrected_report_that_is_silent_takes_back() -> None:
    order = ORDER.format(code="11526-1^Pathology study^LN", section="SP")
    first = message(order, "OBX|1|FT|D^D^L||Liver: RAI 5/9||||||F")
    second = message(order.replace("|SP|F", "|SP|C"), "OBX|1|FT|D^D^L||Liver: steatosis||||||C", sent=LATER)
    assert proposals(first, second) == []


def test_a_withdrawn_line_does_not_speak() -> None:
    order = ORDER.format(code="11526-1^Pathology study^LN", section="SP")
    frame = message(order, "OBX|1|FT|D^D^L||Liver: RAI 5/9||||||W", "OBX|2|FT|D^D^L||Liver: RAI 2/9||||||F")
    assert [one.total for one in proposals(frame)] == [2]


def test_a_biopsy_without_a_day_takes_the_reports_and_says_so() -> None:
    frame = document("T02", "Liver: RAI 5/9").replace(b"20260603100000", b"")
    assert (proposals(frame)[0].taken.on.isoformat(), finding_kinds(frame)) == ("2026-06-04", ["time_missing"])


def test_no_proposal_holds_the_pathologists_words() -> None:
    (one,) = proposals(document("T02", "Liver of INVENTED PERSON: RAI 5/9"))
    assert "INVENTED" not in repr(one)
