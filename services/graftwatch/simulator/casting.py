"""Who plays what: from a role (age, sex, risk, day of the transplant, scenarios) to a recipient's plan."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Final

from graftwatch.protocol import Protocol
from graftwatch.simulator.charts import ADMISSION_DAY, Stay
from graftwatch.simulator.grafts import Graft
from graftwatch.simulator.infections import other_samples
from graftwatch.simulator.menu import (
    GRAFTS,
    INFECTIONS,
    LIFELIKE_GRAFTS,
    NOTHING,
    QUIET,
    Deck,
    GraftCard,
    InfectionCard,
)
from graftwatch.simulator.people import FORMER_HOSPITAL, INSURER, Person, invented, merged_number, recipient_number
from graftwatch.simulator.recipients import MERGE_DAY, Habits, RecipientPlan
from graftwatch.simulator.segments import HOSPITAL
from graftwatch.simulator.story import Course, Story
from graftwatch.simulator.truth import Livers

RISKS: Final = ("abo_incompatible", "dsa", "desensitised")
DAYS_BEFORE_FIRST_TRANSPLANT: Final = 8
DAYS_FOLLOWED: Final = 39
"""Long enough for every scenario."""
_AT_RISK: Final = 0.3
_REACTION: Final = 0.05  # share of infusions with a reaction, in feeds that are not the trial's
_REFERRED_EVERY: Final = 3
_MERGED_EVERY: Final = 5
_DAYS_TO_DISCHARGE: Final = 8  # after the last positive culture's draw


@dataclass(frozen=True, slots=True)
class Role:
    """What is decided about a recipient before the course is planned."""

    age: int
    sex: str
    risk: tuple[str, ...]
    transplant_day: int
    infection: InfectionCard | None = None
    graft: GraftCard | None = None
    infusion_reaction: bool = False
    discharge_days: tuple[int, int] = (20, 28)
    charts_a_day: int = 2
    share_of_doses: float = 0.5


@dataclass(frozen=True, slots=True)
class Stage:
    """The feed that the roles are played in."""

    seed: int
    protocol: Protocol
    starts: datetime
    until: datetime
    livers: Livers = "planned"

    def random(self, purpose: str) -> Random:
        """A source of chance of its own for each purpose, so that one does not shift another."""
        return Random(f"{self.seed}:{purpose}")

    def cast(self, roles: list[Role]) -> list[RecipientPlan]:
        """A plan for each role; scenarios that a role leaves open are dealt."""
        random = self.random("deal")
        cards = (GRAFTS, QUIET) if self.livers == "planned" else (LIFELIKE_GRAFTS, LIFELIKE_GRAFTS[-1])
        infections, grafts = Deck(random, INFECTIONS, NOTHING), Deck(random, *cards)
        return [self._plan(position, role, infections, grafts) for position, role in enumerate(roles)]

    def _plan(
        self, position: int, role: Role, infections: Deck[InfectionCard], grafts: Deck[GraftCard]
    ) -> RecipientPlan:
        random = self.random(f"recipient {position}")
        course = self._course(random, role)
        infection, graft_card = role.infection or infections.deal(course), role.graft or grafts.deal(course)
        story, graft = infection.tell(course), graft_card.grow(course)
        story = replace(story, sets=story.sets + other_samples(course).sets)
        numbers = ((recipient_number(position), HOSPITAL), (f"9800{position:06d}", INSURER))
        born = course.day(-365 * role.age - random.randrange(1, 360))
        person = invented(random, numbers, born, role.sex)
        former = ((f"O-{7700 + position}", FORMER_HOSPITAL),)
        referred = position % _REFERRED_EVERY == _REFERRED_EVERY - 1
        return RecipientPlan(
            position=position,
            subject=f"S{position + 1:02d}",
            person=person,
            referred=person.known_by(former) if referred else person,
            renumbered=_renumbered(position, person, course),
            risk=role.risk,
            course=course,
            story=story,
            graft=graft,
            stay=_stay(course, story, graft, role),
            habits=Habits.some(random, role.charts_a_day, role.share_of_doses),
        )

    def _course(self, random: Random, role: Role) -> Course:
        first_day = self.starts.astimezone(self.protocol.zone).date()
        return Course(random, self.protocol, first_day + timedelta(role.transplant_day), self.starts, self.until)


def _renumbered(position: int, person: Person, course: Course) -> Person | None:
    """One recipient in five is found to have two numbers of the hospital."""
    if position % _MERGED_EVERY != _MERGED_EVERY - 2 or course.days_followed <= MERGE_DAY:
        return None
    return person.known_by(((merged_number(position), HOSPITAL), *person.identifiers[1:]))


def _stay(course: Course, story: Story, graft: Graft, role: Role) -> Stay:
    """From the day before the transplant, or before an earlier culture, until everything planned is over."""
    drawn_on = [(one.collected.date() - course.transplanted_on).days for one in story.sets]
    admission = min((ADMISSION_DAY, *(day - 1 for day in drawn_on)))
    over_on = (*(day + _DAYS_TO_DISCHARGE for day in drawn_on), *graft.enzymes, *(day + 2 for day in graft.troughs))
    discharge = max((course.random.randint(*role.discharge_days), *over_on))
    return Stay(
        course, admission, min(discharge, course.days_followed), story.fevers, story.warm, role.infusion_reaction
    )


def some_roles(random: Random, recipients: int, days: int) -> list[Role]:
    """Roles by chance: transplants spread over the days that leave everybody a full follow-up."""
    first = min(DAYS_BEFORE_FIRST_TRANSPLANT, days // 4)
    last = max(first, days - DAYS_FOLLOWED)
    return [
        Role(
            age=random.randint(26, 70),
            sex=random.choice("MF"),
            risk=tuple(risk for risk in RISKS if random.random() < _AT_RISK),
            transplant_day=first + (last - first) * position // max(1, recipients - 1),
            infusion_reaction=random.random() < _REACTION,
        )
        for position in range(recipients)
    ]
