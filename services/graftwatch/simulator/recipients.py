"""One recipient's whole course: planned, then told in messages, decisions, roster rows and truth."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from itertools import groupby
from random import Random
from typing import Final

from graftwatch.simulator.admission_messages import Movement, merge_message, mistakes
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
from graftwatch.simulator.medication_messages import BASILIXIMAB, STEROID, TACROLIMUS, Given, doses_message
from graftwatch.simulator.outgoing import Outbox, SimulatedMessage
from graftwatch.simulator.pathology_messages import pathology_message
from graftwatch.simulator.people import Person
from graftwatch.simulator.story import Course, Story
from graftwatch.simulator.truth import RecipientTruth, SignalTruth

WRITING: Final = timedelta(minutes=4)
"""From a result to its message."""
BLOOD_HOURS: Final = timedelta(hours=1, minutes=50)
"""From the morning's draw to its results."""
RESENT_AFTER: Final = timedelta(hours=7)
MERGE_DAY: Final = 12
BASILIXIMAB_DAYS: Final = (0, 4)
MORNING_DOSE: Final = 8
EVENING_DOSE: Final = 20
"""The morning's blood is drawn ten hours after it, before the next dose: a trough."""
READING_A_REPORT: Final = timedelta(hours=1)
CORRECTION_HOURS: Final = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Habits:
    """Which of the hospital's systems speak about a recipient."""

    ward: WardHabit
    laboratory: LaboratoryHabit
    microbiology: Habit
    charts_a_day: int
    tells_doses: bool
    enters_drugs: bool

    @classmethod
    def some(cls, random: Random, charts_a_day: int, share_of_doses: float) -> "Habits":
        """Habits by chance."""
        systems = (random.choice(WARD_HABITS), random.choice(LABORATORY_HABITS), random.choice(HABITS))
        tells_doses = random.random() < share_of_doses
        return cls(*systems, charts_a_day, tells_doses, enters_drugs=systems[0] is not WARD_HABITS[0])


@dataclass(frozen=True, slots=True)
class RecipientPlan:
    """Everything that is decided about a recipient before a message exists.

    Attributes:
        position: place in the roster, from 0.
        subject: pseudonymous subject id.
        person: who it is; `referred` is the same person under the former hospital's number only.
        renumbered: the same person after a merge of the hospital's own numbers (ADT^A40); None: there is no merge.
    """

    position: int
    subject: str
    person: Person
    referred: Person
    renumbered: Person | None
    risk: tuple[str, ...]
    course: Course
    story: Story
    graft: Graft
    stay: Stay
    habits: Habits

    @property
    def merged_at(self) -> datetime:
        """When the hospital finds that it has two numbers for the recipient, if it does."""
        return self.course.at(MERGE_DAY, 9, 30)

    def person_at(self, at: datetime) -> Person:
        """The recipient as messages stated at a time name them."""
        return self.renumbered if self.renumbered is not None and at > self.merged_at else self.person

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
        signals = self.story.signals + morning + self.graft.biopsy_signals(self.course) + self._reaction()
        return RecipientTruth(
            subject=self.subject,
            window=self.course.window,
            scenarios=(self.story.name, self.graft.name, *(["infusion reaction"] * self.stay.infusion_reaction)),
            bsi=self.story.bsi,
            contaminants=self.story.contaminants,
            retracted_on=self.story.retracted_on,
            rejection=self.graft.rejection(self.course),
            liver_injuries=self.graft.liver_injuries(self.course),
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
        self._tell_doses(outbox)
        self._tell_pathology(outbox)
        if self.renumbered is not None:
            merge = partial(merge_message, self.renumbered, self.person)
            outbox.state(self.merged_at, merge)
        return outbox.messages

    def _tell_doses(self, outbox: Outbox) -> None:
        """Each evening the doses of the day, where the wards' system tells them."""
        last = min(self.stay.discharge_day, self.course.days_followed) if self.habits.tells_doses else 0
        for day in range(0 if self.graft.month is not None else 1, last):
            given = tuple(self._doses_on(day))
            if not given:
                continue
            stated = self.course.at(day, EVENING_DOSE) + WRITING
            order = f"RX{self.position:03d}{day:03d}"
            outbox.state(stated, partial(doses_message, self.person_at(stated), order, given))

    def _doses_on(self, day: int) -> Iterator[Given]:
        course, month = self.course, self.graft.month
        if day >= 1:
            yield course.at(day, MORNING_DOSE), TACROLIMUS
        if month is not None and day in month.steroid_days:
            yield course.at(day, MORNING_DOSE, 10), STEROID
        if month is not None and month.basiliximab and day in BASILIXIMAB_DAYS:
            yield course.at(day, 18), BASILIXIMAB
        if day >= 1:
            yield course.at(day, EVENING_DOSE), TACROLIMUS

    def _tell_pathology(self, outbox: Outbox) -> None:
        """The report on a biopsy, an hour before a person has read it and entered the grade."""
        biopsy = self.graft.biopsy
        if biopsy is not None:
            stated = biopsy.entered_at - READING_A_REPORT
            order = f"PA{self.position:03d}"
            outbox.state(stated, partial(pathology_message, self.person_at(stated), order, biopsy))

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
            stated = one.at + WRITING
            outbox.state(stated, partial(one.message, self.person_at(stated)))

    def _tell_charts(self, outbox: Outbox) -> None:
        for number, rounds in enumerate(self._charts()):
            stated = rounds[-1].taken_at + WRITING
            order = f"VS{self.position:03d}{number:05d}"
            outbox.state(stated, ChartLetter(self.habits.ward, self.person_at(stated), order, rounds).message)

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
            letter = BloodLetter(self.habits.laboratory, self.person_at(stated), order, blood)
            if number == corrected:
                outbox.state(stated, replace(letter, wrong_alt=blood.alt * 3).message)
                outbox.state(stated + CORRECTION_HOURS, replace(letter, status="C").message)
            else:
                outbox.state(stated, letter.message)
        for peak in laboratory.peaks():
            order = f"PK{self.position:03d}{peak.drawn_at:%m%d}"
            stated = peak.drawn_at + BLOOD_HOURS
            outbox.state(stated, partial(peak_message, self.person_at(stated), order, peak))

    def _corrected_morning(self, mornings: Sequence[MorningBlood]) -> int | None:
        """One quiet morning whose ALT is first reported three times too high."""
        near_a_rise = {day + offset for day in self.graft.enzymes for offset in range(-4, 5)}
        days = set(range(1, self.stay.discharge_day)) - near_a_rise
        quiet = [number for number, blood in enumerate(mornings) if blood.day in days]
        return self.course.random.choice(quiet) if quiet else None

    def _tell_cultures(self, outbox: Outbox) -> None:
        for number, drawn in enumerate(self.story.sets):
            order = f"{drawn.collected:%y}M{self.position:03d}{number:03d}"
            choice = self.course.random.randrange(4)
            letter = CultureLetter(self.habits.microbiology, self.person, order, drawn, drawn.reports[0], choice)
            for report in drawn.reports:
                stated = report.stated_at + WRITING
                outbox.state(stated, replace(letter, report=report, person=self._named(number, stated)).message)
            if drawn.resent:
                stated = drawn.reports[-1].stated_at + RESENT_AFTER
                person = self._named(number, stated)
                outbox.state(stated, replace(letter, report=drawn.report(Stage.FLAGGED), person=person).message)

    def _named(self, number: int, at: datetime) -> Person:
        """The first draw of a referred recipient still runs under the former number."""
        return self.referred if number == 0 and self.referred is not self.person else self.person_at(at)
