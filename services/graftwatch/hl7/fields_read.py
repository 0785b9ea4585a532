"""Every field that is read, by segment: how much it matters, what for, and what stands in where it is empty.

The hospital's interface specification is written from this table, and a test compares it with what the reader asks for
while it reads every kind of message: a field that is read and not listed, or listed and never read, fails. Usage by
HL7 v2.5.1 chapter 2.12.6: R without it nothing can be made of the message, RE sent wherever it is known, C needed in
the case that is named. Fields that are not here may be sent; nobody looks at them.
"""

from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Final


class Usage(StrEnum):
    """How much a field matters."""

    REQUIRED = "R"
    WHERE_KNOWN = "RE"
    CONDITIONAL = "C"


@dataclass(frozen=True, slots=True)
class FieldRead:
    """One field that is read.

    Attributes:
        segment: its segment.
        number: its place in the segment.
        usage: how much it matters.
        read_as: what is made of it.
        else_: what stands in, or what follows, where it is empty.
        at_the_door: read before the message is acknowledged, at byte level.
    """

    segment: str
    number: int
    usage: Usage
    read_as: str
    else_: str = ""
    at_the_door: bool = False

    @property
    def name(self) -> str:
        """Such as "OBX-5"."""
        return f"{self.segment}-{self.number}"


_R, _RE, _C = Usage.REQUIRED, Usage.WHERE_KNOWN, Usage.CONDITIONAL


def _door(segment: str, number: int, usage: Usage, read_as: str, else_: str = "") -> FieldRead:
    return FieldRead(segment, number, usage, read_as, else_, at_the_door=True)


FIELDS_READ: Final = (
    _door("MSH", 1, _R, "field separator of this message", "AR"),
    _door("MSH", 2, _R, "the other separators of this message", "the recommended ones for those left out"),
    _door("MSH", 3, _RE, "sending application: receiver of the acknowledgement"),
    _door("MSH", 4, _RE, "sending facility: receiver of the acknowledgement"),
    _door("MSH", 5, _RE, "receiving application: sender of the acknowledgement"),
    _door("MSH", 6, _RE, "receiving facility: sender of the acknowledgement"),
    FieldRead("MSH", 7, _R, "when it was said: the newer of two versions counts", "the earliest of all times"),
    FieldRead("MSH", 9, _R, "message code and trigger event", "AR"),
    FieldRead("MSH", 10, _R, "control id: repeated in MSA-2; the same bytes again are kept once", "AR"),
    _door("MSH", 11, _RE, "processing id: repeated in the acknowledgement", "P"),
    _door("MSH", 12, _RE, "version: only published ones are accepted", "2.5.1 in the acknowledgement"),
    _door("MSH", 15, _C, "accept acknowledgement wanted (enhanced mode)", "original mode"),
    _door("MSH", 16, _C, "application acknowledgement wanted (enhanced mode)", "original mode"),
    _door("MSH", 18, _RE, "character set, with its repetitions", "the feed's `charset`"),
    _door("MSH", 20, _C, "how character sets are switched, in ISO 2022", "by the escapes that stand in the text"),
    FieldRead("EVN", 2, _RE, "when the event was recorded: version of what it says", "MSH-7"),
    FieldRead("EVN", 6, _RE, "when the event occurred", "EVN-2"),
    _door("PID", 3, _R, "patient identifiers with authority, every repetition", "about nobody: kept, and passed over"),
    _door("PID", 7, _C, "date of birth: two who are linked (A24) must not differ in it", "not compared"),
    _door("PID", 8, _C, "sex: two who are linked (A24) must not differ in it", "not compared"),
    FieldRead("PID", 18, _C, "account number: names the stay", "PV1-50"),
    FieldRead("PID", 29, _C, 'time of death; `""` takes it back', "no death is stated"),
    FieldRead("PID", 30, _C, "death: `Y` without PID-29 is reported, a time is wanted", "no death is stated"),
    _door("MRG", 1, _C, "prior identifiers of a merge, with authority", "the merge says nothing"),
    FieldRead(
        "MRG", 3, _C, "prior account: the stay's number before, where visits have none", "the stay keeps its number"
    ),
    FieldRead("MRG", 5, _C, "prior visit number: the stay's number before", "the stay keeps its number"),
    FieldRead("PV1", 2, _RE, "O, E, P, R, C and N are no stay", "an inpatient stay"),
    FieldRead("PV1", 3, _RE, "where the patient is after a transfer"),
    FieldRead("PV1", 19, _R, "visit number: names the stay", "PID-18"),
    FieldRead("PV1", 36, _C, "discharge disposition: 20, 40, 41 and 42 are a death", "no death is stated"),
    FieldRead("PV1", 44, _RE, "admission", "EVN-6 of an A01"),
    FieldRead("PV1", 45, _RE, 'discharge; `""` takes it back', "EVN-6 of an A03"),
    FieldRead("PV1", 50, _C, "alternate visit number: names a stay that has no other", "told by its time of admission"),
    FieldRead("ORC", 1, _RE, "order control: CA, OC, DC and CR cancel; RE carries results", "OBR-25"),
    FieldRead("ORC", 2, _RE, "placer's order number", "OBR-2"),
    FieldRead("ORC", 3, _RE, "filler's order number", "OBR-3"),
    FieldRead("ORC", 5, _C, "order status: CA and DC cancel"),
    FieldRead("OBR", 2, _RE, "placer's order number: joins reports of one order", "ORC-2"),
    FieldRead("OBR", 3, _R, "filler's order number: the report's identity from preliminary to final", "OBR-2, SPM-2"),
    FieldRead("OBR", 4, _R, "what was ordered: culture, gram stain, susceptibility, panel", "the results' own codes"),
    FieldRead("OBR", 7, _R, "collection, where there is no SPM-17; time of a round of vital signs", "OBR-8"),
    FieldRead("OBR", 8, _C, "end of collection", "the collection is unknown"),
    FieldRead("OBR", 11, _C, "specimen action of an order: L, P and S are not collected yet", "SPM-17 or OBR-7 say"),
    FieldRead("OBR", 13, _C, "words about the timing of a drug level"),
    FieldRead("OBR", 15, _C, "specimen source, before v2.5", "SPM-4, else the code's own specimen"),
    FieldRead("OBR", 22, _RE, "when the report got its status", "OBX-14 where the feed says so, else MSH-7"),
    FieldRead("OBR", 24, _C, "service section: SP and PAT are pathology", "the report's code and name say"),
    FieldRead("OBR", 25, _R, "status of the report (table 0123)", "that of its results; else preliminary"),
    FieldRead("OBR", 26, _C, "parent result: organism of an antibiogram"),
    FieldRead("OBR", 29, _C, "parent order: specimen of an antibiogram"),
    FieldRead("OBR", 39, _C, "collector's comment: timing of a drug level"),
    FieldRead("OBX", 2, _R, "value type: NM, SN, ST, TX, FT, CE, CWE, CNE …; documents (ED, RP) are not read"),
    FieldRead("OBX", 3, _R, "what was observed", "OBR-4"),
    FieldRead("OBX", 4, _C, "sub-id: joins an organism, its amount and its lines of text"),
    FieldRead("OBX", 5, _R, 'the value, every repetition; `""` takes the result back'),
    FieldRead("OBX", 6, _R, "unit of a number", "the feed's or the site code's unit, else the value is not used"),
    FieldRead("OBX", 8, _C, "interpretation: marks the lines of an antibiogram"),
    FieldRead("OBX", 11, _R, "status of the result (table 0085)", "OBR-25"),
    FieldRead("OBX", 14, _RE, "when a vital sign was taken", "OBR-7"),
    FieldRead("OBX", 17, _C, "method: site of a temperature, timing of a drug level"),
    FieldRead("OBX", 20, _C, "body site of a temperature"),
    FieldRead("NTE", 3, _C, "notes: read where a result names nothing, and for the timing of a drug level"),
    FieldRead("SPM", 2, _R, "specimen number: filler's, else placer's", "OBR-3"),
    FieldRead("SPM", 4, _R, "specimen type: blood or not", "OBR-15, else the code's own specimen"),
    FieldRead("SPM", 17, _R, "collection: the day that infections are dated by", "OBR-7"),
    FieldRead("RXA", 2, _RE, "administration number: tells doses of one order apart", "their times"),
    FieldRead("RXA", 3, _R, "when a dose was given", "the dose is not used"),
    FieldRead("RXA", 4, _C, "end: what was given for more than an hour is no dose", "given at RXA-3"),
    FieldRead("RXA", 5, _R, "drug: immunosuppressants, steroids, antimicrobials and vasopressors are read"),
    FieldRead("RXA", 20, _RE, "completion: RE and NA were not given, and take a dose back", "given"),
    FieldRead("RXA", 21, _C, "action: D takes a dose back"),
    FieldRead("RXR", 1, _RE, "route: an antimicrobial into a vein or muscle or not", "may be into a vein"),
    FieldRead("TXA", 2, _R, "document type: pathology is read", "the order's code"),
    FieldRead("TXA", 4, _RE, "day of the procedure: the biopsy", "MSH-7"),
    FieldRead("TXA", 12, _R, "document number: joins its versions", "the order's number is enough"),
    FieldRead("TXA", 13, _C, "the document that an addendum belongs to", "TXA-12"),
    FieldRead("TXA", 14, _C, "placer's order number", "TXA-12"),
    FieldRead("TXA", 15, _C, "filler's order number", "TXA-14"),
    FieldRead("TXA", 17, _RE, "completion: AU and LA are final", "final where all of its text is"),
    FieldRead("TXA", 19, _C, "availability: CA and OB take the document back"),
)


def segments_read() -> dict[str, tuple[FieldRead, ...]]:
    """The fields by segment, in the table's order."""
    return {name: tuple(fields) for name, fields in groupby(FIELDS_READ, key=lambda one: one.segment)}
