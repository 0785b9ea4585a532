"""Why a message type holds nothing that is read here, in words for the person who connects a feed.

Source: HL7 v2.5.1 and v2.8.2, the chapter of each type. What is read is said in `intake`. A type that stands in neither
table is unknown, and that is said, too: an integration team must see the difference.
"""

from types import MappingProxyType
from typing import Final

_ANSWER: Final = "answers what was asked or ordered; results come in messages of their own"
_BILLING: Final = "is about charges and accounts (chapter 6)"
_MASTER: Final = "changes a master file (chapter 8), it is about no patient"
_SCHEDULE: Final = "is about appointments (chapter 10)"
_QUERY: Final = "asks for something (chapter 5), it states nothing about a patient"
_REFERRAL: Final = "passes on what others have measured (chapter 11); their own messages are read"
_PHARMACY: Final = "orders, dispenses or describes medication (chapter 4A); only its administration (RAS) is read"
_SUPPLY: Final = "orders diet, supplies, imaging or blood products (chapter 4)"
_PATHWAY: Final = "is about problems, goals and pathways (chapter 12)"
_STAFF: Final = "is about staff (chapter 15), not about patients"
_NETWORK: Final = "is about systems and devices (chapters 13 and 14), not about patients"
_VACCINE: Final = "reports immunisations (chapter 4A)"

WHY_NOT_READ: Final = MappingProxyType(
    {
        **dict.fromkeys(("ACK", "MCF", "ORR", "ORL", "ORG", "ORD", "ORS", "ORN", "ORP", "ORI", "ORB", "OSR"), _ANSWER),
        **dict.fromkeys(("RRA", "RRD", "RRE", "RRG", "RAR", "RDR", "RER", "RGR", "ROR", "BRP", "BRT", "ADR"), _ANSWER),
        **dict.fromkeys(("RSP", "RTB", "RDY", "TBR", "ERP", "EDR", "DSR", "OSM", "PPG", "PPV", "MFK", "MFR"), _ANSWER),
        **dict.fromkeys(("DFT", "BAR", "EHC"), _BILLING),
        **dict.fromkeys(("MFN", "MFD", "MFQ"), _MASTER),
        **dict.fromkeys(("SIU", "SRM", "SRR", "SQM", "SQR"), _SCHEDULE),
        **dict.fromkeys(("QBP", "QRY", "QCN", "QSB", "QSX", "QVR", "QCK", "EQQ", "ERQ", "SPQ", "VQQ", "VXQ"), _QUERY),
        **dict.fromkeys(("REF", "RRI", "RQA", "RQC", "RQI", "RQP", "RPA", "RPI", "RPL", "RPR", "RCI"), _REFERRAL),
        **dict.fromkeys(("RCL", "CCM", "CCR", "CCU", "CCI", "CCQ", "CCF", "CQU"), _REFERRAL),
        **dict.fromkeys(("RDE", "RDS", "RGV", "RDO", "OMP", "RRO"), _PHARMACY),
        **dict.fromkeys(("OMD", "OMS", "OMN", "OMI", "OMB", "OMQ", "OSU", "BPS", "BTS", "OSQ"), _SUPPLY),
        **dict.fromkeys(("PPR", "PGL", "PPP", "PPT", "PRR", "PTR", "PPS"), _PATHWAY),
        **dict.fromkeys(("PMU", "STC", "STI"), _STAFF),
        **dict.fromkeys(("NMD", "NMQ", "NMR", "EAC", "EAN", "EAR", "ESR", "ESU", "INR", "INU", "LSR", "LSU"), _NETWORK),
        **dict.fromkeys(("SSR", "SSU", "TCR", "TCU", "SLR", "SLS", "SLT", "SLN", "SDR", "SDS", "SMD"), _NETWORK),
        **dict.fromkeys(("VXU", "VXR", "VXX"), _VACCINE),
        "CRM": "is about enrolment in a study (chapter 7); the roster says who is enrolled",
        "CSU": "submits study data (chapter 7) that were results before",
        "DOC": "answers a query for documents (chapter 9); documents come as MDM",
        "PEX": "reports a product experience (chapter 7)",
        "SUR": "summarises product experiences (chapter 7)",
        "PIN": "asks about insurance (chapter 11)",
        "UDM": "is a text for a screen or printer (chapter 2)",
    }
)
"""By MSH-9.1."""


def why_not_read(code: str) -> str:
    """Why nothing of a message type is read.

    >>> why_not_read("SIU")
    'SIU is about appointments (chapter 10): nothing is read of it'
    """
    reason = WHY_NOT_READ.get(code)
    named = code[:3] or "a message without a type"
    if reason is None:
        return f"messages of type {named} are unknown here: nothing is read of them"
    return f"{named} {reason}: nothing is read of it"
