"""What the criteria conclude from one reading of the blood cultures: final results only, or all that are named.

The confirmed part of an assessment is what a reviewer would conclude from final and corrected results alone. The same
rules over all named results, preliminary ones included, say what a suspicion would become.
Secondary attribution goes first, since a primary bloodstream infection is one that no other site takes.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from graftwatch.bsi.blood_culture import BloodCulture
from graftwatch.bsi.commensal_pair import CommensalPair, commensal_pairs
from graftwatch.bsi.eligible import counting
from graftwatch.bsi.episode import Episode, Evidence, primary_episodes
from graftwatch.bsi.history import History
from graftwatch.bsi.lcbi import criteria_met
from graftwatch.bsi.secondary import Blood, SecondaryBsi, remaining, secondary_infections
from graftwatch.bsi.signs import SignSeen
from graftwatch.bsi.story import Verdicts
from graftwatch.facts import SiteInfection


@dataclass(frozen=True, slots=True)
class Conclusion:
    """Primary and secondary infections of one reading, and the commensal pairs in it."""

    pairs: tuple[CommensalPair, ...] = ()
    secondary: tuple[SecondaryBsi, ...] = ()
    episodes: tuple[Episode, ...] = ()

    @property
    def draws(self) -> frozenset[str]:
        """Blood draws that belong to an infection."""
        secondary = (draw for one in self.secondary for draw in one.draws)
        return frozenset(secondary) | {draw for one in self.episodes for draw in one.draws}


def conclude(
    history: History,
    cultures: Sequence[BloodCulture],
    signs: Sequence[SignSeen],
    verdicts: Verdicts,
    *,
    final_only: bool,
) -> Conclusion:
    """The infections that a reading of the blood cultures shows."""
    counted = counting(cultures, final_only=final_only)
    if not counted:
        return Conclusion()
    born = history.recipient.born
    pairs = commensal_pairs(counted)
    met = criteria_met(counted, pairs, signs, born)
    secondary = secondary_infections(Blood(counted, pairs, met), history.chart.of(SiteInfection), history.stays, born)
    rest = remaining(counted, secondary)
    left = commensal_pairs(rest) if secondary else pairs
    if secondary:
        met = criteria_met(rest, left, signs, born)
    episodes = primary_episodes(Evidence(rest, left, met, history, verdicts))
    return Conclusion(tuple(pairs), tuple(secondary), tuple(episodes))
