"""LOINC codes the service understands, each with its official name and what that name says.

Source: LOINC 2.8x long common names. Specimen-generic codes (a culture or a Gram stain of "specimen") have no
specimen here: the message's own specimen decides. A wrong code is worse than a missing one, so the list is
short and a test reads concept, specimen, timing and unit back out of each official name.
Left out: 4023-8, which public code lists give for tacrolimus and which is salicylates.
"""

from types import MappingProxyType
from typing import Final

from graftwatch.terminology.concepts import Concept, Specimen
from graftwatch.terminology.meanings import Meaning, TemperatureSite

_SERUM_OR_PLASMA = Specimen.SERUM
_BLOOD = Specimen.BLOOD


def _row(
    concept: Concept,
    name: str,
    unit: str | None = None,
    *,
    specimen: Specimen | None = None,
    site: TemperatureSite | None = None,
) -> Meaning:
    return Meaning.of(concept, name, specimen=specimen, temperature_site=site, usual_unit=unit)


def _temperature(name: str, site: TemperatureSite | None = None) -> Meaning:
    return _row(Concept.TEMPERATURE, name, "Cel", site=site)


def _blood(concept: Concept, name: str, unit: str | None = None) -> Meaning:
    return _row(concept, name, unit, specimen=_BLOOD)


def _serum(concept: Concept, name: str, unit: str) -> Meaning:
    return _row(concept, name, unit, specimen=_SERUM_OR_PLASMA)


_MICROBIOLOGY: Final = {
    "600-7": _blood(Concept.BLOOD_CULTURE, "Bacteria identified in Blood by Culture"),
    "17928-3": _blood(Concept.BLOOD_CULTURE, "Bacteria identified in Blood by Aerobe culture"),
    "17934-1": _blood(Concept.BLOOD_CULTURE, "Bacteria identified in Blood by Anaerobe culture"),
    "90423-5": _blood(Concept.BLOOD_CULTURE, "Microorganism preliminary growth detection panel - Blood by Culture"),
    "11475-1": _row(Concept.CULTURE, "Microorganism or agent identified in Specimen by Culture"),
    "634-6": _row(Concept.CULTURE, "Bacteria identified in Specimen by Aerobe culture"),
    "635-3": _row(Concept.CULTURE, "Bacteria identified in Specimen by Anaerobe culture"),
    "6463-4": _row(Concept.CULTURE, "Bacteria identified in Specimen by Culture"),
    "630-4": _row(Concept.CULTURE, "Bacteria identified in Urine by Culture", specimen=Specimen.OTHER),
    "625-4": _row(Concept.CULTURE, "Bacteria identified in Stool by Culture", specimen=Specimen.OTHER),
    "606-4": _row(Concept.CULTURE, "Bacteria identified in Cerebral spinal fluid by Culture", specimen=Specimen.OTHER),
    "6460-0": _row(Concept.CULTURE, "Bacteria identified in Sputum by Culture", specimen=Specimen.OTHER),
    "624-7": _row(Concept.CULTURE, "Bacteria identified in Sputum by Respiratory culture", specimen=Specimen.OTHER),
    "6462-6": _row(Concept.CULTURE, "Bacteria identified in Wound by Culture", specimen=Specimen.OTHER),
    "29576-6": _row(Concept.SUSCEPTIBILITY, "Bacterial susceptibility panel"),
    "50545-3": _row(Concept.SUSCEPTIBILITY, "Bacterial susceptibility panel by Minimum inhibitory concentration (MIC)"),
    "50546-1": _row(Concept.SUSCEPTIBILITY, "Bacterial susceptibility panel by Disk diffusion (KB)"),
    "18769-0": _row(Concept.SUSCEPTIBILITY, "Microbial susceptibility tests Set"),
    "664-3": _row(Concept.GRAM_STAIN, "Microscopic observation [Identifier] in Specimen by Gram stain"),
}
_VITAL_SIGNS: Final = {
    "8310-5": _temperature("Body temperature"),
    "8331-1": _temperature("Oral temperature", TemperatureSite.ORAL),
    "8328-7": _temperature("Axillary temperature", TemperatureSite.AXILLARY),
    "8332-9": _temperature("Rectal temperature", TemperatureSite.RECTAL),
    "8333-7": _temperature("Tympanic membrane temperature", TemperatureSite.TYMPANIC),
    "8334-5": _temperature("Body temperature - Urinary bladder", TemperatureSite.BLADDER),
    "60834-9": _temperature("Blood temperature", TemperatureSite.BLOOD),
    "60836-4": _temperature("Esophageal temperature", TemperatureSite.OESOPHAGEAL),
    "8329-5": _temperature("Body temperature - Core", TemperatureSite.CORE),
    "8867-4": _row(Concept.HEART_RATE, "Heart rate", "/min"),
    "9279-1": _row(Concept.RESPIRATORY_RATE, "Respiratory rate", "/min"),
    "8480-6": _row(Concept.SYSTOLIC_PRESSURE, "Systolic blood pressure", "mm[Hg]"),
    "8478-0": _row(Concept.MEAN_ARTERIAL_PRESSURE, "Mean blood pressure", "mm[Hg]"),
    "59408-5": _row(Concept.OXYGEN_SATURATION, "Oxygen saturation in Arterial blood by Pulse oximetry", "%"),
}
_DRUG_LEVELS: Final = {
    "11253-2": _blood(Concept.TACROLIMUS, "Tacrolimus [Mass/volume] in Blood"),
    "74096-9": _blood(Concept.TACROLIMUS, "Tacrolimus [Mass/volume] in Blood by Immunoassay"),
    "74097-7": _blood(Concept.TACROLIMUS, "Tacrolimus [Mass/volume] in Blood by LC/MS/MS"),
    "77348-1": _blood(Concept.TACROLIMUS_TROUGH, "Tacrolimus [Mass/volume] in Blood --trough"),
    "32721-3": _row(Concept.TACROLIMUS_SERUM, "Tacrolimus [Mass/volume] in Serum or Plasma", specimen=_SERUM_OR_PLASMA),
    "3520-4": _blood(Concept.CYCLOSPORINE, "cycloSPORINE [Mass/volume] in Blood"),
    "14978-1": _blood(Concept.CYCLOSPORINE, "cycloSPORINE [Mass/volume] in Blood by Immunoassay"),
    "55805-6": _blood(Concept.CYCLOSPORINE, "cycloSPORINE [Mass/volume] in Blood by LC/MS/MS"),
    "53828-0": _blood(Concept.CYCLOSPORINE_TROUGH, "cycloSPORINE [Mass/volume] in Blood --trough"),
    "32997-9": _blood(Concept.CYCLOSPORINE_C2, "cycloSPORINE [Mass/volume] in Blood --2 hours post dose"),
    "29247-4": _blood(Concept.SIROLIMUS, "Sirolimus [Mass/volume] in Blood"),
    "115766-8": _blood(Concept.SIROLIMUS_TROUGH, "Sirolimus [Mass/volume] in Blood --trough"),
    "50544-6": _blood(Concept.EVEROLIMUS, "Everolimus [Mass/volume] in Blood"),
    "77349-9": _blood(Concept.EVEROLIMUS_TROUGH, "Everolimus [Mass/volume] in Blood --trough"),
    "23905-3": _row(Concept.MPA, "Mycophenolate [Mass/volume] in Serum or Plasma", specimen=_SERUM_OR_PLASMA),
    "72667-9": _row(
        Concept.MPA_TROUGH, "Mycophenolate [Mass/volume] in Serum or Plasma --trough", specimen=_SERUM_OR_PLASMA
    ),
    "115789-0": _row(Concept.MPA_AUC, "Mycophenolate AUC [Mass/volume] in Serum or Plasma", specimen=_SERUM_OR_PLASMA),
}
_LABORATORY: Final = {
    "1920-8": _serum(Concept.AST, "Aspartate aminotransferase [Enzymatic activity/volume] in Serum or Plasma", "U/L"),
    "1742-6": _serum(Concept.ALT, "Alanine aminotransferase [Enzymatic activity/volume] in Serum or Plasma", "U/L"),
    "6768-6": _serum(Concept.ALP, "Alkaline phosphatase [Enzymatic activity/volume] in Serum or Plasma", "U/L"),
    "2324-2": _serum(Concept.GGT, "Gamma glutamyl transferase [Enzymatic activity/volume] in Serum or Plasma", "U/L"),
    "1975-2": _serum(Concept.TOTAL_BILIRUBIN, "Bilirubin.total [Mass/volume] in Serum or Plasma", "mg/dL"),
    "14631-6": _serum(Concept.TOTAL_BILIRUBIN, "Bilirubin.total [Moles/volume] in Serum or Plasma", "umol/L"),
    "1968-7": _serum(Concept.DIRECT_BILIRUBIN, "Bilirubin.direct [Mass/volume] in Serum or Plasma", "mg/dL"),
    "14629-0": _serum(Concept.DIRECT_BILIRUBIN, "Bilirubin.direct [Moles/volume] in Serum or Plasma", "umol/L"),
    "2160-0": _serum(Concept.CREATININE, "Creatinine [Mass/volume] in Serum or Plasma", "mg/dL"),
    "14682-9": _serum(Concept.CREATININE, "Creatinine [Moles/volume] in Serum or Plasma", "umol/L"),
    "1988-5": _serum(Concept.CRP, "C reactive protein [Mass/volume] in Serum or Plasma", "mg/L"),
    "30522-7": _serum(
        Concept.CRP, "C reactive protein [Mass/volume] in Serum or Plasma by High sensitivity method", "mg/L"
    ),
    "75241-0": _serum(Concept.PROCALCITONIN, "Procalcitonin [Mass/volume] in Serum or Plasma by Immunoassay", "ng/mL"),
    "33959-8": _serum(Concept.PROCALCITONIN, "Procalcitonin [Mass/volume] in Serum or Plasma", "ng/mL"),
    "2524-7": _serum(Concept.LACTATE, "Lactate [Moles/volume] in Serum or Plasma", "mmol/L"),
    "32693-4": _blood(Concept.LACTATE, "Lactate [Moles/volume] in Blood", "mmol/L"),
    "2518-9": _blood(Concept.LACTATE, "Lactate [Moles/volume] in Arterial blood", "mmol/L"),
    "6690-2": _blood(Concept.WBC, "Leukocytes [#/volume] in Blood by Automated count"),
    "751-8": _blood(Concept.ANC, "Neutrophils [#/volume] in Blood by Automated count"),
    "777-3": _blood(Concept.PLATELETS, "Platelets [#/volume] in Blood by Automated count"),
    "711-2": _blood(Concept.EOSINOPHILS, "Eosinophils [#/volume] in Blood by Automated count"),
    "20402-4": _blood(Concept.NK_CELLS, "CD16+CD56+ cells [#/volume] in Blood"),
    "18267-5": _blood(Concept.NK_CELL_FRACTION, "CD16+CD56+ cells/100 cells in Blood", "%"),
    "34439-0": _blood(Concept.NK_FUNCTION, "Natural killer cell function in Blood"),
    "82720-4": _blood(Concept.NK_FUNCTION, "Natural killer cell cytotoxicity panel - Blood mononuclear cells"),
}

LOINC: Final = MappingProxyType({**_MICROBIOLOGY, **_VITAL_SIGNS, **_DRUG_LEVELS, **_LABORATORY})
