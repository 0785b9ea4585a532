"""The protocol's settings for the clinical rules: window, infection, rejection, drugs, infusion, NK activity.

What NHSN fixes (fever above 38.0 °C, seven days of infection window period) is a constant beside its rule and no
setting. What a trial may choose stands here, with the default and its ground.
"""

from itertools import pairwise
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

DRUG_UNITS: Final = {
    "tacrolimus": "ng/mL",
    "tacrolimus_serum": "ng/mL",
    "cyclosporine": "ng/mL",
    "cyclosporine_c2": "ng/mL",
    "sirolimus": "ng/mL",
    "everolimus": "ng/mL",
    "mpa": "mg/L",
}
"""Drugs that can have targets, each with the unit that its levels are converted to before they are compared."""


OVERDUE_AFTER_HOURS: Final = 78.0
"""Three days, and six hours for the result of a morning's draw; a day more, and the gap would be too long to join."""


class Section(BaseModel):
    """A part of the protocol file: frozen, and a misspelt key is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _ascending(bounds: tuple[float, float]) -> tuple[float, float]:
    if bounds[0] >= bounds[1]:
        raise ValueError("the lower bound must be below the upper one")
    return bounds


Range = Annotated[tuple[float, float], AfterValidator(_ascending)]


class Window(Section):
    """The endpoint window in post-operative days, both inclusive; the day of the transplant is day 0.

    "Within one month" is published without its exact days, so both are settings.
    """

    first_day: int = Field(default=0, ge=0)
    last_day: int = Field(default=30, ge=0, le=365)

    @model_validator(mode="after")
    def _in_order(self) -> "Window":
        if self.first_day > self.last_day:
            raise ValueError("first_day is after last_day")
        return self


class Endpoints(Section):
    """What counts: any bloodstream infection or primary ones only; how rejection must be established."""

    bsi: Literal["any", "primary"] = "any"
    rejection: Literal["confirmed"] = "confirmed"


class SuspectedBsi(Section):
    """What raises a suspicion before a result is final."""

    fever_culture_hours: float = Field(default=24.0, gt=0, description="fever and blood culture this close together")
    fever_with_culture: bool = Field(default=True, description="notify of fever beside a blood culture")
    sirs_with_culture: bool = Field(default=True, description="notify of two SIRS criteria beside a pending culture")
    adult_sepsis_event: bool = Field(default=False, description="tell of CDC's Adult Sepsis Events")
    adult_sepsis_lactate: bool = Field(default=True, description="lactate of 2.0 mmol/L is an organ dysfunction of it")


LiverTest = Literal["ast", "alt", "alp", "ggt", "total_bilirubin"]
UpperLimit = Annotated[float, Field(gt=0)]
USUAL_UPPER_LIMITS: Final[dict[LiverTest, float]] = {
    "ast": 40.0,
    "alt": 40.0,
    "alp": 120.0,
    "ggt": 60.0,
    "total_bilirubin": 1.2,
}
"""Upper limits of normal of adults as laboratories commonly print them; a site gives its own in the protocol file."""


def _with_usual_limits(limits: dict[LiverTest, float]) -> dict[LiverTest, float]:
    return {**USUAL_UPPER_LIMITS, **limits}


class EnzymeRise(Section):
    """Liver-enzyme rise: a trigger to look, not a diagnosis. Before day 5 reperfusion injury dominates."""

    from_day: int = Field(default=5, ge=0)
    times_upper_limit: float = Field(default=2.0, gt=0)
    rise_above_lowest: float = Field(default=0.5, gt=0, description="share above the lowest value of the last hours")
    lowest_within_hours: float = Field(default=72.0, gt=0)
    apart_hours: float = Field(default=12.0, gt=0, description="two results at least this far apart")
    upper_limits: Annotated[dict[LiverTest, UpperLimit], AfterValidator(_with_usual_limits)] = Field(
        default=USUAL_UPPER_LIMITS, description="upper limits of normal; U/L, bilirubin mg/dL"
    )


class Rejection(Section):
    """Rejection signals."""

    enzyme_rise: EnzymeRise = EnzymeRise()
    eosinophils_at_least: float = Field(default=0.5, gt=0, description="10*9/L, support only, not under steroids")
    steroid_dose_days: int = Field(
        default=1, ge=0, description="a dose of a steroid counts as treatment on its day and so many days after"
    )
    confirmed_open_days: float = Field(
        default=14.0, gt=0, description="a confirmed rejection's signal closes so long after its last biopsy"
    )


class LaterTarget(Section):
    """The targets from a post-operative day on; those of the drug's own hold before it."""

    from_day: int = Field(ge=1, description="first post-operative day on which they hold")
    target: Range
    partner_targets: dict[str, Range] = {}


class Drug(Section):
    """Targets of one immunosuppressant. Troughs only, unless `untimed_is_trough` accepts levels without timing.

    Args:
        target: lower and upper bound of the trough, in `unit`, both inside.
        later: targets that replace `target` and `partner_targets` from a later post-operative day on.
        low_below: a trough below this is low; two in a row signal (None: no such rule).
        high_above, very_high_above, critical_above: steps of high exposure; critical pages (None: no such step).
        partner_targets: target in combination with another drug, by that drug's name.
    """

    unit: str
    target: Range
    low_below: float | None = None
    low_by_time_in_range: bool = Field(
        default=False, description="time in range makes exposure low although no low_below is given"
    )
    high_above: float | None = None
    very_high_above: float | None = None
    critical_above: float | None = None
    partner_targets: dict[str, Range] = {}
    later: tuple[LaterTarget, ...] = Field(default=(), description="targets from later post-operative days on")
    untimed_is_trough: bool = True
    max_gap_days: float = Field(default=4.0, gt=0, description="a longer gap between troughs is not interpolated")
    overdue_after_hours: float | None = Field(
        default=None, gt=0, description="in hospital, the next trough is overdue so long after the last one or a dose"
    )

    @property
    def partners(self) -> tuple[str, ...]:
        """The drugs beside which other targets hold."""
        stated = (self.partner_targets, *(one.partner_targets for one in self.later))
        return tuple(dict.fromkeys(name for targets in stated for name in targets))

    @model_validator(mode="after")
    def _days_ascend(self) -> "Drug":
        days = [one.from_day for one in self.later]
        if any(day >= following for day, following in pairwise(days)):
            raise ValueError("`from_day` of the later targets must ascend")
        return self

    @model_validator(mode="after")
    def _steps_ascend(self) -> "Drug":
        steps = [one for one in (self.low_below, self.high_above, self.very_high_above, self.critical_above) if one]
        if steps != sorted(steps):
            raise ValueError("low_below, high_above, very_high_above and critical_above must ascend")
        return self


def _known_drugs(drugs: dict[str, Drug]) -> dict[str, Drug]:
    for name, drug in drugs.items():
        if name not in DRUG_UNITS:
            raise ValueError(f"no such drug: {name!r}; known: {', '.join(DRUG_UNITS)}")
        if drug.unit != DRUG_UNITS[name]:
            raise ValueError(f"{name} is compared in {DRUG_UNITS[name]}; give its targets in it, not in {drug.unit!r}")
    return drugs


class Exposure(Section):
    """Drug exposure: when low time in range becomes a signal, and the drugs' targets in the first month.

    `drugs` replaces the whole list: a drug that is not named has no target.
    """

    low_troughs_in_a_row: int = Field(default=2, ge=1)
    in_range_troughs_in_a_row: int = Field(default=2, ge=1, description="so many troughs back in range close a signal")
    time_in_range_below: float = Field(default=0.5, ge=0, le=1)
    time_in_range_days: float = Field(default=5.0, gt=0)
    time_in_range_covered: float = Field(
        default=0.9, gt=0, le=1, description="share of those days that pairs of troughs must cover"
    )
    basiliximab_dose_days: int = Field(
        default=30, ge=0, description="a dose of basiliximab is taken to act on its day and so many days after"
    )
    drugs: Annotated[dict[str, Drug], AfterValidator(_known_drugs)] = {
        "tacrolimus": Drug(
            unit="ng/mL",
            target=(6.0, 10.0),
            low_below=5.0,
            high_above=10.0,
            very_high_above=15.0,
            critical_above=20.0,
            partner_targets={"basiliximab": (4.0, 7.0)},
            overdue_after_hours=OVERDUE_AFTER_HOURS,
        ),
        "everolimus": Drug(unit="ng/mL", target=(3.0, 8.0), partner_targets={"tacrolimus": (3.0, 5.0)}),
        "cyclosporine": Drug(
            unit="ng/mL", target=(200.0, 250.0), low_by_time_in_range=True, overdue_after_hours=OVERDUE_AFTER_HOURS
        ),
        "cyclosporine_c2": Drug(
            unit="ng/mL", target=(800.0, 1200.0), low_by_time_in_range=True, overdue_after_hours=OVERDUE_AFTER_HOURS
        ),
        "mpa": Drug(unit="mg/L", target=(1.0, 3.5)),
    }


class Infusion(Section):
    """Reaction to the cell infusion: any of these within the hours after it."""

    within_hours: float = Field(default=24.0, gt=0)
    before_within_hours: float = Field(default=24.0, gt=0, description="how old a value before the infusion may be")
    temperature_rise: float = Field(default=1.0, gt=0, description="degrees Celsius, to above 38.0")
    systolic_below: float = Field(default=90.0, gt=0, description="mm[Hg]")
    systolic_fall: float = Field(default=0.3, gt=0, lt=1, description="share below the value before the infusion")
    oxygen_saturation_below: float = Field(default=90.0, gt=0, le=100, description="%")
    heart_rate_above: float = Field(default=130.0, gt=0, description="per minute")


class NkActivity(Section):
    """NK activity: a fall to at most this share below the recipient's own value before the infusion."""

    fall: float = Field(default=0.5, gt=0, lt=1)
    results: int = Field(default=2, ge=1)
