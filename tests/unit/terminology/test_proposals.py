"""Proposed mappings: what a laboratory's name plainly says is proposed, and nothing that only resembles it."""

from decimal import Decimal

import pytest

from graftwatch.terminology.loinc import LOINC
from graftwatch.terminology.proposals import Confidence, propose

Values = dict[str, tuple[Decimal, Decimal]]


def seen(unit: str, low: str, high: str) -> Values:
    return {unit: (Decimal(low), Decimal(high))}


@pytest.mark.parametrize(
    ("text", "values", "concept", "specimen", "unit"),
    [
        ("Blood Culture", {}, "blood_culture", "", ""),
        ("BLOOD CULTURE, AEROBIC BOTTLE", {}, "blood_culture", "", ""),
        ("Culture, blood", {}, "blood_culture", "", ""),
        ("Bld Cx", {}, "blood_culture", "", ""),
        ("血液培養", {}, "blood_culture", "", ""),
        ("血液培養(好気)", {}, "blood_culture", "", ""),
        ("Urine culture", {}, "culture", "urine", ""),
        ("尿培養同定", {}, "culture", "urine", ""),
        ("Gram stain, blood", {}, "blood_gram_stain", "", ""),
        ("薬剤感受性検査", {}, "susceptibility", "", ""),
        ("Tacrolimus Level", seen("ng/mL", "3", "14"), "tacrolimus", "", "ng/mL"),
        ("Tacrolimus (FK506), whole blood", seen("ng/ml", "3", "14"), "tacrolimus", "", "ng/ml"),
        ("Tacrolimus trough", seen("ug/L", "3", "14"), "tacrolimus_trough", "", "ug/L"),
        ("タクロリムス血中濃度", seen("ng/mL", "3", "14"), "tacrolimus", "", "ng/mL"),
        ("ﾀｸﾛﾘﾑｽ", seen("ng/mL", "3", "14"), "tacrolimus", "", "ng/mL"),
        ("Tacrolimus (serum)", seen("ng/mL", "1", "4"), "tacrolimus_serum", "", "ng/mL"),
        ("Cyclosporine C2", seen("ng/mL", "400", "1500"), "cyclosporine_c2", "", "ng/mL"),
        ("AST", seen("U/L", "12", "400"), "ast", "", "U/L"),
        ("AST(GOT)", seen("IU/L", "12", "400"), "ast", "", "IU/L"),
        ("γ-GTP", seen("U/L", "12", "400"), "ggt", "", "U/L"),
        ("T-Bil", seen("mg/dL", "0.3", "22"), "total_bilirubin", "", "mg/dL"),
        ("総ビリルビン", seen("mg/dL", "0.3", "22"), "total_bilirubin", "", "mg/dL"),
        ("CRP", seen("mg/dL", "0.01", "22"), "crp", "", "mg/dL"),
        ("C-Reactive Protein, Serum", seen("mg/L", "1", "220"), "crp", "", "mg/L"),
        ("白血球数", seen("×10²/μL", "12", "300"), "wbc", "", "×10²/μL"),
        ("Neutrophils", seen("10*3/uL", "0.1", "12"), "anc", "", "10*3/uL"),
        ("体温", seen("℃", "35.1", "40.2"), "temperature", "", "℃"),
        ("体温(腋窩)", seen("℃", "35.1", "40.2"), "temperature", "axillary", "℃"),
        ("Temperature, oral", seen("[degF]", "96", "103"), "temperature", "oral", "[degF]"),
        ("Body temperature", {}, "temperature", "", ""),
        ("PCT", seen("ng/mL", "0.05", "40"), "procalcitonin", "", "ng/mL"),
        ("MAP", seen("mmHg", "50", "110"), "mean_arterial_pressure", "", "mmHg"),
        ("収縮期血圧", seen("mmHg", "80", "170"), "systolic_pressure", "", "mmHg"),
    ],
)
def test_what_a_name_plainly_says(text: str, values: Values, concept: str, specimen: str, unit: str) -> None:
    found = propose(text, values)
    assert found is not None
    assert (found.concept.value, found.specimen, found.unit) == (concept, specimen, unit)


U_L, MG_DL, NG_ML = seen("U/L", "10", "90"), seen("mg/dL", "0.5", "2"), seen("ng/mL", "1", "20")
CEL, PERCENT, PER_UL = seen("Cel", "35", "39"), seen("%", "40", "80"), seen("/uL", "1", "20")


@pytest.mark.parametrize(
    ("text", "values"),
    [
        *[(text, {}) for text in ("Culture", "Cord blood culture", "Blood bank culture", "Fungal blood culture")],
        *[
            (text, {})
            for text in ("Blood", "Blood type", "Blood product culture", "Mixed lymphocyte culture", "培養細胞")
        ],
        *[
            (text, {})
            for text in ("AFB culture, blood", "抗酸菌培養", "臍帯血培養", "血液型", "血液", "Cell culture, blood")
        ],
        *[(text, {}) for text in ("Blood culture contamination rate", "No blood culture", "Urine and blood culture")],
        *[
            (text, CEL)
            for text in (
                "Temp of incubator",
                "Room temperature",
                "Skin temperature",
                "Temp target",
                "室温",
                "保温庫温度",
            )
        ],
        *[
            (text, CEL)
            for text in ("Dialysate temperature", "Blood warmer temperature", "Maximum temperature setting", "Body")
        ],
        *[
            (text, NG_ML)
            for text in ("Tacrolimus dose", "Tacrolimus antibody", "Tacrolimus peak", "Tacrolimus/creatinine")
        ],
        *[
            (text, NG_ML)
            for text in ("Sirolimus, serum", "Cyclosporine, plasma", "Tacrolimus metabolite M1", "Calcitonin")
        ],
        *[
            (text, U_L)
            for text in (
                "AST/ALT ratio",
                "Mitochondrial AST",
                "ALP bone isoenzyme",
                "ALP (JSCC)",
                "Lactate dehydrogenase",
            )
        ],
        *[(text, U_L) for text in ("Creatine kinase", "ALP3", "GGT urine", "AST pleural fluid", "乳酸脱水素酵素")],
        *[
            (text, MG_DL)
            for text in (
                "Bilirubin",
                "Indirect bilirubin",
                "Creatinine clearance",
                "Urine creatinine",
                "尿クレアチニン",
            )
        ],
        *[
            (text, MG_DL)
            for text in (
                "Creatine",
                "Creatinine, urine",
                "CSF lactate",
                "髄液乳酸",
                "Unconjugated bilirubin",
                "CRP ratio",
            )
        ],
        *[
            (text, PER_UL)
            for text in ("WBC urine", "CSF WBC", "尿中白血球", "WBC esterase", "Platelet function", "WBC differential")
        ],
        ("Neutrophils", PERCENT),
        ("Eosinophils", PERCENT),
        ("好中球", PERCENT),
        ("WBC", seen("/HPF", "1", "20")),
        ("AST", {}),
        ("PCT", seen("%", "0.1", "0.4")),
        ("MAP", {}),
        ("Oxygen saturation", PERCENT),
        ("RR", seen("ms", "600", "1000")),
        ("Fetal heart rate", seen("/min", "110", "160")),
        ("Heart rate target", seen("/min", "60", "100")),
        ("Temperature", seen("Cel", "4", "6")),
        ("Tacrolimus", seen("mg", "1", "4")),
        ("Tacrolimus", seen("ng/mL", "3", "2000")),
        ("Blood culture", seen("mL", "8", "10")),
        ("", {}),
        ("x" * 300, {}),
    ],
)
def test_what_only_resembles_it_is_not_proposed(text: str, values: Values) -> None:
    assert propose(text, values) is None


def test_a_proposal_without_a_unit_is_less_sure() -> None:
    found = propose("Tacrolimus", {"": (Decimal(3), Decimal(12))})
    assert found is not None
    assert (found.confidence, found.unit) == (Confidence.MEDIUM, "")


@pytest.mark.parametrize("code", LOINC)
def test_an_official_name_proposes_its_own_concept_or_nothing(code: str) -> None:
    row = LOINC[code]
    unit = row.usual_unit
    values = {unit: (Decimal(30), Decimal(30))} if unit else {}
    found = propose(row.name, values)
    assert found is None or found.concept is row.concept
