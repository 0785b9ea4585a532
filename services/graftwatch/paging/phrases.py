"""The pager's words in one language, and the English ones. Another language is another table of the same shape.

Rules and the watch over the service say their reasons in English sentences; `said` says them in the table's language.
"""

from collections.abc import Callable
from dataclasses import dataclass

from graftwatch.findings import SignalKind
from graftwatch.paging.boundary_phrases import ENGLISH_BOUNDARY, BoundaryPhrases
from graftwatch.paging.found_late import LateCause
from graftwatch.paging.page import HealthKind, PageKind, PageReason, TrialKind
from graftwatch.paging.sms import GSM_7_LENGTH, in_seven_bits


@dataclass(frozen=True, slots=True)
class Phrases:
    """Words by kind and reason, and how sentences are put together.

    Attributes:
        what: what a page is about and how sure it is, by kind.
        what_briefly: the same for an SMS.
        asks: what is asked of the reader where the rule itself asks nothing.
        lead: how a page begins, by reason.
        lead_briefly: the same for an SMS.
        to_settle: what stands before the thing that would make it surer, by kind; a kind that is not here waits for
            nothing.
        day: a post-operative day; `day_before` one before the operation.
        date: a calendar day, `time` a time of the hospital's clock.
        colon: between what and its organisms; `comma` between two of a list; `stop` ends a sentence; `gap` follows it.
        said: a rule's sentence in this language; as it is where the language does not know it.
        boundary: the words about the trial's stopping boundary.
        sms: how a text for an SMS is written; what is not who and what is cut to `sms_length`.
    """

    what: dict[PageKind, str]
    what_briefly: dict[PageKind, str]
    asks: dict[PageKind, str]
    lead: dict[PageReason, str]
    lead_briefly: dict[PageReason, str]
    to_settle: dict[PageKind, str]
    day: str
    day_before: str
    day_briefly: str
    day_before_briefly: str
    date: str
    time: str
    colon: str
    comma: str
    stop: str
    gap: str
    in_brackets: str
    said: Callable[[str], str]
    sms: Callable[[str], str]
    sms_length: int
    boundary: BoundaryPhrases
    date_of_event: str
    if_confirmed: str
    now_reported: str
    before: str
    found_late: str
    result_found_late: dict[LateCause, str]
    name_not_recognised: str
    no_longer: str
    now_also: str
    was: str
    more: str
    since: str
    evidence: str
    missing: str
    please: str
    changed: str
    acknowledge: str
    acknowledge_link: str
    secondary_to: str
    blood_of: str
    held_back: str
    held_back_no_more: str
    open: str
    times_are: str

    def of_day(self, day: int) -> str:
        """A post-operative day in words."""
        return self.day.format(day=day) if day >= 0 else self.day_before.format(day=-day)

    def of_day_briefly(self, day: int) -> str:
        """The same for an SMS."""
        return self.day_briefly.format(day=day) if day >= 0 else self.day_before_briefly.format(day=-day)


def as_it_is(text: str) -> str:
    """The text; for what a language says in no words of its own."""
    return text


ENGLISH = Phrases(
    what={
        SignalKind.BSI_SUSPECTED: "Bloodstream infection suspected",
        SignalKind.BSI_CONFIRMED: "Bloodstream infection confirmed",
        SignalKind.BSI_UNRESOLVED: "Blood culture to review",
        SignalKind.BSI_FEVER_WITH_CULTURE: "Fever, blood culture pending",
        SignalKind.BSI_SIRS_WITH_CULTURE: "SIRS criteria, blood culture pending",
        SignalKind.BSI_ADULT_SEPSIS: "Adult Sepsis Event",
        SignalKind.REJECTION_ENZYME_RISE: "Liver enzymes rising",
        SignalKind.REJECTION_SUSPECTED: "Rejection suspected",
        SignalKind.REJECTION_CONFIRMED: "Rejection confirmed",
        SignalKind.REJECTION_BIOPSY_PROPOSED: "Biopsy report to confirm",
        SignalKind.EXPOSURE_LOW: "Drug exposure low",
        SignalKind.EXPOSURE_HIGH: "Drug exposure high",
        SignalKind.EXPOSURE_OVERDUE: "Drug level overdue",
        SignalKind.INFUSION_REACTION: "Reaction to the cell infusion",
        SignalKind.NK_ACTIVITY_FALL: "NK activity falling",
        HealthKind.FEED_SILENT: "A feed is silent",
        HealthKind.STAGE_LAGGING: "Detection is late",
        HealthKind.CHANNEL_FAILING: "A page channel fails",
        HealthKind.PAGE_LOST: "A page reached nobody",
        HealthKind.HEARTBEAT_MISSING: "The service's own heartbeat is missing",
        HealthKind.STORAGE_FAILING: "The service cannot store",
        HealthKind.MESSAGES_UNREADABLE: "A feed sends what cannot be read",
        HealthKind.ON_CALL_FAULTY: "Pages cannot reach the people they are for",
        HealthKind.CODES_FAULTY: "A feed's codes file has faults; the one before stays in force",
        HealthKind.PROTOCOL_REFUSED: "The protocol file was changed without a new version and is not in force",
        HealthKind.CODES_UNMAPPED: "A code that the rules need is not mapped",
        HealthKind.PROCESSING_FAILING: "A message could not be processed",
        HealthKind.IDENTITY_IN_DOUBT: "A patient number is in doubt; a person must say whose it is",
        HealthKind.PAGES_HELD_BACK: "Many pages at once",
        HealthKind.PAGE_UNHEARD: "Nobody acknowledged a page",
        TrialKind.BOUNDARY_CROSSED: "Stopping boundary crossed",
    },
    what_briefly={
        SignalKind.BSI_SUSPECTED: "BSI suspected",
        SignalKind.BSI_CONFIRMED: "BSI CONFIRMED",
        SignalKind.BSI_UNRESOLVED: "blood culture to review",
        SignalKind.BSI_FEVER_WITH_CULTURE: "fever, blood culture pending",
        SignalKind.BSI_SIRS_WITH_CULTURE: "SIRS, blood culture pending",
        SignalKind.BSI_ADULT_SEPSIS: "adult sepsis event",
        SignalKind.REJECTION_ENZYME_RISE: "liver enzymes rising",
        SignalKind.REJECTION_SUSPECTED: "rejection suspected",
        SignalKind.REJECTION_CONFIRMED: "REJECTION CONFIRMED",
        SignalKind.REJECTION_BIOPSY_PROPOSED: "biopsy report to confirm",
        SignalKind.EXPOSURE_LOW: "drug exposure low",
        SignalKind.EXPOSURE_HIGH: "drug exposure high",
        SignalKind.EXPOSURE_OVERDUE: "drug level overdue",
        SignalKind.INFUSION_REACTION: "infusion reaction",
        SignalKind.NK_ACTIVITY_FALL: "NK activity falling",
        HealthKind.FEED_SILENT: "feed silent",
        HealthKind.STAGE_LAGGING: "detection late",
        HealthKind.CHANNEL_FAILING: "page channel failing",
        HealthKind.PAGE_LOST: "page reached nobody",
        HealthKind.HEARTBEAT_MISSING: "heartbeat missing",
        HealthKind.STORAGE_FAILING: "cannot store",
        HealthKind.MESSAGES_UNREADABLE: "feed unreadable",
        HealthKind.ON_CALL_FAULTY: "on-call faulty",
        HealthKind.CODES_FAULTY: "codes file faulty",
        HealthKind.PROTOCOL_REFUSED: "protocol file refused",
        HealthKind.CODES_UNMAPPED: "code unmapped",
        HealthKind.PROCESSING_FAILING: "processing failed",
        HealthKind.IDENTITY_IN_DOUBT: "patient number in doubt",
        HealthKind.PAGES_HELD_BACK: "many pages held back",
        HealthKind.PAGE_UNHEARD: "NOBODY ACKNOWLEDGED",
        TrialKind.BOUNDARY_CROSSED: "BOUNDARY CROSSED",
    },
    asks={
        SignalKind.BSI_SUSPECTED: "See the recipient; consider a second set of blood cultures.",
        SignalKind.BSI_CONFIRMED: "Review the case and its source, and adjudicate.",
        SignalKind.BSI_UNRESOLVED: "Say which organism it is; until then nothing is concluded from it.",
        SignalKind.BSI_FEVER_WITH_CULTURE: "Be aware; a result will follow.",
        SignalKind.BSI_SIRS_WITH_CULTURE: "Be aware; a result will follow.",
        SignalKind.BSI_ADULT_SEPSIS: "Look at the recipient: infection with organ dysfunction.",
        SignalKind.REJECTION_ENZYME_RISE: "Look for rejection, vessels, bile ducts and drugs.",
        SignalKind.REJECTION_SUSPECTED: "Consider a biopsy.",
        SignalKind.REJECTION_CONFIRMED: "Review the case.",
        SignalKind.REJECTION_BIOPSY_PROPOSED: "Read the report and enter the biopsy; until then it counts for nothing.",
        SignalKind.EXPOSURE_LOW: "Check the dose.",
        SignalKind.EXPOSURE_HIGH: "Check the dose and the kidneys.",
        SignalKind.EXPOSURE_OVERDUE: "Draw a trough, or say that the drug was stopped.",
        SignalKind.INFUSION_REACTION: "See the recipient.",
        SignalKind.NK_ACTIVITY_FALL: "Be aware.",
        HealthKind.FEED_SILENT: "Ask the sender's side whether the feed runs. Nothing is detected from it meanwhile.",
        HealthKind.STAGE_LAGGING: "Look at the service. Pages may come late.",
        HealthKind.CHANNEL_FAILING: "Check the channel's settings and its receiver. Pages go through the others.",
        HealthKind.PAGE_LOST: "Tell whoever it was for. Mend the channel; `graftwatch pages resend` sends it again.",
        HealthKind.HEARTBEAT_MISSING: "Look at the service. Pages may not come at all.",
        HealthKind.STORAGE_FAILING: "Free space on the disk, or mend it. Senders are told to send again.",
        HealthKind.MESSAGES_UNREADABLE: "Mend the sender, the map or the setting; then `graftwatch quarantine "
        "release --all --reason …` brings back what was kept. Good messages go on meanwhile.",
        HealthKind.ON_CALL_FAULTY: "Put somebody on duty, or mend the on-call file: `graftwatch on-call check` "
        "says where. Pages go to the next step or to every channel meanwhile.",
        HealthKind.CODES_FAULTY: "Mend the lines that `graftwatch doctor` lists; it is taken when it is saved.",
        HealthKind.PROTOCOL_REFUSED: "Give the changed rules a new version, or put the file back, and start the "
        "service again; `graftwatch doctor` says what the file would do.",
        HealthKind.CODES_UNMAPPED: "Look at the result itself; then map the code in the feed's codes.csv, which is "
        "read at once, with the messages that came before. Nothing is concluded from them until then.",
        HealthKind.PROCESSING_FAILING: "See the service's log; the message is kept and can be processed again.",
        HealthKind.IDENTITY_IN_DOUBT: "See `graftwatch quarantine list`; correct the message at its sender, or say "
        "whose the number is with `graftwatch enroll alias`.",
        HealthKind.PAGES_HELD_BACK: "Open the list of pages.",
        HealthKind.PAGE_UNHEARD: "Acknowledge it, or see that somebody does; then look at who is on call.",
        TrialKind.BOUNDARY_CROSSED: "Let enrolment and infusions wait, and call the committee; `graftwatch safety "
        "status` and `graftwatch safety report` have the figures.",
    },
    lead={
        PageReason.FIRST: "",
        PageReason.REOPENED: "Open again: ",
        PageReason.ESCALATED: "Escalated: ",
        PageReason.NEW_ORGANISM: "New organism: ",
        PageReason.REVISED: "Revised: ",
        PageReason.REPEATED: "Not yet acknowledged: ",
        PageReason.RETRACTED: "RETRACTED: ",
        PageReason.RESOLVED: "Closed: ",
        PageReason.SUMMARY: "",
    },
    lead_briefly={
        PageReason.FIRST: "",
        PageReason.REOPENED: "again: ",
        PageReason.ESCALATED: "now: ",
        PageReason.NEW_ORGANISM: "new organism: ",
        PageReason.REVISED: "revised: ",
        PageReason.REPEATED: "unacknowledged: ",
        PageReason.RETRACTED: "RETRACTED: ",
        PageReason.RESOLVED: "closed: ",
        PageReason.SUMMARY: "",
    },
    to_settle={
        SignalKind.BSI_SUSPECTED: "To confirm: ",
        SignalKind.REJECTION_SUSPECTED: "To confirm: ",
        SignalKind.REJECTION_BIOPSY_PROPOSED: "To confirm: ",
    },
    day="post-operative day {day}",
    day_before="post-operative day -{day}",
    day_briefly="POD {day}",
    day_before_briefly="POD -{day}",
    date="{0:%Y-%m-%d}",
    time="{0:%Y-%m-%d %H:%M %Z}",
    colon=": ",
    comma=", ",
    stop=".",
    gap=" ",
    in_brackets=" ({})",
    said=as_it_is,
    sms=in_seven_bits,
    sms_length=GSM_7_LENGTH,
    boundary=ENGLISH_BOUNDARY,
    date_of_event="date of event {day}",
    if_confirmed="{criterion} if confirmed",
    now_reported="Now reported: {what}",
    before="Before: {what}",
    name_not_recognised="organism name not recognised, a person must decide; see graftwatch explain {subject}",
    found_late="Found late, first evidence {days} days ago.",
    result_found_late={
        LateCause.ENROLLED: "Found late: result received {came}, recipient enrolled {known}.",
        LateCause.LEARNT: "Found late: result received {came}, patient number learnt {known}.",
        LateCause.RELEASED: "Found late: result received {came}, released from quarantine {known}.",
        LateCause.MAPPED: "Found late: result received {came}, its code mapped {known}.",
        LateCause.DELAYED: "Found late: result received {came}, held up inside the service until {known}.",
    },
    no_longer="no longer {what}",
    now_also="now also {what}",
    was="{now} (before: {was})",
    more="and {count} more",
    since="Since",
    evidence="Evidence",
    missing="Missing",
    please="Please",
    changed="Changed",
    acknowledge="Acknowledge: graftwatch pages ack {page}",
    acknowledge_link="Acknowledge this page",
    secondary_to="secondary to {site}",
    blood_of="blood of {day}",
    held_back="More than {limit} pages in an hour; {count} held back: {what}",
    held_back_no_more="None is held back any more",
    open="The recipient's page",
    times_are="Times are those of the hospital ({zone}).",
)
