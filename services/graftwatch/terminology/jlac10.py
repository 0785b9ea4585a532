"""JLAC10 codes: analyte 5 + identification 4 + material 3 + method 3 + result 2, read by position.

Source: the JSLM JLAC10 list (revision 136, 2026-03) for analytes and materials. Quantities are read only with
identification 0000 and result 01, in a material the analyte is measured in; the method is free, since it does not
change what is measured. Cultures keep their result number: 14 is the organism, 11, 12 and 01 are amounts.
Left out: every other analyte, and identification codes of load tests and timed samples.
"""

import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from graftwatch.terminology.concepts import Concept, Specimen
from graftwatch.terminology.meanings import Meaning, ResultPart, TemperatureSite

_FORM: Final = re.compile(
    r"(?P<analyte>\w{5})(?P<identification>\w{4})(?P<material>\w{3})(?P<method>\w{3})(?P<result>\w{2})", re.ASCII
)
_BLOOD_MATERIALS: Final = frozenset({"017", "019"})  # 017 blood, 019 whole blood with additive
_SERUM: Final = "023"
_UNSPECIFIED: Final = "000"
MATERIALS: Final = (*sorted(_BLOOD_MATERIALS), _SERUM)
"""The materials that a quantity is read in."""


@dataclass(frozen=True, slots=True)
class Analyte:
    """One analyte: its official name, and the concept by the material it is measured in."""

    name: str
    in_blood: Concept | None = None
    in_serum: Concept | None = None


ANALYTES: Final = MappingProxyType(
    {
        "3M810": Analyte("タクロリムス", in_blood=Concept.TACROLIMUS, in_serum=Concept.TACROLIMUS_SERUM),
        "3M805": Analyte("シクロスポリン", in_blood=Concept.CYCLOSPORINE),
        "3M814": Analyte("シロリムス", in_blood=Concept.SIROLIMUS),
        "3M815": Analyte("エベロリムス", in_blood=Concept.EVEROLIMUS),
        "3M818": Analyte("ミコフェノール酸", in_serum=Concept.MPA),
        "3B035": Analyte("AST", in_serum=Concept.AST),
        "3B045": Analyte("ALT", in_serum=Concept.ALT),
        "3B070": Analyte("ALP", in_serum=Concept.ALP),
        "3B090": Analyte("γ-GT", in_serum=Concept.GGT),
        "3J010": Analyte("総ビリルビン", in_serum=Concept.TOTAL_BILIRUBIN),
        "3J015": Analyte("直接ビリルビン", in_serum=Concept.DIRECT_BILIRUBIN),
        "2A010": Analyte("白血球数", in_blood=Concept.WBC),
        "2A050": Analyte("血小板数", in_blood=Concept.PLATELETS),
        "2A090": Analyte("好酸球数", in_blood=Concept.EOSINOPHILS),
        "5C070": Analyte("CRP", in_serum=Concept.CRP),
        "5C215": Analyte("プロカルシトニン", in_blood=Concept.PROCALCITONIN, in_serum=Concept.PROCALCITONIN),
        "3E010": Analyte("乳酸", in_blood=Concept.LACTATE, in_serum=Concept.LACTATE),
        "3C015": Analyte("クレアチニン", in_serum=Concept.CREATININE),
        "5I900": Analyte("NK細胞活性", in_blood=Concept.NK_FUNCTION),
        "5E151": Analyte("β-D-グルカン", in_blood=Concept.BETA_D_GLUCAN, in_serum=Concept.BETA_D_GLUCAN),
    }
)
# Vital signs have no material: the whole code is the meaning.
WHOLE_CODES: Final = MappingProxyType(
    {
        "9P100000000000001": Meaning.of(Concept.TEMPERATURE, "体温(腋窩)", temperature_site=TemperatureSite.AXILLARY),
        "9A751000000000001": Meaning.of(Concept.SYSTOLIC_PRESSURE, "収縮期血圧"),
    }
)
_CULTURES: Final = MappingProxyType(
    {
        "6A010": ("塗抹検査", Concept.GRAM_STAIN, Concept.BLOOD_GRAM_STAIN),
        "6B010": ("培養同定検査", Concept.CULTURE, Concept.BLOOD_CULTURE),
    }
)
_PARTS: Final = MappingProxyType(
    {"14": ResultPart.ORGANISM, "11": ResultPart.AMOUNT, "12": ResultPart.AMOUNT, "01": ResultPart.AMOUNT}
)


def jlac10_meaning(code: str) -> Meaning | None:
    """What a 17-character JLAC10 code means, or None.

    >>> jlac10_meaning("3M810000001905101").concept
    <Concept.TACROLIMUS: 'tacrolimus'>
    >>> jlac10_meaning("3M810000002305101").concept
    <Concept.TACROLIMUS_SERUM: 'tacrolimus_serum'>
    """
    if code in WHOLE_CODES:
        return WHOLE_CODES[code]
    form = _FORM.fullmatch(code)
    if form is None:
        return None
    if form["analyte"] in _CULTURES:
        return _culture(form["analyte"], form["material"], form["result"])
    if form["identification"] != "0000" or form["result"] != "01" or form["analyte"] not in ANALYTES:
        return None
    return _quantity(ANALYTES[form["analyte"]], form["material"])


def _quantity(analyte: Analyte, material: str) -> Meaning | None:
    in_blood = material in _BLOOD_MATERIALS
    concept = analyte.in_blood if in_blood else analyte.in_serum if material == _SERUM else None
    if concept is None:
        return None
    return Meaning.of(concept, analyte.name, specimen=Specimen.BLOOD if in_blood else Specimen.SERUM)


def _culture(analyte: str, material: str, result: str) -> Meaning:
    name, generic, of_blood = _CULTURES[analyte]
    part = _PARTS.get(result)
    if material in _BLOOD_MATERIALS:
        return Meaning(of_blood, name, Specimen.BLOOD, part=part)
    return Meaning(generic, name, None if material == _UNSPECIFIED else Specimen.OTHER, part=part)
