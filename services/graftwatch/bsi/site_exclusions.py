"""Organisms that a site excludes: they cannot be secondary to it and look for another site, or are primary.

Source: NHSN Patient Safety Component Manual, chapters 6, 7 and 10, January 2026. Urinary tract: Candida, yeast not
otherwise specified, moulds, dimorphic fungi, parasites. Pneumonia and PVAP: Candida and yeast, coagulase-negative
staphylococci and enterococci, unless the same organism is also from lung tissue or pleural fluid; PNU3 takes Candida
from blood that its respiratory specimen has, too, whichever that is.

Where the manual leaves two answers open: a yeast of another genus than Candida (Saccharomyces), which the list of the
urinary tract does not name, is not excluded there; pneumonia excludes every yeast.
"""

from collections.abc import Iterable
from typing import Final

from graftwatch.facts import SiteInfection
from graftwatch.terminology.organism import Group, Organism, OrganismKind
from graftwatch.terminology.organism_matching import matches

URINARY: Final = frozenset({"SUTI", "ABUTI"})
PULMONARY: Final = frozenset({"PNEU", "PVAP"})
NOT_URINARY: Final = frozenset({OrganismKind.MOULD, OrganismKind.DIMORPHIC_FUNGUS, OrganismKind.PARASITE})
NOT_PULMONARY: Final = frozenset({Group.CANDIDA, Group.COAGULASE_NEGATIVE_STAPHYLOCOCCUS, Group.ENTEROCOCCUS})
FROM_THE_LUNG_ITSELF: Final = ("lung", "pleura", "empyema", "thoracentesis")
FROM_THE_AIRWAYS: Final = ("sputum", "lavage", "aspirate", "trache", "bronch", "brush")


def is_excluded_by_site(
    site: str, number: str, infection: SiteInfection, organism: Organism, of_site: tuple[Organism, ...]
) -> bool:
    """Whether the site's criterion excludes the organism.

    Args:
        site: the manual's short name, "PNEU".
        number: of its criterion, "3".
        infection: the person's decision.
        organism: what is in blood.
        of_site: the organisms of the site's own specimen.
    """
    if site in URINARY:
        unnamed_yeast = organism.kind is OrganismKind.YEAST and organism.genus is None
        return unnamed_yeast or organism.kind in NOT_URINARY or Group.CANDIDA in organism.groups
    if site in PULMONARY and (organism.groups & NOT_PULMONARY or organism.kind is OrganismKind.YEAST):
        found_there = [one for one in of_site if matches(organism, one)]
        of_pnu3 = (site, number) == ("PNEU", "3") and _both_name_candida(organism, found_there)
        return not (of_pnu3 or (found_there and _from_the_lung(infection)))
    return False


def _both_name_candida(of_blood: Organism, of_site: Iterable[Organism]) -> bool:
    """Whether blood and the respiratory specimen hold Candida; yeast without a name is none, in either."""
    return Group.CANDIDA in of_blood.groups and any(Group.CANDIDA in one.groups for one in of_site)


def _from_the_lung(infection: SiteInfection) -> bool:
    """Whether the specimen is lung tissue or pleural fluid."""
    specimen = (infection.specimen_type or "").lower()
    from_airways = any(word in specimen for word in FROM_THE_AIRWAYS)
    return not from_airways and any(word in specimen for word in FROM_THE_LUNG_ITSELF)
