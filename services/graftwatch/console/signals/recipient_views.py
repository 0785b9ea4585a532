"""One recipient: what is so and why, what was told, and what people decided. Pseudonymous subject ids only."""

from datetime import datetime

from pydantic import Field

from graftwatch.assessment import Assessment
from graftwatch.console.signals.decision_views import EnteredDecision
from graftwatch.console.signals.page_views import ToldPage
from graftwatch.console.signals.views import OpenSignal
from graftwatch.findings import Published


class RecipientView(Published):
    """A recipient as of a time.

    `known_at` is the earlier time that was asked for, None for now: then everything is as it was known at it, but
    `pages` and `decisions`, which are of what was told and entered by then.
    """

    subject: str
    as_of: datetime
    known_at: datetime | None = None
    transplanted_at: datetime
    infused_at: datetime | None = None
    withdrawn_at: datetime | None = None
    post_operative_day: int
    assessment: Assessment
    open: tuple[OpenSignal, ...] = ()
    messages: dict[str, tuple[int, ...]] = Field(
        default={}, description="numbers in the journal of the messages that are named, by their control ids"
    )
    gained_hours: dict[str, float] = Field(
        default={}, description="what the first page gained over the final report, by signal"
    )
    pages: tuple[ToldPage, ...] = ()
    decisions: tuple[EnteredDecision, ...] = ()


class Identifier(Published):
    """A patient number and who assigned it."""

    value: str
    authority: str = ""


class RecipientIdentifiers(Published):
    """Whose record it is; each look is recorded."""

    subject: str
    identifiers: tuple[Identifier, ...]
    born: str = ""
    sex: str = ""
