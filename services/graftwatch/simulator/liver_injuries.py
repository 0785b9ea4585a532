"""What befalls a graft in its first month, as the liver tests show it: rejection, and what is mistaken for it.

Published courses, not the service's rule, set the figures; none was moved to make a rule look well.

| injury                     | of 100 | first day | what the tests show                                         |
| -------------------------- | ------ | --------- | ----------------------------------------------------------- |
| bile leak, cholangitis     | 18     | 5-21      | ALP, GGT and bilirubin; transaminases little                |
| hepatic artery thrombosis  | 4      | 1-14      | transaminases of hundreds to thousands                      |
| ischaemic bump             | 10     | 2-12      | transaminases for some days, AST first; bilirubin hardly    |
| sepsis                     | 12     | 5-28      | bilirubin, some ALP; transaminases hardly                   |
| drug-induced injury        | 4      | 8-26      | ALT, or ALP, for a week or more                             |
| cytomegalovirus            | 3      | 18-29     | ALT and AST moderately, for ten days                        |
| functional cholestasis     | 8      | 5-12      | bilirubin for two weeks                                     |

Sources. Leak 31.8 % and artery thrombosis 6.5 % of 384 living-donor recipients, reoperation 26.2 % (A2ALL, Freise et
al., Am J Transplant 2008), leak 5-15 % and early thrombosis 1.8-6 % in later reviews (J Clin Exp Hepatol
2024;14:101317; Exp Clin Transplant, 841 recipients): between them here, since not every leak disturbs the tests.
Sepsis as the trial itself saw bloodstream infection. The rest by the reviews' differential diagnosis; their shares are
estimates.

Rejection. Biopsies are taken for cause, so that each has disturbed tests (Adamcova-Selcanova et al., Vnitr Lek 2020).
Usually from day 5 to 30, median about day 9; in living-donor recipients AST, ALT, bilirubin and GGT all rise, ALT
above AST, and how much says nothing of the histological severity (Hepatogastroenterology 2005;52:1825, 17 episodes).
Some are hepatocellular or cholestatic alone; mild, moderate, severe as 45, 42, 13 of 100. Steroids before the biopsy
were given in 17 of 37 (Leonard et al., Hum Pathol 2023): here in 3 of 10, after which values fall before they have
peaked. No paper at hand gives the distribution of the peaks; it is an estimate: AST 160 U/L added in the median, a
sixth below 90.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Final

_GONE: Final = 0.08
"""An injury is over when so little of its peak is left."""
_NEVER: Final = 60


def some_of(random: Random, median: float, spread: float) -> float:
    """A positive number about a median; `spread` is the standard deviation of its logarithm."""
    return median * math.exp(random.gauss(0, spread))


@dataclass(frozen=True, slots=True)
class Injury:
    """One injury: when it begins, how fast it comes and goes, and what it adds at its peak.

    Attributes:
        cause: in words.
        first_day: post-operative day of the first morning that shows it.
        rising_days: days to the peak.
        plateau_until: post-operative day until which it stays there; for rejection the day of the treatment.
        halving_days: afterwards, days to half of it.
        ast, alt: U/L added at the peak.
        cholestasis: by how much ALP and GGT are multiplied at the peak, less one.
        bilirubin: mg/dL added at the peak.
    """

    cause: str
    first_day: int
    rising_days: float
    plateau_until: float
    halving_days: float
    ast: float
    alt: float
    cholestasis: float
    bilirubin: float

    def share(self, time: float) -> float:
        """How much of the peak there is at a time in post-operative days; 0.25 is six in the morning."""
        since = time - self.first_day + 1
        if since <= 0:
            return 0.0
        reached = min(1.0, (min(time, max(self.plateau_until, self.first_day)) - self.first_day + 1) / self.rising_days)
        after = max(0.0, time - max(self.plateau_until, self.first_day))
        return reached * math.pow(0.5, after / self.halving_days)

    @property
    def last_day(self) -> int:
        """The last day on which it shows."""
        day = self.first_day
        while day < _NEVER and (self.share(day) > _GONE or day <= self.plateau_until):
            day += 1
        return day


Maker = Callable[[Random, int], Injury]


@dataclass(frozen=True, slots=True)
class Cause:
    """Another cause than rejection: share of recipients, range of first days, and the injury."""

    of_hundred: float
    first: int
    last: int
    makes: Maker


def _bile_leak(random: Random, day: int) -> Injury:
    transaminases = some_of(random, 28, 0.9)
    return Injury(
        cause="bile leak with cholangitis",
        first_day=day,
        rising_days=random.uniform(1.5, 4),
        plateau_until=day + random.uniform(2, 8),
        halving_days=random.uniform(2, 5),
        ast=transaminases,
        alt=transaminases * random.uniform(0.8, 1.4),
        cholestasis=some_of(random, 0.9, 0.5),
        bilirubin=some_of(random, 1.6, 0.7),
    )


def _artery_thrombosis(random: Random, day: int) -> Injury:
    ast = some_of(random, 700, 1.0)
    return Injury(
        cause="hepatic artery thrombosis",
        first_day=day,
        rising_days=1,
        plateau_until=day + random.uniform(0, 2),
        halving_days=random.uniform(1, 2.5),
        ast=ast,
        alt=ast * random.uniform(0.6, 1.1),
        cholestasis=some_of(random, 0.5, 0.6),
        bilirubin=some_of(random, 1.2, 0.8),
    )


def _ischaemic_bump(random: Random, day: int) -> Injury:
    ast = some_of(random, 160, 0.9)
    return Injury(
        cause="ischaemic bump",
        first_day=day,
        rising_days=1,
        plateau_until=day + random.uniform(0, 1),
        halving_days=random.uniform(0.8, 1.8),
        ast=ast,
        alt=ast * random.uniform(0.4, 0.9),
        cholestasis=some_of(random, 0.1, 0.6),
        bilirubin=some_of(random, 0.3, 0.8),
    )


def _sepsis(random: Random, day: int) -> Injury:
    transaminases = some_of(random, 15, 0.9)
    return Injury(
        cause="sepsis",
        first_day=day,
        rising_days=random.uniform(1.5, 3),
        plateau_until=day + random.uniform(2, 7),
        halving_days=random.uniform(3, 6),
        ast=transaminases,
        alt=transaminases * random.uniform(0.6, 1.1),
        cholestasis=some_of(random, 0.4, 0.6),
        bilirubin=some_of(random, 2.2, 0.7),
    )


def _drug_injury(random: Random, day: int) -> Injury:
    alt = some_of(random, 80, 0.7)
    return Injury(
        cause="drug-induced injury",
        first_day=day,
        rising_days=random.uniform(3, 6),
        plateau_until=day + random.uniform(4, 10),
        halving_days=random.uniform(3, 7),
        ast=alt * random.uniform(0.4, 0.8),
        alt=alt,
        cholestasis=some_of(random, 0.5, 0.8),
        bilirubin=some_of(random, 0.3, 0.9),
    )


def _cytomegalovirus(random: Random, day: int) -> Injury:
    alt = some_of(random, 60, 0.6)
    return Injury(
        cause="cytomegalovirus hepatitis",
        first_day=day,
        rising_days=random.uniform(4, 7),
        plateau_until=day + random.uniform(7, 12),
        halving_days=random.uniform(3, 6),
        ast=alt * random.uniform(0.7, 1.1),
        alt=alt,
        cholestasis=some_of(random, 0.3, 0.6),
        bilirubin=some_of(random, 0.2, 0.8),
    )


def _functional_cholestasis(random: Random, day: int) -> Injury:
    return Injury(
        cause="functional cholestasis",
        first_day=day,
        rising_days=random.uniform(4, 8),
        plateau_until=day + random.uniform(7, 14),
        halving_days=random.uniform(4, 8),
        ast=some_of(random, 5, 0.7),
        alt=some_of(random, 5, 0.7),
        cholestasis=some_of(random, 0.2, 0.6),
        bilirubin=some_of(random, 6, 0.6),
    )


CAUSES: Final = (
    Cause(18, 5, 21, _bile_leak),
    Cause(4, 1, 14, _artery_thrombosis),
    Cause(10, 2, 12, _ischaemic_bump),
    Cause(12, 5, 28, _sepsis),
    Cause(4, 8, 26, _drug_injury),
    Cause(3, 18, 29, _cytomegalovirus),
    Cause(8, 5, 12, _functional_cholestasis),
)

MILD, MODERATE, SEVERE = "mild", "moderate", "severe"
_SEVERITIES: Final = {MILD: 45, MODERATE: 42, SEVERE: 13}
_AST_ADDED: Final = (160.0, 0.6)  # at the peak, and its spread
_ALT_TO_AST: Final = (1.4, 0.25)
_MIXED, _HEPATOCELLULAR, _CHOLESTATIC = "mixed", "hepatocellular", "cholestatic"
_PATTERNS: Final = {_MIXED: (75, 1.0, 1.0), _HEPATOCELLULAR: (17, 1.0, 0.3), _CHOLESTATIC: (8, 0.3, 1.8)}
"""Of a hundred; by what transaminases and by what cholestasis are multiplied."""
_TREATED_FIRST: Final = 0.3
_NOTICED: Final = 0.6
"""Share of its peak at which somebody asks for a biopsy: it is taken for cause, within three days."""
_RESISTANT: Final = 0.15  # to the first steroid pulse


@dataclass(frozen=True, slots=True)
class RejectionCourse:
    """A rejection: its injury, its severity and pattern, and the days of treatment and biopsy."""

    injury: Injury
    severity: str
    pattern: str
    treated_on: int
    biopsied_on: int


def first_day_of_rejection(random: Random, last: int) -> int:
    """Usually from day 5 to 30, median about day 9."""
    while True:
        day = round(4 + some_of(random, 5, 0.7))
        if day <= last:
            return day


def _treated_and_biopsied(random: Random, noticed_on: int) -> tuple[int, int]:
    if random.random() < _TREATED_FIRST:
        treated_on = noticed_on + random.randint(0, 1)
        return treated_on, treated_on + random.randint(1, 2)
    biopsied_on = noticed_on + random.randint(0, 3)
    return biopsied_on + random.randint(0, 1), biopsied_on


def rejection_course(random: Random, day: int) -> RejectionCourse:
    """A rejection whose first disturbed morning is that of a post-operative day."""
    severity = random.choices(list(_SEVERITIES), list(_SEVERITIES.values()))[0]
    pattern = random.choices(list(_PATTERNS), [one[0] for one in _PATTERNS.values()])[0]
    _, hepatocellular, cholestatic = _PATTERNS[pattern]
    rising_days = random.uniform(2, 5)
    noticed_on = day + math.ceil(_NOTICED * rising_days) - 1
    treated_on, biopsied_on = _treated_and_biopsied(random, noticed_on)
    resists = random.uniform(3, 5) if random.random() < _RESISTANT else random.uniform(0.3, 1.2)
    ast = some_of(random, *_AST_ADDED) * hepatocellular
    injury = Injury(
        cause="rejection",
        first_day=day,
        rising_days=rising_days,
        plateau_until=treated_on + resists,
        halving_days=random.uniform(1.5, 3.5),
        ast=ast,
        alt=ast * some_of(random, *_ALT_TO_AST),
        cholestasis=some_of(random, 0.9, 0.5) * cholestatic,
        bilirubin=some_of(random, 1.6, 0.8) * cholestatic,
    )
    return RejectionCourse(injury, severity, pattern, treated_on, biopsied_on)
