"""How many messages a second are scanned, read and understood, beside python-hl7 and hl7apy on the same message.

All contenders take turns in one run, and each counts by its best turn, so that a busy machine disturbs them alike.

`python -m tests.bench --only reader`.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from time import perf_counter
from zoneinfo import ZoneInfo

import hl7
from hl7apy.parser import parse_message
from rich.table import Table
from tests.bench.verdict import verdict

from graftwatch.hl7.feed import FeedDefaults
from graftwatch.hl7.message import Message, read_message
from graftwatch.hl7.patient_identifiers import patient_numbers
from graftwatch.hl7.to_facts import facts_of
from graftwatch.terminology.site_codes import SiteCodes

ZONE = ZoneInfo("Asia/Tokyo")
NOW = datetime(2026, 3, 1, tzinfo=UTC)
FEED = FeedDefaults("bench")
NO_CODES = SiteCodes()
ENROLLED = frozenset(str(number) for number in range(40))
TURNS = 5
TURN_SECONDS = 0.4
LEAST_PER_SECOND = {"prefilter": 300_000}
LEAST_TIMES_PYTHON_HL7 = {"reader": 20, "message to facts": 5}

RESULTS = (
    ("1742-6^Alanine aminotransferase^LN^ALT^ALT^L", "34", "U/L", "0-41", "N"),
    ("1920-8^Aspartate aminotransferase^LN^AST^AST^L", "29", "U/L", "0-40", "N"),
    ("6768-6^Alkaline phosphatase^LN^ALP^ALP^L", "88", "U/L", "30-130", "N"),
    ("1975-2^Bilirubin.total^LN^TBIL^Bilirubin^L", "27", "umol/L", "0-21", "H"),
    ("1751-7^Albumin^LN^ALB^Albumin^L", "41", "g/L", "35-50", "N"),
    ("718-7^Haemoglobin^LN^HB^Haemoglobin^L", "118", "g/L", "130-170", "L"),
    ("6690-2^Leukocytes^LN^WBC^White cells^L", "7.4", "10*9/L", "4.0-11.0", "N"),
    ("777-3^Platelets^LN^PLT^Platelets^L", "251", "10*9/L", "150-400", "N"),
    ("4544-3^Haematocrit^LN^HCT^Haematocrit^L", "0.361", "L/L", "0.40-0.50", "L"),
    ("787-2^Mean cell volume^LN^MCV^MCV^L", "86.2", "fL", "80-100", "N"),
)


def laboratory_message() -> bytes:
    """ORU^R01 of 15 segments and about 1.6 kB: liver tests and blood count of an invented patient."""
    head = (
        "MSH|^~\\&|LIS|EXAMPLE HOSPITAL|GATEWAY|DATA|20260301101502||ORU^R01^ORU_R01|0000000001|P|2.5.1",
        "PID|1||9990001234^^^EXHOSP^MR||INVENTED^PERSON^B||19700214|F|||1 NOWHERE STREET^^TOWN^^A1 2C^GBR||012345|||S",
        "PV1|1|I|WARD7^BED12^A^EXHOSP||||1234567^DOCTOR^SOME^^^DR|||MED||||||||VN000777" + "|" * 25 + "20260228180000",
        "ORC|RE|ORD448821^EXHOSP|LAB77001^LIS||CM||||20260301093000|||1234567^DOCTOR^SOME^^^DR",
        "OBR|1|ORD448821^EXHOSP|LAB77001^LIS|LFTFBC^Liver and blood^L|||20260301091500|||||||20260301094000||1234567"
        + "|" * 6
        + "20260301101500||LAB|F",
    )
    lines = [
        f"OBX|{number}|NM|{code}||{value}|{unit}|{normal}|{flag}|||F|||20260301101500||TECH01"
        for number, (code, value, unit, normal, flag) in enumerate(RESULTS, 1)
    ]
    return ("\r".join([*head, *lines]) + "\r").encode()


def _read_whole(frame: bytes) -> None:
    """Reads a message and touches every field, which the lazy reader would not."""
    message = read_message(frame)
    assert isinstance(message, Message)
    for segment in message.segments:
        for number in range(1, len(segment.fields)):
            segment.components(number)


def _understand(frame: bytes) -> None:
    message = read_message(frame)
    assert isinstance(message, Message)
    facts_of(message, "S01", FEED, ZONE, NOW, NO_CODES)


def contenders(frame: bytes) -> dict[str, Callable[[], object]]:
    """What is measured, by name."""
    text = frame.decode()
    return {
        "prefilter": lambda: any(number in ENROLLED for number in patient_numbers(frame)),
        "reader": lambda: read_message(frame),
        "reader, every component": lambda: _read_whole(frame),
        "message to facts": lambda: _understand(frame),
        "python-hl7 parse": lambda: hl7.parse(text),
        "hl7apy parse": lambda: parse_message(text, find_groups=False),
    }


def rates(frame: bytes) -> dict[str, float]:
    """Messages a second, the best of all turns."""
    best = dict.fromkeys(contenders(frame), 0.0)
    for _ in range(TURNS):
        for name, work in contenders(frame).items():
            best[name] = max(best[name], _turn(work))
    return best


def _turn(work: Callable[[], object]) -> float:
    count, began = 0, perf_counter()
    batch = 1
    while (spent := perf_counter() - began) < TURN_SECONDS:
        for _ in range(batch):
            work()
        count += batch
        batch = min(batch * 2, 1000)
    return count / spent


def reader() -> Table:
    """The table, with a verdict where a target stands."""
    frame = laboratory_message()
    measured = rates(frame)
    theirs, slowest = measured["python-hl7 parse"], measured["hl7apy parse"]
    shown = Table(
        title=f"reading {len(frame)} bytes in {frame.count(13)} segments, on one core, best of {TURNS} turns",
        title_justify="left",
    )
    shown.add_column("what")
    for head in ("per second", "x python-hl7", "x hl7apy", "target", "verdict"):
        shown.add_column(head, justify="right")
    for name, rate in measured.items():
        figures = (f"{rate:,.0f}", f"{rate / theirs:,.1f}", f"{rate / slowest:,.0f}")
        shown.add_row(name, *figures, *_judged(name, rate, rate / theirs))
    return shown


def _judged(name: str, rate: float, times_theirs: float) -> tuple[str, str]:
    if name in LEAST_PER_SECOND:
        return f"≥ {LEAST_PER_SECOND[name]:,}/s", verdict(rate >= LEAST_PER_SECOND[name])
    if name in LEAST_TIMES_PYTHON_HL7:
        least = LEAST_TIMES_PYTHON_HL7[name]
        return f"≥ {least}x python-hl7", verdict(times_theirs >= least)
    return "", ""
