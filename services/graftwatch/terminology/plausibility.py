"""What a body can have: the limits of each concept in its canonical unit, each with its reason.

The limits are wide on purpose: they find a wrong unit ("98.6 Cel"), a slipped digit or another sample, not an abnormal
result. The limit itself is possible, what lies beyond is not: such a value is told with its concept and place, kept
out of the rules, and never converted on a guess. Sources are published extremes; where none is certain, the reason
says what the limit was taken from.
"""

from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from graftwatch.terminology.concepts import Concept


@dataclass(frozen=True, slots=True)
class Limits:
    """The least and the greatest possible value, in the concept's canonical unit, and why."""

    low: Decimal
    high: Decimal
    reason: str


def _limits(low: str, high: str, reason: str) -> Limits:
    return Limits(Decimal(low), Decimal(high), reason)


_TACROLIMUS: Final = _limits("0", "200", "the highest levels of published poisonings are near 100 ng/mL")
_CYCLOSPORINE: Final = _limits("0", "10000", "peaks stay below 3,000 ng/mL; published overdoses reach 6,000")
_MTOR_INHIBITOR: Final = _limits("0", "200", "as for tacrolimus; targets are 3 to 15 ng/mL")
_MPA: Final = _limits("0", "300", "peaks stay below 60 mg/L; overdoses have been measured below 300")
_TRANSAMINASE: Final = _limits("0", "100000", "ischaemic and fulminant hepatitis reach some 50,000 U/L")
_BILIRUBIN: Final = _limits("0", "100", "the highest published values are near 80 mg/dL")
_PRESSURE_REASON: Final = "the highest ever measured in an artery, under heavy lifting, is 480 over 350 mm[Hg]"

LIMITS: Final = MappingProxyType(
    {
        Concept.TEMPERATURE: _limits(
            "24", "46.5", "below 24 Cel the heart stops (Swiss staging, HT IV); 46.5 Cel is the highest survived"
        ),
        Concept.HEART_RATE: _limits(
            "0", "350", "1:1 conduction of atrial flutter is the fastest lasting rhythm, near 300"
        ),
        Concept.RESPIRATORY_RATE: _limits("0", "150", "newborns in distress reach 120; oscillation is no breath"),
        Concept.SYSTOLIC_PRESSURE: _limits("0", "480", _PRESSURE_REASON),
        Concept.MEAN_ARTERIAL_PRESSURE: _limits("0", "400", _PRESSURE_REASON),
        Concept.OXYGEN_SATURATION: _limits("1", "100", "a share; 0 is a probe that fell off"),
        Concept.TACROLIMUS: _TACROLIMUS,
        Concept.TACROLIMUS_TROUGH: _TACROLIMUS,
        Concept.TACROLIMUS_SERUM: _TACROLIMUS,
        Concept.CYCLOSPORINE: _CYCLOSPORINE,
        Concept.CYCLOSPORINE_TROUGH: _CYCLOSPORINE,
        Concept.CYCLOSPORINE_C2: _CYCLOSPORINE,
        Concept.SIROLIMUS: _MTOR_INHIBITOR,
        Concept.SIROLIMUS_TROUGH: _MTOR_INHIBITOR,
        Concept.EVEROLIMUS: _MTOR_INHIBITOR,
        Concept.EVEROLIMUS_TROUGH: _MTOR_INHIBITOR,
        Concept.MPA: _MPA,
        Concept.MPA_TROUGH: _MPA,
        Concept.MPA_AUC: _limits(
            "0", "1000", "the target is 30 to 60 mg.h/L; ten times that is no exposure but an error"
        ),
        Concept.AST: _TRANSAMINASE,
        Concept.ALT: _TRANSAMINASE,
        Concept.ALP: _TRANSAMINASE,
        Concept.GGT: _TRANSAMINASE,
        Concept.TOTAL_BILIRUBIN: _BILIRUBIN,
        Concept.DIRECT_BILIRUBIN: _BILIRUBIN,
        Concept.WBC: _limits("0", "1000", "leukaemias reach some 800 × 10*9/L"),
        Concept.ANC: _limits("0", "500", "chronic myeloid leukaemia reaches some 400 × 10*9/L"),
        Concept.EOSINOPHILS: _limits("0", "200", "eosinophilic leukaemias reach some 150 × 10*9/L"),
        Concept.PLATELETS: _limits("0", "5000", "essential thrombocythaemia reaches some 4,000 × 10*9/L"),
        Concept.CRP: _limits("0", "1000", "the highest measured values are near 700 mg/L"),
        Concept.PROCALCITONIN: _limits("0", "5000", "septic shock reaches some 1,000 ng/mL; assays are diluted beyond"),
        Concept.LACTATE: _limits("0", "50", "the highest published values are below 45 mmol/L"),
        Concept.CREATININE: _limits("0", "80", "the highest published value is 73.8 mg/dL"),
        Concept.BETA_D_GLUCAN: _limits("0", "100000", "measured by dilution to some 50,000 pg/mL"),
        Concept.NK_CELLS: _limits("0", "20000", "a tenth of the lymphocytes as a rule; NK leukaemias reach the limit"),
        Concept.NK_CELL_FRACTION: _limits("0", "100", "a share"),
    }
)
"""Every concept that is a number in one unit."""


def is_possible(value: Decimal, concept: Concept) -> bool:
    """Whether a body can have this value of the concept, given in its canonical unit.

    >>> is_possible(Decimal("46.5"), Concept.TEMPERATURE), is_possible(Decimal("46.6"), Concept.TEMPERATURE)
    (True, False)
    """
    limits = LIMITS[concept]
    return limits.low <= value <= limits.high
