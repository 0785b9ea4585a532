"""The numbers of a recipient's course: vital signs by the round, blood values by the morning.

Base line after a liver transplant: enzymes peak on the first morning and halve daily, bilirubin falls within two
weeks, platelets recover. Outside the planned fevers and the hours after an infusion with reaction, no temperature
is above 38.0, no heart rate above 90, no respiratory rate above 20 and no leukocyte count outside 4 to 12, so that
nothing is found that was not planned.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from graftwatch.simulator.grafts import Graft
from graftwatch.simulator.liver_months import Draw
from graftwatch.simulator.story import Course

INFUSION_DAY: Final = 3
ADMISSION_DAY: Final = -1
_ROUNDS: Final = (6, 10, 14, 18, 22)
_EXACTLY_38: Final = 0.01  # share of rounds with 38.0, which is no fever
_REPERFUSION_AST: Final = 820.0
_HALVING: Final = 0.6  # AST falls by this power of e a day
FEVER_ABOVE: Final = 38.0
_LAST_DAY: Final = 38  # nobody is followed for longer
_PEAK_DAYS: Final = (7, 14)


@dataclass(frozen=True, slots=True)
class VitalSigns:
    """One round at the bedside: degrees Celsius, per minute, mm[Hg], per cent."""

    taken_at: datetime
    temperature: float
    heart_rate: int
    respiratory_rate: int
    systolic: int
    saturation: int


@dataclass(frozen=True, slots=True)
class MorningBlood:
    """One blood draw: U/L, mg/dL, 10*9/L; tacrolimus in ng/mL where drawn."""

    day: int
    drawn_at: datetime
    ast: int
    alt: int
    alp: int
    ggt: int
    bilirubin: float
    creatinine: float
    crp: float
    wbc: float
    neutrophils: float
    eosinophils: float
    platelets: int
    tacrolimus: float | None


@dataclass(frozen=True, slots=True)
class UsualBlood:
    """The values of a draw that no graft's course changes."""

    wbc: float
    creatinine: float
    crp: float
    neutrophils: float
    platelets: int


@dataclass(frozen=True, slots=True)
class DrugPeak:
    """A tacrolimus level two hours after the dose: high, and no trough."""

    drawn_at: datetime
    level: float


@dataclass(frozen=True, slots=True)
class Stay:
    """The days of the stay around the transplant, and what happens at the bedside."""

    course: Course
    admission_day: int
    discharge_day: int
    fevers: tuple[datetime, ...]
    warm: tuple[datetime, ...]
    infusion_reaction: bool

    @property
    def infused_at(self) -> datetime:
        """When the cells were given."""
        return self.course.at(INFUSION_DAY, 14)

    def rounds(self) -> Iterator[VitalSigns]:
        """Every round of the stay, planned fevers between them, in order of time."""
        quiet = (self._round(day, hour) for day in range(self.admission_day, self.discharge_day) for hour in _ROUNDS)
        fevers = [self._feverish(at) for at in self.fevers]
        warm = [VitalSigns(at, FEVER_ABOVE, 84, 16, 118, 97) for at in self.warm]
        reaction = [self._reaction()] if self.infusion_reaction else []
        yield from sorted((*quiet, *fevers, *warm, *reaction), key=lambda one: one.taken_at)

    def _round(self, day: int, hour: int) -> VitalSigns:
        random = self.course.random
        warm = 38.0 if random.random() < _EXACTLY_38 else random.gauss(36.8, 0.25)
        temperature = round(min(max(warm, 36.1), 38.0), 1)
        taken = self.course.at(day, hour, random.randint(0, 40))
        return VitalSigns(
            taken,
            temperature,
            random.randint(60, 88),
            random.randint(12, 18),
            random.randint(105, 140),
            random.randint(95, 100),
        )

    def _feverish(self, at: datetime) -> VitalSigns:
        random = self.course.random
        temperature = round(random.uniform(38.3, 39.7), 1)
        return VitalSigns(
            at, temperature, random.randint(96, 118), random.randint(21, 24), random.randint(104, 125), 96
        )

    def _reaction(self) -> VitalSigns:
        at = self.infused_at + timedelta(minutes=self.course.random.randint(60, 200))
        return VitalSigns(at, 39.1, 122, 24, 82, 93)


@dataclass(frozen=True, slots=True)
class Laboratory:
    """The blood values of a course."""

    course: Course
    stay: Stay
    graft: Graft

    def mornings(self) -> Iterator[MorningBlood]:
        """Every morning of the stay, then once a week; of a month by chance, the draws that it has."""
        if self.graft.month is not None:
            yield from (self._drawn(one) for one in self.graft.month.draws if one.day >= self.stay.admission_day)
            return
        last = min(self.course.days_followed, _LAST_DAY)
        for day in range(self.stay.admission_day, last):
            in_hospital = day <= self.stay.discharge_day
            if in_hospital or (day - self.stay.discharge_day) % 7 == 0:
                yield self._morning(day, 6 if in_hospital else 9)

    def peaks(self) -> Iterator[DrugPeak]:
        """Levels two hours after the dose."""
        for day in _PEAK_DAYS:
            if day < min(self.course.days_followed, self.stay.discharge_day):
                level = round(self.course.random.uniform(17, 26), 1)
                yield DrugPeak(self.course.at(day, 10, self.course.random.randint(0, 30)), level)

    def _morning(self, day: int, hour: int) -> MorningBlood:
        random = self.course.random
        ast = self.graft.enzymes.get(day) or self._base_ast(day)
        wbc = random.uniform(4.8, 10.5)
        return MorningBlood(
            day=day,
            drawn_at=self.course.at(day, hour, random.randint(5, 35)),
            ast=round(ast),
            alt=round(ast * 0.85),
            alp=round(random.uniform(180, 260) + 0.3 * ast * (day in self.graft.enzymes)),
            ggt=round(random.uniform(60, 110) + 0.4 * ast * (day in self.graft.enzymes)),
            bilirubin=round(self._bilirubin(day), 1),
            creatinine=round(random.uniform(0.6, 1.1), 2),
            crp=round(5 + 60 * math.exp(-0.25 * max(day, 0)) * random.uniform(0.8, 1.2), 1),
            wbc=round(wbc, 2),
            neutrophils=round(wbc * random.uniform(0.6, 0.75), 2),
            eosinophils=self.graft.eosinophils.get(day) or round(random.uniform(0.03, 0.3), 2),
            platelets=round(60 + 8 * max(day, 0) * random.uniform(0.7, 1.0)),
            tacrolimus=self._trough(day),
        )

    def _drawn(self, draw: Draw) -> MorningBlood:
        random = self.course.random
        usual = self._usual(draw.day)
        return MorningBlood(
            day=draw.day,
            drawn_at=self.course.at(draw.day, draw.hour, random.randint(0, 50)),
            ast=draw.ast,
            alt=draw.alt,
            alp=draw.alp,
            ggt=draw.ggt,
            bilirubin=draw.bilirubin,
            eosinophils=draw.eosinophils,
            tacrolimus=draw.tacrolimus,
            creatinine=usual.creatinine,
            crp=usual.crp,
            wbc=usual.wbc,
            neutrophils=usual.neutrophils,
            platelets=usual.platelets,
        )

    def _usual(self, day: int) -> UsualBlood:
        """What no graft's course changes."""
        random = self.course.random
        wbc = random.uniform(4.8, 10.5)
        return UsualBlood(
            wbc=round(wbc, 2),
            creatinine=round(random.uniform(0.6, 1.1), 2),
            crp=round(5 + 60 * math.exp(-0.25 * max(day, 0)) * random.uniform(0.8, 1.2), 1),
            neutrophils=round(wbc * random.uniform(0.6, 0.75), 2),
            platelets=round(60 + 8 * max(day, 0) * random.uniform(0.7, 1.0)),
        )

    def _base_ast(self, day: int) -> float:
        noise = self.course.random.uniform(0.96, 1.04)
        if day <= 0:
            return 46 * noise
        return (34 + _REPERFUSION_AST * math.exp(-_HALVING * day)) * noise

    def _bilirubin(self, day: int) -> float:
        rejected = 0.012 * self.graft.enzymes.get(day, 0)
        return (0.9 + 6.5 * math.exp(-0.18 * max(day, 0))) * self.course.random.uniform(0.95, 1.05) + rejected

    def _trough(self, day: int) -> float | None:
        if day < 1:
            return None
        return self.graft.troughs.get(day) or round(self.course.random.uniform(6.6, 9.4), 1)
