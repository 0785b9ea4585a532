"""Primary bloodstream infections: which criterion opens an event, and what its repeat infection timeframe takes in.

Source: NHSN Patient Safety Component Manual, chapters 2 and 4, January 2026. Criteria are taken by their dates. One
whose date of event lies in the repeat infection timeframe of an event, and in the same stay, opens no event: its
organisms are added to that one, whose date and device association stay. The stay is that of the first positive blood,
also where a sign is earlier. So a commensal pair is added with its sign, by the date of its first element, although
both specimens may be drawn after the timeframe; a pair without a sign and a single commensal meet no criterion and are
left out. Each organism of a specimen goes its own way. An event that a person refused keeps its own blood and takes in
none whose growth was stated after the refusal: that blood opens an event of its own. And blood that a person took away
as an event of its own stays one when earlier blood comes late (story.py).

Where the manual leaves two answers open, these are chosen:
- A commensal pair comes first and a pathogen follows in its infection window period: the date of event of LCBI 2
  stays, and the event is reported as LCBI 1, pathogen first. A pathogen before the pair, or on its day, is
  the first positive test: LCBI 1 opens the event with its own date, though a sign of LCBI 2 is earlier.
- A pathogen after the window, in the timeframe, is added and the criterion stays LCBI 2.
- A pair that shares a specimen with the pair that opened the event, and whose date of event lies in the stay and
  timeframe of it, is added although its first specimen was drawn after the stay: one specimen makes no two events.
- An organism that is excluded as the sole pathogen is added, since it is not the event's sole one.

    06-04 S. aureus (LCBI 1)    06-17 E. coli: day 14, added    06-18 E. coli: day 15, a new event
    06-04 S. aureus (LCBI 1)    06-17 fever, 06-18 and 06-19 CoNS: LCBI 2 of 06-17, day 14, CoNS added
    06-04 S. aureus (LCBI 1)    06-18 fever, 06-18 and 06-19 CoNS: LCBI 2 of 06-18, day 15, a new event
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from graftwatch.bsi.blood_culture import BloodCulture, growth_stated_at
from graftwatch.bsi.commensal_pair import CommensalPair
from graftwatch.bsi.eligible import is_pathogen, is_sole_pathogen
from graftwatch.bsi.history import History
from graftwatch.bsi.infection_window import infection_window_period
from graftwatch.bsi.lcbi import LCBI_1, CriterionMet
from graftwatch.bsi.named_organism import NamedOrganism, is_same
from graftwatch.bsi.period import Period
from graftwatch.bsi.repeat_infection_timeframe import repeat_infection_timeframe
from graftwatch.bsi.story import UNDECIDED, OnGrowth, StoryName, Verdict, Verdicts
from graftwatch.terminology.organism_matching import more_precise


@dataclass(frozen=True, slots=True)
class Evidence:
    """What primary events are drawn from: blood cultures that count, their pairs and criteria, whose, and verdicts."""

    cultures: Sequence[BloodCulture]
    pairs: Sequence[CommensalPair]
    met: Sequence[CriterionMet]
    history: History
    verdicts: Verdicts


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A common commensal in a draw of an event that meets no criterion: single, or a pair without a sign."""

    culture: BloodCulture
    found: NamedOrganism
    paired: bool


@dataclass(frozen=True, slots=True)
class Episode:
    """One primary bloodstream infection.

    Attributes:
        met: the criterion that opened it.
        criterion: the criterion it is reported by.
        date_of_event: date of the first element, or hospital day 1 where that lies just before the admission.
        cultures: all its blood cultures with the organisms that are the event's, by collection.
        organisms: its organisms, pathogens first.
        added: criteria that it took in.
        left_out: common commensals of its draws that are not the event's.
        decided: what a person decided about it.
    """

    met: CriterionMet
    criterion: str
    date_of_event: date
    cultures: tuple[BloodCulture, ...]
    organisms: tuple[NamedOrganism, ...]
    added: tuple[CriterionMet, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    decided: OnGrowth = UNDECIDED

    @property
    def verdict(self) -> Verdict | None:
        """The person's verdict that holds for it."""
        return self.decided.verdict

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
    order = {one.key: number for number, one in enumerate(evidence.cultures)}
    dated = [(_turn(one, evidence.cultures), one) for one in evidence.met]
    left = sorted(dated, key=lambda one: (one[0], one[1].criterion, order[one[1].cultures[0].key], one[1].key))
    episodes: list[Episode] = []
    while left:
        episode = _episode(left[0][1], left[1:], evidence)
        episodes.append(episode)
        left = [(day, one) for day, one in left[1:] if one not in episode.added]
        if episode.verdict is not None and episode.verdict.silences:  # its blood is no part of what is judged anew
            evidence = replace(evidence, cultures=[one for one in evidence.cultures if one.key not in episode.draws])
    return episodes


def _turn(met: CriterionMet, cultures: Iterable[BloodCulture]) -> date:
    """When a criterion opens an event: by its date, but not before a pathogen that is its window's first positive."""
    window = infection_window_period(met.anchor)
    first = [one.on for one in cultures if window.first <= one.on <= met.anchor and _has_sole_pathogen(one)]
    return max([met.date_of_event, *first[:1]])


def _has_sole_pathogen(culture: BloodCulture) -> bool:
    return any(is_sole_pathogen(found.organism) for found in culture.found)


def _keys(met: CriterionMet) -> tuple[str, ...]:
    return tuple(one.key for one in met.cultures)


def _episode(met: CriterionMet, others: Iterable[tuple[date, CriterionMet]], evidence: Evidence) -> Episode:
    """The event that a criterion opens, with all that belongs to it."""
    opened = Episode(met, met.criterion, evidence.history.stays.set_to_admission(met.date_of_event), met.cultures, ())
    episode = _with_all(opened, others, evidence)
    decided = evidence.verdicts.on_growth(met.cultures, _name(episode))
    if decided.verdict is None:
        decided = replace(decided, verdict=evidence.verdicts.confirming(episode.draws))
    return episode if decided == UNDECIDED else _with_all(replace(opened, decided=decided), others, evidence)


def _name(episode: Episode) -> StoryName:
    return StoryName(episode.cultures[0].key, tuple((key, "") for key in _keys(episode.met)))


def _with_all(opened: Episode, others: Iterable[tuple[date, CriterionMet]], evidence: Evidence) -> Episode:
    verdicts, opening = evidence.verdicts, _keys(opened.met)
    added = tuple(
        one
        for day, one in others
        if _is_added(one, day, opened, evidence.history)
        and (one.cultures[0].key in opening or not verdicts.made_its_own(one.cultures))
    )
    paired = frozenset(name for one in (opened.met, *added) if one.pair is not None for name in one.pair.names)
    of_criteria = {key for one in (opened.met, *added) for key in _keys(one)}
    rest = [one for one in evidence.cultures if one.key in of_criteria or not verdicts.made_its_own([one])]
    reduced = [(one, _reduced(one, opened, paired, evidence.history)) for one in rest]
    cultures = tuple(one for _, one in reduced if one.found)
    return replace(
        opened,
        criterion=_criterion(opened, cultures),
        cultures=cultures,
        organisms=organisms_of(cultures),
        added=added,
        left_out=tuple(one for whole, kept in reduced if kept.found for one in _left_out(whole, kept, evidence.pairs)),
    )


def _is_added(met: CriterionMet, day: date, opened: Episode, history: History) -> bool:
    """Whether a criterion goes with the event: by its first blood, or by its own date where a specimen is shared."""
    return belongs(met.cultures, opened, history, day=day, blood=met.anchor) or (
        _share_a_specimen(met, opened.met) and belongs(met.cultures, opened, history, day=day, blood=day)
    )


def _share_a_specimen(one: CriterionMet, other: CriterionMet) -> bool:
    return one.pair is not None and other.pair is not None and bool(one.pair.names & other.pair.names)


def _left_out(whole: BloodCulture, kept: BloodCulture, pairs: Iterable[CommensalPair]) -> Iterator[LeftOut]:
    for one in whole.found:
        if one.organism.common_commensal and one not in kept.found:
            yield LeftOut(whole, one, any((whole.key, one.organism.name) in pair.names for pair in pairs))


def _reduced(
    culture: BloodCulture, opened: Episode, paired: frozenset[tuple[str, str]], history: History
) -> BloodCulture:
    """The blood culture with the organisms that are the event's: paired commensals, and pathogens in its timeframe."""
    by_date = belongs([culture], opened, history, day=culture.on, blood=culture.on)
    kept = tuple(
        one
        for one in culture.found
        if (culture.key, one.organism.name) in paired or (by_date and is_pathogen(one.organism))
    )
    return culture if len(kept) == len(culture.found) else replace(culture, found=kept)


def belongs(cultures: Iterable[BloodCulture], episode: Episode, history: History, *, day: date, blood: date) -> bool:
    """Whether blood is taken in by the event's repeat infection timeframe.

    Args:
        cultures: the blood cultures; growth of another draw that was stated after a refusal opens an event of its own.
        episode: the event.
        history: whose it is.
        day: the blood's own date of event.
        blood: when the first positive blood was collected, which says the stay that it belongs to.
    """
    verdict = episode.verdict
    if verdict is not None and verdict.takes_away and blood > max(verdict.given_on, episode.met.anchor):
        return False
    if verdict is not None and not all(_is_judged(one, verdict, episode, history) for one in cultures):
        return False
    return history.stays.set_to_admission(day) in episode.timeframe and history.stays.same(blood, episode.met.anchor)


def _is_judged(culture: BloodCulture, verdict: Verdict, episode: Episode, history: History) -> bool:
    """Whether the verdict can be about this blood: one that silences knew nothing of growth stated after it."""
    return culture.key in _keys(episode.met) or verdict.holds(growth_stated_at(culture, history.chart))


def _criterion(opened: Episode, cultures: Iterable[BloodCulture]) -> str:
    """LCBI 1 where a pathogen lies in the window that the event was opened in."""
    sole = any(one.on in opened.window and _has_sole_pathogen(one) for one in cultures)
    return LCBI_1 if sole else opened.criterion


def organisms_of(cultures: Iterable[BloodCulture]) -> tuple[NamedOrganism, ...]:
    """The organisms of an event, each once by its more precise name: pathogens by collection, then the commensals."""
    found = [one for culture in cultures for one in culture.found]
    kept: list[NamedOrganism] = []
    for one in sorted(found, key=lambda one: not is_pathogen(one.organism)):
        same = next((i for i, held in enumerate(kept) if is_same(held.organism, one.organism)), None)
        if same is None:
            kept.append(one)
        elif more_precise(kept[same].organism, one.organism) is not kept[same].organism:
            kept[same] = one
    return tuple(kept)
