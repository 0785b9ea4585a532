"""The protocol's settings for telling people: severities, paging, and the committee's stopping boundaries."""

from datetime import time
from math import inf
from typing import Literal

from pydantic import Field, model_validator

from graftwatch.protocol.rules import Section

Level = Literal["page", "notify", "log"]


Language = Literal["en", "ja"]


class EscalationStep(Section):
    """Whom a page goes to while nobody has acknowledged it, and how long they have."""

    to: tuple[str, ...] = Field(min_length=1, description="duties of the on-call file, or names of channels")
    wait_minutes: float = Field(default=15.0, gt=0, description="unacknowledged for so long, the next step is taken")


class QuietHours(Section):
    """From when to when, by the hospital's wall clock, what only notifies waits; what pages never does.

    An end before the start is the next day's.
    """

    start: time = Field(description="local time, such as 22:00")
    end: time = Field(description="local time, such as 07:00")

    @model_validator(mode="after")
    def _some_hours(self) -> "QuietHours":
        if self.start == self.end:
            raise ValueError("`start` and `end` are the same; leave quiet_hours out for none")
        return self


class Paging(Section):
    """Who is told in which language, when a page is repeated, and how many may go out before they are summed up."""

    language: Language = Field(default="en", description="of pages, where a channel or a person asks for no other")
    also_in: frozenset[Language] = Field(
        default=frozenset(), description="further languages that pages are written in, for channels and people"
    )
    escalation: tuple[EscalationStep, ...] = Field(
        default=(), description="whom a page goes to, step by step; none: every regular channel at once"
    )
    repeat_after_minutes: float = Field(
        default=15.0, gt=0, description="an unacknowledged page is repeated, after the last step"
    )
    repeats_at_most: int = Field(default=4, ge=0, description="repetitions at the last step; then nobody heard it")
    pages_an_hour: int = Field(default=20, ge=1, description="waking pages, beyond which one summary names the others")
    quiet_hours: QuietHours | None = Field(default=None, description="when what only notifies waits")


class Committee(Section):
    """The safety committee: who is told that a stopping boundary is crossed."""

    contact: tuple[str, ...] = Field(
        default=(),
        description="duties or people of the on-call file, or names of channels; none: every regular channel",
    )


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
    looks: tuple[int, ...] | None = Field(
        default=None, description="the only n at which the trial can stop, rising; none: every n, and for table its own"
    )

    @model_validator(mode="after")
    def _complete(self) -> "Boundary":
        needed = {"beta-binomial": ("prior", self.prior), "sprt": ("p1", self.p1), "table": ("table", self.table)}
        name, value = needed.get(self.rule, ("", 0))
        if value is None:
            raise ValueError(f"rule {self.rule!r} needs `{name}`")
        self._check_figures()
        if self.looks is not None:
            self._check_looks(self.looks)
        if self.rule == "table":
            self._check_table(self.table or {})
        return self

    def _check_figures(self) -> None:
        """What no boundary can be made of is said when the file is read, not when the first recipient counts."""
        if self.rule == "sprt" and self.p1 is not None and self.p1 <= self.p0:
            raise ValueError(f"`p1` is {self.p1}: it must lie above `p0`, which is {self.p0}")
        if self.rule == "beta-binomial" and self.prior is not None and not all(0 < one < inf for one in self.prior):
            raise ValueError(f"`prior` is Beta{self.prior}: both figures must be above 0")

    def _check_table(self, table: dict[int, int]) -> None:
        if not table:
            raise ValueError("`table` is empty: give at least one n with its events")
        fewest = 1
        for n, events in sorted(table.items()):
            if not 1 <= n <= self.n:
                raise ValueError(f"`table` looks at n = {n}, which is not within 1–{self.n}")
            if not fewest <= events <= n:
                raise ValueError(f"`table` wants {events} events at n = {n}: it must be within {fewest}–{n}")
            fewest = events

    def _check_looks(self, looks: tuple[int, ...]) -> None:
        if self.rule == "table":
            raise ValueError("rule 'table' looks at the n of its `table`; leave `looks` out")
        if not looks or sorted(set(looks)) != list(looks) or not 1 <= looks[0] <= looks[-1] <= self.n:
            raise ValueError(f"`looks` must be rising numbers of recipients within 1–{self.n}; none: leave it out")


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
