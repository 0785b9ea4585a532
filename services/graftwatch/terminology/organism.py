"""What an organism is to the surveillance rules, and what became of a name that a laboratory sent.

Source: NHSN Patient Safety Component Manual, chapters 2 and 4 (January 2026). The common commensal and mucosal
barrier injury (MBI) flags do not say whether an organism may cause an infection at all: eligibility does.
Left out: the taxonomy (organism_table.py and its neighbours) and the reading of names (organisms.py).
"""

from dataclasses import dataclass
from enum import StrEnum


class OrganismKind(StrEnum):
    """The broad kind, as far as a rule asks; mixed or unsaid kinds are `unspecified`."""

    BACTERIUM = "bacterium"
    YEAST = "yeast"
    MOULD = "mould"
    DIMORPHIC_FUNGUS = "dimorphic_fungus"
    VIRUS = "virus"
    PARASITE = "parasite"
    UNSPECIFIED = "unspecified"


class Eligibility(StrEnum):
    """Where the manual lets an organism be used."""

    ELIGIBLE = "eligible"
    EXCLUDED_AS_PRIMARY = "excluded_as_primary"
    EXCLUDED_EVERYWHERE = "excluded_everywhere"


class Group(StrEnum):
    """Groups that a rule names."""

    COAGULASE_NEGATIVE_STAPHYLOCOCCUS = "coagulase_negative_staphylococcus"
    VIRIDANS_STREPTOCOCCUS = "viridans_streptococcus"
    ROTHIA = "rothia"
    ENTEROCOCCUS = "enterococcus"
    CANDIDA = "candida"


class Precision(StrEnum):
    """How far a name goes; a descriptive group ("coagulase-negative staphylococci") or a mere form."""

    SPECIES = "species"
    GENUS = "genus"
    GROUP = "group"
    MORPHOLOGY = "morphology"


@dataclass(frozen=True, slots=True)
class Organism:
    """One organism term.

    Attributes:
        name: canonical name; `named(name)` gives the same organism back.
        genus: genus, None where the term names none ("Yeast", "Gram-negative bacillus").
        species: species epithet without subspecies, None where the term names none.
        kind: bacterium, yeast, mould, dimorphic fungus, virus, parasite.
        precision: species, genus, descriptive group or morphology.
        common_commensal: on the NHSN common commensal list.
        mbi: on the NHSN mucosal barrier injury list.
        eligibility: eligible, excluded as the sole primary pathogen, or excluded everywhere.
        groups: rule groups it belongs to.
        snomed: SNOMED CT id, for the common ones.
    """

    name: str
    genus: str | None
    species: str | None
    kind: OrganismKind
    precision: Precision
    common_commensal: bool
    mbi: bool
    eligibility: Eligibility = Eligibility.ELIGIBLE
    groups: frozenset[Group] = frozenset()
    snomed: str | None = None


class ResolutionStatus(StrEnum):
    """What became of a name."""

    RESOLVED = "resolved"
    UNRESOLVED = "unresolved"
    NOT_AN_ORGANISM = "not_an_organism"


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a laboratory's words or codes stand for; `organism` is there only when resolved."""

    reported: str
    status: ResolutionStatus
    organism: Organism | None = None
