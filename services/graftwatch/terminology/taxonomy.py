"""Genus and species to an organism with its flags: the tables put together.

A species takes its genus' row unless species_table.py says otherwise, so a species nobody listed comes out right.
In Staphylococcus and Streptococcus the species decides, and an unlisted one is unknown here. Viruses have no
table: a name that ends in -virus or -viridae is one by the rules of its nomenclature.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from graftwatch.terminology.bacteria_table import BACTERIA, ENTEROBACTERALES_ROWS, GenusRow
from graftwatch.terminology.fungi_table import FUNGI, PARASITES
from graftwatch.terminology.organism import Eligibility, Group, Organism, OrganismKind, Precision
from graftwatch.terminology.organism_codes import SNOMED_BY_NAME
from graftwatch.terminology.rare_bacteria_table import RARE_BACTERIA
from graftwatch.terminology.species_table import (
    COAGULASE_NEGATIVE,
    COAGULASE_POSITIVE,
    COMMENSAL_SUBSPECIES,
    EXCLUDED_AS_PRIMARY,
    EXCLUDED_EVERYWHERE,
    EXCLUDED_SPECIES_AS_PRIMARY,
    FLAG_EXCEPTIONS,
    OTHER_STREPTOCOCCI,
    VIRIDANS,
)

_MIXED_GENERA: Final = MappingProxyType(
    {
        "Staphylococcus": COAGULASE_NEGATIVE | COAGULASE_POSITIVE,
        "Streptococcus": VIRIDANS | OTHER_STREPTOCOCCI,
    }
)
# Species whose epithet is also a genus; any other genus behind a genus is the next finding of a list.
_NAMED_LIKE_A_GENUS: Final = frozenset(
    {
        ("Candida", "candida"),
        ("Cupriavidus", "necator"),
        ("Obesumbacterium", "proteus"),
        ("Scopulariopsis", "acremonium"),
        ("Streptobacillus", "moniliformis"),
    }
)
_EPITHET: Final = re.compile(r"[a-z]{4,}")
# Latin and latinised endings of epithets, and endings of English and medical words that look like them. A real
# epithet outside of this only loses its species, not its genus and flags.
_LATIN_ENDING: Final = re.compile(
    r"(?:a|i|um|us|is|ae|ens|ans|ense|ale|ile|are|orme|gale|breve|mune|genes|cnes|oides|ides|iles|ceps|odes|enes|ites"
    r"|fer|ger|bacter|ruber|color|ax|ix|ex|par|fyr|yx|su|chy|hot)$"
)
_NOT_LATIN: Final = re.compile(
    r"ous$|itis$|[^l]osis$|psis$|ysis$|^(?:this|basis|serum|sputum|medium|media|data|extra|bacteria|maximum|minimum"
    r"|specimens|antigens|pathogens|regimens|plus|thus|mucus|focus|status|versus|possible|rare|sensitive|flora"
    r"|refer|prefer|transfer|differ|finger|larger|longer|trigger|buffer|offer|mobile|sterile|while|male|female|scale|pale|dense|intense|suites|sites|care|compare|prepare|aware)$"
)


def _genera() -> Mapping[str, GenusRow]:
    rows = {genus: row for row in (*RARE_BACTERIA, *BACTERIA, *FUNGI, *PARASITES) for genus in row.genera.split()}
    return MappingProxyType(rows)


GENERA: Final = _genera()
ENTEROBACTERALES: Final = frozenset(genus for row in ENTEROBACTERALES_ROWS for genus in row.genera.split())
GENUS_BY_FOLDED: Final = MappingProxyType({genus.casefold(): genus for genus in GENERA})


def is_epithet(genus: str, word: str) -> bool:
    """Whether the word can be a species of the genus: a known one, or Latin where any species will do."""
    if genus in _MIXED_GENERA:
        return word in _MIXED_GENERA[genus]
    if word in GENUS_BY_FOLDED and word != genus.casefold():
        return (genus, word) in _NAMED_LIKE_A_GENUS
    latin = _LATIN_ENDING.search(word) is not None and _NOT_LATIN.search(word) is None
    return latin and _EPITHET.fullmatch(word) is not None


def is_mixed(genus: str) -> bool:
    """Whether the flags of the genus depend on the species."""
    return genus in _MIXED_GENERA


def organism(genus: str, species: str | None = None, subspecies: str | None = None) -> Organism:
    """The organism of a known genus; the subspecies only where the rules ask for it."""
    commensal_subspecies = (genus, species, subspecies) in COMMENSAL_SUBSPECIES
    name = " ".join(part for part in (genus, species, subspecies if commensal_subspecies else None) if part)
    common_commensal, mbi = (True, False) if commensal_subspecies else _flags(genus, species)
    return Organism(
        name=name,
        genus=genus,
        species=species,
        kind=GENERA[genus].kind,
        precision=Precision.SPECIES if species else Precision.GENUS,
        common_commensal=common_commensal,
        mbi=mbi,
        eligibility=eligibility(genus, species),
        groups=_groups(genus, species, common_commensal=common_commensal),
        snomed=SNOMED_BY_NAME.get(name),
    )


def _flags(genus: str, species: str | None) -> tuple[bool, bool]:
    if species is not None and (genus, species) in FLAG_EXCEPTIONS:
        return FLAG_EXCEPTIONS[genus, species]
    if genus == "Staphylococcus":
        return species in COAGULASE_NEGATIVE, False
    if genus == "Streptococcus":
        return species in VIRIDANS, species in VIRIDANS
    return GENERA[genus].common_commensal, GENERA[genus].mbi


def eligibility(genus: str | None, species: str | None = None) -> Eligibility:
    """Where the manual lets the organism be used; viruses and parasites never as a primary pathogen."""
    if genus in EXCLUDED_EVERYWHERE:
        return Eligibility.EXCLUDED_EVERYWHERE
    kind = GENERA[genus].kind if genus is not None and genus in GENERA else None
    not_primary = genus in EXCLUDED_AS_PRIMARY or (genus, species) in EXCLUDED_SPECIES_AS_PRIMARY
    if not_primary or kind in {OrganismKind.VIRUS, OrganismKind.PARASITE}:
        return Eligibility.EXCLUDED_AS_PRIMARY
    return Eligibility.ELIGIBLE


def _groups(genus: str, species: str | None, *, common_commensal: bool) -> frozenset[Group]:
    of_genus = {
        "Rothia": Group.ROTHIA,
        "Enterococcus": Group.ENTEROCOCCUS,
        "Candida": Group.CANDIDA,
    }
    of_commensal = {
        "Staphylococcus": Group.COAGULASE_NEGATIVE_STAPHYLOCOCCUS,
        "Streptococcus": Group.VIRIDANS_STREPTOCOCCUS,
    }
    group = of_genus.get(genus) or (of_commensal.get(genus) if species and common_commensal else None)
    return frozenset({group}) if group else frozenset()
