"""One recipient's assessment, composed of infection and rejection findings, and its explanation."""

from graftwatch.assessment.assess import assess, current, protocol_stamp
from graftwatch.assessment.assessment import (
    Assessment,
    AssessmentReport,
    ProtocolStamp,
    RecipientState,
    UnmappedCode,
    UnreadFile,
    WindowDates,
)

__all__ = [
    "Assessment",
    "AssessmentReport",
    "ProtocolStamp",
    "RecipientState",
    "UnmappedCode",
    "UnreadFile",
    "WindowDates",
    "assess",
    "current",
    "protocol_stamp",
]
