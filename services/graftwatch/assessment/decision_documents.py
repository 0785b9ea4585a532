"""People's decisions as they are written down: what no feed carries, one JSON object each, by type.

The natural key of a decision is its type and what it is about (a sign and when it was seen, a site infection and its
date of event …): a later decision about the same thing replaces the earlier one as a whole, and one with `withdrawn`
takes it back. Who decided (`by`) stays in the journal and with an acknowledgement; no other statement carries it.
Left out: whether a decision has an effect, which the rules say.
"""

from collections.abc import Iterator
from datetime import date, datetime, tzinfo
from typing import Annotated, Final, Literal

from pydantic import BeforeValidator, Field, model_validator

from graftwatch.assessment.antimicrobial_document import AntimicrobialDecision
from graftwatch.assessment.condition_document import ConditionDecision
from graftwatch.assessment.decision_document import (
    DecisionDocument,
    Moment,
    OrganismName,
    Said,
    clinical_time,
    day_of,
    instant,
    key,
    plain_word,
)
from graftwatch.facts import (
    Acknowledgement,
    Adjudication,
    Admission,
    Biopsy,
    CentralLine,
    Death,
    Discharge,
    ReTransplant,
    Sign,
    SiteInfection,
    pseudonymous_key,
)

Part = Annotated[int, Field(ge=0, le=3)]


def _several(value: object) -> object:
    """A list; one name or day by itself is a list of one."""
    return [value] if isinstance(value, str) else value


class SignDecision(DecisionDocument):
    """A sign that a person saw; `at` is when."""

    type: Literal["sign"]
    sign: Annotated[
        Literal["fever", "hypothermia", "chills", "hypotension", "apnea", "bradycardia"],
        BeforeValidator(lambda value: "apnea" if value == "apnoea" else value),
    ]

    def says(self, zone: tzinfo) -> Iterator[Said]:
        """One sign; the same sign at another time is another."""
        yield Said(f"sign:{self.sign}:{key(self.at, zone)}", Sign(self.sign, clinical_time(self.at, zone)))


class SiteInfectionDecision(DecisionDocument):
    """An infection at another site that meets its NHSN definition."""

    type: Literal["site_infection"]
    site: str = Field(min_length=1, max_length=16)
    criterion: str = Field(default="", max_length=32)
    date_of_event: date
    anchor: date | None = Field(default=None, description="date of its first positive diagnostic test")
    organisms: Annotated[tuple[OrganismName, ...], BeforeValidator(_several)] = ()
    specimen_dates: Annotated[tuple[date, ...], BeforeValidator(_several)] = ()
    specimen_type: str | None = None
    blood_is_element: bool = False

    def says(self, zone: tzinfo) -> Iterator[Said]:  # noqa: ARG002 - calendar days need no zone
        """One infection a site and date of event."""
        site = self.site.strip().upper()
        statement = SiteInfection(
            site=site,
            criterion=self.criterion.strip(),
            date_of_event=self.date_of_event,
            anchor=self.anchor or self.date_of_event,
            organisms=self.organisms,
            specimen_dates=self.specimen_dates,
            specimen_type=self.specimen_type.strip().lower() if self.specimen_type else None,
            blood_is_element=self.blood_is_element,
        )
        yield Said(f"site_infection:{site}:{self.date_of_event.isoformat()}", statement)


class CentralLineDecision(DecisionDocument):
    """A central line; say it again with `removed_at` when it is out."""

    type: Literal["central_line"]
    placed_at: Moment | None = None
    accessed_at: Moment | None = None
    removed_at: Moment | None = None

    @model_validator(mode="after")
    def _known_since(self) -> "CentralLineDecision":
        if self.placed_at is None and self.accessed_at is None:
            raise ValueError("a central line needs `placed_at`, or `accessed_at`")
        return self

    def says(self, zone: tzinfo) -> Iterator[Said]:
        """One line a placement."""
        placed = self.placed_at or self.accessed_at or self.at
        statement = CentralLine(
            placed=clinical_time(placed, zone),
            accessed=clinical_time(self.accessed_at, zone) if self.accessed_at else None,
            removed=clinical_time(self.removed_at, zone) if self.removed_at else None,
        )
        yield Said(f"central_line:{key(placed, zone)}", statement)


class AdjudicateDecision(DecisionDocument):
    """A person's verdict on an event or signal."""

    type: Literal["adjudicate"]
    event: str | None = Field(default=None, min_length=1, max_length=64)
    signal: str | None = Field(default=None, min_length=1, max_length=64)
    verdict: Literal["confirmed", "refuted", "contaminant", "secondary"]

    @model_validator(mode="after")
    def _one_target(self) -> "AdjudicateDecision":
        if self.event is None and self.signal is None:
            raise ValueError("say which `event` or `signal` it is about, by its id")
        return self

    def decided_at(self, zone: tzinfo) -> datetime | None:
        """A verdict and an acknowledgement are given at `at`."""
        return instant(self.at, zone)

    def says(self, zone: tzinfo) -> Iterator[Said]:  # noqa: ARG002 - a verdict has no time of its own
        """One verdict an event or signal."""
        target = self.event or self.signal or ""
        yield Said(f"adjudication:{target}", Adjudication(target, self.verdict, self.note))


class BiopsyDecision(DecisionDocument):
    """A liver biopsy by its Banff parts or grade; `at` is when it was taken."""

    type: Literal["biopsy"]
    portal: Part | None = None
    duct: Part | None = None
    venous: Part | None = None
    grade: (
        Annotated[Literal["none", "indeterminate", "mild", "moderate", "severe"], BeforeValidator(plain_word)] | None
    ) = None

    @model_validator(mode="after")
    def _graded(self) -> "BiopsyDecision":
        if None in {self.portal, self.duct, self.venous} and self.grade is None:
            raise ValueError("a biopsy needs `portal`, `duct` and `venous` (0 to 3 each), or a `grade`")
        return self

    def says(self, zone: tzinfo) -> Iterator[Said]:
        """One biopsy a time."""
        taken = clinical_time(self.at, zone)
        yield Said(f"biopsy:{key(self.at, zone)}", Biopsy(taken, self.portal, self.duct, self.venous, self.grade))


class AdmissionDecision(DecisionDocument):
    """A hospital stay, where no ADT feed says so; say it again with `discharged_at` when it has ended."""

    type: Literal["admission"]
    admitted_at: Moment
    discharged_at: Moment | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "AdmissionDecision":
        if self.discharged_at is not None and day_of(self.discharged_at) < day_of(self.admitted_at):
            raise ValueError("`discharged_at` is before `admitted_at`")
        return self

    def says(self, zone: tzinfo) -> Iterator[Said]:
        """One stay an admission; without an end, an end that was said before is taken back."""
        visit = pseudonymous_key("decision", key(self.admitted_at, zone))
        yield Said(f"admission:{visit}", Admission(visit, clinical_time(self.admitted_at, zone)))
        ended = Discharge(visit, clinical_time(self.discharged_at or self.admitted_at, zone))
        yield Said(f"discharge:{visit}", ended, taken_back=self.discharged_at is None)


class ReTransplantDecision(DecisionDocument):
    """The recipient was transplanted again; `at` is when."""

    type: Literal["re_transplant"]

    def says(self, zone: tzinfo) -> Iterator[Said]:
        """One new graft a day."""
        again = clinical_time(self.at, zone)
        yield Said(f"re_transplant:{again.on.isoformat()}", ReTransplant(again))


class DeathDecision(DecisionDocument):
    """The recipient died; `at` is when."""

    type: Literal["death"]

    def says(self, zone: tzinfo) -> Iterator[Said]:
        """One death."""
        yield Said("death", Death(clinical_time(self.at, zone)))


class AcknowledgeDecision(DecisionDocument):
    """A person heard a page; one about the service itself has no subject."""

    type: Literal["acknowledge"]
    subject: str = Field(default="", max_length=64, description="the page's subject id; none: about the service itself")
    page: str = Field(min_length=1, max_length=255)
    through: str = Field(default="", max_length=32, description="by which way: cli, link, pagerduty …")

    def decided_at(self, zone: tzinfo) -> datetime | None:
        """A verdict and an acknowledgement are given at `at`."""
        return instant(self.at, zone)

    def says(self, zone: tzinfo) -> Iterator[Said]:
        """One acknowledgement a page."""
        heard = Acknowledgement(self.page, clinical_time(self.at, zone), self.by, self.through)
        yield Said(f"acknowledgement:{self.page}", heard)


AnyDecision = Annotated[
    SignDecision
    | SiteInfectionDecision
    | CentralLineDecision
    | ConditionDecision
    | AdjudicateDecision
    | BiopsyDecision
    | AdmissionDecision
    | AntimicrobialDecision
    | ReTransplantDecision
    | DeathDecision
    | AcknowledgeDecision,
    Field(discriminator="type"),
]

DOCUMENTS: Final[dict[str, type[DecisionDocument]]] = {
    "sign": SignDecision,
    "site_infection": SiteInfectionDecision,
    "central_line": CentralLineDecision,
    "condition": ConditionDecision,
    "adjudicate": AdjudicateDecision,
    "biopsy": BiopsyDecision,
    "admission": AdmissionDecision,
    "antimicrobial": AntimicrobialDecision,
    "re_transplant": ReTransplantDecision,
    "death": DeathDecision,
    "acknowledge": AcknowledgeDecision,
}
"""The documents by their type."""
