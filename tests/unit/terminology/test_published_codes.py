"""Code by code, what the paper on codes says: concept, specimen, unit. A wrong code is worse than a missing one."""

import pytest

from graftwatch.terminology.codes import meaning
from graftwatch.terminology.concepts import Specimen
from graftwatch.terminology.jlac10 import ANALYTES
from graftwatch.terminology.organism import ResolutionStatus
from graftwatch.terminology.organisms import resolve

BLOOD, SERUM = Specimen.BLOOD, Specimen.SERUM

ACTIVITY = "[Enzymatic activity/volume] in Serum or Plasma"
SENSITIVE = "by High sensitivity method"
LOINC = f"""
600-7    blood_culture           blood  -       Bacteria identified in Blood by Culture
17928-3  blood_culture           blood  -       Bacteria identified in Blood by Aerobe culture
17934-1  blood_culture           blood  -       Bacteria identified in Blood by Anaerobe culture
11475-1  culture                 -      -       Microorganism or agent identified in Specimen by Culture
664-3    gram_stain              -      -       Microscopic observation [Identifier] in Specimen by Gram stain
90423-5  blood_culture           blood  -       Microorganism preliminary growth detection panel - Blood by Culture
634-6    culture                 -      -       Bacteria identified in Specimen by Aerobe culture
635-3    culture                 -      -       Bacteria identified in Specimen by Anaerobe culture
8310-5   temperature             -      Cel     Body temperature
8331-1   temperature             -      Cel     Oral temperature
8328-7   temperature             -      Cel     Axillary temperature
8332-9   temperature             -      Cel     Rectal temperature
8333-7   temperature             -      Cel     Tympanic membrane temperature
8334-5   temperature             -      Cel     Body temperature - Urinary bladder
60834-9  temperature             -      Cel     Blood temperature
60836-4  temperature             -      Cel     Esophageal temperature
8329-5   temperature             -      Cel     Body temperature - Core
8867-4   heart_rate              -      /min    Heart rate
9279-1   respiratory_rate        -      /min    Respiratory rate
8480-6   systolic_pressure       -      mm[Hg]  Systolic blood pressure
8478-0   mean_arterial_pressure  -      mm[Hg]  Mean blood pressure
59408-5  oxygen_saturation       -      %       Oxygen saturation in Arterial blood by Pulse oximetry
11253-2  tacrolimus              blood  ng/mL   Tacrolimus [Mass/volume] in Blood
74096-9  tacrolimus              blood  ng/mL   Tacrolimus [Mass/volume] in Blood by Immunoassay
74097-7  tacrolimus              blood  ng/mL   Tacrolimus [Mass/volume] in Blood by LC/MS/MS
77348-1  tacrolimus_trough       blood  ng/mL   Tacrolimus [Mass/volume] in Blood --trough
32721-3  tacrolimus_serum        serum  ng/mL   Tacrolimus [Mass/volume] in Serum or Plasma
3520-4   cyclosporine            blood  ng/mL   cycloSPORINE [Mass/volume] in Blood
14978-1  cyclosporine            blood  ng/mL   cycloSPORINE [Mass/volume] in Blood by Immunoassay
55805-6  cyclosporine            blood  ng/mL   cycloSPORINE [Mass/volume] in Blood by LC/MS/MS
53828-0  cyclosporine_trough     blood  ng/mL   cycloSPORINE [Mass/volume] in Blood --trough
32997-9  cyclosporine_c2         blood  ng/mL   cycloSPORINE [Mass/volume] in Blood --2 hours post dose
29247-4  sirolimus               blood  ng/mL   Sirolimus [Mass/volume] in Blood
115766-8 sirolimus_trough        blood  ng/mL   Sirolimus [Mass/volume] in Blood --trough
50544-6  everolimus              blood  ng/mL   Everolimus [Mass/volume] in Blood
77349-9  everolimus_trough       blood  ng/mL   Everolimus [Mass/volume] in Blood --trough
23905-3  mpa                     serum  mg/L    Mycophenolate [Mass/volume] in Serum or Plasma
72667-9  mpa_trough              serum  mg/L    Mycophenolate [Mass/volume] in Serum or Plasma --trough
115789-0 mpa_auc                 serum  mg.h/L  Mycophenolate AUC [Mass/volume] in Serum or Plasma
1920-8   ast                     serum  U/L     Aspartate aminotransferase {ACTIVITY}
1742-6   alt                     serum  U/L     Alanine aminotransferase {ACTIVITY}
6768-6   alp                     serum  U/L     Alkaline phosphatase {ACTIVITY}
2324-2   ggt                     serum  U/L     Gamma glutamyl transferase {ACTIVITY}
1975-2   total_bilirubin         serum  mg/dL   Bilirubin.total [Mass/volume] in Serum or Plasma
14631-6  total_bilirubin         serum  umol/L  Bilirubin.total [Moles/volume] in Serum or Plasma
1968-7   direct_bilirubin        serum  mg/dL   Bilirubin.direct [Mass/volume] in Serum or Plasma
14629-0  direct_bilirubin        serum  umol/L  Bilirubin.direct [Moles/volume] in Serum or Plasma
6690-2   wbc                     blood  10*9/L  Leukocytes [#/volume] in Blood by Automated count
751-8    anc                     blood  10*9/L  Neutrophils [#/volume] in Blood by Automated count
777-3    platelets               blood  10*9/L  Platelets [#/volume] in Blood by Automated count
711-2    eosinophils             blood  10*9/L  Eosinophils [#/volume] in Blood by Automated count
1988-5   crp                     serum  mg/L    C reactive protein [Mass/volume] in Serum or Plasma
30522-7  crp                     serum  mg/L    C reactive protein [Mass/volume] in Serum or Plasma {SENSITIVE}
75241-0  procalcitonin           serum  ng/mL   Procalcitonin [Mass/volume] in Serum or Plasma by Immunoassay
33959-8  procalcitonin           serum  ng/mL   Procalcitonin [Mass/volume] in Serum or Plasma
2524-7   lactate                 serum  mmol/L  Lactate [Moles/volume] in Serum or Plasma
32693-4  lactate                 blood  mmol/L  Lactate [Moles/volume] in Blood
2518-9   lactate                 blood  mmol/L  Lactate [Moles/volume] in Arterial blood
2160-0   creatinine              serum  mg/dL   Creatinine [Mass/volume] in Serum or Plasma
14682-9  creatinine              serum  umol/L  Creatinine [Moles/volume] in Serum or Plasma
20402-4  nk_cells                blood  /uL     CD16+CD56+ cells [#/volume] in Blood
18267-5  nk_cell_fraction        blood  %       CD16+CD56+ cells/100 cells in Blood
34439-0  nk_function             blood  -       Natural killer cell function in Blood
82720-4  nk_function             blood  -       Natural killer cell cytotoxicity panel - Blood mononuclear cells
"""
# Analyte (5) with its identification (always 0000 here), material (3), a method (3) and result 01.
JLAC10 = """
3M810 019 tacrolimus       blood
3M810 017 tacrolimus       blood
3M810 023 tacrolimus_serum serum
3M805 019 cyclosporine     blood
3M814 019 sirolimus        blood
3M815 019 everolimus       blood
3M818 023 mpa              serum
3B035 023 ast              serum
3B045 023 alt              serum
3B070 023 alp              serum
3B090 023 ggt              serum
3J010 023 total_bilirubin  serum
3J015 023 direct_bilirubin serum
2A010 019 wbc              blood
2A050 019 platelets        blood
2A090 019 eosinophils      blood
5C070 023 crp              serum
5C215 023 procalcitonin    serum
3E010 019 lactate          blood
3C015 023 creatinine       serum
5I900 019 nk_function      blood
5E151 023 beta_d_glucan    serum
"""
JANIS = """
1011 Gram-positive coccus
1012 Gram-positive bacillus
1013 Gram-negative coccus
1014 Gram-negative bacillus
1015 Yeast
1201 Enterococcus faecalis
1205 Enterococcus faecium
1301 Staphylococcus aureus
1303 Staphylococcus aureus
1311 Coagulase-negative staphylococci
1312 Staphylococcus epidermidis
2001 Escherichia coli
2351 Klebsiella pneumoniae
4001 Pseudomonas aeruginosa
4151 Stenotrophomonas maltophilia
4402 Acinetobacter baumannii
7001 Candida albicans
7003 Candida glabrata
"""
SNOMED = """
3092008   Staphylococcus aureus
115329001 Staphylococcus aureus
60875001  Staphylococcus epidermidis
116197008 Coagulase-negative staphylococci
78065002  Enterococcus faecalis
90272000  Enterococcus faecium
112283007 Escherichia coli
56415008  Klebsiella pneumoniae
52499004  Pseudomonas aeruginosa
53326005  Candida albicans
62093005  Yeast
"""


def rows(table: str, columns: int) -> list[list[str]]:
    return [line.split(maxsplit=columns - 1) for line in table.strip().splitlines()]


@pytest.mark.parametrize(("code", "concept", "specimen", "unit", "name"), rows(LOINC, 5))
def test_loinc(code: str, concept: str, specimen: str, unit: str, name: str) -> None:
    found = meaning(code, "LN")
    assert found is not None
    said = (found.concept.value, found.specimen.value if found.specimen else "-", found.usual_unit or "-", found.name)
    assert said == (concept, specimen, unit, name)


def test_the_code_that_public_lists_give_for_tacrolimus_is_salicylates_and_not_here() -> None:
    assert meaning("4023-8", "LN") is None


@pytest.mark.parametrize(("analyte", "material", "concept", "specimen"), rows(JLAC10, 4))
def test_jlac10_by_its_parts(analyte: str, material: str, concept: str, specimen: str) -> None:
    found = meaning(f"{analyte}0000{material}05101", "JC10")
    assert found is not None
    assert (found.concept.value, found.specimen and found.specimen.value) == (concept, specimen)


def test_jlac10_holds_the_published_analytes_and_no_other() -> None:
    assert set(ANALYTES) == {analyte for analyte, *_ in rows(JLAC10, 4)}


@pytest.mark.parametrize(
    ("code", "concept", "unit"),
    [
        ("3M810000001905101", "tacrolimus", "ng/mL"),
        ("9P100000000000001", "temperature", "Cel"),
        ("9A751000000000001", "systolic_pressure", "mm[Hg]"),
    ],
)
def test_jlac10_whole_codes(code: str, concept: str, unit: str) -> None:
    found = meaning(code, "JC10")
    assert found is not None
    assert (found.concept.value, found.usual_unit) == (concept, unit)


@pytest.mark.parametrize(("code", "name"), rows(JANIS, 2))
def test_janis(code: str, name: str) -> None:
    found = resolve("Candida auris", [(code, "JANIS")])
    assert found.organism is not None
    assert found.organism.name == name, "the code wins over the text"


def test_janis_other_is_told_by_its_text_and_a_comment_is_no_organism() -> None:
    assert resolve("Candida auris", [("9998", "JANIS")]).organism is not None
    assert resolve(None, [("9998", "JANIS")]).status is ResolutionStatus.UNRESOLVED
    assert resolve("Candida auris", [("9999", "JANIS")]).status is ResolutionStatus.NOT_AN_ORGANISM


@pytest.mark.parametrize(("code", "name"), rows(SNOMED, 2))
def test_snomed_ct(code: str, name: str) -> None:
    found = resolve("no such words", [(code, "SCT")])
    assert found.organism is not None
    assert found.organism.name == name


@pytest.mark.parametrize(
    ("system", "code"),
    [
        *[(system, "600-7") for system in ("LN", "ln", " LN ", "LOINC", "LOINC 2.78", "loinc_v2.80", "ＬＮ")],
        *[(system, "600-7") for system in ("2.16.840.1.113883.6.1", "urn:oid:2.16.840.1.113883.6.1")],
        *[(system, "3M810000001905101") for system in ("JC10", "JLAC10", "ＪＣ１０", "JLAC10 136", "JLAC10_rev.136")],
    ],
)
def test_a_code_system_as_senders_write_it(system: str, code: str) -> None:
    assert meaning(code, system) is not None


@pytest.mark.parametrize("system", ["SCT", "SNOMED-CT", "SNOMED CT", "snomedct_us", "SCT-US", "2.16.840.1.113883.6.96"])
def test_an_organisms_code_system_as_senders_write_it(system: str) -> None:
    assert resolve("x", [("112283007", system)]).organism is not None


@pytest.mark.parametrize("system", ["JANIS", "99JANIS", "JNS", "JANIS 5.1", "ＪＡＮＩＳ"])
def test_janis_as_senders_write_it(system: str) -> None:
    assert resolve("x", [("2001", system)]).organism is not None


@pytest.mark.parametrize(
    "system", ["L", "99LAB", "LNX", "LOCAL", "JLAC11", "JC11", "SNM", "SNM3", "I10", "loincal", "", None]
)
def test_another_system_is_not_taken_for_one_that_is_known(system: str | None) -> None:
    assert meaning("600-7", system) is None
    assert meaning("3M810000001905101", system) is None
    assert resolve(None, [("112283007", system)]).organism is None
