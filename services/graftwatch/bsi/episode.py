"""Primary bloodstream infections: which criterion opens an event, and what its repeat infection timeframe takes in.

Source: NHSN Patient Safety Component Manual, chapters 2 and 4, January 2026. Events are taken in order of their dates.
Whatever has its date in the repeat infection timeframe and the same stay is added to the event; date and criterion
stay, with one exception.

Where the manual leaves two answers open, these are chosen:
- A commensal pair comes first and a pathogen follows in its infection window period: the date of event of LCBI 2
  stays, and the event is reported as LCBI 1, pathogen first. A pathogen before the pair, or on its day, is
  the first positive test: LCBI 1 opens the event with its own date, though a sign of LCBI 2 is earlier.
- A commensal pair inside an event's window or timeframe is added without a sign; a single commensal never is.

    06-04 S. aureus (LCBI 1)    06-17 E. coli: day 14, added    06-18 E. coli: day 15, a new event
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from graftwatch.bsi.blood_culture import BloodCulture
from graftwatch.bsi.commensal_pair import CommensalPair
from graftwatch.bsi.eligible import is_sole_pathogen, pathogens
from graftwatch.bsi.hospital_stay import HospitalStays
from graftwatch.bsi.infection_window import infection_window_period
from graftwatch.bsi.lcbi import LCBI_1, CriterionMet, criteria_met
from graftwatch.bsi.named_organism import NamedOrganism, is_same
from graftwatch.bsi.period import Period
from graftwatch.bsi.repeat_infection_timeframe import repeat_infection_timeframe
from graftwatch.bsi.signs import SignSeen
from graftwatch.bsi.story import Verdict, Verdicts
from graftwatch.terminology.organism_matching import more_precise


@dataclass(frozen=True, slots=True)
class Evidence:
    """What primary events are drawn from: blood cultures that count, commensal pairs, signs, stays and verdicts."""

    cultures: Sequence[BloodCulture]
    pairs: Sequence[CommensalPair]
    signs: Sequence[SignSeen]
    stays: HospitalStays
    verdicts: Verdicts
    born: date | None


@dataclass(frozen=True, slots=True)
class Episode:
    """One primary bloodstream infection.

    Attributes:
        met: the criterion that opened it.
        criterion: the criterion it is reported by.
        date_of_event: date of the first element, or hospital day 1 where that lies just before the admission.
        cultures: all its blood cultures, by collection.
        organisms: its organisms, pathogens first.
        verdict: what a person decided about it.
    """

    met: CriterionMet
    criterion: str
    date_of_event: date
    cultures: tuple[BloodCulture, ...]
    organisms: tuple[NamedOrganism, ...]
    verdict: Verdict | None = None

    @property
    def window(self) -> Period:
        """Its infection window period."""
        return infection_window_period(self.met.anchor)

    @property
    def timeframe(self) -> Period:
        """Its repeat infection timeframe, in nominal days."""
        return repeat_infection_timeframe(self.date_of_event)

    @property
    def draws(self) -> frozenset[str]:
        """Keys of its blood draws."""
        return frozenset(one.key for one in self.cultures)


def primary_episodes(evidence: Evidence) -> list[Episode]:
    """The primary bloodstream infections, by date of event."""
    met = criteria_met(evidence.cultures, evidence.pairs, evidence.signs, evidence.born)
    left = sorted(met, key=lambda one: (_turn(one, evidence.cultures), one.key))
    episodes: list[Episode] = []
    while left:
        episode = _episode(left[0], evidence, _taken(episodes))
        episodes.append(episode)
        left = [one for one in left[1:] if not _belongs(one.date_of_event, episode, evidence.stays)]
        left = [one for one in left if not any(culture.key in episode.draws for culture in one.cultures)]
    return episodes


def _turn(met: CriterionMet, cultures: Iterable[BloodCulture]) -> tuple[date, str]:
    """When a criterion opens an event: by its date, but not before a pathogen that is its window's first positive."""
    window = infection_window_period(met.anchor)
    first = [one.on for one in cultures if window.first <= one.on <= met.anchor and _has_sole_pathogen(one)]
    return max([met.date_of_event, *first[:1]]), met.criterion


def _has_sole_pathogen(culture: BloodCulture) -> bool:
    return any(is_sole_pathogen(found.organism) for found in culture.found)


def _taken(episodes: Iterable[Episode]) -> frozenset[str]:
    return frozenset(draw for one in episodes for draw in one.draws)


def _episode(met: CriterionMet, evidence: Evidence, taken: frozenset[str]) -> Episode:
    """The event that a criterion opens, with all that belongs to it."""
    opened = Episode(
        met=met,
        criterion=met.criterion,
        date_of_event=evidence.stays.set_to_admission(met.date_of_event),
        cultures=met.cultures,
        organisms=(),
        verdict=evidence.verdicts.about(one.key for one in met.cultures),
    )
    free = [one for one in evidence.cultures if one.key not in taken]
    pairs = [one for one in evidence.pairs if _pair_belongs(one, opened, evidence.stays, taken)]
    paired = {culture.key for pair in pairs for culture in (pair.first, pair.second)}
    cultures = [
        one
        for one in free
        if one in met.cultures or one.key in paired or (pathogens(one) and _belongs(one.on, opened, evidence.stays))
    ]
    return Episode(
        met=met,
        criterion=_criterion(opened, cultures),
        date_of_event=opened.date_of_event,
        cultures=tuple(cultures),
        organisms=organisms_of(cultures, pairs),
        verdict=opened.verdict,
    )


def _belongs(day: date, episode: Episode, stays: HospitalStays) -> bool:
    """Whether something of this date is taken in by the event's repeat infection timeframe."""
    verdict = episode.verdict
    if verdict is not None and verdict.takes_away and day > verdict.given_on:
        return False
    dated = stays.set_to_admission(day)
    return dated in episode.timeframe and stays.same(dated, episode.date_of_event)


def _pair_belongs(pair: CommensalPair, episode: Episode, stays: HospitalStays, taken: frozenset[str]) -> bool:
    draws = (pair.first, pair.second)
    if any(one.key in taken for one in draws):
        return False
    inside = any(_belongs(one.on, episode, stays) for one in draws)
    return inside or all(one.on in episode.window and stays.same(one.on, episode.date_of_event) for one in draws)


def _criterion(opened: Episode, cultures: Iterable[BloodCulture]) -> str:
    """LCBI 1 where a pathogen lies in the window that the event was opened in."""
    sole = any(one.on in opened.window and _has_sole_pathogen(one) for one in cultures)
    return LCBI_1 if sole else opened.criterion


def organisms_of(cultures: Iterable[BloodCulture], pairs: Iterable[CommensalPair]) -> tuple[NamedOrganism, ...]:
    """The organisms of an event, each once: pathogens by collection, then the paired commensals."""
    found = [one for culture in cultures for one in pathogens(culture)]
    found += [one for pair in pairs for one in pair.found]
    kept: list[NamedOrganism] = []
    for one in found:
        same = next((i for i, held in enumerate(kept) if is_same(held.organism, one.organism)), None)
        if same is None:
            kept.append(one)
        elif more_precise(kept[same].organism, one.organism) is not kept[same].organism:
            kept[same] = one
    return tuple(kept)
