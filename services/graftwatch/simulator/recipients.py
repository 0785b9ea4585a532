"""One recipient's whole course: planned, then told in messages, decisions, roster rows and truth."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from itertools import groupby
from random import Random
from typing import Final

from graftwatch.simulator.admission_messages import Movement, mistakes
from graftwatch.simulator.chart_messages import (
    LABORATORY_HABITS,
    WARD_HABITS,
    BloodLetter,
    ChartLetter,
    LaboratoryHabit,
    WardHabit,
    peak_message,
)
from graftwatch.simulator.charts import FEVER_ABOVE, Laboratory, MorningBlood, Stay, VitalSigns
from graftwatch.simulator.culture_messages import HABITS, CultureLetter, Habit
from graftwatch.simulator.cultures import Stage
from graftwatch.simulator.grafts import Graft
from graftwatch.simulator.outgoing import Outbox, SimulatedMessage
from graftwatch.simulator.people import Person
from graftwatch.simulator.story import Course, Story
from graftwatch.simulator.truth import RecipientTruth, SignalTruth

WRITING: Final = timedelta(minutes=4)
"""From a result to its message."""
BLOOD_HOURS: Final = timedelta(hours=1, minutes=50)
"""From the morning's draw to its results."""
RESENT_AFTER: Final = timedelta(hours=7)
CORRECTION_HOURS: Final = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Habits:
    """Which of the hospital's systems speak about a recipient."""

    ward: WardHabit
    laboratory: LaboratoryHabit
    microbiology: Habit
    charts_a_day: int

    @classmethod
    def some(cls, random: Random, charts_a_day: int) -> "Habits":
        """Habits by chance."""
        return cls(random.choice(WARD_HABITS), random.choice(LABORATORY_HABITS), random.choice(HABITS), charts_a_day)


@dataclass(frozen=True, slots=True)
class RecipientPlan:
    """Everything that is decided about a recipient before a message exists.

    Attributes:
        position: place in the roster, from 0.
        subject: pseudonymous subject id.
        person: who it is; `referred` is the same person under the former hospital's number only.
    """

    position: int
    subject: str
    person: Person
    referred: Person
    risk: tuple[str, ...]
    course: Course
    story: Story
    graft: Graft
    stay: Stay
    habits: Habits

    @property
    def transplanted_at(self) -> datetime:
        """Reperfusion of the graft."""
        return self.course.at(0, 14, 20)

    def truth(self) -> RecipientTruth:
        """What must be found."""
        morning = tuple(
            SignalTruth(kind=one.kind, first_evidence_at=self._blood_stated_on(one.day))
            for one in self.graft.signals
            if self.course.in_window(self.course.day(one.day))
        )
        signals = self.story.signals + morning + self.graft.biopsy_signals() + self._reaction()
        return RecipientTruth(
            subject=self.subject,
            window=self.course.window,
            scenarios=(self.story.name, self.graft.name, *(["infusion reaction"] * self.stay.infusion_reaction)),
            bsi=self.story.bsi,
            contaminants=self.story.contaminants,
            retracted_on=self.story.retracted_on,
            rejection=self.graft.rejection(),
            signals=tuple(sorted(signals, key=lambda one: one.first_evidence_at)),
        )

    def _reaction(self) -> tuple[SignalTruth, ...]:
        if not self.stay.infusion_reaction:
            return ()
        within = timedelta(hours=4)
        return (SignalTruth(kind="infusion.reaction", first_evidence_at=self.stay.infused_at + within),)

    def _blood_stated_on(self, day: int) -> datetime:
        return self.course.at(day, 8, 30)

    def messages(self) -> list[SimulatedMessage]:
        """Every message about the recipient, before any nuisance, in the order they are written."""
        outbox = Outbox(self.subject, self.position)
        self._tell_movements(outbox)
        self._tell_charts(outbox)
        self._tell_blood(outbox)
        self._tell_cultures(outbox)
        return outbox.messages

    def _tell_movements(self, outbox: Outbox) -> None:
        course, stay = self.course, self.stay
        admitted = course.at(stay.admission_day, 10, 15)
        moves = [
            Movement("A28", admitted - timedelta(minutes=30), "SURG", admitted),
            Movement("A01", admitted, "SURG", admitted),
            Movement("A02", course.at(0, 20), "ICU", admitted),
            Movement("A02", course.at(4, 11), "SURG", admitted),
            Movement("A08", course.at(1, 9), "ICU", admitted),
        ]
        discharged = None
        if stay.discharge_day < course.days_followed:
            discharged = course.at(stay.discharge_day, 13)
            moves.append(Movement("A03", discharged, "SURG", admitted))
        for one in (*moves, *mistakes(course.random, admitted, discharged)):
            outbox.state(one.at + WRITING, partial(one.message, self.person))

    def _tell_charts(self, outbox: Outbox) -> None:
        for number, rounds in enumerate(self._charts()):
            letter = ChartLetter(self.habits.ward, self.person, f"VS{self.position:03d}{number:05d}", rounds)
            outbox.state(rounds[-1].taken_at + WRITING, letter.message)

    def _charts(self) -> Iterator[Sequence[VitalSigns]]:
        """Rounds as they are sent: some times a day, and a fever at once."""
        for feverish, run in groupby(self.stay.rounds(), key=lambda one: one.temperature > FEVER_ABOVE):
            if feverish:
                yield from ([one] for one in run)
            else:
                for _, chart in groupby(run, key=self._chart_of):
                    yield list(chart)

    def _chart_of(self, one: VitalSigns) -> tuple[date, int]:
        return one.taken_at.date(), one.taken_at.hour * self.habits.charts_a_day // 24

    def _tell_blood(self, outbox: Outbox) -> None:
        laboratory = Laboratory(self.course, self.stay, self.graft)
        mornings = list(laboratory.mornings())
        corrected = self._corrected_morning(mornings)
        for number, blood in enumerate(mornings):
            order, stated = f"LB{self.position:03d}{number:05d}", blood.drawn_at + BLOOD_HOURS
            if number == corrected:
                wrong = BloodLetter(self.habits.laboratory, self.person, order, blood, wrong_alt=blood.alt * 3)
                outbox.state(stated, wrong.message)
                right = BloodLetter(self.habits.laboratory, self.person, order, blood, status="C")
                outbox.state(stated + CORRECTION_HOURS, right.message)
            else:
                outbox.state(stated, BloodLetter(self.habits.laboratory, self.person, order, blood).message)
        for peak in laboratory.peaks():
            order = f"PK{self.position:03d}{peak.drawn_at:%m%d}"
            outbox.state(peak.drawn_at + BLOOD_HOURS, partial(peak_message, self.person, order, peak))

    def _corrected_morning(self, mornings: Sequence[MorningBlood]) -> int | None:
        """One quiet morning whose ALT is first reported three times too high."""
        near_a_rise = {day + offset for day in self.graft.enzymes for offset in range(-4, 5)}
        days = set(range(1, self.stay.discharge_day)) - near_a_rise
        quiet = [number for number, blood in enumerate(mornings) if blood.day in days]
        return self.course.random.choice(quiet) if quiet else None

    def _tell_cultures(self, outbox: Outbox) -> None:
        for number, drawn in enumerate(self.story.sets):
            order = f"{drawn.collected:%y}M{self.position:03d}{number:03d}"
            # The first draw of a referred recipient still runs under the former number.
            person = self.referred if number == 0 else self.person
            choice = self.course.random.randrange(4)
            letter = CultureLetter(self.habits.microbiology, person, order, drawn, drawn.reports[0], choice)
            for report in drawn.reports:
                outbox.state(report.stated_at + WRITING, replace(letter, report=report).message)
            if drawn.resent:
                old = replace(letter, report=drawn.report(Stage.FLAGGED))
                outbox.state(drawn.reports[-1].stated_at + RESENT_AFTER, old.message)
