"""Builders of HL7 messages for tests: invented patients, segments written as a laboratory writes them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from graftwatch.facts import Fact, Measurement, MicrobiologyReport, Statement
from graftwatch.hl7.feed import FeedDefaults
from graftwatch.hl7.message import Message, read_message
from graftwatch.hl7.to_facts import Understood, facts_of
from graftwatch.terminology.site_codes import SiteCodes

TOKYO = ZoneInfo("Asia/Tokyo")
KNOWN_AT = datetime(2026, 6, 10, tzinfo=UTC)
LAB = FeedDefaults("lab")
SENT = "20260604120000"
PID = "PID|1||10001^^^HOSP^MR||INVENTED^PERSON"
BLOOD_CULTURE = "600-7^Bacteria identified in Blood by Culture^LN"


def message(*segments: str, kind: str = "ORU^R01^ORU_R01", version: str = "2.5.1", sent: str = SENT) -> bytes:
    """A message of these segments behind its MSH and PID."""
    msh = f"MSH|^~\\&|LIS|HOSP|||{sent}||{kind}|17|P|{version}"
    return ("\r".join([msh, PID, *segments]) + "\r").encode()


def obr(
    code: str = BLOOD_CULTURE,
    *,
    placer: str = "P1",
    filler: str = "F1",
    collected: str = "20260603080000",
    source: str = "",
    stated: str = "20260605113000",
    status: str = "F",
    clinical: str = "",
) -> str:
    """An OBR: code in 4, collection in 7, clinical information in 13, source in 15, status time in 22, status in 25."""
    return f"OBR|1|{placer}|{filler}|{code}|||{collected}||||||{clinical}||{source}|||||||{stated}|||{status}"


def obx(
    value: str,
    kind: str = "ST",
    code: str = BLOOD_CULTURE,
    *,
    sub_id: str = "",
    unit: str = "",
    status: str = "F",
    observed: str = "",
    interpretation: str = "",
    site: str = "",
) -> str:
    """An OBX: value in 5, unit in 6, interpretation in 8, status in 11, time in 14, site in 20."""
    return f"OBX|1|{kind}|{code}|{sub_id}|{value}|{unit}||{interpretation}|||{status}|||{observed}||||||{site}"


def spm(number: str, kind: str = "119297000^Blood specimen^SCT", collected: str = "") -> str:
    """An SPM: the laboratory's number in 2, type in 4, collection in 17."""
    return f"SPM|1|{number}||{kind}|||||||||||||{collected}"


def read(frame: bytes) -> Message:
    """The message of a frame that can be read."""
    found = read_message(frame)
    assert isinstance(found, Message), found
    return found


def understood(frame: bytes, feed: FeedDefaults = LAB, site_codes: SiteCodes | None = None) -> Understood:
    """What a frame says about S01."""
    return facts_of(read(frame), "S01", feed, TOKYO, KNOWN_AT, site_codes or SiteCodes())


def facts(frame: bytes, feed: FeedDefaults = LAB) -> tuple[Fact[Statement], ...]:
    """The facts of a frame."""
    return understood(frame, feed).facts


def report(frame: bytes, feed: FeedDefaults = LAB) -> MicrobiologyReport:
    """The one microbiology report of a frame."""
    (one,) = facts(frame, feed)
    assert isinstance(one.statement, MicrobiologyReport)
    return one.statement


def measurement(frame: bytes, feed: FeedDefaults = LAB) -> Measurement:
    """The one measurement of a frame."""
    (one,) = facts(frame, feed)
    assert isinstance(one.statement, Measurement)
    return one.statement


def finding_kinds(frame: bytes, feed: FeedDefaults = LAB) -> list[str]:
    """The kinds of a frame's findings."""
    return [one.kind for one in understood(frame, feed).findings]
