"""The trial's own rules as one versioned file: models, loader, defaults."""

from graftwatch.protocol.evaluability import Belief, EarlyEndCounts, Evaluability
from graftwatch.protocol.history import (
    BUILT_IN,
    Comparison,
    ProtocolVersion,
    StatedProtocol,
    compare_with_history,
    protocol_at,
    stated_protocol,
)
from graftwatch.protocol.loader import ProtocolError, parse_protocol
from graftwatch.protocol.model import Protocol
from graftwatch.protocol.monitoring import Boundary, Committee, EscalationStep, Language, Level, Paging, QuietHours
from graftwatch.protocol.rules import (
    DRUG_UNITS,
    Drug,
    EnzymeRise,
    Exposure,
    Infusion,
    LaterTarget,
    LiverTest,
    NkActivity,
    Rejection,
    SuspectedBsi,
    Window,
)

__all__ = [
    "BUILT_IN",
    "DRUG_UNITS",
    "Belief",
    "Boundary",
    "Committee",
    "Comparison",
    "Drug",
    "EarlyEndCounts",
    "EnzymeRise",
    "EscalationStep",
    "Evaluability",
    "Exposure",
    "Infusion",
    "Language",
    "LaterTarget",
    "Level",
    "LiverTest",
    "NkActivity",
    "Paging",
    "Protocol",
    "ProtocolError",
    "ProtocolVersion",
    "QuietHours",
    "Rejection",
    "StatedProtocol",
    "SuspectedBsi",
    "Window",
    "compare_with_history",
    "parse_protocol",
    "protocol_at",
    "stated_protocol",
]
