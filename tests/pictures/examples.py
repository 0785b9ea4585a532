"""One page of every kind and every reason, in both languages: facts in, rules, decisions, pages out.

The recipient S01 was transplanted on 1 June 2026 in Tokyo. Nothing here is worded by hand: a page changes when a rule
or a phrase does, and the pictures with it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from charts import (
    TOKYO,
    admission,
    blood_culture,
    day_of_june,
    gram_stain,
    june,
    measurement,
    said,
    site_infection,
    temperature,
)
from graftwatch.assessment import assess
from graftwatch.facts import (
    BiopsyProposal,
    ClinicalTime,
    Fact,
    Growth,
    Isolate,
    ReportKind,
    Statement,
    Status,
    Treatment,
)
from graftwatch.findings import Severity, SignalKind
from graftwatch.paging import (
    BoundaryNote,
    BoundaryNumbers,
    Circumstances,
    HealthKind,
    Ledger,
    Page,
    PageReason,
    Scrub,
    Storm,
    TrialKind,
    Trouble,
    decide,
    decide_health,
    limited,
    private_words,
)
from graftwatch.paging.boundary import boundary_matters, noted, still_met
from graftwatch.protocol import Protocol
from graftwatch.roster import Recipient
from rejection_case import Case, recipient

PROTOCOL = Protocol.model_validate(
    {
        "suspected_bsi": {"adult_sepsis_event": True},
        "paging": {"language": "en", "also_in": ["ja"], "pages_an_hour": 2},
    }
)
INFUSED = june(5, 10)
BASE_URL = "https://graftwatch.example"


@dataclass
class Desk:
    """A recipient's facts and what was told of them, looked at from time to time."""

    facts: list[Fact[Statement]]
    infused: bool = False
    ledger: Ledger = field(default_factory=Ledger)

    def looks(self, at: datetime) -> tuple[Page, ...]:
        """The pages that are due by what is known then."""
        whose = recipient(INFUSED if self.infused else None)
        known = [one for one in self.facts if one.known_at <= at]
        circumstances = circumstances_at(at, whose)
        decided = decide(assess(whose, known, PROTOCOL, at), self.ledger, circumstances)
        self.ledger = decided.ledger
        return decided.pages

    def lives(self, until: datetime, every: timedelta = timedelta(hours=1)) -> list[Page]:
        """All pages up to a time, looked for every hour from the transplant on."""
        pages, at = list[Page](), june(1, 10, 5)
        while at <= until:
            pages += self.looks(at)
            at += every
        return pages


def circumstances_at(at: datetime, whose: Recipient | None = None) -> Circumstances:
    scrub = Scrub.of(private_words(whose)) if whose else Scrub()
    return Circumstances(now=at, policy=PROTOCOL.paging, base_url=BASE_URL, zone=TOKYO, scrub=scrub)


def infection() -> list[Page]:
    """Fever, then Gram-negative bacilli, then E. coli, then a second organism; all with their repetitions."""
    facts = [
        temperature(4, "38.9", 7),
        awaited(4),
        blood_culture(4, FORM, kind=ReportKind.GRAM_STAIN, stated=june(5, 3)),
        blood_culture(4, "Escherichia coli", status=Status.PRELIMINARY, stated=june(5, 15)),
        blood_culture(4, "Escherichia coli", stated=june(6, 11)),
        blood_culture(9, "Enterococcus faecium", stated=june(11, 9)),
    ]
    return Desk(facts).lives(june(11, 12))


FORM = Isolate("Gram-negative bacillus", "Gram-negative bacillus", Status.FINAL, morphology_only=True)


def awaited(day: int) -> Fact[Statement]:
    """Blood that is in the incubator."""
    return blood_culture(
        day, status=Status.PRELIMINARY, growth=Growth.NONE_TO_DATE, stated=june(day, 9), report=f"begun-{day}"
    )


def contaminant_and_correction() -> list[Page]:
    """A commensal that is found alone, one that gets its partner, and an organism that a correction takes back."""
    alone = [
        gram_stain(3, "GPC in clusters"),
        blood_culture(3, "Staphylococcus epidermidis", stated=june(5, 9)),
        blood_culture(4, "Staphylococcus epidermidis", draw="b", stated=june(6, 9)),
    ]
    corrected = [
        blood_culture(12, "Staphylococcus aureus", stated=june(14, 9)),
        blood_culture(12, status=Status.CORRECTED, stated=june(15, 9)),
    ]
    return Desk([*alone, *corrected]).lives(june(16))


def of_another_site() -> list[Page]:
    """E. coli, confirmed, and then found to be of an infection of the urinary tract."""
    blood = blood_culture(10, "Escherichia coli", stated=june(12, 9))
    return Desk([blood, site_infection("UTI", "SUTI 1a", 10, "Escherichia coli")]).lives(june(14))


def to_review() -> list[Page]:
    """A name that nobody knows, and blood with a SIRS and no fever."""
    facts = [
        measurement("heart_rate", 8, "112", 7),
        measurement("respiratory_rate", 8, "26", 7),
        awaited(8),
        blood_culture(12, "Xyzzyella plughii", stated=june(14, 9)),
    ]
    return Desk(facts).lives(june(14, 12))


def sepsis() -> list[Page]:
    """Blood, four days of an antimicrobial, and a vasopressor."""
    given = [
        said(
            f"mero-{day}",
            Treatment("antimicrobial", "meropenem", day_of_june(day), day_of_june(day), parenteral=True),
            june(day, 9),
        )
        for day in range(10, 14)
    ]
    norepinephrine = Treatment("vasopressor", "norepinephrine", day_of_june(11), day_of_june(11), parenteral=True)
    return Desk([blood_culture(10), *given, said("norepinephrine-11", norepinephrine, june(11, 9))]).lives(june(14))


def rejection() -> list[Page]:
    """Enzymes rise, the trough is low, a report is read, the biopsy is entered, and the enzymes fall."""
    case = Case().rise(day=7).measures("tacrolimus_trough", [(june(8, 7), "4.2"), (june(9, 7), "3.9")])
    proposal = BiopsyProposal("d1", ClinicalTime.of(june(9, 14), TOKYO), 2, 2, 1, 5, "moderate")
    case.says("biopsy_proposal/d1", proposal, june(10, 9)).biopsy(june(9, 14), 2, 2, 1)
    case.measures("alt", [(june(12), "60"), (june(13), "40")])
    return Desk(case.facts).lives(june(14))


def exposure() -> list[Page]:
    """A trough that is critical, one that is overdue."""
    case = Case().measures("tacrolimus_trough", [(june(4, 7), "21.4"), (june(5, 7), "8"), (june(6, 7), "8.2")])
    return Desk([*case.facts, admission(1)]).lives(june(10))


def infusion() -> list[Page]:
    """A reaction to the cells, and NK activity that falls."""
    case = Case(infused_at=INFUSED)
    rows: Sequence[tuple[str, datetime, str]] = [
        ("temperature", june(5, 9), "36.9"),
        ("temperature", june(5, 14), "38.6"),
        ("systolic_pressure", june(5, 14), "84"),
        ("nk_function", june(4), "40"),
        ("nk_function", june(7), "18"),
        ("nk_function", june(9), "16"),
    ]
    for concept, at, number in rows:
        case.measured(concept, number, at)
    return Desk(case.facts, infused=True).lives(june(9, 12))


TROUBLES = (
    (HealthKind.FEED_SILENT, "laboratory", "no message for 15 minutes, since 2026-06-04 15:40"),
    (HealthKind.STAGE_LAGGING, "detector", "12840 messages wait to be looked at"),
    (HealthKind.CHANNEL_FAILING, "duty-phone", "no answer in time (ReadTimeout)"),
    (HealthKind.HEARTBEAT_MISSING, "detector", "the detector's process does not answer; nothing is detected"),
    (HealthKind.STORAGE_FAILING, "detector", "the journal cannot be written; senders are answered AE"),
    (
        HealthKind.MESSAGES_UNREADABLE,
        "laboratory",
        (
            "7 bad messages since 2026-06-04 15:20: not_hl7 5, bad_charset 2; the first: not_hl7 at byte 0 of its "
            "stream; see `graftwatch quarantine list --feed laboratory`"
        ),
    ),
    (HealthKind.CODES_FAULTY, "laboratory", "codes.csv has 2 faults, the first in line 14"),
    (
        HealthKind.PROTOCOL_REFUSED,
        "protocol.toml",
        "says something else than version 1, in force since 2026-06-01 10:00",
    ),
    (
        HealthKind.CODES_UNMAPPED,
        "laboratory, 6A010 (99LAB)",
        "a recipient's message has OBR-4 6A010 (99LAB) 'Blood culture', which nobody mapped: blood culture?",
    ),
    (HealthKind.PROCESSING_FAILING, "intake of laboratory", "KeyError in graftwatch.hl7.to_facts.results:88"),
    (HealthKind.PAGE_LOST, "sms", "not delivered (the receiver answered 403 Forbidden): S01 POD 3: BSI suspected"),
    (HealthKind.ON_CALL_FAULTY, "transplant-duty", "nobody is on duty"),
    (
        HealthKind.PAGE_UNHEARD,
        "S01",
        "Bloodstream infection suspected, told 5 times since 2026-06-04 15:10, to the last step",
    ),
    (HealthKind.IDENTITY_IN_DOUBT, "S03, S07", "messages say that they are one person; nothing was merged"),
)


def service() -> list[Page]:
    """Every trouble of the service itself, one at a time, and the end of the first."""
    at, pages = june(4, 16), list[Page]()
    for kind, part, reason in TROUBLES:
        trouble = Trouble(kind, part, reason, june(4, 15, 40))
        decided = decide_health([trouble], Ledger(), circumstances_at(at))
        pages += decided.pages
        if kind is HealthKind.FEED_SILENT:
            over = replace(trouble, over="laboratory: heard again after 47 minutes of silence, since 2026-06-04 15:40")
            pages += decide_health([over], decided.ledger, circumstances_at(june(4, 16, 27))).pages
    return pages


CROSSED = BoundaryNumbers(
    endpoint="bsi",
    rule="beta-binomial",
    version="1",
    p0=0.2,
    alpha=0.1,
    events=6,
    evaluable=12,
    lower=0.21094462,
    upper=0.78905538,
    above=0.99301162,
    crossed_at=12,
    needed=6,
    run=(11, 13),
)
"""Against the boundary of the default protocol: 6 of 12."""


def trial() -> list[Page]:
    """The committee's: a boundary is crossed, and a correction takes that back."""
    below = CROSSED.model_copy(update={"events": 5, "crossed_at": None})
    ledger, pages, notes = Ledger(), list[Page](), dict[str, BoundaryNote]()
    for numbers, at in ((CROSSED, june(20, 9)), (below, june(21, 9))):
        notes = noted(notes, {numbers.name: numbers}, "1", at)
        decided = decide_health([], ledger, circumstances_at(at), boundary_matters(notes))
        ledger, pages, notes = decided.ledger, [*pages, *decided.pages], still_met(notes)
    return pages


def storm() -> list[Page]:
    """More pages than the limit lets out in an hour."""
    waking = [one for one in infection() if one.severity is Severity.PAGE]
    pages = [
        one.model_copy(update={"subject": f"S0{number}", "story": f"story-{number}"})
        for number, one in enumerate(waking[:1] * 6, 1)
    ]
    burst = limited(pages, Storm(), circumstances_at(june(5, 3, 5)))
    return list(limited([], burst.storm, circumstances_at(june(5, 3, 6))).pages)


def all_pages() -> list[Page]:
    """The pages of all examples."""
    makers = (
        infection,
        contaminant_and_correction,
        of_another_site,
        to_review,
        sepsis,
        rejection,
        exposure,
        infusion,
        service,
        trial,
        storm,
    )
    return [page for maker in makers for page in maker()]


def of_each_kind(pages: Iterable[Page]) -> list[Page]:
    """Of each kind the first page that tells of it, in the order of the kinds."""
    first: dict[str, Page] = {}
    for one in pages:
        if not one.reason.ends and one.reason is not PageReason.REPEATED:
            first.setdefault(one.kind, one)
    return [first[kind] for kind in (*SignalKind, *HealthKind, *TrialKind) if kind in first]


def of_each_reason(pages: Iterable[Page]) -> list[Page]:
    """Of each reason the first page."""
    first: dict[PageReason, Page] = {}
    for one in pages:
        first.setdefault(one.reason, one)
    return [first[reason] for reason in PageReason if reason in first]
