"""Codes mean what their official names say; a wrong code is worse than a missing one."""

import pytest

from graftwatch.terminology.codes import meaning
from graftwatch.terminology.concepts import DEFINITIONS, Concept, DoseTiming, Kind, Specimen, definition
from graftwatch.terminology.jlac10 import WHOLE_CODES
from graftwatch.terminology.loinc import LOINC
from graftwatch.terminology.meanings import Meaning, ResultPart, TemperatureSite
from graftwatch.terminology.units import is_convertible

WORDS_OF_CONCEPT = {
    Concept.BLOOD_CULTURE: "culture",
    Concept.CULTURE: "culture",
    Concept.GRAM_STAIN: "gram stain",
    Concept.SUSCEPTIBILITY: "susceptibility",
    Concept.TEMPERATURE: "temperature",
    Concept.HEART_RATE: "heart rate",
    Concept.RESPIRATORY_RATE: "respiratory rate",
    Concept.SYSTOLIC_PRESSURE: "systolic blood pressure",
    Concept.MEAN_ARTERIAL_PRESSURE: "mean blood pressure",
    Concept.OXYGEN_SATURATION: "oxygen saturation",
    Concept.TACROLIMUS: "tacrolimus",
    Concept.TACROLIMUS_SERUM: "tacrolimus",
    Concept.CYCLOSPORINE: "cyclosporine",
    Concept.SIROLIMUS: "sirolimus",
    Concept.EVEROLIMUS: "everolimus",
    Concept.MPA: "mycophenolate",
    Concept.AST: "aspartate aminotransferase",
    Concept.ALT: "alanine aminotransferase",
    Concept.ALP: "alkaline phosphatase",
    Concept.GGT: "gamma glutamyl transferase",
    Concept.TOTAL_BILIRUBIN: "bilirubin.total",
    Concept.DIRECT_BILIRUBIN: "bilirubin.direct",
    Concept.WBC: "leukocytes",
    Concept.ANC: "neutrophils",
    Concept.EOSINOPHILS: "eosinophils",
    Concept.PLATELETS: "platelets",
    Concept.CRP: "c reactive protein",
    Concept.PROCALCITONIN: "procalcitonin",
    Concept.LACTATE: "lactate",
    Concept.CREATININE: "creatinine",
    Concept.NK_CELLS: "cd16+cd56+",
    Concept.NK_CELL_FRACTION: "cd16+cd56+",
    Concept.NK_FUNCTION: "natural killer cell",
}
ROWS = [pytest.param(code, row, id=f"{code} {row.name}") for code, row in LOINC.items()]


@pytest.mark.parametrize(("code", "row"), ROWS)
def test_loinc_concept_specimen_timing_and_unit_agree_with_the_official_name(code: str, row: Meaning) -> None:
    name = row.name.casefold()
    analyte = definition(row.concept).analyte or row.concept
    assert WORDS_OF_CONCEPT[analyte] in name, code
    assert (row.specimen is Specimen.SERUM) == ("in serum or plasma" in name)
    if definition(row.concept).kind is not Kind.VITAL_SIGN:
        assert (row.specimen is Specimen.BLOOD) == ("blood" in name)
    assert (row.timing is DoseTiming.TROUGH) == name.endswith("--trough")
    assert (row.timing is DoseTiming.TWO_HOURS_AFTER_DOSE) == name.endswith("2 hours post dose")
    if "[moles/volume]" in name:
        assert row.usual_unit in {"umol/L", "mmol/L"}
    assert row.usual_unit is None or is_convertible(row.usual_unit, row.concept)


@pytest.mark.parametrize("code", [code for code, _ in ((row.values[0], None) for row in ROWS)])
def test_loinc_check_digit_is_right(code: str) -> None:
    digits, check = str(code).split("-")
    doubled = str(int(digits[::-1][::2]) * 2)
    rest = digits[::-1][1::2]
    assert (10 - sum(map(int, doubled + rest)) % 10) % 10 == int(check)


@pytest.mark.parametrize(
    "system", ["LN", "LOINC", "ln", " LN ", "2.16.840.1.113883.6.1", "urn:oid:2.16.840.1.113883.6.1"]
)
def test_loinc_is_known_by_each_of_its_names(system: str) -> None:
    found = meaning("600-7", system)
    assert found is not None
    assert found.concept is Concept.BLOOD_CULTURE


@pytest.mark.parametrize(
    ("code", "system"),
    [
        pytest.param("4023-8", "LN", id="salicylates, which public lists give for tacrolimus"),
        pytest.param("600-7", "L", id="a local system that happens to use the digits"),
        pytest.param("600-7", None, id="no system"),
        pytest.param("600-7", "", id="empty system"),
        pytest.param("", "LN", id="empty code"),
        pytest.param(None, "LN", id="no code"),
        pytest.param("TAC", "99LAB", id="a local code that nobody mapped"),
        pytest.param("3M81000000190510", "JC10", id="JLAC10 of sixteen characters"),
        pytest.param("3M810000001905102", "JC10", id="JLAC10 of another result than the quantity"),
        pytest.param("3M810123401905101", "JC10", id="JLAC10 of a timed sample"),
        pytest.param("3M805000002305101", "JC10", id="cyclosporine in serum"),
        pytest.param("3B035000000126101", "JC10", id="AST in urine"),
    ],
)
def test_unmapped_code_means_nothing(code: str | None, system: str | None) -> None:
    assert meaning(code, system) is None


def test_whole_blood_and_serum_tacrolimus_are_different_analytes() -> None:
    blood, serum = meaning("11253-2", "LN"), meaning("32721-3", "LN")
    assert blood is not None
    assert serum is not None
    assert definition(blood.concept).analyte is not definition(serum.concept).analyte


@pytest.mark.parametrize(
    ("code", "site"),
    [
        ("8310-5", None),
        ("8331-1", TemperatureSite.ORAL),
        ("8328-7", TemperatureSite.AXILLARY),
        ("8332-9", TemperatureSite.RECTAL),
        ("8333-7", TemperatureSite.TYMPANIC),
        ("8334-5", TemperatureSite.BLADDER),
        ("60834-9", TemperatureSite.BLOOD),
        ("60836-4", TemperatureSite.OESOPHAGEAL),
        ("8329-5", TemperatureSite.CORE),
    ],
)
def test_temperature_code_names_its_site(code: str, site: TemperatureSite | None) -> None:
    found = meaning(code, "LN")
    assert found is not None
    assert (found.concept, found.temperature_site) == (Concept.TEMPERATURE, site)


@pytest.mark.parametrize(
    ("code", "concept", "specimen"),
    [
        pytest.param("3M810000001905101", Concept.TACROLIMUS, Specimen.BLOOD, id="tacrolimus in whole blood"),
        pytest.param("3M810000002305101", Concept.TACROLIMUS_SERUM, Specimen.SERUM, id="tacrolimus in serum"),
        pytest.param("3B035000002327201", Concept.AST, Specimen.SERUM, id="AST, whatever the method"),
        pytest.param("3J010000002327101", Concept.TOTAL_BILIRUBIN, Specimen.SERUM, id="total bilirubin"),
        pytest.param("2A010000001930101", Concept.WBC, Specimen.BLOOD, id="leucocytes"),
        pytest.param("6B010000001700014", Concept.BLOOD_CULTURE, Specimen.BLOOD, id="culture of blood"),
        pytest.param("6B010000004100014", Concept.CULTURE, Specimen.OTHER, id="culture of something else"),
        pytest.param("6B010000000000014", Concept.CULTURE, None, id="culture of an unnamed specimen"),
        pytest.param("6A010000001700011", Concept.BLOOD_GRAM_STAIN, Specimen.BLOOD, id="smear of blood"),
    ],
)
def test_jlac10_is_read_by_position(code: str, concept: Concept, specimen: Specimen | None) -> None:
    found = meaning(code, "JC10")
    assert found is not None
    assert (found.concept, found.specimen) == (concept, specimen)


def test_jlac10_culture_keeps_organism_and_amount_apart() -> None:
    organism, amount = meaning("6B010000001700014", "JC10"), meaning("6B010000001700011", "JC10")
    assert organism is not None
    assert amount is not None
    assert (organism.part, amount.part) == (ResultPart.ORGANISM, ResultPart.AMOUNT)


def test_jlac10_vital_signs_are_whole_codes() -> None:
    axillary = meaning("9P100000000000001", "JC10")
    assert axillary is not None
    assert axillary.temperature_site is TemperatureSite.AXILLARY
    assert WHOLE_CODES["9A751000000000001"].concept is Concept.SYSTOLIC_PRESSURE


def test_every_concept_has_a_definition() -> None:
    assert set(DEFINITIONS) == set(Concept)


def test_built_in_codes_declare_no_default_unit() -> None:
    assert all(row.default_unit is None for row in LOINC.values())


@pytest.mark.parametrize("system", ["C4", "CPT", "CPT4", "CPT-4"])
def test_a_blood_culture_ordered_by_cpt(system: str) -> None:
    found = meaning("87040", system)
    assert found is not None
    assert (found.concept, found.specimen) == (Concept.BLOOD_CULTURE, Specimen.BLOOD)


@pytest.mark.parametrize("code", ["87070", "87086", "87040-2", "8704"])
def test_other_cpt_codes_leave_the_specimen_open_and_mean_nothing(code: str) -> None:
    assert meaning(code, "C4") is None
