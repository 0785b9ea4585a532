"""What people are told: the difference of assessments as pages, with reasons; repetition, retraction, storm limit."""

from graftwatch.paging.boundary import BoundaryNote
from graftwatch.paging.boundary_numbers import BoundaryNumbers
from graftwatch.paging.decide import decide
from graftwatch.paging.decision import Circumstances, Decided, Heard, Suppressed, Suppression, Unheard
from graftwatch.paging.found_late import FoundLate, LateCause
from graftwatch.paging.health import Trouble, decide_health
from graftwatch.paging.hearing import Hearing, hearing
from graftwatch.paging.heartbeat import heartbeat_page
from graftwatch.paging.ledger import Ledger, Story
from graftwatch.paging.maintenance import Maintenance
from graftwatch.paging.page import HealthKind, Page, PageDetails, PageKind, PageReason, ServiceKind, TrialKind, Words
from graftwatch.paging.scrub import Scrub, private_words
from graftwatch.paging.states import TRANSITIONS, StoryState
from graftwatch.paging.storm import Limited, Storm, limited

__all__ = [
    "TRANSITIONS",
    "BoundaryNote",
    "BoundaryNumbers",
    "Circumstances",
    "Decided",
    "FoundLate",
    "HealthKind",
    "Heard",
    "Hearing",
    "LateCause",
    "Ledger",
    "Limited",
    "Maintenance",
    "Page",
    "PageDetails",
    "PageKind",
    "PageReason",
    "Scrub",
    "ServiceKind",
    "Storm",
    "Story",
    "StoryState",
    "Suppressed",
    "Suppression",
    "TrialKind",
    "Trouble",
    "Unheard",
    "Words",
    "decide",
    "decide_health",
    "hearing",
    "heartbeat_page",
    "limited",
    "private_words",
]
