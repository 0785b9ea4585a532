"""Maintenance windows: planned work, during which troubles of the service that it causes are not told.

A window holds back pages about the service alone: a silent feed, a stage that lags, a channel that fails. What is about
a recipient, or means that somebody may be missed (a message that could not be processed, a code nobody mapped, whose a
number is, pages held back, a page that nobody heard), is told in every window. What is still wrong when the window ends
is told then; what began and ended in it is not told at all.
"""

from datetime import datetime, timedelta
from typing import Final

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from graftwatch.paging.page import HealthKind, PageKind

LONGEST: Final = timedelta(hours=24)
"""A day: planned work on a laboratory system is done in a night, and a window that is forgotten must not hide a feed
that died for longer than that."""
CAUSED_BY_WORK: Final = frozenset(
    {
        HealthKind.FEED_SILENT,
        HealthKind.MESSAGES_UNREADABLE,
        HealthKind.STAGE_LAGGING,
        HealthKind.CHANNEL_FAILING,
        HealthKind.HEARTBEAT_MISSING,
        HealthKind.STORAGE_FAILING,
        HealthKind.CODES_FAULTY,
    }
)
"""Kinds that a window holds back."""


class Maintenance(BaseModel):
    """One window.

    Attributes:
        id: its name, by which it is ended early.
        begins: from when (aware).
        ends: until when (aware).
        parts: names of the feeds, stages and channels that are worked on; none: the whole service.
        why: what is done.
        by: who planned it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[0-9a-f]{8,16}$")
    begins: AwareDatetime
    ends: AwareDatetime
    parts: tuple[str, ...] = Field(default=(), max_length=100)
    why: str = Field(min_length=1, max_length=200)
    by: str = Field(min_length=1, max_length=100)

    @model_validator(mode="after")
    def _at_most_so_long(self) -> "Maintenance":
        if self.ends <= self.begins:
            raise ValueError("the window ends before it begins; give the end after the start")
        if self.ends - self.begins > LONGEST:
            hours = LONGEST // timedelta(hours=1)
            raise ValueError(f"a maintenance window lasts at most {hours} hours; plan several")
        return self

    def holds_back(self, kind: PageKind, part: str, now: datetime) -> bool:
        """Whether a trouble of a part is not told now."""
        affected = not self.parts or part in self.parts
        return kind in CAUSED_BY_WORK and affected and self.begins <= now < self.ends
