"""Which criteria of another site may take a bloodstream infection, and which organisms they exclude (table B1)."""

from tests.referee.history import Site
from tests.referee.matching import matches_site
from tests.referee.organisms import Organism


def _criteria(text: str) -> frozenset[str]:
    return frozenset(" ".join(text.split()).split("; "))


SCENARIO_1 = _criteria("""
    ABUTI; SUTI 1a; SUTI 1b; SUTI 2; BONE 1; BRST 1; CARD 1; CIRC 2; CIRC 3; CONJ 1a; DECU 1; DISC 1; EAR 1; EAR 3;
    EAR 5; EAR 7; EMET 1; ENDO 1; EYE 1; GE 2a; GIT 2a; GIT 2b; IAB 1; IAB 3a; IC 1; JNT 1; LUNG 1; MED 1; MEN 1;
    ORAL 1; ORAL 3a; ORAL 3d; OREP 1; PJI 1; PJI 3e; PNEU 2; PNEU 3; SA 1; SINU 1; SSI SI; SSI DI; SSI OS; SSI VASC 1;
    SKIN 2a; ST 1; UMB 1a; UR 1a; UR 3a; USI 1; VAE PVAP; VCUF 3
""")
SCENARIO_2 = _criteria("""
    ABUTI; BONE 3a; BURN 1; DISC 3a; ENDO 4a; ENDO 4b; ENDO 4c; ENDO 4d; ENDO 4f; ENDO 5a; ENDO 5b; ENDO 5c; ENDO 5d;
    ENDO 5f; ENDO 6e; ENDO 7f; GIT 1b; GIT 2c; IAB 2b; IAB 3b; JNT 3c; MEN 2c; MEN 3c; OREP 3a; PNEU 2; PNEU 3; SA 3a;
    UMB 1b; USI 3b; USI 4b
""")
LUNG_ITSELF = frozenset({"lung tissue", "pleural fluid"})
AIRWAYS = frozenset({"sputum", "bronchoalveolar lavage", "endotracheal aspirate"})
ONLY_YEAST = frozenset({"GIT 2b", "ORAL 3d"})
NEEDS_AN_MBI_ORGANISM = frozenset({"IAB 2b", "IAB 3b", "GIT 1b", "GIT 2c"})


def criterion_of(site: Site) -> str:
    """Site and criterion as table B1 writes them."""
    if site.site == "UTI":
        return site.criterion
    return f"{site.site} {site.criterion}"


def scenario(site: Site) -> int:
    """1, 2, 3 for NEC, whose blood needs no match, or 0 where the criterion takes no bloodstream infection.

    SKIN 2a: two or more commensals without a pathogen are not eligible.
    """
    name = criterion_of(site)
    if site.site == "NEC":
        return 3
    if name == "SKIN 2a" and len(site.organisms) > 1 and all(one.commensal for one in site.organisms):
        return 0
    if site.blood_is_element and name in SCENARIO_2:
        return 2
    return 1 if not site.blood_is_element and name in SCENARIO_1 else 0


def long_window(site: Site) -> bool:
    """ENDO and BONE have a window of 21 days."""
    return site.site in {"ENDO", "BONE"}


def excluded_by(site: Site, organism: Organism) -> bool:
    """Organisms that the site's definition excludes."""
    if site.site == "UTI":
        return organism.family in {"yeast", "mould"}
    if site.site in {"PNEU", "VAE"}:
        yeast = organism.family == "yeast" and not _pnu3(site, organism)
        from_the_lung = site.specimen in LUNG_ITSELF and any(matches_site(organism, one) for one in site.organisms)
        return (yeast or organism.family in {"cons", "enterococcus"}) and not from_the_lung
    return criterion_of(site) in ONLY_YEAST and organism.family != "yeast"


def _pnu3(site: Site, organism: Organism) -> bool:
    """PNU3 takes Candida that was found in blood and in sputum or lavage."""
    if site.criterion != "3" or organism.genus != "Candida":
        return False
    return any(matches_site(organism, other) for other in site.organisms) and site.specimen in AIRWAYS


def may_use_blood(site: Site, organisms: set[Organism]) -> bool:
    """What a criterion asks of the blood that is its element: IAB and GIT, at least one MBI organism."""
    return criterion_of(site) not in NEEDS_AN_MBI_ORGANISM or any(one.mbi for one in organisms)
