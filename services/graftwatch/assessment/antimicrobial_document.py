"""A course of an antimicrobial as a person enters it, where no feed of administrations carries it.

The Adult Sepsis Event counts its days (bsi/antimicrobial_days.py). A vasopressor and mechanical ventilation are entered
as conditions.
"""

from collections.abc import Iterator
from datetime import date, tzinfo
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from graftwatch.assessment.decision_document import DecisionDocument, Moment, Said, clinical_time, day_of
from graftwatch.facts import Treatment
from graftwatch.terminology.treatments import ANTIMICROBIAL, treatment


def _antimicrobial(value: object) -> object:
    known = treatment(value) if isinstance(value, str) else None
    if known is None or known.kind != ANTIMICROBIAL:
        raise ValueError(f'{value!r} is not known as an antimicrobial; write its generic name, "meropenem"')
    return known.drug


class AntimicrobialDecision(DecisionDocument):
    """A course of an antimicrobial; `to` is its last day, absent while it lasts."""

    type: Literal["antimicrobial"]
    drug: Annotated[str, BeforeValidator(_antimicrobial)] = Field(description="its generic name")
    route: Literal["iv", "im", "oral"] | None = Field(default=None, description="absent: nobody says")
    since: Moment | None = Field(default=None, alias="from", description="first day; absent: the day of `at`")
    until: Moment | None = Field(default=None, alias="to", description="last day; absent while it lasts")

    @model_validator(mode="after")
    def _in_order(self) -> "AntimicrobialDecision":
        if isinstance(self.since, date) and isinstance(self.until, date) and day_of(self.until) < day_of(self.since):
            raise ValueError("`to` is before `from`")
        return self

    def says(self, zone: tzinfo) -> Iterator[Said]:
        """One course a drug and first day."""
        since = clinical_time(self.since or self.at, zone).on
        until = clinical_time(self.until, zone).on if self.until else None
        parenteral = None if self.route is None else self.route != "oral"
        statement = Treatment(ANTIMICROBIAL, self.drug, since, until, parenteral)
        yield Said(f"antimicrobial:{self.drug}:{since.isoformat()}", statement)
