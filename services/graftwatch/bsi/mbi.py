"""Mucosal barrier injury LCBI: which primary bloodstream infections come from an injured gut or mouth.

Source: NHSN Patient Safety Component Manual, chapter 4, January 2026. LCBI 1, 2 or 3 must be fully met first. MBI-LCBI
1: only MBI organisms. MBI-LCBI 2 and 3: only viridans streptococci and Rothia, 3 under 1 year of age. And a ground of
`mbi_grounds.py`: stem cells with an injured gut, or neutropenia. A non-MBI organism in the repeat infection timeframe
makes it LCBI again, unless another site took that specimen. A commensal that meets no criterion is ignored, since it
is no organism of the event.

| organisms of the event, neutropenic              | reported as |
| ------------------------------------------------ | ----------- |
| E. coli                                          | MBI-LCBI-1  |
| E. coli, and S. epidermidis from one specimen    | MBI-LCBI-1  |
| E. coli, and S. epidermidis of a pair with fever | LCBI-1      |
| E. coli, S. aureus                               | LCBI-1      |
| viridans streptococci of a pair with fever       | MBI-LCBI-2  |
| the same and E. coli in the window               | MBI-LCBI-1  |
| the same and S. aureus in the window             | LCBI-1      |

Where the manual leaves two answers open: an MBI organism that is added to an MBI-LCBI 2 in its timeframe, outside the
window, leaves it MBI-LCBI 2.
"""

from dataclasses import dataclass

from graftwatch.bsi.episode import Episode
from graftwatch.bsi.history import Element, History
from graftwatch.bsi.lcbi import LCBI_1, LCBI_3
from graftwatch.bsi.mbi_grounds import barrier_grounds
from graftwatch.bsi.period import is_before_anniversary
from graftwatch.terminology.organism import Group, Organism

ORAL_COMMENSALS = frozenset({Group.VIRIDANS_STREPTOCOCCUS, Group.ROTHIA})


@dataclass(frozen=True, slots=True)
class BarrierInjury:
    """Whether a primary event is an MBI-LCBI: the criterion it is reported by, its ground, and what is missing."""

    criterion: str
    ground: tuple[Element, ...] = ()
    missing: tuple[str, ...] = ()


def barrier_injury(episode: Episode, history: History) -> BarrierInjury:
    """The criterion of a primary event, with or without mucosal barrier injury."""
    against = [*_against_by_organism(episode), *_against_by_age(episode, history)]
    ground, lacking = barrier_grounds(history, episode.met.anchor)
    if ground and not against:
        return BarrierInjury(f"MBI-{episode.criterion}", ground)
    return BarrierInjury(episode.criterion, missing=(*against, *(() if ground else lacking)))


def _against_by_organism(episode: Episode) -> list[str]:
    """Why the organisms are not those of mucosal barrier injury alone."""
    organisms = [one.organism for one in episode.organisms]
    others = [one.name for one in organisms if not is_of_the_barrier(one)]
    if not others:
        return []
    only = "MBI organisms" if episode.criterion == LCBI_1 else "viridans streptococci and Rothia"
    return [f"only {only}: {', '.join(others)} {'is' if len(others) == 1 else 'are'} not among them"]


def is_of_the_barrier(organism: Organism) -> bool:
    """Whether an organism comes from an injured gut or mouth: an MBI organism, viridans streptococci or Rothia."""
    return bool(organism.groups & ORAL_COMMENSALS) if organism.common_commensal else organism.mbi


def _against_by_age(episode: Episode, history: History) -> list[str]:
    if episode.criterion != LCBI_3:
        return []
    born = history.recipient.born
    infant = born is not None and is_before_anniversary(born, episode.met.anchor)
    return [] if infant else ["an age under 1 year on the day of the blood"]
