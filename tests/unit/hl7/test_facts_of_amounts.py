"""How much grew, antibiograms beside it, and which organism a susceptibility belongs to."""

from time import process_time

import pytest

from graftwatch.facts import Growth, MicrobiologyReport, ReportKind
from graftwatch.hl7.to_facts import Became
from hl7_messages import BLOOD_CULTURE, facts, finding_kinds, message, obr, obx, report, spm, understood

COLI = "112283007^Escherichia coli^SCT"
S_AUREUS = "3092008^Staphylococcus aureus^SCT"
# What takes the square of a text's length takes minutes for these.
SECONDS_AT_MOST = 5
PANEL = "29576-6^Bacterial susceptibility panel^LN"


def amounts(*segments: str) -> list[tuple[str | None, str | None]]:
    return [(one.organism, one.quantity) for one in report(message(obr(), *segments)).isolates]


@pytest.mark.parametrize(
    ("line", "quantity"),
    [
        pytest.param(obx("10^5 CFU/mL", "ST", "CC^Colony count^L", sub_id="1"), "10^5 CFU/mL", id="a power of ten"),
        pytest.param(obx("10*5", "ST", "CC^Colony count^L", sub_id="1"), "10*5", id="a power without a unit"),
        pytest.param(obx(">100,000 CFU/mL", "ST", "C^C^L", sub_id="1"), ">100,000 CFU/mL", id="at least"),
        pytest.param(
            obx(">^100000", "SN", "564-5^Colony count^LN", sub_id="1", unit="CFU/mL"), ">100000 CFU/mL", id="structured"
        ),
        pytest.param(obx("5000", "NM", "C^C^L", sub_id="1", unit="CFU/mL"), "5000 CFU/mL", id="told by its unit"),
        pytest.param(obx("` 3 +`", "ST", "菌量^菌量^L", sub_id="1"), "3 +", id="Japanese, in backticks"),
        pytest.param(obx("heavy growth", "ST", "G^Growth^L", sub_id="1"), "heavy growth", id="in words"),
        pytest.param(obx("H^heavy growth^L", "CWE", "G^Growth^L", sub_id="1"), "heavy growth", id="coded"),
        pytest.param(obx("3+", "ST", "G^Growth^L"), "3+", id="without a sub-id: of the only organism"),
        pytest.param(obx("3+", "ST", "G^Growth^L", sub_id="1.2"), "3+", id="a sub-id below the organism's"),
        pytest.param(obx("2", "NM", "18964-7^Vancomycin^LN", sub_id="1", unit="ug/mL"), None, id="inhibitory"),
        pytest.param(obx("14.2", "NM", "T^Time to positivity^L", sub_id="1", unit="h"), None, id="hours to growth"),
    ],
)
def test_an_amount_beside_its_organism(line: str, quantity: str | None) -> None:
    assert amounts(obx(COLI, "CWE", sub_id="1"), line) == [("Escherichia coli", quantity)]


@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        pytest.param("Heavy growth of Escherichia coli", "Heavy growth", id="words before the name"),
        pytest.param("Escherichia coli 10*5 CFU/mL", "10*5 CFU/mL", id="a number behind it"),
        pytest.param("Escherichia coli 3+", "3+", id="a grade"),
        pytest.param("大腸菌 多量", "多量", id="Japanese"),
        pytest.param("Escherichia coli", None, id="nobody said"),
    ],
)
def test_an_amount_in_the_words_of_the_organism(text: str, quantity: str | None) -> None:
    assert amounts(obx(text)) == [("Escherichia coli", quantity)]


def test_an_amount_under_an_organisms_own_name() -> None:
    assert amounts(obx("3+", "ST", "O1^Staphylococcus aureus^L"), obx("1+", "ST", "O2^Escherichia coli^L")) == [
        ("Staphylococcus aureus", "3+"),
        ("Escherichia coli", "1+"),
    ]


def test_an_amount_on_a_line_of_its_own_is_of_the_only_name() -> None:
    lines = ("Gram stain: Gram negative rods", "Organism 1: Klebsiella pneumoniae", "Quantity: heavy growth")
    assert amounts(*(obx(line, "TX") for line in lines)) == [
        ("Gram-negative bacillus", None),
        ("Klebsiella pneumoniae", "heavy growth"),
    ]


def test_amounts_of_two_organisms_go_by_sub_id() -> None:
    assert amounts(
        obx(COLI, "CWE", sub_id="1"),
        obx(S_AUREUS, "CWE", sub_id="2"),
        obx("1+", "ST", "G^Growth^L", sub_id="2"),
        obx("3+", "ST", "G^Growth^L", sub_id="1"),
    ) == [("Escherichia coli", "3+"), ("Staphylococcus aureus", "1+")]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(obx("S", "ST", "CIP^Ciprofloxacin^L"), id="an interpretation"),
        pytest.param(obx("131196009^Susceptible^SCT", "CWE", "18906-8^Ciprofloxacin^LN"), id="a coded one"),
        pytest.param(obx("<=0.5", "ST", "18906-8^Ciprofloxacin [Susceptibility]^LN"), id="by its name"),
        pytest.param(obx("<=^0.5", "SN", "V^Vancomycin^L", unit="ug/mL"), id="by its unit"),
        pytest.param(obx("22", "NM", "V^Vancomycin^L", interpretation="S"), id="by OBX-8"),
    ],
)
def test_an_antibiogram_in_the_cultures_order_is_part_of_it(line: str) -> None:
    found = understood(message(obr(), obx(COLI, "CWE", sub_id="1"), line))
    (culture,) = found.facts
    assert isinstance(culture.statement, MicrobiologyReport)
    assert [(one.organism, one.quantity) for one in culture.statement.isolates] == [("Escherichia coli", None)]
    assert (found.unmapped, list(found.observations.values())) == ((), [Became.PART, Became.PART])


def test_an_organism_with_a_flag_is_no_antibiogram() -> None:
    assert [name for name, _ in amounts(obx(S_AUREUS, "CWE", interpretation="R"))] == ["Staphylococcus aureus"]


def panel(parent_result: str, parent: str = "P1^F1") -> str:
    return f"OBR|2|P9|F9|{PANEL}|||20260603080000|||||||||||||||20260605113000||MB|F|{parent_result}|||{parent}"


LINE = obx("<=^0.5", "SN", "18906-8^Ciprofloxacin^LN", interpretation="S")


@pytest.mark.parametrize(
    ("parent_result", "organism"),
    [
        pytest.param("600-7&Bacteria&LN^1^Escherichia coli", "Escherichia coli", id="OBR-26 names it"),
        pytest.param("600-7&Bacteria&LN^1^112283007&E.coli&SCT", "Escherichia coli", id="OBR-26 holds its code"),
        pytest.param("600-7&Bacteria&LN^2", "Staphylococcus aureus", id="OBR-26 holds its sub-id"),
        pytest.param("", None, id="two organisms and no word which"),
    ],
)
def test_a_susceptibility_finds_its_organism(parent_result: str, organism: str | None) -> None:
    two = (obx(COLI, "CWE", sub_id="1"), obx(S_AUREUS, "CWE", sub_id="2"))
    culture, susceptibility = (
        one.statement for one in facts(message(obr(), *two, panel(parent_result), LINE, spm("^S1")))
    )
    assert isinstance(culture, MicrobiologyReport)
    assert isinstance(susceptibility, MicrobiologyReport)
    assert (culture.kind, susceptibility.kind) == (ReportKind.CULTURE, ReportKind.SUSCEPTIBILITY)
    assert [one.organism for one in susceptibility.isolates] == ([organism] if organism else [])
    assert susceptibility.specimen == culture.specimen


def test_a_susceptibility_of_a_culture_with_one_organism_is_of_that() -> None:
    said = [one.statement for one in facts(message(obr(), obx(COLI, "CWE", sub_id="1"), panel(""), LINE, spm("^S1")))]
    assert [[one.organism for one in each.isolates] for each in said if isinstance(each, MicrobiologyReport)] == [
        ["Escherichia coli"],
        ["Escherichia coli"],
    ]


def test_a_susceptibility_under_the_cultures_code_is_no_second_culture() -> None:
    again = f"OBR|2|P1|F2|{BLOOD_CULTURE}|||20260603080000|||||||||||||||20260605||MB|F|600-7&&LN^1^E. coli|||P1^F1"
    frame = message(obr(), obx(COLI, "CWE", sub_id="1"), again, LINE, spm("^S1"))
    assert (len(facts(frame)), finding_kinds(frame)) == (1, ["antibiogram_alone"])


def test_a_stain_without_a_specimen_is_of_its_orders_blood() -> None:
    stain = obr("664-3^Gram^LN", filler="F2")
    found = facts(message(obr(), obx(COLI, "CWE"), stain, obx("GNR", code="664-3^Gram^LN")))
    kinds = [getattr(one.statement, "specimen_type", "?") for one in found]
    assert kinds == ["blood", "blood"]


def test_a_report_that_is_only_a_document_is_there_and_says_nothing() -> None:
    frame = message(obr(), obx("^AP^PDF^Base64^QQ==", "ED"))
    assert (report(frame).growth, finding_kinds(frame)) == (Growth.UNKNOWN, ["document_not_read"])


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        pytest.param("625-4^Bacteria identified in Stool by Culture^LN", "stool", id="stool"),
        pytest.param("630-4^Bacteria identified in Urine by Culture^LN", "urine", id="urine"),
        pytest.param("6463-4^Bacteria identified in Specimen by Culture^LN", None, id="of any specimen"),
    ],
)
def test_a_code_names_the_specimen_where_the_message_does_not(code: str, kind: str | None) -> None:
    assert report(message(obr(code), obx(COLI, "CWE", code))).specimen_type == kind


@pytest.mark.parametrize("words", ["1", "1,", "10", "3+ ", "heavy "])
def test_a_long_value_is_read_in_bounded_time(words: str) -> None:
    began = process_time()
    report(message(obr(), obx("Amount: " + words * (200_000 // len(words)), "TX")))
    assert process_time() - began < SECONDS_AT_MOST
