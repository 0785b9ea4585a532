"""The course of one blood culture set: collected, received, flagged, named, tested, final, and perhaps corrected.

Times are those of a laboratory that works around the clock: gram stain within the hour after a bottle is flagged,
a name a day later, susceptibilities the day after. A set without growth says so after 24 and 48 hours and is final
after five days.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum, StrEnum
from random import Random
from typing import Final

from graftwatch.simulator.organisms import Organism

_BOTH_BOTTLES: Final = 0.5  # of the positive sets


class Stage(StrEnum):
    """How far a report is."""

    RECEIVED = "received"
    NO_GROWTH_YET = "no growth yet"
    FLAGGED = "flagged"
    NAMED = "named"
    TESTED = "tested"
    NO_GROWTH = "no growth"
    FINAL = "final"
    CORRECTED = "corrected"


@dataclass(frozen=True, slots=True)
class CultureReport:
    """One report on a set, as a snapshot.

    Attributes:
        stage: how far the set is.
        stated_at: when the laboratory gave the results this status.
        organisms: what is named so far.
        hours: incubation so far, where nothing has grown.
    """

    stage: Stage
    stated_at: datetime
    organisms: tuple[Organism, ...] = ()
    hours: int = 0


class Material(Enum):
    """What was sampled: the code of HL7 table 0487, and its name."""

    BLOOD = ("BLD", "Whole blood")
    URINE = ("UR", "Urine")
    WOUND = ("WND", "Wound")
    SPUTUM = ("SPT", "Sputum")


@dataclass(frozen=True, slots=True)
class CultureSet:
    """One set of two bottles from one draw, or one other sample: an order and a specimen of its own.

    Attributes:
        collected: when the blood was drawn.
        received: when the laboratory had it.
        gram: what the stain shows once a bottle is flagged.
        anaerobic_too: whether the anaerobic bottle grows the same.
        reports: in the order they are stated.
        resent: the flagged report is sent once more, by mistake, after everything else.
        material: what was sampled.
    """

    collected: datetime
    received: datetime
    reports: tuple[CultureReport, ...]
    gram: str = ""
    anaerobic_too: bool = False
    resent: bool = False
    material: Material = Material.BLOOD

    def report(self, stage: Stage) -> CultureReport:
        """The set's report of that stage."""
        return next(one for one in self.reports if one.stage is stage)

    def corrected(self, organisms: tuple[Organism, ...], *, after: timedelta) -> "CultureSet":
        """The same set with a corrected report behind its final one."""
        at = self.reports[-1].stated_at + after
        return replace(self, reports=(*self.reports, CultureReport(Stage.CORRECTED, at, organisms)))

    def until(self, last: Stage) -> "CultureSet":
        """The same set, whose later reports are never sent."""
        stages = [one.stage for one in self.reports]
        return replace(self, reports=self.reports[: stages.index(last) + 1])


def _minutes(random: Random, low: int, high: int) -> timedelta:
    return timedelta(minutes=random.randint(low, high))


def negative_set(random: Random, collected: datetime) -> CultureSet:
    """A set in which nothing grows."""
    received = collected + _minutes(random, 40, 150)
    reports = (
        CultureReport(Stage.RECEIVED, received),
        CultureReport(Stage.NO_GROWTH_YET, received + timedelta(hours=24) + _minutes(random, 0, 40), hours=24),
        CultureReport(Stage.NO_GROWTH_YET, received + timedelta(hours=48) + _minutes(random, 0, 40), hours=48),
        CultureReport(Stage.NO_GROWTH, received + timedelta(hours=120) + _minutes(random, 0, 40), hours=120),
    )
    return CultureSet(collected, received, reports)


def positive_set(
    random: Random, collected: datetime, organisms: tuple[Organism, ...], named: tuple[Organism, ...] | None = None
) -> CultureSet:
    """A set that grows these organisms, final at the end; `named` are those of the first name, all if left out."""
    received = collected + _minutes(random, 40, 150)
    low, high = organisms[0].hours_to_positive
    stained = received + timedelta(hours=random.randint(low, high)) + _minutes(random, 20, 60)
    first_named = stained + _minutes(random, 18 * 60, 26 * 60)
    tested = first_named + _minutes(random, 16 * 60, 24 * 60)
    final = tested + _minutes(random, 4 * 60, 18 * 60)
    reports = (
        CultureReport(Stage.RECEIVED, received),
        CultureReport(Stage.FLAGGED, stained),
        CultureReport(Stage.NAMED, first_named, organisms if named is None else named),
        CultureReport(Stage.TESTED, tested, organisms),
        CultureReport(Stage.FINAL, final, organisms),
    )
    return CultureSet(collected, received, reports, organisms[0].gram, anaerobic_too=random.random() < _BOTH_BOTTLES)
