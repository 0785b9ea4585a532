"""When two organism names are the same organism (chapter 4: table 4 for a pair, appendix B for a site)."""

from tests.referee.organisms import CONS, VIRIDANS, YEAST, Organism


def covers(general: Organism, named: Organism) -> bool:
    """Whether one term is the genus or group of the other: matched at genus, with the exceptions of appendix B.

    Staphylococcus without species is not coagulase-negative, Streptococcus without species is not viridans; yeast is
    any yeast.
    """
    if general.species or general == named:
        return False
    if general in {CONS, VIRIDANS}:
        return named.family == general.family
    if general == YEAST:
        return named.family == "yeast"
    if general.genus in {"Staphylococcus", "Streptococcus"} and named.family in {"cons", "viridans"}:
        return False
    return bool(general.genus) and general.genus == named.genus


def same_commensal(one: Organism, other: Organism) -> bool:
    """A pair of commensals: the same name, or one is only the genus or the group of the other."""
    return one == other or covers(one, other) or covers(other, one)


def more_precise(one: Organism, other: Organism) -> Organism:
    """The name that a matching pair is reported by."""
    return one if one.species else other


def matches_site(blood: Organism, site: Organism) -> bool:
    """Blood and site-specific specimen: identical where both have a species, else by genus."""
    return blood == site or covers(blood, site) or covers(site, blood)


def most_precise(organisms: set[Organism]) -> set[Organism]:
    """One organism that is there by its genus or group and by its species is reported by the species (table 4)."""
    return {one for one in organisms if one == YEAST or not any(covers(one, other) for other in organisms)}
