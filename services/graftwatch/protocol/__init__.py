"""The trial's own rules as one versioned file: models, loader, defaults."""

from graftwatch.protocol.evaluability import Belief, EarlyEndCounts, Evaluability
from graftwatch.protocol.loader import ProtocolError, parse_protocol
from graftwatch.protocol.model import Protocol
from graftwatch.protocol.monitoring import Boundary, EscalationStep, Language, Level, Paging, QuietHours
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
    "DRUG_UNITS",
    "Belief",
    "Boundary",
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
    "QuietHours",
    "Rejection",
    "SuspectedBsi",
    "Window",
    "parse_protocol",
]
