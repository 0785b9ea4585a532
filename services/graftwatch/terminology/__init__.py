"""Codes and words to concepts: observations, organisms and their flags, units."""

from graftwatch.terminology.code_systems import CodeSystem, code_system
from graftwatch.terminology.codes import NO_SITE_CODES, meaning
from graftwatch.terminology.concepts import (
    DEFINITIONS,
    Concept,
    ConceptDefinition,
    DoseTiming,
    Kind,
    Specimen,
    definition,
)
from graftwatch.terminology.meanings import Meaning, ResultPart, TemperatureSite
from graftwatch.terminology.organism import (
    Eligibility,
    Group,
    Organism,
    OrganismKind,
    Precision,
    Resolution,
    ResolutionStatus,
)
from graftwatch.terminology.organism_matching import matches, more_precise, same_commensal
from graftwatch.terminology.organisms import named, resolve, resolve_all
from graftwatch.terminology.result_text import Saying, saying
from graftwatch.terminology.site_codes import SiteCodes, SiteCodesError, SiteCodesFault
from graftwatch.terminology.units import Quantity, UnitProblem, UnitProblemReason, to_canonical

__all__ = [
    "DEFINITIONS",
    "NO_SITE_CODES",
    "CodeSystem",
    "Concept",
    "ConceptDefinition",
    "DoseTiming",
    "Eligibility",
    "Group",
    "Kind",
    "Meaning",
    "Organism",
    "OrganismKind",
    "Precision",
    "Quantity",
    "Resolution",
    "ResolutionStatus",
    "ResultPart",
    "Saying",
    "SiteCodes",
    "SiteCodesError",
    "SiteCodesFault",
    "Specimen",
    "TemperatureSite",
    "UnitProblem",
    "UnitProblemReason",
    "code_system",
    "definition",
    "matches",
    "meaning",
    "more_precise",
    "named",
    "resolve",
    "resolve_all",
    "same_commensal",
    "saying",
    "to_canonical",
]
