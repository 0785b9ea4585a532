"""Adult Sepsis Events by hand: blood of 10 June, doses by day, and the notices of a protocol that asks for them."""

from datetime import date
from decimal import Decimal

from charts import TOKYO, assessed, blood_culture, day_of_june, june, said
from graftwatch.facts import ClinicalTime, Fact, Measurement, Statement, Treatment
from graftwatch.findings import Signal, SignalKind
from graftwatch.protocol import Protocol

ON = Protocol.model_validate({"suspected_bsi": {"adult_sepsis_event": True}})
BLOOD = 10
"""Post-operative day 9: nothing is confounded but what the transplant changes for weeks."""
UNITS = {"creatinine": "mg/dL", "total_bilirubin": "mg/dL", "platelets": "10*9/L", "lactate": "mmol/L"}


def given(drug: str, *days: int, parenteral: bool | None = True, kind: str = "antimicrobial") -> list[Fact[Statement]]:
    """A dose of a drug on each of these days of June."""
    return [
        said(
            f"{drug}-{day}-{parenteral}",
            Treatment(kind, drug, day_of_june(day), day_of_june(day), parenteral),
            june(day, 9),
        )
        for day in days
    ]


def value(concept: str, day: int, number: str, comparator: str = "") -> Fact[Statement]:
    taken = ClinicalTime.of(june(day, 6), TOKYO)
    return said(f"{concept}-{day}", Measurement(concept, Decimal(number), UNITS[concept], taken, comparator), june(day))


def norepinephrine(*days: int) -> list[Fact[Statement]]:
    return given("norepinephrine", *days, kind="vasopressor")


def notices(*facts: Fact[Statement], protocol: Protocol = ON, now: int = 20, born: date | None = None) -> list[Signal]:
    found = assessed(*facts, protocol=protocol, now=june(now, 12), born=born)
    return [one for one in found.signals if one.kind is SignalKind.BSI_ADULT_SEPSIS]


CULTURE = blood_culture(BLOOD)
PRESSOR = norepinephrine(10)
