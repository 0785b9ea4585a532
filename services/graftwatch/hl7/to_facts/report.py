"""A microbiology report on its way: its observations from all groups of one order, gathered before they are read.

Identity: order (filler's number, else placer's), service, specimen number and kind of report, so that preliminary,
final and corrected reports are versions of one. Left out: what the observations say.
"""

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from graftwatch.facts import ReportKind, pseudonymous_key
from graftwatch.hl7.to_facts.coded import coded
from graftwatch.hl7.to_facts.result_groups import Observation, ResultGroup
from graftwatch.hl7.to_facts.specimens import GroupSpecimen
from graftwatch.terminology.concepts import Concept
from graftwatch.terminology.meanings import Meaning

REPORT_KINDS: Final = MappingProxyType(
    {
        Concept.BLOOD_CULTURE: ReportKind.CULTURE,
        Concept.CULTURE: ReportKind.CULTURE,
        Concept.BLOOD_GRAM_STAIN: ReportKind.GRAM_STAIN,
        Concept.GRAM_STAIN: ReportKind.GRAM_STAIN,
        Concept.BLOOD_NCT: ReportKind.NON_CULTURE_TEST,
        Concept.SUSCEPTIBILITY: ReportKind.SUSCEPTIBILITY,
    }
)


@dataclass(slots=True)
class Report:
    """The observations of one report, gathered before they are read."""

    kind: ReportKind
    group: ResultGroup
    specimen: GroupSpecimen
    specimen_type: str | None
    observations: list[tuple[Observation, Meaning | None]] = field(default_factory=list)
    groups: list[ResultGroup] = field(default_factory=list)

    def base_identity(self) -> str:
        """Order, service, specimen number and kind; the time of collection only where nobody gave a filler's number."""
        service = next(iter(coded(self.group.request, 4)), None)
        named = (service.code or service.text) if service is not None else ""
        number = self.specimen.number
        placed = self.group.placer if number else f"{self.group.placer} {self.specimen.collected}"
        known = self.group.filler or self.group.placer or number or self.specimen.collected
        order = self.group.filler or (placed if known else self.specimen.key)
        return f"{self.kind}:{pseudonymous_key(order, named, number)}"
