"""What a safety report is made of: the figures at the cut-off and at the report before, and the data behind."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from graftwatch.committee.completeness import Completeness
from graftwatch.committee.figures import TrialFigures
from graftwatch.committee.grades import GradeFigures
from graftwatch.protocol import Protocol


@dataclass(frozen=True, slots=True)
class Earlier:
    """The trial at the cut-off of an earlier report.

    Attributes:
        at: that cut-off.
        then: the figures as known on it.
        now: the figures of the same time as known at the cut-off of this report.
    """

    at: datetime
    then: TrialFigures
    now: TrialFigures


@dataclass(frozen=True, slots=True)
class ReportMaterial:
    """All that a report says.

    Attributes:
        figures: pooled, at the cut-off.
        by_arm: the same by arm; empty for a blinded reader.
        grades: adverse event grades; None where they could tell who was infused.
        grades_by_arm: the same by arm; empty for a blinded reader.
        protocol: the rules in force at the cut-off.
        rules: the version of the detection rules, and their hash.
        completeness: of the data.
        earlier: the report before; None where there is none.
    """

    figures: TrialFigures
    by_arm: Mapping[str, TrialFigures]
    grades: tuple[GradeFigures, ...] | None
    grades_by_arm: Mapping[str, tuple[GradeFigures, ...]]
    protocol: Protocol
    rules: str
    completeness: Completeness
    earlier: Earlier | None
