"""Which blood specimens count, and which of their organisms (chapter 4, tables 1 and 2; chapter 2, instructions).

The last version of a report stands. A non-culture test is disregarded where blood for culture was collected from two
days before to one day after it, and counts only for what it names by genus or species. An organism that is excluded
everywhere is no evidence of anything.
"""

from dataclasses import replace
from datetime import timedelta

from tests.referee.history import Blood, History
from tests.referee.matching import covers
from tests.referee.organisms import CONS, VIRIDANS, YEAST, Organism

NEITHER_GENUS_NOR_SPECIES = frozenset({CONS, VIRIDANS, YEAST})


def standing(history: History) -> list[Blood]:
    """The blood specimens whose result stands, by day of collection."""
    kept = [one for one in history.bloods if one.current.status != "X"]
    cultures = {one.on for one in kept if one.method == "culture"}
    return sorted((one for one in kept if not _overruled(one, cultures)), key=lambda one: (one.on, one.number))


def only_final(bloods: list[Blood]) -> list[Blood]:
    """The same specimens with nothing but what is final or corrected; all of them still were collected."""
    return [replace(one, reports=(replace(one.current, found=one.current.final),)) for one in bloods]


def _overruled(blood: Blood, culture_days: set) -> bool:
    if blood.method != "nct":
        return False
    return any(blood.on + timedelta(days=shift) in culture_days for shift in (-2, -1, 0, 1))


def named(blood: Blood) -> list[Organism]:
    """What the specimen holds; of a non-culture test only what is named to the genus or species.

    One organism that is named twice, by its group or genus and by its species, is reported once, by its species.
    """
    found = blood.current.organisms
    if blood.method == "nct":
        found = tuple(one for one in found if one not in NEITHER_GENUS_NOR_SPECIES)
    return [one for one in found if not any(covers(one, other) for other in found if one != YEAST)]


def pathogens(blood: Blood) -> list[Organism]:
    """Recognised pathogens: known, not a common commensal, not excluded everywhere."""
    return [one for one in named(blood) if is_pathogen(one)]


def is_pathogen(organism: Organism) -> bool:
    """Whether it is a recognised pathogen, perhaps one that alone makes no primary infection."""
    return not organism.commensal and organism.family != "unknown" and organism.excluded != "everywhere"


def commensals(blood: Blood) -> list[Organism]:
    """Common commensals; only a culture may pair them (LCBI 2 and 3)."""
    return [one for one in named(blood) if one.commensal and blood.method == "culture"]
