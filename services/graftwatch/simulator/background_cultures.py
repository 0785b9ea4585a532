"""Cultures of the hospital's other patients: a queue of open specimens, each advanced in its turn.

Blood, urine, sputum and drains; most stay without growth. Reports are shorter than those about recipients, but of
the same kinds, from the specimen-centred system and from the old one.
"""

from collections import deque
from dataclasses import dataclass
from random import Random
from typing import Final

from graftwatch.simulator.organisms import COMMENSALS, PATHOGENS, Organism

_OPEN: Final = 160  # specimens in the incubators
_POSITIVE: Final = 0.12
_COMMENSAL: Final = 0.4  # of the positive ones
_SPECIMENS: Final = (
    ("BLD^Whole blood^HL70487", "BLDV^Blood venous", "600-7^Bacteria identified in Blood by Culture^LN"),
    ("BLD^Whole blood^HL70487", "BLDV^Blood venous", "17928-3^Bacteria identified in Blood by Aerobe culture^LN"),
    ("UR^Urine^HL70487", "UR^Urine", "634-6^Bacteria identified in Specimen by Aerobe culture^LN"),
    ("SPT^Sputum^HL70487", "SPT^Sputum", "634-6^Bacteria identified in Specimen by Aerobe culture^LN"),
    ("DRN^Drain^HL70487", "DRN^Drain", "635-3^Bacteria identified in Specimen by Anaerobe culture^LN"),
)
_STATUSES: Final = ("I", "P", "P", "F")
_STAIN: Final = 1
_FINAL: Final = len(_STATUSES) - 1


@dataclass(slots=True)
class OpenSpecimen:
    """A specimen in the laboratory and how far it is."""

    patient: int
    number: str
    collected: str
    kind: int
    organism: Organism | None
    stage: int = 0

    @property
    def specimen_type(self) -> str:
        """SPM-4."""
        return _SPECIMENS[self.kind][0]

    @property
    def source(self) -> str:
        """OBR-15 of old systems."""
        return _SPECIMENS[self.kind][1]

    @property
    def code(self) -> str:
        """OBR-4 and OBX-3."""
        return _SPECIMENS[self.kind][2]

    @property
    def status(self) -> str:
        """OBR-25 and OBX-11."""
        return _STATUSES[self.stage]

    def result(self, *, coded: bool) -> str:
        """The result so far, as a segment; empty while there is none."""
        if self.stage == 0:
            return ""
        kind, value = self._value(coded=coded)
        return f"OBX|1|{kind}|{self.code}|1|{value}||||||{self.status}\r"

    def _value(self, *, coded: bool) -> tuple[str, str]:
        if self.organism is None:
            time = "5 days" if self.stage == _FINAL else f"{24 * self.stage} hours"
            return "ST", f"No growth after {time}"
        if self.stage == _STAIN:
            return "ST", self.organism.gram
        if coded and self.organism.snomed:
            return "CWE", f"{self.organism.snomed}^{self.organism.name}^SCT"
        return "ST", self.organism.spoken[0]


class Incubators:
    """The open specimens of the hospital."""

    def __init__(self, random: Random, patients: int, impostors: int) -> None:
        self._random = random
        self._patients = patients
        self._impostors = impostors
        self._received = 0
        self._open: deque[OpenSpecimen] = deque()

    def next_report(self, now: str) -> OpenSpecimen:
        """A new specimen, or the one that waited longest, one stage further."""
        if len(self._open) < _OPEN:
            return self._receive(now)
        specimen = self._open.popleft()
        specimen.stage += 1
        if specimen.stage < _FINAL:
            self._open.append(specimen)
        return specimen

    def _receive(self, now: str) -> OpenSpecimen:
        random = self._random
        organism = self._growth() if random.random() < _POSITIVE else None
        self._received += 1
        among = self._impostors if organism is not None and random.random() < _POSITIVE else self._patients
        kind = random.randrange(len(_SPECIMENS))
        specimen = OpenSpecimen(random.randrange(among), f"C{self._received:07d}", now, kind, organism)
        self._open.append(specimen)
        return specimen

    def _growth(self) -> Organism:
        return self._random.choice(COMMENSALS if self._random.random() < _COMMENSAL else PATHOGENS)
