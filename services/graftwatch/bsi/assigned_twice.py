"""Organisms that belong to two events: secondary to another site, and drawn in a primary event's timeframe.

Source: NHSN Patient Safety Component Manual, chapter 2 (pathogen assignment) and chapter 4 (exception for MBI-LCBI),
January 2026. What a site takes from blood that was collected in the repeat infection timeframe of an existing primary
event, in the same stay, is assigned to that event, too. It changes neither the criterion nor the date nor the
association with a line, since it is related to another site. Not assigned: what stood in the specimens that opened
the event, which would be none without their other organism; and a non-MBI organism to an MBI-LCBI.

    06-04 S. aureus: LCBI 1      06-12 UTI and E. coli in blood: secondary to UTI, and added to the event of 06-04
    06-04 E. faecalis: MBI-LCBI  06-12 SKIN and S. aureus in blood: secondary to SKIN only
    06-12 UTI and E. faecalis with yeast in blood: E. faecalis secondary to UTI, yeast alone the primary event
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from graftwatch.bsi.blood_culture import BloodCulture
from graftwatch.bsi.episode import Episode, belongs
from graftwatch.bsi.history import History
from graftwatch.bsi.mbi import is_of_the_barrier
from graftwatch.bsi.secondary import SecondaryBsi


@dataclass(frozen=True, slots=True)
class AssignedTwice:
    """A blood culture with the organisms that a site took and that are a primary event's as well."""

    culture: BloodCulture
    site: str


def assigned_twice(
    episode: Episode, secondary: Iterable[SecondaryBsi], history: History, *, barrier_injury: bool
) -> list[AssignedTwice]:
    """What sites took from blood in the event's timeframe, by collection.

    Args:
        episode: the primary event.
        secondary: the secondary infections beside it.
        history: whose it is.
        barrier_injury: whether the event is an MBI-LCBI, which takes MBI organisms only.
    """
    found = (one for infection in secondary for one in _of_site(episode, infection, history))
    kept = (_of_the_barrier(one) for one in found) if barrier_injury else found
    return sorted(
        (one for one in kept if one.culture.found), key=lambda one: (one.culture.on, one.culture.key, one.site)
    )


def _of_site(episode: Episode, infection: SecondaryBsi, history: History) -> Iterator[AssignedTwice]:
    opening = {one.key for one in episode.met.cultures}
    for culture in infection.cultures:
        if culture.key not in opening and belongs([culture], episode, history, day=culture.on, blood=culture.on):
            yield AssignedTwice(culture, infection.site.statement.site)


def _of_the_barrier(one: AssignedTwice) -> AssignedTwice:
    kept = tuple(found for found in one.culture.found if is_of_the_barrier(found.organism))
    return replace(one, culture=replace(one.culture, found=kept))
