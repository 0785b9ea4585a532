"""The trial's own rules as one versioned file: models, loader, defaults."""

from graftwatch.protocol.loader import ProtocolError, parse_protocol
from graftwatch.protocol.model import Protocol
from graftwatch.protocol.monitoring import Boundary, Level, Paging
from graftwatch.protocol.rules import Drug, EnzymeRise, Exposure, Infusion, NkActivity, SuspectedBsi, Window

__all__ = [
    "Boundary",
    "Drug",
    "EnzymeRise",
    "Exposure",
    "Infusion",
    "Level",
    "NkActivity",
    "Paging",
    "Protocol",
    "ProtocolError",
    "SuspectedBsi",
    "Window",
    "parse_protocol",
]
