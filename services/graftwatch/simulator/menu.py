"""Which scenario a recipient can be given, and how they are dealt out.

A scenario needs room: days before the transplant, or days of follow-up after it. Scenarios are dealt like cards,
so that a feed with many recipients holds every one before any comes again.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final, Generic, TypeVar

from graftwatch.simulator import grafts, infections, infections_over_time, lifelike_grafts
from graftwatch.simulator.grafts import Graft
from graftwatch.simulator.story import DAYS_TO_FINAL, FIRST_STORY_DAY, Course, Story


@dataclass(frozen=True, slots=True)
class InfectionCard:
    """A scenario of infection and the room it needs."""

    tell: Callable[[Course], Story]
    days_followed: int = FIRST_STORY_DAY + DAYS_TO_FINAL
    days_before: int = 0

    def fits(self, course: Course) -> bool:
        """Whether the recipient's days have room for it."""
        return course.days_followed >= self.days_followed and course.days_before >= self.days_before


@dataclass(frozen=True, slots=True)
class GraftCard:
    """A scenario of the graft and the days it needs."""

    grow: Callable[[Course], Graft]
    days_followed: int = grafts.FIRST_DAY + grafts.DAYS_OF_A_COURSE

    def fits(self, course: Course) -> bool:
        """Whether the recipient's days have room for it."""
        return course.days_followed >= self.days_followed


Card = TypeVar("Card", bound=InfectionCard | GraftCard)

_TIMEFRAME: Final = infections_over_time.REPEAT_INFECTION_DAYS
_ONE_OCCASION: Final = (
    infections.sterile,
    infections.pathogen,
    infections.polymicrobial,
    infections.pathogen_beside_commensal,
    infections.unknown_organism,
    infections.commensal_twice,
    infections.excluded_organism,
    infections.contaminant,
    infections.two_different_commensals,
    infections_over_time.organism_added,
)
_CORRECTED: Final = (
    infections_over_time.retracted,
    infections_over_time.corrected_to_pathogen,
    infections_over_time.corrected_to_commensal,
)
_SPREAD: Final = (infections.commensal_twice_without_fever, infections.commensal_two_days_apart)
_LONG: Final = FIRST_STORY_DAY + _TIMEFRAME + DAYS_TO_FINAL + 4

NOTHING: Final = InfectionCard(infections.nothing_drawn, 0)
INFECTIONS: Final = (
    *(InfectionCard(one) for one in _ONE_OCCASION),
    *(InfectionCard(one, FIRST_STORY_DAY + infections_over_time.DAYS_TO_CORRECTION) for one in _CORRECTED),
    *(InfectionCard(one, FIRST_STORY_DAY + DAYS_TO_FINAL + 4) for one in _SPREAD),
    InfectionCard(infections_over_time.at_the_edge_of_the_window, infections_over_time.AFTER_A_MONTH + DAYS_TO_FINAL),
    InfectionCard(infections_over_time.before_transplant, 1, infections_over_time.DAYS_BEFORE_TRANSPLANT + 1),
    InfectionCard(infections_over_time.after_window, infections_over_time.AFTER_A_MONTH + DAYS_TO_FINAL),
    InfectionCard(infections_over_time.again_within_timeframe, _LONG),
    InfectionCard(infections_over_time.two_events, _LONG),
    InfectionCard(infections_over_time.still_preliminary, FIRST_STORY_DAY + 3),
)
QUIET: Final = GraftCard(grafts.quiet, 0)
GRAFTS: Final = (
    QUIET,
    GraftCard(grafts.rejection),
    GraftCard(grafts.rejection_with_eosinophils),
    GraftCard(grafts.false_alarm),
    GraftCard(grafts.low_exposure),
    GraftCard(grafts.high_exposure),
)


LIFELIKE_GRAFTS: Final = (
    *([GraftCard(lifelike_grafts.rejecting, lifelike_grafts.DAYS)] * 3),
    *([GraftCard(lifelike_grafts.not_rejecting, 0)] * 5),
)
"""About as many with a rejection as in the trial, 7 of 19."""


class Deck(Generic[Card]):
    """Cards in a seeded order, dealt again when all are gone."""

    def __init__(self, random: Random, cards: Sequence[Card], otherwise: Card) -> None:
        self._random = random
        self._cards = tuple(cards)
        self._otherwise = otherwise
        self._left: list[Card] = []

    def deal(self, course: Course) -> Card:
        """The next card that fits the recipient's days, else the one that always does."""
        if not self._left:
            self._left = self._random.sample(self._cards, len(self._cards))
        fitting = next((card for card in self._left if card.fits(course)), None)
        if fitting is None:
            return self._otherwise
        self._left.remove(fitting)
        return fitting
