"""What can be said about a recipient: results, movements, and what people decided.

Each class is one kind of statement, with values already normalised (canonical unit, canonical organism name) or
marked as unknown; the laboratory's own words are kept beside them for the explanation. Statements carry no
patient identifier. Codes and conversions are the terminology's business, not decided here.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from graftwatch.facts.clinical_time import ClinicalTime
from graftwatch.facts.version import Status


class ReportKind(StrEnum):
    """What kind of microbiology report a statement is; an order is of a culture that no report tells of yet."""

    ORDER = "order"
    CULTURE = "culture"
    GRAM_STAIN = "gram_stain"
    NON_CULTURE_TEST = "non_culture_test"
    SUSCEPTIBILITY = "susceptibility"


class Growth(StrEnum):
    """What a microbiology report says of growth."""

    POSITIVE = "positive"
    NONE = "none"
    NONE_TO_DATE = "none_to_date"
    PENDING = "pending"
    NOT_DONE = "not_done"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Isolate:
    """One organism, or one gram-stain finding, of a report.

    Attributes:
        reported: the laboratory's words or the display of its code.
        organism: canonical organism name of the terminology, or None where it is not resolved.
        status: status of this very result (OBX-11), whatever the report's.
        morphology_only: the words describe a form ("gram-positive cocci in clusters"), not a species or genus.
        quantity: how much of it grew, in the laboratory's words, where stated.
    """

    reported: str
    organism: str | None
    status: Status
    morphology_only: bool = False
    quantity: str | None = None


@dataclass(frozen=True, slots=True)
class MicrobiologyReport:
    """One report on one specimen: a snapshot that replaces the report's earlier versions as a whole.

    Attributes:
        kind: culture, gram stain, non-culture test, susceptibility, or the order of a culture that was collected.
        specimen: pseudonymous key of the specimen; reports with the same key are one specimen.
        specimen_type: "blood" or what else was sampled, lower case; None where nobody said.
        collected: when the specimen was collected; None where nobody said.
        growth: what the report says of growth.
        isolates: organisms or gram-stain findings, in the report's order.
        status: status of the report.
        accession: pseudonymous key of the laboratory's or ward's order, so that two bottles of one draw, which
            share it, can be told from two draws.
    """

    kind: ReportKind
    specimen: str
    specimen_type: str | None
    collected: ClinicalTime | None
    growth: Growth
    isolates: tuple[Isolate, ...]
    status: Status
    accession: str | None = None


@dataclass(frozen=True, slots=True)
class Measurement:
    """One vital sign, laboratory value or drug level in its concept's canonical unit.

    Attributes:
        concept: value of `terminology.Concept`.
        value: decimal number in `unit`.
        unit: the concept's canonical unit (UCUM).
        taken: when the specimen was drawn or the sign was seen.
        comparator: "", "<", "<=", ">" or ">=", as sent.
        site: body site of a temperature, where stated ("axillary").
        timing: "trough", "peak" or "c2" (two hours after the dose) of a drug level, where stated.
    """

    concept: str
    value: Decimal
    unit: str
    taken: ClinicalTime
    comparator: str = ""
    site: str | None = None
    timing: str | None = None


@dataclass(frozen=True, slots=True)
class Admission:
    """A hospital stay began. `visit` is a pseudonymous key of the stay."""

    visit: str
    admitted: ClinicalTime


@dataclass(frozen=True, slots=True)
class Discharge:
    """A hospital stay ended. `visit` is a pseudonymous key of the stay."""

    visit: str
    discharged: ClinicalTime


@dataclass(frozen=True, slots=True)
class Transfer:
    """The recipient moved to another ward within a stay."""

    visit: str
    moved: ClinicalTime
    ward: str


@dataclass(frozen=True, slots=True)
class Death:
    """The recipient died."""

    died: ClinicalTime


@dataclass(frozen=True, slots=True)
class ReTransplant:
    """The recipient was transplanted again."""

    transplanted: ClinicalTime


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign that a person saw: fever, hypothermia, chills, hypotension, apnea or bradycardia."""

    sign: str
    seen: ClinicalTime


@dataclass(frozen=True, slots=True)
class SiteInfection:
    """An infection at another site that a person found met by its NHSN definition (chapter 17).

    Attributes:
        site: NHSN site, "UTI", "IAB", "SKIN" …
        criterion: the criterion met, "1", "2b", "SUTI 1a" …
        date_of_event: date of event of the site's infection.
        anchor: date of its first positive diagnostic test, which the infection window period is built around.
        organisms: canonical organism names of the site-specific specimen.
        specimen_dates: collection dates of the site-specific specimens.
        specimen_type: what was sampled, "urine" …
        blood_is_element: the blood culture is an element of the site's criterion (scenario 2).
    """

    site: str
    criterion: str
    date_of_event: date
    anchor: date
    organisms: tuple[str, ...] = ()
    specimen_dates: tuple[date, ...] = ()
    specimen_type: str | None = None
    blood_is_element: bool = False


@dataclass(frozen=True, slots=True)
class CentralLine:
    """A central line: placed, first accessed, removed."""

    placed: ClinicalTime
    accessed: ClinicalTime | None = None
    removed: ClinicalTime | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition with a duration that rules ask for, such as "gi_gvhd", "diarrhoea", "ecmo" or "steroids".

    `organisms` are those of a specimen that was taken from it, by canonical name (pus at a vascular access).
    """

    condition: str
    since: date
    until: date | None = None
    grade: int | None = None
    millilitres_per_24h: Decimal | None = None
    millilitres_per_kg_24h: Decimal | None = None
    organisms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Adjudication:
    """A person's verdict on an event or signal: confirmed, refuted, contaminant or secondary."""

    target: str
    verdict: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Biopsy:
    """A liver biopsy's Banff rejection activity index, in parts (0–3 each) or as a grade word."""

    taken: ClinicalTime
    portal: int | None = None
    duct: int | None = None
    venous: int | None = None
    grade: str | None = None


@dataclass(frozen=True, slots=True)
class BiopsyProposal:
    """What a pathology text seems to say of rejection in a liver biopsy: for a person to confirm, it decides nothing.

    Parts, `total` and `grade` are as read, each None where the text does not say it; all None: it speaks of a
    rejection and somebody must read how severe. `document` is a pseudonymous key of the report.
    """

    document: str
    taken: ClinicalTime
    portal: int | None = None
    duct: int | None = None
    venous: int | None = None
    total: int | None = None
    grade: str | None = None
    preliminary: bool = False


@dataclass(frozen=True, slots=True)
class Dose:
    """A dose of an immunosuppressant was given; "steroids" stands for every systemic glucocorticoid."""

    drug: str
    given: ClinicalTime


@dataclass(frozen=True, slots=True)
class Treatment:
    """An antimicrobial or a vasopressor was given, on the days from `since` to `until`.

    Attributes:
        kind: "antimicrobial" or "vasopressor".
        drug: the substance's own name (INN), small letters.
        since: first day, local to the hospital.
        until: last day; None while it lasts.
        parenteral: given into a vein or muscle; None where nobody said how.
    """

    kind: str
    drug: str
    since: date
    until: date | None = None
    parenteral: bool | None = None


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """A person heard a page; `through` says by which way: `cli`, `link`, `pagerduty`, or nothing where none is said."""

    page: str
    acknowledged: ClinicalTime
    by: str = ""
    through: str = ""


Statement = (
    MicrobiologyReport
    | Measurement
    | Admission
    | Discharge
    | Transfer
    | Death
    | ReTransplant
    | Sign
    | SiteInfection
    | CentralLine
    | Condition
    | Adjudication
    | Biopsy
    | BiopsyProposal
    | Dose
    | Treatment
    | Acknowledgement
)
