"""Organisms that a site excludes: they cannot be secondary to it and look for another site, or are primary.

Source: NHSN Patient Safety Component Manual, chapters 6, 7 and 10, January 2026. Urinary tract: Candida, yeast not
otherwise specified, moulds, dimorphic fungi, parasites. Pneumonia and PVAP: Candida and yeast, coagulase-negative
staphylococci and enterococci, unless from lung tissue or pleural fluid; PNU3 takes Candida from blood together with
sputum or lavage.
"""

from typing import Final

from graftwatch.facts import SiteInfection
from graftwatch.terminology.organism import Group, Organism, OrganismKind
from graftwatch.terminology.organism_matching import matches

URINARY: Final = frozenset({"ABUTI", "SUTI1A", "SUTI1B", "SUTI2"})
PULMONARY: Final = frozenset({"PNEU2", "PNEU3", "PVAP"})
NOT_URINARY: Final = frozenset(
    {OrganismKind.YEAST, OrganismKind.MOULD, OrganismKind.DIMORPHIC_FUNGUS, OrganismKind.PARASITE}
)
NOT_PULMONARY: Final = frozenset({Group.CANDIDA, Group.COAGULASE_NEGATIVE_STAPHYLOCOCCUS, Group.ENTEROCOCCUS})
FROM_THE_LUNG_ITSELF: Final = ("lung", "pleura")
FROM_THE_AIRWAYS: Final = ("sputum", "lavage", "bal", "aspirate", "brush")


def is_excluded_by_site(
    criterion: str, infection: SiteInfection, organism: Organism, of_site: tuple[Organism, ...]
) -> bool:
    """Whether the site's criterion excludes the organism."""
    if criterion in URINARY:
        return organism.kind in NOT_URINARY or Group.CANDIDA in organism.groups
    if criterion in PULMONARY:
        return _excluded_from_lung(criterion, infection, organism, of_site)
    return False


def _excluded_from_lung(
    criterion: str, infection: SiteInfection, organism: Organism, of_site: tuple[Organism, ...]
) -> bool:
    specimen = (infection.specimen_type or "").lower()
    if any(word in specimen for word in FROM_THE_LUNG_ITSELF):
        return False
    is_candida = Group.CANDIDA in organism.groups
    if criterion == "PNEU3" and is_candida and any(word in specimen for word in FROM_THE_AIRWAYS):
        return not any(matches(organism, one) for one in of_site)
    return bool(organism.groups & NOT_PULMONARY) or organism.kind is OrganismKind.YEAST
