"""What kinds of messages a hospital's other systems send, and in which share.

Admissions, registrations, updates, cancellations, merges and links; orders, appointments, charges, vaccinations,
master files: most of it nobody here reads, and all of it stands between the results. Structures are those of HL7
v2.3.1 to v2.6, chapters 3, 4, 6, 8 and 10. Shares are a guess at a general hospital's engine, in thousandths.
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Final

from graftwatch.simulator.segments import (
    ADMISSIONS,
    BILLING,
    ORDER_ENTRY,
    PHARMACY,
    REGISTRY,
    SCHEDULING,
    Sender,
)


@dataclass(frozen=True, slots=True)
class Moment:
    """What the writer of one message gets: chance, the time as its system writes it, and a number of its own."""

    random: Random
    time: str
    number: int

    def other_number(self) -> str:
        """The number of a patient who was registered twice."""
        return f"96{self.random.randrange(10**6):06d}^^^GWH^MR"


Write = Callable[[Moment], str]


def nothing(moment: Moment) -> str:
    """No segment."""
    del moment
    return ""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of message.

    Attributes:
        share: of a thousand messages.
        sender: who sends it.
        message_type: MSH-9.
        body: the segments behind PID and PV1.
        before: the segments between MSH and PID.
        pid_end: what stands behind PID-8.
        behind_pid: the segments between PID and PV1.
        about_a_patient: whether PID and PV1 are there.
    """

    share: int
    sender: Sender
    message_type: str
    body: Write = nothing
    before: Write = nothing
    pid_end: Write = nothing
    behind_pid: Write = nothing
    about_a_patient: bool = True


def _event(trigger: str) -> Write:
    return lambda moment: f"EVN|{trigger}|{moment.time}||||{moment.time}\r"


def _movement(share: int, trigger: str, structure: str, *, behind_pid: Write = nothing, body: Write = nothing) -> Kind:
    message_type = f"ADT^{trigger}^{structure}"
    return Kind(share, ADMISSIONS, message_type, body, _event(trigger), behind_pid=behind_pid)


def _prior(moment: Moment) -> str:
    return f"MRG|{moment.other_number()}\r"


def _dead(moment: Moment) -> str:
    """PID-29 and PID-30."""
    return f"{'|' * 21}{moment.time}|Y"


def _linked(moment: Moment) -> str:
    return f"PID|2||{moment.other_number()}||Unverified^Record\r"


MOVEMENTS: Final = (
    _movement(15, "A01", "ADT_A01"),
    _movement(20, "A02", "ADT_A02"),
    _movement(15, "A03", "ADT_A03"),
    _movement(40, "A04", "ADT_A01"),
    _movement(60, "A08", "ADT_A01", body=lambda _: "AL1|1|DA|PENIC^Penicillin^L|MO|Rash\rZPV|1|Y||WEB\r"),
    _movement(2, "A11", "ADT_A09"),
    _movement(2, "A12", "ADT_A12"),
    _movement(2, "A13", "ADT_A01"),
    _movement(10, "A28", "ADT_A05"),
    _movement(40, "A31", "ADT_A05"),
    _movement(3, "A40", "ADT_A39", behind_pid=_prior),
    _movement(1, "A24", "ADT_A24", body=_linked),
    _movement(1, "A37", "ADT_A37", body=_linked),
    Kind(1, ADMISSIONS, "ADT^A03^ADT_A03", before=_event("A03"), pid_end=_dead),
)


def _drug_order(moment: Moment) -> str:
    order = f"RX{moment.number}"
    return (
        f"ORC|NW|{order}||||||^^^{moment.time}^^R||{moment.time}\r"
        f"RXE|^^^{moment.time}|AMOX^Amoxicillin 500 mg^L|500||mg||||||30\rRXR|PO^Oral^HL70162\r"
    )


def _administration(moment: Moment) -> str:
    order, at = f"RX{moment.number}", moment.time
    return (
        f"ORC|RE|{order}|D{order}||||^^^{at}||{at}\r"
        f"RXA|0|1|{at}|{at}|PARA^Paracetamol 500 mg^L|1||TAB^tablet^L||NURSE^Invented|^^^MED|||||||||CP|A\r"
        "RXR|PO^Oral^HL70162\r"
    )


def _laboratory_order(moment: Moment) -> str:
    return (
        f"ORC|NW|LO{moment.number}^CPOE|||||||{moment.time}\r"
        f"OBR|1|LO{moment.number}^CPOE||CHEM^Chemistry^L|||{moment.time}||||A|||||||||||||||||^^^{moment.time}^^R\r"
    )


def _tube_order(moment: Moment) -> str:
    at, number = moment.time, moment.number
    request = f"ORC|NW|TO{number}||||||||{at}\rTQ1|1||||||{at}||R\rOBR|1|TO{number}||CBC^Blood count^L|||{at}\r"
    return f"{request}SPM|1|T{number}||BLD^Whole blood^HL70487|||||||||||||{at}\r"


def _appointment(moment: Moment) -> str:
    start, number = moment.time, moment.number
    return (
        f"RGS|1\rAIS|1||ECHO^Echocardiography^L|{start}|||30|MIN\rAIL|1||CARD^ROOM 2\r"
        f"NTE|1||Appointment {number}; bring the referral\r"
    )


def _schedule(moment: Moment) -> str:
    number, at = moment.number, moment.time
    return f"SCH|A{number}|F{number}|||||CHECK^Check-up^L|NORMAL|30|MIN|^^30^{at}||||||||||||||BOOKED\r"


def _charge(moment: Moment) -> str:
    amount = moment.random.randint(5, 900)
    return f"FT1|1|T{moment.number}||{moment.time}|{moment.time}|CG|CBC^Blood count^L|||1|{amount}.00|{amount}.00\r"


def _account(moment: Moment) -> str:
    return f"DG1|1||K74.6^Cirrhosis of liver^I10|||F\rIN1|1|STD^Standard^L|INS{moment.number % 97}|Invented Insurance\r"


def _vaccination(moment: Moment) -> str:
    at = moment.time
    return (
        f"ORC|RE||V{moment.number}\rRXA|0|1|{at[:8]}|{at[:8]}|88^influenza^CVX|0.5|mL^millilitre^UCUM|||||||L{at[:6]}"
        "||INV^Invented^MVX|||CP|A\rRXR|IM^Intramuscular^HL70162|LA^Left arm^HL70163\r"
        "OBX|1|CE|64994-7^Eligibility category^LN|1|V01^Not eligible^HL70064||||||F\r"
    )


def _staff(moment: Moment) -> str:
    at, number = moment.time, moment.number
    return (
        f"MFI|PRA^Practitioner master file^HL70175||UPD|||NE\rMFE|MUP|M{number}|{at}|D{number % 97}^Invented|CE\r"
        f"STF|D{number % 97}|D{number % 97}|Invented^Doctor\r"
    )


ORDERS: Final = (
    Kind(40, ORDER_ENTRY, "ORM^O01", _laboratory_order),
    Kind(40, PHARMACY, "OML^O21^OML_O21", _tube_order),
    Kind(20, PHARMACY, "RDE^O11^RDE_O11", _drug_order),
    Kind(60, PHARMACY, "RAS^O17^RAS_O17", _administration),
    Kind(20, SCHEDULING, "SIU^S12", _appointment, _schedule),
    Kind(8, SCHEDULING, "SIU^S15", _appointment, _schedule),
    Kind(50, BILLING, "DFT^P03", _charge, lambda moment: f"EVN|P03|{moment.time}\r"),
    Kind(6, BILLING, "BAR^P01", _account, lambda moment: f"EVN|P01|{moment.time}\r"),
    Kind(4, REGISTRY, "VXU^V04^VXU_V04", _vaccination),
    Kind(2, SCHEDULING, "MFN^M02", _staff, about_a_patient=False),
)
"""What nobody here reads, in the share in which it passes by."""
