"""The trial's 19 recipients: exactly 6 with a bloodstream infection in the window and 7 with a confirmed rejection.

Source of the figures: Ohira et al., PLoS One 2025;20(1):e0313102: age 59 (26 to 70), ten men and nine women, 6
ABO-incompatible, 3 with donor-specific antibodies, 8 desensitised. Who had what, and when, is not published: the
scenarios here are invented, and the seed deals them out.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Final, TypeVar

from graftwatch.protocol import Protocol
from graftwatch.simulator import grafts, infections, infections_over_time
from graftwatch.simulator.casting import DAYS_BEFORE_FIRST_TRANSPLANT, DAYS_FOLLOWED, Role, Stage
from graftwatch.simulator.menu import GraftCard, InfectionCard
from graftwatch.simulator.simulation import DEFAULT_BACKGROUND, DEFAULT_START, Simulation, staged

Card = TypeVar("Card")

_AGES: Final = (26, 38, 45, 49, 52, 54, 56, 57, 58, 59, 60, 61, 62, 63, 64, 65, 66, 68, 70)
_MEN: Final = 10
_RISKS: Final = (("abo_incompatible", 6), ("dsa", 3), ("desensitised", 8))
_DISCHARGE_DAYS: Final = (15, 20)  # and one chart a day: the whole trial is played in seconds
_SHARE_OF_DOSES: Final = 0.1
_DAYS_BETWEEN_TRANSPLANTS: Final = 5

_INFECTED: Final = (
    infections.pathogen,
    infections.polymicrobial,
    infections.pathogen_beside_commensal,
    infections.commensal_twice,
    infections_over_time.organism_added,
    infections_over_time.again_within_timeframe,
)
_NOT_INFECTED: Final = (
    infections_over_time.before_transplant,
    infections_over_time.after_window,
    infections_over_time.retracted,
    infections_over_time.corrected_to_commensal,
    infections.contaminant,
    infections.contaminant,
    infections.two_different_commensals,
    infections.unknown_organism,
    *([infections.sterile] * 3),
    *([infections.nothing_drawn] * 2),
)
_REJECTED: Final = (*([grafts.rejection] * 5), *([grafts.rejection_with_eosinophils] * 2))
_NOT_REJECTED: Final = (
    *([grafts.false_alarm] * 2),
    *([grafts.low_exposure] * 2),
    *([grafts.high_exposure] * 2),
    *([grafts.quiet] * 6),
)
_BOTH: Final = 2  # recipients with an infection and a rejection


def trial_demo(
    seed: int,
    start: datetime = DEFAULT_START,
    protocol: Protocol | None = None,
    background: float = DEFAULT_BACKGROUND,
) -> Simulation:
    """The trial's course, invented and to scale: 6 of 19 infections in the window, 7 of 19 rejections."""
    rules = protocol or Protocol()
    starts = start.astimezone(rules.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    last_transplant = DAYS_BEFORE_FIRST_TRANSPLANT + _DAYS_BETWEEN_TRANSPLANTS * (len(_AGES) - 1)
    stage = Stage(seed, rules, starts, starts + timedelta(days=last_transplant + DAYS_FOLLOWED))
    return staged(stage, _roles(stage.random("trial")), background)


def _roles(random: Random) -> list[Role]:
    courses = _courses(random)
    ages = random.sample(_AGES, len(_AGES))
    men = set(random.sample(range(len(_AGES)), _MEN))
    risks = [(risk, set(random.sample(range(len(_AGES)), count))) for risk, count in _RISKS]
    return [
        Role(
            age=ages[position],
            sex="M" if position in men else "F",
            risk=tuple(risk for risk, having in risks if position in having),
            transplant_day=DAYS_BEFORE_FIRST_TRANSPLANT + _DAYS_BETWEEN_TRANSPLANTS * position,
            infection=infection,
            graft=graft,
            discharge_days=_DISCHARGE_DAYS,
            charts_a_day=1,
            share_of_doses=_SHARE_OF_DOSES,
        )
        for position, (infection, graft) in enumerate(courses)
    ]


def _courses(random: Random) -> list[tuple[InfectionCard, GraftCard]]:
    """An infection and a graft for each, with as many recipients in both groups as planned."""
    rejected, not_rejected = _shuffled(random, _REJECTED), _shuffled(random, _NOT_REJECTED)
    beside_infection = len(_INFECTED) - _BOTH
    of_infected = rejected[:_BOTH] + not_rejected[:beside_infection]
    of_others = _shuffled(random, rejected[_BOTH:] + not_rejected[beside_infection:])
    infected = zip(_shuffled(random, _INFECTED), of_infected, strict=True)
    others = zip(_shuffled(random, _NOT_INFECTED), of_others, strict=True)
    pairs = [(InfectionCard(tell), GraftCard(grow)) for tell, grow in (*infected, *others)]
    return _shuffled(random, pairs)


def _shuffled(random: Random, cards: Sequence[Card]) -> list[Card]:
    return random.sample(cards, len(cards))
