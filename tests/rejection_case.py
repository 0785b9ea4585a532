"""A recipient transplanted on 1 June 2026 in Tokyo, and short words for what is measured and decided about one."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from zoneinfo import ZoneInfo

from graftwatch.facts import (
    Adjudication,
    Biopsy,
    Chart,
    ClinicalTime,
    Condition,
    Fact,
    FactSet,
    Measurement,
    Source,
    Statement,
    Status,
    fact,
)
from graftwatch.findings import Event, Findings, Signal
from graftwatch.protocol import Protocol
from graftwatch.rejection import detect
from graftwatch.roster import Identifier, Recipient

TOKYO = ZoneInfo("Asia/Tokyo")
UNITS = {
    "alt": "U/L",
    "ast": "U/L",
    "alp": "U/L",
    "ggt": "U/L",
    "total_bilirubin": "mg/dL",
    "eosinophils": "10*9/L",
    "temperature": "Cel",
    "systolic_pressure": "mm[Hg]",
    "oxygen_saturation": "%",
    "heart_rate": "/min",
    "nk_function": "%",
    "mpa": "mg/L",
}
LONG_AFTER = datetime(2026, 7, 31, tzinfo=TOKYO)


def june(day: int, hour: int = 6, minute: int = 0) -> datetime:
    """A moment counted in days of June 2026, local to the hospital; 31 is 1 July, 0 is 31 May."""
    return datetime(2026, 6, 1, hour, minute, tzinfo=TOKYO) + timedelta(days=day - 1)


def recipient(infused_at: datetime | None = None) -> Recipient:
    """The recipient: post-operative day 0 is 1 June."""
    return Recipient(
        subject="S01",
        identifiers=frozenset({Identifier("0001", "HOSPITAL")}),
        transplanted_at=june(1, 9),
        infused_at=infused_at,
    )


@dataclass
class Case:
    """What is known about the recipient; each result is stated an hour after it was taken."""

    protocol: Protocol = field(default_factory=Protocol)
    infused_at: datetime | None = None
    facts: list[Fact[Statement]] = field(default_factory=list)
    numbers: Iterable[int] = field(default_factory=count)

    def says(self, identity: str, statement: Statement, stated_at: datetime, status: Status = Status.FINAL) -> "Case":
        """Adds a version of a statement."""
        source = Source("lab", f"M{len(self.facts):04}")
        self.facts.append(
            fact(
                subject="S01",
                identity=identity,
                statement=statement,
                status=status,
                stated_at=stated_at,
                known_at=stated_at.astimezone(UTC),
                source=source,
            )
        )
        return self

    def measured(self, concept: str, value: str, at: datetime | date, *, timing: str | None = None) -> "Case":
        """Adds a result; a value may carry its comparator, a date is a day without a time."""
        comparator = value[: len(value) - len(value.lstrip("<>="))]
        taken = ClinicalTime.of(at, TOKYO) if isinstance(at, datetime) else ClinicalTime(at)
        instant = taken.instant(TOKYO)
        statement = Measurement(
            concept=concept,
            value=Decimal(value.lstrip("<>=")),
            unit=UNITS.get(concept, "ng/mL"),
            taken=taken,
            comparator=comparator,
            timing=timing,
        )
        return self.says(f"{concept}/{instant.isoformat()}", statement, instant + timedelta(hours=1))

    def measures(self, concept: str, rows: Iterable[tuple[datetime, str]]) -> "Case":
        """Adds results of one concept."""
        for at, value in rows:
            self.measured(concept, value, at)
        return self

    def troughs(self, *rows: tuple[int, str]) -> "Case":
        """Adds tacrolimus troughs, one a day of June at 08:00."""
        return self.measures("tacrolimus_trough", ((june(day, 8), value) for day, value in rows))

    def rise(self, day: int = 7) -> "Case":
        """Adds an enzyme rise: ALT 60 at 06:00 of the day before, 150 on the day, 180 a day later."""
        return self.measures("alt", [(june(day - 1), "60"), (june(day), "150"), (june(day + 1), "180")])

    def biopsy(self, at: datetime, *parts: int, grade: str | None = None) -> "Case":
        """Adds a biopsy with its parts, or a grade word."""
        portal, duct, venous = parts or (None, None, None)
        taken = ClinicalTime.of(at, TOKYO)
        return self.says(f"biopsy/{at.isoformat()}", Biopsy(taken, portal, duct, venous, grade), at + timedelta(days=1))

    def condition(self, name: str, since: datetime, until: datetime | None = None) -> "Case":
        """Adds a condition with its days."""
        statement = Condition(name, since.date(), until.date() if until else None)
        return self.says(f"condition/{name}/{since.date()}", statement, since)

    def adjudicated(self, target: str, verdict: str, at: datetime = LONG_AFTER) -> "Case":
        """Adds a person's verdict."""
        return self.says(f"adjudication/{target}", Adjudication(target, verdict), at)

    def findings(self, now: datetime = LONG_AFTER, *, order: int = 1) -> Findings:
        """What is concluded; `order` -1 hears the facts backwards."""
        chart = Chart(FactSet(self.facts[::order]).current(), TOKYO)
        return detect(recipient(self.infused_at), chart, self.protocol, now)

    def signals(self, kind: str, now: datetime = LONG_AFTER) -> list[Signal]:
        """The signals of one kind."""
        return [one for one in self.findings(now).signals if one.kind == kind]

    def rejections(self, now: datetime = LONG_AFTER) -> list[Event]:
        """The rejections."""
        return [one for one in self.findings(now).events if one.kind == "rejection"]
