"""Result lines of the background, built once: for each analyte some dozens of OBX segments that differ in value.

Most panels are coded in LOINC, some in a laboratory's own codes with or without LOINC beside them, one in JLAC10.
"""

from dataclasses import dataclass
from random import Random
from typing import Final

from graftwatch.simulator.segments import (
    CHEMISTRY,
    CHEMISTRY_JLAC10,
    INTENSIVE_CARE,
    JAPANESE_WARDS,
    WARDS,
    Sender,
)

VARIANT_BITS: Final = 5
_VARIANTS: Final = 1 << VARIANT_BITS
_Analyte = tuple[str, str, float, float, int]  # code, unit, lowest, highest, decimals


@dataclass(frozen=True, slots=True)
class Panel:
    """One order of a system: its code, and a row of ready segments for each analyte."""

    sender: Sender
    service: str
    rows: tuple[tuple[bytes, ...], ...]

    def results(self, random: Random) -> bytes:
        """A value for each analyte, as segments."""
        bits = random.getrandbits
        return b"".join([row[bits(VARIANT_BITS)] for row in self.rows])


def _rows(random: Random, sender: Sender, analytes: tuple[_Analyte, ...]) -> tuple[tuple[bytes, ...], ...]:
    return tuple(
        tuple(_line(random, number, analyte).encode(sender.charset) for _ in range(_VARIANTS))
        for number, analyte in enumerate(analytes, 1)
    )


def _line(random: Random, number: int, analyte: _Analyte) -> str:
    code, unit, low, high, decimals = analyte
    value = random.uniform(low, high)
    span = (high - low) / 6
    flag = "L" if value < low + span else "H" if value > high - span else "N"
    usual = f"{low + span:.{decimals}f}-{high - span:.{decimals}f}"
    return f"OBX|{number}|NM|{code}||{value:.{decimals}f}|{unit}|{usual}|{flag}|||F\r"


_CHEMISTRY: Final = (
    ("1920-8^Aspartate aminotransferase^LN", "U/L", 8, 90, 0),
    ("1742-6^Alanine aminotransferase^LN", "U/L", 6, 95, 0),
    ("6768-6^Alkaline phosphatase^LN", "U/L", 30, 180, 0),
    ("2324-2^Gamma glutamyl transferase^LN", "U/L", 8, 140, 0),
    ("1975-2^Bilirubin.total^LN", "mg/dL", 0.2, 2.4, 1),
    ("2160-0^Creatinine^LN", "mg/dL", 0.4, 2.8, 2),
    ("1988-5^C reactive protein^LN", "mg/L", 0.3, 140, 1),
    ("NA^Sodium^L", "mmol/L", 126, 150, 0),
    ("K^Potassium^L", "mmol/L", 2.9, 5.6, 1),
    ("UN^Urea nitrogen^L", "mg/dL", 6, 60, 0),
)
_COUNTS: Final = (
    ("WBCX^Leukocytes^L^6690-2^Leukocytes^LN", "/uL", 2500, 16000, 0),
    ("NEU^Neutrophils^L^751-8^Neutrophils^LN", "/uL", 1500, 12000, 0),
    ("EOSX^Eosinophils^L^711-2^Eosinophils^LN", "/uL", 0, 700, 0),
    ("HGB^Haemoglobin^L", "g/dL", 7, 16, 1),
    ("PLTX^Platelets^L^777-3^Platelets^LN", "10*3/uL", 40, 420, 0),
)
_JLAC10: Final = (
    ("3B035000002327201^AST^JC10", "U/L", 8, 90, 0),
    ("3B045000002327201^ALT^JC10", "U/L", 6, 95, 0),
    ("3M810000001905101^タクロリムス^JC10", "ng/mL", 2, 14, 1),
)
_RATES: Final = (
    ("8867-4^Heart rate^LN", "/min", 48, 132, 0),
    ("9279-1^Respiratory rate^LN", "/min", 10, 28, 0),
    ("8480-6^Systolic blood pressure^LN", "mm[Hg]", 84, 178, 0),
    ("59408-5^Oxygen saturation^LN", "%", 88, 100, 0),
)
_CELSIUS: Final = ("8328-7^Axillary temperature^LN", "Cel", 35.6, 39.4, 1)
_DEGREES: Final = ("T01^Temp^99WARD^8310-5^Body temperature^LN", "°C", 35.6, 39.4, 1)
_FAHRENHEIT: Final = ("8331-1^Oral temperature^LN", "[degF]", 96.4, 102.8, 1)
_JAPANESE: Final = ("9P100000000000001^体温^JC10", "℃", 35.6, 39.4, 1)


def panels(random: Random) -> tuple[Panel, ...]:
    """The panels in the share they are ordered: of twelve, five from laboratories and seven from wards."""
    chemistry = Panel(CHEMISTRY, "CHEM^Chemistry^L", _rows(random, CHEMISTRY, _CHEMISTRY))
    counts = Panel(CHEMISTRY, "CBC^Blood count^L", _rows(random, CHEMISTRY, _COUNTS))
    japanese = Panel(CHEMISTRY_JLAC10, "CHEMJ^生化学^L", _rows(random, CHEMISTRY_JLAC10, _JLAC10))
    signs = tuple(
        Panel(sender, "VITALS^Vital signs^L", _rows(random, sender, (temperature, *_RATES)))
        for sender, temperature in (
            (WARDS, _CELSIUS),
            (WARDS, _DEGREES),
            (JAPANESE_WARDS, _JAPANESE),
            (INTENSIVE_CARE, _FAHRENHEIT),
        )
    )
    return (chemistry, chemistry, counts, counts, japanese, *signs, signs[0], signs[0], signs[3])
