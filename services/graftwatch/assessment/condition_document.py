"""Conditions with a duration, as people write them: what mucosal barrier injury, line exclusions and drugs ask for.

Names are written freely and read by the table of spellings; whether a rule asks for the condition at all is said by
`decisions_without_effect.py`. Diarrhoea is stated in millilitres in 24 hours, for recipients under 18 years by body
weight: as `ml_per_kg_24h`, or as `ml_per_24h` with `weight_kg`. Pus at another vascular access may name the
`organisms` of its specimen; where it names none, the person who enters it asserts the match with the blood.
"""

from collections.abc import Iterator
from datetime import date, tzinfo
from decimal import Decimal
from types import MappingProxyType
from typing import Annotated, Final, Literal

from pydantic import BeforeValidator, Field, model_validator

from graftwatch.assessment.decision_document import (
    DecisionDocument,
    Moment,
    OrganismName,
    PlainWord,
    Said,
    clinical_time,
    day_of,
)
from graftwatch.facts import Condition

SPELLINGS: Final = MappingProxyType(
    {
        spelling: name
        for name, spellings in {
            "allogeneic_hsct": ("hsct", "allo_hsct", "allogeneic_stem_cell_transplant"),
            "gi_gvhd": ("gvhd", "gut_gvhd", "gastrointestinal_gvhd"),
            "diarrhoea": ("diarrhea",),
            "steroids": ("steroid",),
            "vasopressor": ("vasopressors", "pressor", "catecholamines"),
            "mechanical_ventilation": ("ventilation", "ventilator", "invasive_mechanical_ventilation", "imv"),
            "end_stage_renal_disease": ("esrd",),
            "comfort_care": ("comfort_measures_only", "hospice"),
            "transfer_to_acute_care": ("transferred_to_acute_care",),
            "ecmo": ("ecls", "extracorporeal_life_support", "extracorporeal_membrane_oxygenation"),
            "vad": ("lvad", "rvad", "bivad", "ventricular_assist_device"),
            "tah": ("total_artificial_heart",),
            "patient_injection": ("self_injection", "patient_self_injection"),
            "epidermolysis_bullosa": ("eb",),
            "munchausen_by_proxy": ("munchausen", "munchausen_syndrome_by_proxy", "msbp", "fdia"),
            "pus_at_access": (
                "pus",
                "pus_at_insertion_site",
                "pus_at_other_access",
                "pus_at_vascular_access",
                "pus_at_vascular_access_site",
                "pus_at_the_vascular_access_site",
            ),
        }.items()
        for spelling in spellings
    }
)
"""How else people write the names of conditions, by spelling."""


def _grade_number(value: object) -> object:
    romans = {"I": 1, "II": 2, "III": 3, "IV": 4}
    return romans.get(value.strip().upper(), value) if isinstance(value, str) else value


class ConditionDecision(DecisionDocument):
    """A condition with a duration; `to` is its last day, absent while it lasts."""

    type: Literal["condition"]
    condition: PlainWord
    since: Moment | None = Field(default=None, alias="from", description="first day; absent: the day of `at`")
    until: Moment | None = Field(default=None, alias="to", description="last day; absent while it lasts")
    grade: Annotated[int, Field(ge=0, le=5), BeforeValidator(_grade_number)] | None = Field(
        default=None, description="grade of a graft-versus-host disease, 0 to 5 or I to IV"
    )
    ml_per_24h: Decimal | None = Field(default=None, ge=0, description="volume of diarrhoea in 24 hours, mL")
    ml_per_kg_24h: Decimal | None = Field(
        default=None, ge=0, description="volume of diarrhoea in 24 hours by body weight, mL/kg, under 18 years"
    )
    weight_kg: Decimal | None = Field(
        default=None, gt=0, description="body weight, kg: makes `ml_per_24h` a volume by weight"
    )
    organisms: tuple[OrganismName, ...] = Field(
        default=(), description="organisms of the specimen of pus at another vascular access"
    )

    @model_validator(mode="after")
    def _in_order(self) -> "ConditionDecision":
        if isinstance(self.since, date) and isinstance(self.until, date) and day_of(self.until) < day_of(self.since):
            raise ValueError("`to` is before `from`")
        return self

    def says(self, zone: tzinfo) -> Iterator[Said]:
        """One condition a name and first day."""
        name = SPELLINGS.get(self.condition, self.condition)
        since = clinical_time(self.since or self.at, zone).on
        until = clinical_time(self.until, zone).on if self.until else None
        statement = Condition(name, since, until, self.grade, self.ml_per_24h, self._by_weight(), self.organisms)
        yield Said(f"condition:{name}:{since.isoformat()}", statement)

    def _by_weight(self) -> Decimal | None:
        if self.ml_per_kg_24h is not None or self.ml_per_24h is None or self.weight_kg is None:
            return self.ml_per_kg_24h
        return self.ml_per_24h / self.weight_kg
