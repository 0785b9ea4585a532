"""What people are told: the difference of assessments as pages, with reasons; repetition, retraction, storm limit."""

from graftwatch.paging.decide import decide
from graftwatch.paging.decision import Circumstances, Decided, Heard, Suppressed, Suppression
from graftwatch.paging.found_late import FoundLate, LateCause
from graftwatch.paging.health import Trouble, decide_health
from graftwatch.paging.ledger import Ledger, Story
from graftwatch.paging.page import HealthKind, Page, PageDetails, PageReason, Words
from graftwatch.paging.scrub import Scrub, private_words
from graftwatch.paging.states import TRANSITIONS, StoryState
from graftwatch.paging.storm import Limited, Storm, limited

__all__ = [
    "TRANSITIONS",
    "Circumstances",
    "Decided",
    "FoundLate",
    "HealthKind",
    "Heard",
    "LateCause",
    "Ledger",
    "Limited",
    "Page",
    "PageDetails",
    "PageReason",
    "Scrub",
    "Storm",
    "Story",
    "StoryState",
    "Suppressed",
    "Suppression",
    "Trouble",
    "Words",
    "decide",
    "decide_health",
    "limited",
    "private_words",
]
