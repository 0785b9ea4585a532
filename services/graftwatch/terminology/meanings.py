"""What one code says: the concept, and what else its official name fixes.

A code may fix the specimen, the body site of a temperature and the timing of a drug level. Where it does not,
the field is None and the message decides. `usual_unit` is the unit that goes with the code's property and is
never assumed; `default_unit` is what a site declared for values without a unit.
"""

from dataclasses import dataclass
from enum import StrEnum

from graftwatch.terminology.concepts import Concept, DoseTiming, Specimen, definition


class TemperatureSite(StrEnum):
    """Where a temperature was measured."""

    ORAL = "oral"
    AXILLARY = "axillary"
    RECTAL = "rectal"
    TYMPANIC = "tympanic"
    BLADDER = "bladder"
    BLOOD = "blood"
    OESOPHAGEAL = "oesophageal"
    CORE = "core"


class ResultPart(StrEnum):
    """Which part of a culture's result a code stands for, where a code system numbers them."""

    ORGANISM = "organism"
    AMOUNT = "amount"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a code means.

    Attributes:
        concept: entry of the published list.
        name: official name of the code; for a site's own code the concept's name.
        specimen: what the code itself says was drawn; None: the message decides.
        temperature_site: body site of a temperature, where the code names one.
        timing: timing of a drug level, where the code names one.
        usual_unit: unit of the code's property, for tables and checks; never assumed for a value.
        default_unit: unit that the site declared for values without one.
        part: organism or amount, where a culture's result has parts with codes of their own.
    """

    concept: Concept
    name: str
    specimen: Specimen | None = None
    temperature_site: TemperatureSite | None = None
    timing: DoseTiming | None = None
    usual_unit: str | None = None
    default_unit: str | None = None
    part: ResultPart | None = None

    @classmethod
    def of(
        cls,
        concept: Concept,
        name: str,
        *,
        specimen: Specimen | None = None,
        temperature_site: TemperatureSite | None = None,
        usual_unit: str | None = None,
    ) -> "Meaning":
        """A code's meaning, with the timing and unit of its concept unless the code has its own."""
        row = definition(concept)
        unit = usual_unit or row.unit
        return cls(concept, name, specimen, temperature_site, row.timing, unit)
