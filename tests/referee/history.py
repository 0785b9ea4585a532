"""A plain clinical history of one recipient: what happened, before anybody wrote it down as messages or judged it."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from tests.referee.organisms import Organism

Moment = datetime | date
"""A local time of the hospital, or only its day."""


def day(moment: Moment) -> date:
    """The calendar day of a moment in the hospital's own time."""
    return moment.date() if isinstance(moment, datetime) else moment


@dataclass(frozen=True, slots=True)
class Report:
    """One version of a blood specimen's report.

    Attributes:
        stated: when the laboratory said it.
        status: OBR-25, and OBX-11 of what is not pending: "P", "F", "C", or "X" where the result is withdrawn.
        found: the organisms with the spelling chosen for each; empty: no growth.
        pending: those of them whose own result is still preliminary.
    """

    stated: datetime
    status: str
    found: tuple[tuple[Organism, int], ...] = ()
    pending: frozenset[Organism] = frozenset()

    @property
    def final(self) -> tuple[tuple[Organism, int], ...]:
        """What is found by a final or corrected result of its own."""
        return () if self.status == "P" else tuple(one for one in self.found if one[0] not in self.pending)

    @property
    def organisms(self) -> tuple[Organism, ...]:
        """The organisms without their spelling."""
        return tuple(one for one, _ in self.found)


@dataclass(frozen=True, slots=True)
class Blood:
    """One draw of blood: its specimen number, when it was collected, the method, and its reports, the oldest first."""

    number: str
    collected: Moment
    reports: tuple[Report, ...]
    method: str = "culture"

    @property
    def on(self) -> date:
        """The day of collection."""
        return day(self.collected)

    @property
    def current(self) -> Report:
        """What stands: the last version."""
        return self.reports[-1]


@dataclass(frozen=True, slots=True)
class Temperature:
    """One temperature as it was read off, with the thermometer's unit."""

    taken: Moment
    value: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class Count:
    """A white cell or neutrophil count in cells/mm³, and the laboratory's unit for it."""

    taken: datetime
    kind: str
    cells: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class Sign:
    """Chills, hypotension, apnea … that a person saw."""

    name: str
    seen: Moment


@dataclass(frozen=True, slots=True)
class Stay:
    """One admission; `discharged` is None while it lasts."""

    admitted: datetime
    discharged: datetime | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """An infection at another site that a person found met.

    Attributes:
        blood_is_element: scenario 2, the blood culture is an element of the criterion.
        specimen: what was sampled.
    """

    site: str
    criterion: str
    date_of_event: date
    anchor: date
    organisms: tuple[Organism, ...] = ()
    blood_is_element: bool = False
    specimen: str = "drainage"


@dataclass(frozen=True, slots=True)
class Line:
    """A central line."""

    placed: Moment
    accessed: Moment | None = None
    removed: Moment | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """Allogeneic HSCT, GVHD of the gut, diarrhoea, ECMO …, with its first and last day; of pus, what grew in it."""

    name: str
    since: date
    until: date | None = None
    grade: int | None = None
    millilitres: int | None = None
    millilitres_per_kg: int | None = None
    organisms: tuple[Organism, ...] = ()


@dataclass(frozen=True, slots=True)
class History:
    """Everything about one recipient."""

    transplanted: datetime
    born: date | None = None
    stays: tuple[Stay, ...] = ()
    bloods: tuple[Blood, ...] = ()
    temperatures: tuple[Temperature, ...] = ()
    counts: tuple[Count, ...] = ()
    signs: tuple[Sign, ...] = ()
    sites: tuple[Site, ...] = ()
    lines: tuple[Line, ...] = ()
    conditions: tuple[Condition, ...] = ()
    zone: str = "Asia/Tokyo"
    writing: int = 0
    """Seed of how it is written down: codes, spellings, order of arrival, what is sent twice."""
