"""The tables behind units.py: spellings and factors by dimension, and each concept's dimension.

Source: UCUM; molar factors from the SI conversion table of the AMA Manual of Style, 11th edition (bilirubin
17.104, creatinine 88.4 µmol/L per mg/dL); lactate 9.01 mg/dL per mmol/L (lactic acid, 90.08 g/mol). A
spelling is compared after folding (NFKC, no case, no blanks), so one row covers its variants. Left out: the factor of
0.35 from JSCC to IFCC for ALP: no unit says which method measured it, so a site that changed within a window says so.
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
        "e3",
        "tsd",
        "tsd.",
        "千",
    )
    return tuple(f"{power}{unit}" for power in powers for unit in per)


_RATES: Final = (
    *("/min", "1/min", "bpm", "min-1", "min^-1", "/m", "rpm", "/分", "回/分", "拍/分"),
    *("{beats}/min", "{beat}/min", "beats/min", "beats/minute", "beats per minute", "{resp}/min", "resp/min"),
    *("{breaths}/min", "breaths/min", "br/min", "breaths/minute", "breaths per minute"),
)
_COUNT_BASES: Final = ("/uL", "/mm3", "/mm^3", "/mcL", "/cmm", "/cumm", "cells/uL")
_GIGA: Final = ("10*9", "10^9", "x10*9", "x10^9", "10e9", "x10e9", "10e+9", "e9", "giga", "gpt", "g")
_PER_LITRE_9: Final = (*(f"{power}/L" for power in _GIGA), "/nL")
_HUNDREDS: Final = tuple(
    f"{power}{unit}"
    for power in ("10*2", "10^2", "x10*2", "x10^2", "10e2", "x10e2", "x100", "百")
    for unit in _COUNT_BASES
)
_TEN_THOUSANDS: Final = tuple(
    f"{power}{unit}" for power in ("10*4", "10^4", "x10*4", "x10^4", "10e4", "x10e4", "万") for unit in _COUNT_BASES
)

# The degree sign comes as a masculine ordinal, a ring above and a Japanese half-circle, too.
_DEGREE_SIGNS: Final = ("°", "º", "˚", "゜", "ﾟ")
_CELSIUS: Final = (
    *("Cel", "C", "degC", "deg C", "degrees C", "deg. C", "Celsius", "degree Celsius", "degrees Celsius", "度"),
    *("deg.C", "摂氏", "度C", *(f"{sign}C" for sign in _DEGREE_SIGNS)),
)
_FAHRENHEIT_SPELLINGS: Final = (
    *("[degF]", "degF", "F", "deg F", "degrees F", "deg. F", "Fahrenheit", "degrees Fahrenheit"),
    *(f"{sign}F" for sign in _DEGREE_SIGNS),
)

_Rows = tuple[tuple[tuple[str, ...], Conversion], ...]

SPELLINGS_BY_DIMENSION: Final[Mapping[str, _Rows]] = MappingProxyType(
    {
        "temperature": (
            (_CELSIUS, SAME),
            (_FAHRENHEIT_SPELLINGS, _FAHRENHEIT),
        ),
        "rate": ((_RATES, SAME),),
        "pressure": (
            # A torr is 1/760 atmosphere: it differs from a millimetre of mercury in the seventh digit.
            (("mm[Hg]", "mmHg", "mm Hg", "mm(Hg)", "millimeters of mercury", "torr"), SAME),
            (("kPa",), _over("0.1333220")),  # UCUM: the metre of mercury is 133.3220 kPa
        ),
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
            (
                ("IU/L/37C", "IU/L/37°C", "U/L/37°C", "IU/l37°C"),
                SAME,
            ),  # the temperature of the assay, as Japan writes it
            (("ukat/L", "mckat/L"), _times("60")),  # 1 katal is 6 × 10⁷ U by definition
            (("nkat/L",), _times("0.06")),
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


_DIMENSIONS_OF: Final = {
    "temperature": (Concept.TEMPERATURE,),
    "rate": (Concept.HEART_RATE, Concept.RESPIRATORY_RATE),
    "pressure": (Concept.SYSTOLIC_PRESSURE, Concept.MEAN_ARTERIAL_PRESSURE),
    "percent": (Concept.OXYGEN_SATURATION, Concept.NK_CELL_FRACTION),
    "ng/mL": (
        *(Concept.TACROLIMUS, Concept.TACROLIMUS_TROUGH, Concept.TACROLIMUS_SERUM),
        *(Concept.CYCLOSPORINE, Concept.CYCLOSPORINE_TROUGH, Concept.CYCLOSPORINE_C2),
        *(Concept.SIROLIMUS, Concept.SIROLIMUS_TROUGH, Concept.EVEROLIMUS, Concept.EVEROLIMUS_TROUGH),
        Concept.PROCALCITONIN,
    ),
    "pg/mL": (Concept.BETA_D_GLUCAN,),
    "mg/L": (Concept.MPA, Concept.MPA_TROUGH, Concept.CRP),
    "mg.h/L": (Concept.MPA_AUC,),
    "U/L": (Concept.AST, Concept.ALT, Concept.ALP, Concept.GGT),
    "bilirubin": (Concept.TOTAL_BILIRUBIN, Concept.DIRECT_BILIRUBIN),
    "creatinine": (Concept.CREATININE,),
    "lactate": (Concept.LACTATE,),
    "10*9/L": (Concept.WBC, Concept.ANC, Concept.EOSINOPHILS, Concept.PLATELETS),
    "/uL": (Concept.NK_CELLS,),
}
DIMENSIONS: Final = MappingProxyType(
    {concept: dimension for dimension, concepts in _DIMENSIONS_OF.items() for concept in concepts}
)
"""Which units a concept's values can have; NK function has none that compare."""
