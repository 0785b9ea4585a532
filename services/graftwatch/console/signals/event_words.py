"""Names of kinds, states and attributions of events, in English; templates translate them."""

from types import MappingProxyType
from typing import Final

from graftwatch.assessment.assessment import RecipientState
from graftwatch.console.shell.marked import marked as _
from graftwatch.findings import EventKind, EventStatus

KINDS: Final = MappingProxyType(
    {
        EventKind.BSI: _("Bloodstream infection"),
        EventKind.REJECTION: _("Rejection"),
        EventKind.INFUSION_REACTION: _("Infusion reaction"),
    }
)
STATUSES: Final = MappingProxyType(
    {
        EventStatus.SUSPECTED: _("suspected"),
        EventStatus.CONFIRMED: _("confirmed"),
        EventStatus.CONTAMINANT: _("contaminant"),
        EventStatus.EXCLUDED: _("excluded"),
        EventStatus.REFUTED: _("refuted"),
        EventStatus.UNRESOLVED: _("to review"),
    }
)
STATES: Final = MappingProxyType(
    {
        RecipientState.BEFORE_TRANSPLANT: _("before the transplant"),
        RecipientState.IN_WINDOW: _("in the window"),
        RecipientState.AFTER_WINDOW: _("after the window"),
        RecipientState.WITHDRAWN: _("withdrawn"),
        RecipientState.DIED: _("died"),
        RecipientState.HEARTBEAT: _("the service's own test"),
    }
)
VERDICTS: Final = MappingProxyType(
    {
        "confirmed": _("confirmed"),
        "refuted": _("refuted"),
        "contaminant": _("contaminant"),
        "secondary": _("secondary to an infection at another site"),
    }
)
DECIDED: Final = MappingProxyType(
    {
        "adjudicate": _("Verdict"),
        "sign": _("Sign"),
        "site_infection": _("Infection at another site"),
        "central_line": _("Central line"),
        "condition": _("Condition"),
        "biopsy": _("Liver biopsy"),
        "antimicrobial": _("Antimicrobial"),
        "admission": _("Hospital stay"),
        "re_transplant": _("Second transplant"),
        "death": _("Death"),
    }
)
EVENT_WORDS: Final = MappingProxyType(
    {"kinds": KINDS, "statuses": STATUSES, "states": STATES, "verdicts": VERDICTS, "decided": DECIDED}
)
"""What templates that show events are given."""
