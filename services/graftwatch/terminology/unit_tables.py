"""The tables behind units.py: spellings and factors by dimension, and limits of plausibility by concept.

Source: UCUM; molar factors from the SI conversion table of the AMA Manual of Style, 11th edition (bilirubin
17.104, creatinine 88.4 µmol/L per mg/dL); lactate 9.01 mg/dL per mmol/L (lactic acid, 90.08 g/mol). Limits are
wide on purpose: they find a wrong unit or a slipped digit, not an abnormal result. A spelling is compared after
folding (NFKC, no case, no blanks), so one row covers its variants.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from graftwatch.terminology.concepts import Concept


@dataclass(frozen=True, slots=True)
class Conversion:
    """Canonical = (value - offset) × factor ÷ divisor."""

    factor: Decimal = Decimal(1)
    divisor: Decimal = Decimal(1)
    offset: Decimal = Decimal(0)

    def apply(self, value: Decimal) -> Decimal:
        """The value in the canonical unit."""
        if self == SAME:
            return value
        return (value - self.offset) * self.factor / self.divisor


SAME: Final = Conversion()
_FAHRENHEIT: Final = Conversion(factor=Decimal(5), divisor=Decimal(9), offset=Decimal(32))


def _times(factor: str) -> Conversion:
    return Conversion(factor=Decimal(factor))


def _over(divisor: str) -> Conversion:
    return Conversion(divisor=Decimal(divisor))


_NG_PER_ML: Final = ("ng/mL", "ug/L", "mcg/L", "ngml", "pg/uL", "ng/cc")
_MG_PER_L: Final = ("mg/L", "ug/mL", "mcg/mL", "ng/uL")
_PER_UL: Final = ("/uL", "/mm3", "/mm^3", "/cmm", "/mcL", "cells/uL", "cells/mcL", "cells/mm3", "{cells}/uL")
_PER_UL_MORE: Final = ("#/uL", "個/uL", "10*6/L", "10^6/L", "x10^6/L", "10e6/L", "10e+6/L", "1/uL", "x10*6/L")


def _thousands(per: tuple[str, ...]) -> tuple[str, ...]:
    """Every way of writing 10³ before "/µL" and its kin."""
    powers = (
        "10*3",
        "10^3",
        "x10*3",
        "x10^3",
        "10e3",
        "x10e3",
        "10e+3",
        "k",
        "thou",
        "thousand",
        "th",
        "10x3",
        "x1000",
    )
    return tuple(f"{power}{unit}" for power in powers for unit in per)


_RATES: Final = (
    *("/min", "1/min", "bpm", "min-1", "min^-1", "/m", "rpm", "/分", "回/分", "拍/分"),
    *("{beats}/min", "{beat}/min", "beats/min", "beats/minute", "beats per minute", "{resp}/min", "resp/min"),
    *("{breaths}/min", "breaths/min", "br/min", "breaths/minute", "breaths per minute"),
)
_COUNT_BASES: Final = ("/uL", "/mm3", "/mm^3", "/mcL", "/cmm", "/cumm", "cells/uL")
_PER_LITRE_9: Final = tuple(
    f"{power}/L" for power in ("10*9", "10^9", "x10*9", "x10^9", "10e9", "x10e9", "10e+9", "giga", "gpt", "g")
)
_HUNDREDS: Final = tuple(
    f"{power}{unit}" for power in ("10*2", "10^2", "x10*2", "x10^2", "10e2", "x100") for unit in _COUNT_BASES
)
_TEN_THOUSANDS: Final = tuple(
    f"{power}{unit}" for power in ("10*4", "10^4", "x10*4", "x10^4", "10e4", "万") for unit in _COUNT_BASES
)

_Rows = tuple[tuple[tuple[str, ...], Conversion], ...]

SPELLINGS_BY_DIMENSION: Final[Mapping[str, _Rows]] = MappingProxyType(
    {
        "temperature": (
            (("Cel", "°C", "C", "degC", "deg C", "degrees C", "deg. C", "Celsius", "degree Celsius", "度"), SAME),
            (("[degF]", "degF", "°F", "F", "deg F", "degrees F", "deg. F", "Fahrenheit"), _FAHRENHEIT),
        ),
        "rate": ((_RATES, SAME),),
        "pressure": ((("mm[Hg]", "mmHg", "mm Hg", "mm(Hg)", "millimeters of mercury"), SAME),),
        "percent": ((("%", "percent", "% sat", "%{saturation}", "%O2", "/100{cells}", "/100"), SAME),),
        "ng/mL": (
            (_NG_PER_ML, SAME),
            (_MG_PER_L, _times("1000")),
            (("ng/dL",), _over("100")),
            (("pg/mL", "ng/L"), _over("1000")),
        ),
        "pg/mL": ((("pg/mL", "ng/L"), SAME), (_NG_PER_ML, _times("1000"))),
        "mg/L": (
            (_MG_PER_L, SAME),
            (("mg/dL", "mg%", "mg/100mL"), _times("10")),
            (_NG_PER_ML, _over("1000")),
        ),
        "mg.h/L": ((("mg.h/L", "mg*h/L", "mg·h/L", "ug.h/mL", "ug*h/mL", "ug·h/mL", "mg h/L"), SAME),),
        "U/L": (
            (("U/L", "IU/L", "[iU]/L", "[IU]/L", "{IU}/L", "units/L", "unit/L", "mU/mL", "mIU/mL"), SAME),
            (("ukat/L", "mckat/L"), _times("60")),  # 1 katal is 6 × 10⁷ U by definition
        ),
        "bilirubin": (
            (("mg/dL", "mg%", "mg/100mL"), SAME),
            (("mg/L",), _over("10")),
            (("umol/L", "mcmol/L", "nmol/mL"), _over("17.104")),
        ),
        "creatinine": (
            (("mg/dL", "mg%", "mg/100mL"), SAME),
            (("mg/L",), _over("10")),
            (("umol/L", "mcmol/L", "nmol/mL"), _over("88.4")),
        ),
        "lactate": (
            (("mmol/L", "mM", "meq/L"), SAME),
            (("mg/dL", "mg%", "mg/100mL"), _over("9.01")),
        ),
        "10*9/L": (
            (_thousands(_COUNT_BASES) + _PER_LITRE_9, SAME),
            (_PER_UL + _PER_UL_MORE, _over("1000")),
            (_HUNDREDS, _over("10")),
            (_TEN_THOUSANDS, _times("10")),
        ),
        "/uL": (
            (_PER_UL + _PER_UL_MORE, SAME),
            (_thousands(_COUNT_BASES) + _PER_LITRE_9, _times("1000")),
            (_HUNDREDS, _times("100")),
        ),
    }
)


def spellings_of(dimension: str) -> Iterator[tuple[str, Conversion]]:
    """Each spelling of a dimension's units with its conversion."""
    for spellings, rule in SPELLINGS_BY_DIMENSION[dimension]:
        for spelling in spellings:
            yield spelling, rule


@dataclass(frozen=True, slots=True)
class _Row:
    dimension: str
    low: str
    high: str


_BLOOD_DRUG: Final = _Row("ng/mL", "0", "200")  # the highest tacrolimus poisonings published are near 100 ng/mL
_CYCLOSPORINE: Final = _Row("ng/mL", "0", "10000")
_MPA: Final = _Row("mg/L", "0", "300")
_ENZYME: Final = _Row("U/L", "0", "100000")
_BILIRUBIN: Final = _Row("bilirubin", "0", "100")

_ROWS: Final = MappingProxyType(
    {
        # Below 24 °C hypothermia ends in arrest (Swiss staging); above 45 °C nobody has been recorded alive.
        Concept.TEMPERATURE: _Row("temperature", "24", "45"),
        Concept.HEART_RATE: _Row("rate", "0", "350"),
        Concept.RESPIRATORY_RATE: _Row("rate", "0", "150"),
        Concept.SYSTOLIC_PRESSURE: _Row("pressure", "0", "350"),
        Concept.MEAN_ARTERIAL_PRESSURE: _Row("pressure", "0", "300"),
        Concept.OXYGEN_SATURATION: _Row("percent", "1", "100"),
        Concept.TACROLIMUS: _BLOOD_DRUG,
        Concept.TACROLIMUS_TROUGH: _BLOOD_DRUG,
        Concept.TACROLIMUS_SERUM: _BLOOD_DRUG,
        Concept.CYCLOSPORINE: _CYCLOSPORINE,
        Concept.CYCLOSPORINE_TROUGH: _CYCLOSPORINE,
        Concept.CYCLOSPORINE_C2: _CYCLOSPORINE,
        Concept.SIROLIMUS: _BLOOD_DRUG,
        Concept.SIROLIMUS_TROUGH: _BLOOD_DRUG,
        Concept.EVEROLIMUS: _BLOOD_DRUG,
        Concept.EVEROLIMUS_TROUGH: _BLOOD_DRUG,
        Concept.MPA: _MPA,
        Concept.MPA_TROUGH: _MPA,
        Concept.MPA_AUC: _Row("mg.h/L", "0", "1000"),
        Concept.AST: _ENZYME,
        Concept.ALT: _ENZYME,
        Concept.ALP: _ENZYME,
        Concept.GGT: _ENZYME,
        Concept.TOTAL_BILIRUBIN: _BILIRUBIN,
        Concept.DIRECT_BILIRUBIN: _BILIRUBIN,
        Concept.WBC: _Row("10*9/L", "0", "1000"),
        Concept.ANC: _Row("10*9/L", "0", "500"),
        Concept.EOSINOPHILS: _Row("10*9/L", "0", "200"),
        Concept.PLATELETS: _Row("10*9/L", "0", "5000"),
        Concept.CRP: _Row("mg/L", "0", "1000"),
        Concept.PROCALCITONIN: _Row("ng/mL", "0", "5000"),
        Concept.LACTATE: _Row("lactate", "0", "50"),
        Concept.CREATININE: _Row("creatinine", "0", "60"),
        Concept.BETA_D_GLUCAN: _Row("pg/mL", "0", "100000"),
        Concept.NK_CELLS: _Row("/uL", "0", "20000"),
        Concept.NK_CELL_FRACTION: _Row("percent", "0", "100"),
    }
)
DIMENSIONS: Final = MappingProxyType({concept: row.dimension for concept, row in _ROWS.items()})
LIMITS: Final = MappingProxyType({concept: (Decimal(row.low), Decimal(row.high)) for concept, row in _ROWS.items()})
