"""Whether two organism terms are the same for the manual: matching between specimens, and the commensal pair.

Source: NHSN manual (2026), chapter 2 (matching organisms) and chapter 4 (same common commensal).
Matching: both to species, they must be identical; else they must agree at the genus. Exceptions: Staphylococcus
without a species matches no coagulase-negative staphylococcus and Streptococcus without one no viridans
streptococcus, named or not, since the genus alone is not a commensal; "yeast" matches any yeast; a Gram-stain form
matches nothing. Commensal pair: the same species, or a species and the group or genus name that describes it; two
different species, or two different groups, are not the same. Subspecies and antibiograms do not matter.
"""

from typing import Final

from graftwatch.terminology.organism import Group, Organism, OrganismKind, Precision
from graftwatch.terminology.report_words import words_of
from graftwatch.terminology.species_table import VIRIDANS_GROUPS
from graftwatch.terminology.synonyms import SAME_SPECIES

_YEAST: Final = "Yeast"
_DIPHTHEROIDS: Final = "Diphtheroids"
_COAGULASE_POSITIVE: Final = "Coagulase-positive staphylococci"
"""Complementary to S. aureus by the manual's table of speciated and unspeciated organisms (chapter 4)."""
_PRECISION_ORDER: Final = (Precision.MORPHOLOGY, Precision.GROUP, Precision.GENUS, Precision.SPECIES)
_SPLIT_GENERA: Final = {"Propionibacterium": "Cutibacterium"}
"""A genus without a species that laboratories still send for its commensal part, which has a name of its own now."""
_SPECIES_DESCRIBED: Final = {
    "Beta-hemolytic streptococcus": words_of(
        "agalactiae canis dysgalactiae equi iniae porcinus pseudoporcinus pyogenes"
    ),
    "Streptococcus, group C": words_of("dysgalactiae equi"),
    "Streptococcus, group G": words_of("canis dysgalactiae"),
    "Alpha-hemolytic streptococcus": words_of("pneumoniae"),
}
"""The species, none of them viridans, that a description of streptococci stands for."""
_COMMENSAL_GROUPS: Final = frozenset({Group.COAGULASE_NEGATIVE_STAPHYLOCOCCUS, Group.VIRIDANS_STREPTOCOCCUS})


def matches(one: Organism, other: Organism) -> bool:
    """Whether the organisms match between a site's specimen and blood (chapter 2).

    >>> from graftwatch.terminology.organisms import named
    >>> matches(named("Pseudomonas"), named("Pseudomonas aeruginosa"))
    True
    >>> matches(named("Staphylococcus"), named("Coagulase-negative staphylococci"))
    False
    """
    if Precision.MORPHOLOGY in {one.precision, other.precision}:
        return False
    if _taxon(one) == _taxon(other):
        return True
    if _YEAST in {one.name, other.name}:
        return one.kind is other.kind is OrganismKind.YEAST
    if one.species is not None and other.species is not None:
        return _species_of(one) == _species_of(other)
    return (
        _genus_agrees(one, other) and _groups_agree(one, other) and not _bare_genus_beside_commensal_group(one, other)
    )


def same_commensal(one: Organism, other: Organism) -> bool:
    """Whether two positive specimens hold the same common commensal (chapter 4).

    >>> from graftwatch.terminology.organisms import named
    >>> same_commensal(named("Staphylococcus epidermidis"), named("Coagulase-negative staphylococci"))
    True
    >>> same_commensal(named("Staphylococcus epidermidis"), named("Staphylococcus hominis"))
    False
    """
    if not (one.common_commensal and other.common_commensal):
        return False
    if _taxon(one) == _taxon(other):
        return True
    if one.species is not None and other.species is not None:
        return _species_of(one) == _species_of(other)
    if _DIPHTHEROIDS in {one.name, other.name}:
        return "Corynebacterium" in {one.genus, other.genus}
    return _genus_agrees(one, other) and _groups_agree(one, other)


def more_precise(one: Organism, other: Organism) -> Organism:
    """Of two names of the same organism the one to report; the first if they say equally much."""
    return other if _rank(other) > _rank(one) else one


def _rank(organism: Organism) -> tuple[int, bool]:
    subgroup = organism.name in VIRIDANS_GROUPS
    return _PRECISION_ORDER.index(organism.precision), subgroup


def _taxon(organism: Organism) -> str:
    return SAME_SPECIES.get(organism.name, organism.name)


def _species_of(organism: Organism) -> tuple[str | None, str | None]:
    accepted = SAME_SPECIES.get(f"{organism.genus} {organism.species}")
    if accepted is None:
        return organism.genus, organism.species
    genus, _, species = accepted.partition(" ")
    return genus, species


def _genus_agrees(one: Organism, other: Organism) -> bool:
    """The same genus; the genus that most of another one was split from, where nobody names the species."""
    if one.genus is None or other.genus is None:
        return False
    return one.genus == other.genus or _is_split_from(one, other) or _is_split_from(other, one)


def _is_split_from(bare: Organism, other: Organism) -> bool:
    return bare.precision is Precision.GENUS and other.genus == _SPLIT_GENERA.get(bare.name)


def _groups_agree(one: Organism, other: Organism) -> bool:
    """A named group of viridans streptococci only takes its own species and the unnamed group."""
    for group, member in ((one, other), (other, one)):
        species = VIRIDANS_GROUPS.get(group.name)
        if species is not None and member.species is not None:
            return member.species in species
        if species is not None and member.name in VIRIDANS_GROUPS:
            return False
    return _descriptions_agree(one, other)


def _descriptions_agree(one: Organism, other: Organism) -> bool:
    """Two descriptive groups of a genus are the same only if a rule group joins them."""
    for group, member in ((one, other), (other, one)):
        if group.name == _COAGULASE_POSITIVE and member.species is not None:
            return Group.COAGULASE_NEGATIVE_STAPHYLOCOCCUS not in member.groups
        if group.name in _SPECIES_DESCRIBED and member.species is not None:
            return member.species in _SPECIES_DESCRIBED[group.name]
        if group.precision is Precision.GROUP and member.precision is not Precision.GENUS:
            return bool(group.groups & member.groups & _COMMENSAL_GROUPS)
    return True


def _bare_genus_beside_commensal_group(one: Organism, other: Organism) -> bool:
    for bare, member in ((one, other), (other, one)):
        if bare.precision is Precision.GENUS and bool(member.groups & _COMMENSAL_GROUPS):
            return not bare.groups
    return False
