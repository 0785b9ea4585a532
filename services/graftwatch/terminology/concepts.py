"""The published list of what a code can mean to the service, each with its kind, unit and specimen.

Source: the concepts that the surveillance and rejection rules read. Canonical units are UCUM.
A drug level of known timing is its own concept (`tacrolimus_trough`), tied to its analyte, because only
troughs count. Whole-blood and serum tacrolimus are different analytes.
Left out: which code means what (codes.py), how other units convert (units.py).
"""

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Concept(StrEnum):
    """What an observation or a report is about; the values stand in `codes.csv` and in schemas."""

    BLOOD_CULTURE = "blood_culture"
    BLOOD_GRAM_STAIN = "blood_gram_stain"
    BLOOD_NCT = "blood_nct"
    SUSCEPTIBILITY = "susceptibility"
    CULTURE = "culture"
    GRAM_STAIN = "gram_stain"
    TEMPERATURE = "temperature"
    HEART_RATE = "heart_rate"
    RESPIRATORY_RATE = "respiratory_rate"
    SYSTOLIC_PRESSURE = "systolic_pressure"
    MEAN_ARTERIAL_PRESSURE = "mean_arterial_pressure"
    OXYGEN_SATURATION = "oxygen_saturation"
    TACROLIMUS = "tacrolimus"
    TACROLIMUS_TROUGH = "tacrolimus_trough"
    TACROLIMUS_SERUM = "tacrolimus_serum"
    CYCLOSPORINE = "cyclosporine"
    CYCLOSPORINE_TROUGH = "cyclosporine_trough"
    CYCLOSPORINE_C2 = "cyclosporine_c2"
    SIROLIMUS = "sirolimus"
    SIROLIMUS_TROUGH = "sirolimus_trough"
    EVEROLIMUS = "everolimus"
    EVEROLIMUS_TROUGH = "everolimus_trough"
    MPA = "mpa"
    MPA_TROUGH = "mpa_trough"
    MPA_AUC = "mpa_auc"
    AST = "ast"
    ALT = "alt"
    ALP = "alp"
    GGT = "ggt"
    TOTAL_BILIRUBIN = "total_bilirubin"
    DIRECT_BILIRUBIN = "direct_bilirubin"
    WBC = "wbc"
    ANC = "anc"
    EOSINOPHILS = "eosinophils"
    PLATELETS = "platelets"
    CRP = "crp"
    PROCALCITONIN = "procalcitonin"
    LACTATE = "lactate"
    CREATININE = "creatinine"
    BETA_D_GLUCAN = "beta_d_glucan"
    NK_CELLS = "nk_cells"
    NK_CELL_FRACTION = "nk_cell_fraction"
    NK_FUNCTION = "nk_function"


class Kind(StrEnum):
    """The family of a concept: which sort of fact it becomes."""

    MICROBIOLOGY = "microbiology"
    VITAL_SIGN = "vital_sign"
    DRUG_LEVEL = "drug_level"
    CHEMISTRY = "chemistry"
    HAEMATOLOGY = "haematology"
    IMMUNOLOGY = "immunology"


class Specimen(StrEnum):
    """What was drawn, as far as a rule cares."""

    BLOOD = "blood"
    SERUM = "serum"
    OTHER = "other"


class DoseTiming(StrEnum):
    """When a drug level was drawn, where the code itself says so."""

    TROUGH = "trough"
    TWO_HOURS_AFTER_DOSE = "c2"
    AREA_UNDER_CURVE = "auc"


@dataclass(frozen=True, slots=True)
class ConceptDefinition:
    """One row of the list; `unit` None: no number, or a number that is only comparable in its own unit."""

    kind: Kind
    unit: str | None = None
    specimen: Specimen | None = None
    analyte: Concept | None = None
    timing: DoseTiming | None = None


def _drug(analyte: Concept, timing: DoseTiming | None = None, unit: str = "ng/mL") -> ConceptDefinition:
    specimen = Specimen.SERUM if analyte in {Concept.MPA, Concept.TACROLIMUS_SERUM} else Specimen.BLOOD
    return ConceptDefinition(Kind.DRUG_LEVEL, unit, specimen, analyte, timing)


def _serum(unit: str) -> ConceptDefinition:
    return ConceptDefinition(Kind.CHEMISTRY, unit, Specimen.SERUM)


_COUNT: Final = ConceptDefinition(Kind.HAEMATOLOGY, "10*9/L", Specimen.BLOOD)
_BLOOD_REPORT: Final = ConceptDefinition(Kind.MICROBIOLOGY, None, Specimen.BLOOD)
_REPORT: Final = ConceptDefinition(Kind.MICROBIOLOGY)
_TROUGH: Final = DoseTiming.TROUGH

DEFINITIONS: Final = MappingProxyType(
    {
        Concept.BLOOD_CULTURE: _BLOOD_REPORT,
        Concept.BLOOD_GRAM_STAIN: _BLOOD_REPORT,
        Concept.BLOOD_NCT: _BLOOD_REPORT,
        Concept.SUSCEPTIBILITY: _REPORT,
        Concept.CULTURE: _REPORT,
        Concept.GRAM_STAIN: _REPORT,
        Concept.TEMPERATURE: ConceptDefinition(Kind.VITAL_SIGN, "Cel"),
        Concept.HEART_RATE: ConceptDefinition(Kind.VITAL_SIGN, "/min"),
        Concept.RESPIRATORY_RATE: ConceptDefinition(Kind.VITAL_SIGN, "/min"),
        Concept.SYSTOLIC_PRESSURE: ConceptDefinition(Kind.VITAL_SIGN, "mm[Hg]"),
        Concept.MEAN_ARTERIAL_PRESSURE: ConceptDefinition(Kind.VITAL_SIGN, "mm[Hg]"),
        Concept.OXYGEN_SATURATION: ConceptDefinition(Kind.VITAL_SIGN, "%"),
        Concept.TACROLIMUS: _drug(Concept.TACROLIMUS),
        Concept.TACROLIMUS_TROUGH: _drug(Concept.TACROLIMUS, _TROUGH),
        Concept.TACROLIMUS_SERUM: _drug(Concept.TACROLIMUS_SERUM),
        Concept.CYCLOSPORINE: _drug(Concept.CYCLOSPORINE),
        Concept.CYCLOSPORINE_TROUGH: _drug(Concept.CYCLOSPORINE, _TROUGH),
        Concept.CYCLOSPORINE_C2: _drug(Concept.CYCLOSPORINE, DoseTiming.TWO_HOURS_AFTER_DOSE),
        Concept.SIROLIMUS: _drug(Concept.SIROLIMUS),
        Concept.SIROLIMUS_TROUGH: _drug(Concept.SIROLIMUS, _TROUGH),
        Concept.EVEROLIMUS: _drug(Concept.EVEROLIMUS),
        Concept.EVEROLIMUS_TROUGH: _drug(Concept.EVEROLIMUS, _TROUGH),
        Concept.MPA: _drug(Concept.MPA, unit="mg/L"),
        Concept.MPA_TROUGH: _drug(Concept.MPA, _TROUGH, "mg/L"),
        Concept.MPA_AUC: _drug(Concept.MPA, DoseTiming.AREA_UNDER_CURVE, "mg.h/L"),
        Concept.AST: _serum("U/L"),
        Concept.ALT: _serum("U/L"),
        Concept.ALP: _serum("U/L"),
        Concept.GGT: _serum("U/L"),
        Concept.TOTAL_BILIRUBIN: _serum("mg/dL"),
        Concept.DIRECT_BILIRUBIN: _serum("mg/dL"),
        Concept.WBC: _COUNT,
        Concept.ANC: _COUNT,
        Concept.EOSINOPHILS: _COUNT,
        Concept.PLATELETS: _COUNT,
        Concept.CRP: _serum("mg/L"),
        Concept.PROCALCITONIN: _serum("ng/mL"),
        Concept.LACTATE: ConceptDefinition(Kind.CHEMISTRY, "mmol/L"),
        Concept.CREATININE: _serum("mg/dL"),
        Concept.BETA_D_GLUCAN: _serum("pg/mL"),
        Concept.NK_CELLS: ConceptDefinition(Kind.IMMUNOLOGY, "/uL", Specimen.BLOOD),
        Concept.NK_CELL_FRACTION: ConceptDefinition(Kind.IMMUNOLOGY, "%", Specimen.BLOOD),
        Concept.NK_FUNCTION: ConceptDefinition(Kind.IMMUNOLOGY, None, Specimen.BLOOD),
    }
)


def definition(concept: Concept) -> ConceptDefinition:
    """The concept's row in the published list."""
    return DEFINITIONS[concept]
