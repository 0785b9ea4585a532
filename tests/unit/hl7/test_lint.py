"""Lint: what is wrong with a message, what would be understood, what nobody mapped, without identifiers."""

import pytest

from graftwatch.hl7.lint import Lint, conformance, lint
from graftwatch.terminology.site_codes import SiteCodes
from hl7_messages import LAB, TOKYO, message, obr, obx, spm


def linted(frame: bytes) -> Lint:
    return lint(frame, LAB, TOKYO, SiteCodes())


def test_what_would_be_understood_in_words() -> None:
    found = linted(
        message(
            obr(),
            obx("3092008^Staphylococcus aureus^SCT", "CWE"),
            spm("^SP1"),
            obr("P", filler="F2"),
            obx("4.2", "NM", "77348-1^^LN", unit="ng/mL"),
        )
    )
    assert (found.control_id, found.type, found.charset) == ("17", "ORU^R01", "UNICODE UTF-8")
    assert found.facts == (
        "tacrolimus trough 4.2 ng/mL, 2026-06-02T23:00:00+00:00",
        "culture of blood, 2026-06-02T23:00:00+00:00, final, growth positive: Staphylococcus aureus (final)",
    )
    assert found.findings == ()
    assert found.unread is None


def test_what_nobody_mapped() -> None:
    found = linted(message(obr("PANEL^Panel^L"), obx("7", "NM", "X9^Mystery^L", unit="mg/L")))
    assert [(one.field, one.code) for one in found.unmapped] == [("OBX-3", "X9"), ("OBR-4", "PANEL")]


def test_what_cannot_be_read_says_why() -> None:
    found = linted(b"hello")
    assert found.unread is not None
    assert "MSH" in found.unread.text


@pytest.mark.parametrize(
    ("frame", "kind", "place"),
    [
        pytest.param(message(sent=""), "undated", "MSH-7 in segment 1", id="no time of the message"),
        pytest.param(
            message("NTE|1||öäü"), "charset_undeclared", "MSH-18 in segment 1", id="letters without a charset"
        ),
        pytest.param(
            message().replace(b"10001^^^HOSP", b""), "patient_missing", "PID-3 in segment 2", id="no identifier"
        ),
        pytest.param(
            message().replace(b"^^^HOSP", b""), "authority_missing", "PID-3 in segment 2", id="an identifier of nobody"
        ),
        pytest.param(
            message(obr("A"), obx("1", status="")),
            "status_missing",
            "OBX-11 in segment 4",
            id="a result without status",
        ),
        pytest.param(
            message(obr("A"), obx("1", status="Q")), "status_unknown", "OBX-11 in segment 4", id="an unknown status"
        ),
        pytest.param(
            message(obr("A", status="Q")), "status_unknown", "OBR-25 in segment 3", id="an unknown status of an order"
        ),
        pytest.param(
            message(obr("A"), obx("1", "")), "value_type_missing", "OBX-2 in segment 4", id="a value without its type"
        ),
        pytest.param(
            message(obr("A"), obx("1", "ST", "")),
            "code_missing",
            "OBX-3 in segment 4",
            id="an observation without code",
        ),
        pytest.param(
            message(obr("A", placer="", filler="")),
            "order_unnumbered",
            "OBR-3 in segment 3",
            id="an order without number",
        ),
    ],
)
def test_findings_about_form(frame: bytes, kind: str, place: str) -> None:
    assert (kind, place) in [(one.kind, one.place) for one in linted(frame).findings]


def test_nothing_said_holds_a_patients_data() -> None:
    text = repr(linted(message(obr(), obx("weird ^~ value 10001"), "NTE|1||INVENTED")))
    assert "10001" not in text
    assert "INVENTED" not in text


def test_each_patient_of_a_message_is_understood() -> None:
    frame = message(obr("P"), obx("4", "NM", "1920-8^^LN", unit="U/L"))
    second = frame[frame.index(b"PID") :].replace(b"10001", b"20002")
    assert len(linted(frame + second).facts) == 2


def test_structure_by_the_standard() -> None:
    good = message("OBR|1|P1|F1|A^A^L|||20260603||||||||||||||||||F", "OBX|1|ST|A^A^L||x||||||F")
    assert conformance(good) == ()
    (wrong,) = conformance(good.replace(b"OBR|1|P1|F1|A^A^L", b"OBR|1|P1|F1|"))
    assert wrong.kind == "conformance"
