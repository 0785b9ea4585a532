"""The example messages of schemas/hl7/examples and what each of them says to the service, written by hand.

Patient, numbers and values are invented. A test reads each file and compares; the document shows both.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Example:
    """One example: the file's name without its ending, what it shows, and the facts that it gives."""

    name: str
    shows: str
    facts: tuple[str, ...] = ()


_ADMITTED: Final = "admission, 2026-05-31T01:00:00+00:00"
_DRAWN: Final = "culture of blood, 2026-06-04T23:00:00+00:00"

EXAMPLES: Final = (
    Example("admission", "ADT^A01: the stay begins (PV1-44).", (_ADMITTED,)),
    Example("transfer", "ADT^A02: another ward (EVN-6, PV1-3).", ("transfer, 2026-06-01T11:00:00+00:00", _ADMITTED)),
    Example("discharge", "ADT^A03: the stay ends (PV1-45).", ("discharge, 2026-06-25T04:00:00+00:00", _ADMITTED)),
    Example(
        "discharge-cancelled",
        "ADT^A13: the discharge of the same stay is taken back.",
        (
            "discharge, 2026-06-25T04:00:00+00:00 (taken back)",
            "death, 2026-06-25T04:00:00+00:00 (taken back)",  # what its disposition may have said
            _ADMITTED,
        ),
    ),
    Example("merge", "ADT^A40: what came under MRG-1 belongs to PID-3; about the roster, and no fact."),
    Example("death", "ADT^A08 with PID-29 and PID-30.", ("death, 2026-06-28T22:30:00+00:00",)),
    Example(
        "culture-order",
        "OML^O21: a culture that was drawn and is pending.",
        ("order of blood, 2026-06-04T23:00:00+00:00, preliminary, growth pending",),
    ),
    Example(
        "blood-culture-preliminary",
        "ORU^R01, status P: what the gram stain of the bottle shows.",
        (f"{_DRAWN}, preliminary, growth positive: Gram-positive coccus in clusters (preliminary)",),
    ),
    Example(
        "blood-culture-final",
        "OUL^R22, status F: the same order and specimen, the organism coded; antibiogram by OBR-26 and -29.",
        (
            f"{_DRAWN}, final, growth positive: Staphylococcus aureus (final)",
            f"{_DRAWN}, final, growth positive: Staphylococcus aureus (final)".replace("culture", "susceptibility"),
        ),
    ),
    Example(
        "blood-culture-corrected",
        "OUL^R22, status C: the whole report anew; what it leaves out is taken back.",
        (f"{_DRAWN}, corrected, growth positive: Staphylococcus epidermidis (corrected)",),
    ),
    Example(
        "blood-culture-no-growth",
        "ORU^R01, status F: no growth is a result, too.",
        ("culture of blood, 2026-06-04T23:15:00+00:00, final, growth none",),
    ),
    Example(
        "blood-culture-old-system",
        "ORU^R01 of v2.3: local time without zone, specimen in OBR-15, the organism in lines of text.",
        ("culture of blood, 2026-06-04T23:30:00+00:00, final, growth positive: Escherichia coli (final)",),
    ),
    Example(
        "blood-culture-japanese",
        "OUL^R22 in ISO 2022 (`~ISO IR87`): JLAC10 and JANIS codes, the amount joined by OBX-4.",
        ("culture of blood, 2026-06-04T23:45:00+00:00, final, growth positive: Klebsiella pneumoniae (final)",),
    ),
    Example(
        "chemistry",
        "ORU^R01: numbers with units, a comparator in SN; µmol/L is converted.",
        (
            "ast 212 U/L, 2026-06-10T21:10:00+00:00",
            "alt 188 U/L, 2026-06-10T21:10:00+00:00",
            "total_bilirubin 1.999532 mg/dL, 2026-06-10T21:10:00+00:00",
            "crp <0.6 mg/L, 2026-06-10T21:10:00+00:00",
        ),
    ),
    Example(
        "tacrolimus-trough",
        "ORU^R01: a drug level whose code says that it is a trough.",
        ("tacrolimus trough 7.4 ng/mL, 2026-06-10T21:10:00+00:00",),
    ),
    Example(
        "vital-signs",
        "ORU^R30 from the bedside.",
        (
            "temperature axillary 38.6 Cel, 2026-06-05T05:05:00+00:00",
            "heart_rate 104 /min, 2026-06-05T05:05:00+00:00",
            "systolic_pressure 96 mm[Hg], 2026-06-05T05:05:00+00:00",
        ),
    ),
    Example(
        "drug-administration",
        "RAS^O17: a dose that was given, and one that was refused.",
        ("dose of tacrolimus, 2026-06-09T23:05:00+00:00", "dose of tacrolimus, 2026-06-10T11:00:00+00:00 (taken back)"),
    ),
    Example(
        "pathology-report",
        "MDM^T02: what a report on a biopsy seems to say, for a person to confirm with `graftwatch decide`.",
        ("biopsy for a person to confirm: no grade, RAI 5, 2026-06-12T01:00:00+00:00",),
    ),
)
