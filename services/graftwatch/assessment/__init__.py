"""One recipient's assessment, composed of infection and rejection findings, and its explanation."""

from graftwatch.assessment.assess import assess, protocol_stamp, state_at
from graftwatch.assessment.assessment import (
    Assessment,
    AssessmentReport,
    ProtocolStamp,
    RecipientState,
    UnmappedCode,
    UnreadFile,
    WindowDates,
)
from graftwatch.assessment.explanation import Explained, explain, explanation_lines

__all__ = [
    "Assessment",
    "AssessmentReport",
    "Explained",
    "ProtocolStamp",
    "RecipientState",
    "UnmappedCode",
    "UnreadFile",
    "WindowDates",
    "assess",
    "explain",
    "explanation_lines",
    "protocol_stamp",
    "state_at",
]
