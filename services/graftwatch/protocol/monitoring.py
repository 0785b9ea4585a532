"""The protocol's settings for telling people: severities, paging, and the committee's stopping boundaries."""

from typing import Literal

from pydantic import Field, model_validator

from graftwatch.protocol.rules import Section

Level = Literal["page", "notify", "log"]


class Paging(Section):
    """When a page is repeated, and how many may go out in an hour before they are summed up in one."""

    repeat_after_minutes: float = Field(default=15.0, gt=0, description="an unacknowledged page is repeated")
    repeats_at_most: int = Field(default=4, ge=0)
    pages_an_hour: int = Field(default=20, ge=1)


class Boundary(Section):
    """A sequential stopping boundary of an endpoint: stop if events ≥ b(n) among n evaluable recipients."""

    endpoint: Literal["bsi", "rejection"]
    rule: Literal["pocock", "obrien-fleming", "beta-binomial", "sprt", "table"]
    p0: float = Field(gt=0, lt=1, description="acceptable event rate")
    alpha: float = Field(default=0.10, gt=0, lt=1, description="chance to stop although the rate is p0")
    n: int = Field(default=37, ge=1, le=1000, description="recipients planned")
    prior: tuple[float, float] | None = Field(default=None, description="Beta prior of the beta-binomial rule")
    p1: float | None = Field(default=None, gt=0, lt=1, description="unacceptable rate, for sprt")
    table: dict[int, int] | None = Field(default=None, description="stop at so many events among n, for table")

    @model_validator(mode="after")
    def _complete(self) -> "Boundary":
        needed = {"beta-binomial": ("prior", self.prior), "sprt": ("p1", self.p1), "table": ("table", self.table)}
        name, value = needed.get(self.rule, ("", 0))
        if value is None:
            raise ValueError(f"rule {self.rule!r} needs `{name}`")
        return self


DEFAULT_SEVERITIES: dict[str, Level] = {
    "bsi.suspected": "page",
    "bsi.confirmed": "page",
    "bsi.unresolved": "page",
    "bsi.fever_with_culture": "notify",
    "bsi.sirs_with_culture": "notify",
    "bsi.adult_sepsis": "notify",
    "rejection.enzyme_rise": "notify",
    "rejection.suspected": "page",
    "rejection.confirmed": "page",
    "rejection.biopsy_proposed": "notify",
    "exposure.low": "notify",
    "exposure.high": "notify",
    "exposure.overdue": "notify",
    "infusion.reaction": "page",
    "nk_activity.fall": "notify",
}
