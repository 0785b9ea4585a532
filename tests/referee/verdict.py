"""What the referee says: one verdict an infection, and what became of blood that is no infection."""

from dataclasses import dataclass, replace
from datetime import date

Days = tuple[date, date]
Leftover = tuple[str, date, str]


@dataclass(frozen=True, slots=True)
class Verdict:
    """One confirmed bloodstream infection."""

    criterion: str | None
    secondary_to: str | None
    date_of_event: date
    onset: str | None
    line_associated: bool | None
    window: Days | None
    timeframe: Days | None
    organisms: frozenset[str]
    in_window: bool

    def with_window(self, window: Days | None) -> "Verdict":
        """The same verdict with another window."""
        return replace(self, window=window)


Suspicion = tuple[str, date, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Judgement:
    """Everything about one recipient.

    Attributes:
        infections: the confirmed infections.
        suspected: those that a preliminary result would make, as (criterion or site, date of event, organisms).
        leftovers: (status, day, organism) of blood specimens that belong to no infection.
        refused: site infections that cannot take a bloodstream infection, as (site, date of event).
    """

    infections: frozenset[Verdict]
    suspected: frozenset[Suspicion]
    leftovers: frozenset[Leftover]
    refused: frozenset[tuple[str, date]]
