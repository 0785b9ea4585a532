"""What vital signs, laboratory values and drug levels mean: value, unit, time, site, timing."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from types import MappingProxyType
from zoneinfo import ZoneInfo

import pytest

from graftwatch.facts import ClinicalTime, Measurement, Status
from graftwatch.hl7.to_facts import Became
from graftwatch.terminology.concepts import Concept
from graftwatch.terminology.site_codes import SiteCodes
from hl7_messages import LAB, facts, finding_kinds, measurement, message, obr, obx, spm, understood

PANEL = "PANEL^Panel^L"
TACROLIMUS = "11253-2^Tacrolimus^LN"
AST = "1920-8^AST^LN"
TEMPERATURE = "8310-5^Body temperature^LN"


def said(value: str, code: str, unit: str, kind: str = "NM") -> Measurement:
    return measurement(message(obr(PANEL), obx(value, kind, code, unit=unit)))


@pytest.mark.parametrize(
    ("value", "kind", "comparator", "number"),
    [
        pytest.param("7.4", "NM", "", "7.4", id="a number"),
        pytest.param("<2.0", "ST", "<", "2.0", id="below, as text"),
        pytest.param("> 30", "ST", ">", "30", id="above, with a blank"),
        pytest.param("&lt;2", "ST", "<", "2", id="below, escaped for a web page"),
        pytest.param("＜２．０", "ST", "<", "2.0", id="full-width"),
        pytest.param("≧2", "ST", ">=", "2", id="one sign for at least"),
        pytest.param("2.0以下", "ST", "<=", "2.0", id="Japanese: at most"),
        pytest.param("2.0未満", "ST", "<", "2.0", id="Japanese: below"),
        pytest.param(">^100", "SN", ">", "100", id="structured, above"),
        pytest.param("^15", "SN", "", "15", id="structured, plain"),
        pytest.param("` < 2`", "ST", "<", "2", id="in backticks"),
        pytest.param("12.5 H", "ST", "", "12.5", id="a flag behind it"),
        pytest.param("7.4 ng/mL", "ST", "", "7.4", id="its unit behind it, too"),
    ],
)
def test_numbers_however_written(value: str, kind: str, comparator: str, number: str) -> None:
    level = said(value, TACROLIMUS, "ng/mL", kind)
    assert (level.concept, level.comparator, level.value) == ("tacrolimus", comparator, Decimal(number))


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        pytest.param("hemolyzed", "ST", id="a word"),
        pytest.param("1,234", "ST", id="a comma has two readings"),
        pytest.param("4-6", "ST", id="a range"),
        pytest.param("^1^:^128", "SN", id="a titre"),
        pytest.param("^1^-^3", "SN", id="a structured range"),
        pytest.param("3+", "ST", id="a grade"),
        pytest.param("120/80", "ST", id="two numbers"),
    ],
)
def test_what_is_no_number_is_a_finding(value: str, kind: str) -> None:
    frame = message(obr(PANEL), obx(value, kind, AST, unit="U/L"))
    assert facts(frame) == ()
    assert finding_kinds(frame) == ["not_a_number"]


@pytest.mark.parametrize(
    ("value", "unit", "celsius"),
    [
        pytest.param("38.5", "Cel", "38.5", id="UCUM"),
        pytest.param("38.5", "℃", "38.5", id="one sign"),
        pytest.param("100.4", "[degF]", "38.0", id="100.4 °F is 38.0 exactly"),
        pytest.param("101.3", "F^Fahrenheit^L", "38.5", id="the sender's own unit code"),
        pytest.param("38.5", "X1^degrees C^L", "38.5", id="an unknown code, a known text"),
    ],
)
def test_temperature_units(value: str, unit: str, celsius: str) -> None:
    taken = said(value, TEMPERATURE, unit)
    assert (taken.value, taken.unit) == (Decimal(celsius), "Cel")


@pytest.mark.parametrize(
    ("segments", "kind"),
    [
        pytest.param(obx("98.6", "NM", TEMPERATURE, unit="Cel"), "unit_implausible", id="98.6 Cel is not converted"),
        pytest.param(obx("38.5", "NM", TEMPERATURE), "unit_missing_unit", id="no unit and no default"),
        pytest.param(obx("38.5 C", "ST", TEMPERATURE, unit="[degF]"), "unit_conflict", id="two units"),
        pytest.param(obx("38~39", "NM", TEMPERATURE, unit="Cel"), "several_values", id="two values"),
    ],
)
def test_unusable_values_are_findings_without_the_value(segments: str, kind: str) -> None:
    found = understood(message(obr(PANEL), segments))
    assert found.facts == ()
    assert [one.kind for one in found.findings] == [kind]
    assert "98.6" not in repr(found.findings)


def test_an_unknown_unit_is_listed() -> None:
    found = understood(message(obr(PANEL), obx("45", "NM", AST, unit="furlong")))
    assert [(one.field, one.code, one.text) for one in found.unmapped] == [("OBX-6", "furlong", "ast")]


def test_a_missing_unit_takes_the_feeds_or_the_sites_default() -> None:
    frame = message(obr(PANEL), obx("38.5", "NM", "T1^Temp^L"), kind="ORU^R01")
    codes = SiteCodes.parse("code,system,concept,specimen,unit\nT1,L,temperature,axillary,Cel\n", "codes.csv")
    (one,) = understood(frame, site_codes=codes).facts
    assert isinstance(one.statement, Measurement)
    assert (one.statement.value, one.statement.site) == (Decimal("38.5"), "axillary")
    feed = replace(LAB, units=MappingProxyType({Concept.TEMPERATURE: "Cel"}))
    assert measurement(message(obr(PANEL), obx("38.5", "NM", TEMPERATURE)), feed).unit == "Cel"


@pytest.mark.parametrize(
    ("code", "site_field", "site"),
    [
        pytest.param("8331-1^^LN", "", "oral", id="the code says oral"),
        pytest.param("9P100000000000001^体温^JC10", "", "axillary", id="the Japanese code is axillary"),
        pytest.param(TEMPERATURE, "AX^Axilla^L", "axillary", id="OBX-20"),
        pytest.param(TEMPERATURE, "TYMP^鼓膜^L", "tympanic", id="OBX-20 in Japanese"),
        pytest.param("8310-5^Temperature, rectal^LN", "", "rectal", id="the code's own text"),
        pytest.param(TEMPERATURE, "", None, id="nobody said"),
        pytest.param(TEMPERATURE, "K^Knee^L", "knee", id="in the sender's words"),
    ],
)
def test_temperature_site(code: str, site_field: str, site: str | None) -> None:
    assert measurement(message(obr(PANEL), obx("38.5", "NM", code, unit="Cel", site=site_field))).site == site


@pytest.mark.parametrize(
    ("segments", "timing"),
    [
        pytest.param([obr(PANEL), obx("7", "NM", TACROLIMUS, unit="ng/mL")], None, id="nobody said"),
        pytest.param([obr(PANEL), obx("7", "NM", "77348-1^^LN", unit="ng/mL")], "trough", id="the code"),
        pytest.param([obr(PANEL), obx("7", "NM", "11253-2^Tacrolimus C0^LN", unit="ng/mL")], "trough", id="its text"),
        pytest.param([obr("TAC^FK506 トラフ^L"), obx("7", "NM", TACROLIMUS, unit="ng/mL")], "trough", id="OBR-4"),
        pytest.param(
            [obr(PANEL, clinical="pre-dose"), obx("7", "NM", TACROLIMUS, unit="ng/mL")], "trough", id="OBR-13"
        ),
        pytest.param([obr(PANEL), obx("7", "NM", TACROLIMUS, unit="ng/mL"), "NTE|1||Peak level"], "peak", id="a note"),
        pytest.param(
            [obr(PANEL), obx("7", "NM", TACROLIMUS, unit="ng/mL"), "NTE|1||drawn 2 hours after dose"],
            "peak",
            id="two hours after the dose: not a trough",
        ),
        pytest.param(
            [obr(PANEL), obx("7", "NM", TACROLIMUS, unit="ng/mL"), "NTE|1||12 h post dose"],
            "trough",
            id="twelve hours after the dose",
        ),
    ],
)
def test_timing_of_a_level(segments: list[str], timing: str | None) -> None:
    assert measurement(message(*segments)).timing == timing


def test_two_hours_after_the_dose_by_code() -> None:
    level = said("950", "32997-9^C2^LN", "ng/mL")
    assert (level.concept, level.timing) == ("cyclosporine_c2", "peak")


@pytest.mark.parametrize(
    ("code", "specimen", "concept"),
    [
        pytest.param(TACROLIMUS, None, "tacrolimus", id="whole blood by code"),
        pytest.param("32721-3^^LN", None, "tacrolimus_serum", id="serum by code"),
        pytest.param("3M810000001905101^^JC10", None, "tacrolimus", id="Japanese code, whole blood"),
        pytest.param("FK^FK506^L", "119364003^Serum^SCT", "tacrolimus_serum", id="a local code, serum by specimen"),
        pytest.param("FK^FK506^L", "119297000^Blood^SCT", "tacrolimus", id="a local code, blood by specimen"),
        pytest.param(TACROLIMUS, "119297000^Blood^SCT", "tacrolimus", id="whole blood by both"),
        pytest.param("32721-3^^LN", "119297000^Blood^SCT", "tacrolimus_serum", id="drawn as blood, serum by code"),
        pytest.param("FKS^FK506^L", None, "tacrolimus_serum", id="a local code whose map says serum"),
    ],
)
def test_whole_blood_and_serum_are_different_analytes(code: str, specimen: str | None, concept: str) -> None:
    rows = "code,system,concept,specimen,unit\nFK,L,tacrolimus,,\nFKS,L,tacrolimus,serum,\n"
    codes = SiteCodes.parse(rows, "codes.csv")
    segments = [obr(PANEL), obx("7", "NM", code, unit="ng/mL"), *([spm("^S1", specimen)] if specimen else [])]
    (one,) = understood(message(*segments), site_codes=codes).facts
    assert isinstance(one.statement, Measurement)
    assert one.statement.concept == concept


@pytest.mark.parametrize("code", [TACROLIMUS, "77348-1^^LN", "3M810000001905101^^JC10"])
@pytest.mark.parametrize("specimen", ["119364003^Serum^SCT", "SER^^HL70487", "PLAS^^HL70487"])
def test_serum_wins_over_a_code_of_whole_blood_and_is_told(code: str, specimen: str) -> None:
    """11253-2 is tacrolimus in blood; a level in serum is far below it and would look like low exposure."""
    found = understood(message(obr(PANEL), obx("0.8", "NM", code, unit="ng/mL"), spm("^S1", specimen)))
    (one,) = found.facts
    assert isinstance(one.statement, Measurement)
    assert one.statement.concept == "tacrolimus_serum"
    assert [finding.kind for finding in found.findings] == ["specimen_conflict"]


def test_salicylates_are_no_tacrolimus() -> None:
    found = understood(message(obr(PANEL), obx("7", "NM", "4023-8^Tacrolimus^LN", unit="ng/mL")))
    assert found.facts == ()
    assert ("OBX-3", "4023-8") in [(one.field, one.code) for one in found.unmapped]


def test_a_blood_count_in_another_fluid_is_none() -> None:
    frame = message(obr(PANEL), obx("7", "NM", "6690-2^^LN", unit="10*9/L"), spm("^S1", "CSF^^HL70487"))
    assert facts(frame) == ()
    assert finding_kinds(frame) == ["specimen_conflict"]


def test_a_laboratory_value_is_of_its_collection_and_a_vital_sign_of_its_own_time() -> None:
    times = {"collected": "20260603080000"}
    lab = measurement(message(obr(PANEL, **times), obx("40", "NM", AST, unit="U/L", observed="20260603113000")))
    sign = measurement(
        message(obr(PANEL, **times), obx("38", "NM", TEMPERATURE, unit="Cel", observed="20260603113000"))
    )
    assert lab.taken.at == datetime(2026, 6, 2, 23, tzinfo=UTC)
    assert sign.taken.at == datetime(2026, 6, 3, 2, 30, tzinfo=UTC)


def test_a_date_stays_a_date() -> None:
    lab = measurement(message(obr(PANEL, collected="20260603"), obx("40", "NM", AST, unit="U/L")))
    assert lab.taken == ClinicalTime(date(2026, 6, 3))


def test_times_without_offset_are_in_the_feeds_zone() -> None:
    feed = replace(LAB, time_zone=ZoneInfo("UTC"))
    lab = measurement(message(obr(PANEL, collected="20260603200000"), obx("40", "NM", AST, unit="U/L")), feed)
    assert lab.taken == ClinicalTime(date(2026, 6, 4), datetime(2026, 6, 3, 20, tzinfo=UTC))


def test_an_impossible_time_is_named_once_and_the_next_best_counts() -> None:
    frame = message(
        obr(PANEL, collected="20260231"),
        obx("40", "NM", AST, unit="U/L", observed="20260603"),
        obx("41", "NM", "1742-6^ALT^LN", unit="U/L", observed="20260603"),
    )
    assert [one.statement.taken.on for one in facts(frame)] == [date(2026, 6, 3)] * 2  # type: ignore[union-attr]  # both are measurements
    assert finding_kinds(frame) == ["time_impossible"]


def test_a_value_without_any_time_is_a_finding() -> None:
    frame = message(obr(PANEL, collected=""), obx("40", "NM", AST, unit="U/L"))
    assert facts(frame) == ()
    assert finding_kinds(frame) == ["time_missing"]


@pytest.mark.parametrize("kind", ["ED", "RP"])
def test_documents_and_pointers_are_told_and_not_read(kind: str) -> None:
    found = understood(message(obr(AST), obx("^AP^PDF^Base64^QQ==", kind, "X^X^L"), obx("40", "NM", AST, unit="U/L")))
    assert [one.kind for one in found.findings] == ["document_not_read"]
    assert (len(found.facts), found.unmapped) == (1, ())


@pytest.mark.parametrize("kind", ["DT", "TM", "TS", "DTM"])
def test_the_digits_of_a_date_are_no_number(kind: str) -> None:
    assert finding_kinds(message(obr(AST), obx("20260603", kind, AST, unit="U/L"))) == ["not_a_number"]
    (listed,) = understood(message(obr(AST), obx("20260603", kind, "X^X^L"), obx("4", "NM", AST, unit="U/L"))).unmapped
    assert (listed.field, listed.code) == ("OBX-3", "X")


@pytest.mark.parametrize(
    ("segments", "kind", "became"),
    [
        pytest.param([obx("40", "NM", AST, unit="U/L")], "", Became.FACT, id="a value"),
        pytest.param([obx("", "NM", AST, unit="U/L")], "value_missing", Became.FINDING, id="an empty value"),
        pytest.param([obx("x", "NM", AST, unit="U/L")], "not_a_number", Became.FINDING, id="no number"),
        pytest.param([obx("4", "NM", "X^X^L")], "", Became.UNMAPPED, id="a code that nobody mapped"),
        pytest.param([obx("4", "NM", "")], "without_code", Became.FINDING, id="no code at all"),
        pytest.param([obx("4", "NM", AST, status="O")], "no_result", Became.FINDING, id="a detail of the order"),
        pytest.param([obx("4", "NM", AST, status="N")], "no_result", Became.FINDING, id="not asked for"),
        pytest.param([obx("x", "ED", "X^X^L")], "document_not_read", Became.FINDING, id="a document"),
    ],
)
def test_each_observation_is_accounted_for(segments: list[str], kind: str, became: Became) -> None:
    found = understood(message(obr(PANEL), *segments))
    assert [one.kind for one in found.findings] == ([kind] if kind else [])
    assert list(found.observations.values()) == [became]


def test_a_result_message_without_results_says_so() -> None:
    assert finding_kinds(message()) == ["nothing_to_read"]


def test_the_second_triplet_of_a_code_is_asked_too() -> None:
    assert said("8.5", "52100^WBC^LOCAL^6690-2^Leukocytes^LN", "10*9/L").concept == "wbc"


def test_a_code_without_a_system_takes_the_feeds() -> None:
    frame = message(obr(PANEL), obx("40", "NM", "1920-8", unit="U/L"))
    assert facts(frame) == ()
    assert measurement(frame, replace(LAB, code_system="LN")).concept == "ast"


@pytest.mark.parametrize(
    ("status", "stands"),
    [
        ("P", Status.PRELIMINARY),
        ("R", Status.PRELIMINARY),
        ("F", Status.FINAL),
        ("U", Status.FINAL),
        ("C", Status.CORRECTED),
    ],
)
def test_status_of_a_value(status: str, stands: Status) -> None:
    ranks = {Status.PRELIMINARY: (0, 0), Status.FINAL: (1, 1), Status.CORRECTED: (1, 2)}
    (one,) = facts(message(obr(PANEL), obx("40", "NM", AST, unit="U/L", status=status)))
    assert (one.version.finality, one.version.rank) == ranks[stands]


@pytest.mark.parametrize(
    "observation",
    [obx("40", "NM", AST, unit="U/L", status="D"), obx("", "NM", AST, status="W"), obx('""', "NM", AST, status="C")],
)
def test_a_value_taken_back(observation: str) -> None:
    (stated,) = facts(message(obr(PANEL), obx("40", "NM", AST, unit="U/L")))
    (taken_back,) = facts(message(obr(PANEL), observation))
    assert taken_back.version.withdrawn
    assert taken_back.identity == stated.identity


def test_point_of_care_message() -> None:
    frame = message(
        "ORC|NW|POC1", obr("GLU^Panel^L"), obx("1.8", "NM", "2524-7^Lactate^LN", unit="mmol/L"), kind="ORU^R30^ORU_R30"
    )
    assert measurement(frame).concept == "lactate"
