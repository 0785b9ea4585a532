"""Planned maintenance as a journal entry: a window is planned, or one is ended early; a replay does the same."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from pydantic import BaseModel, ConfigDict, Field, model_validator

from graftwatch.paging import Maintenance
from graftwatch.pipeline.audit import AuditItem, Happened
from graftwatch.pipeline.batch import Batch
from graftwatch.pipeline.consequences import Consequences
from graftwatch.pipeline.journal import Entry
from graftwatch.pipeline.maintenance_plan import with_end, with_window
from graftwatch.pipeline.staff_names import staff_name

MAINTENANCE_FEED: Final = "maintenance"
"""What an entry of this kind has for a feed: it is no message of any and ends no silence."""


class MaintenanceChange(BaseModel):
    """A window that is planned, or the id of one that ends now."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    plan: Maintenance | None = None
    end: str = Field(default="", max_length=16)
    by: str = Field(default="", max_length=100)

    @model_validator(mode="after")
    def _one_of_both(self) -> "MaintenanceChange":
        if (self.plan is None) == (not self.end):
            raise ValueError("give either a window to plan or the id of one to end")
        return self

    def applied(self, windows: Iterable[Maintenance], now: datetime) -> tuple[Maintenance, ...]:
        """The windows after the change; raises ValueError where it cannot be."""
        return with_end(windows, self.end, now) if self.plan is None else with_window(windows, self.plan, now)


def handle_maintenance(entry: Entry, held: Consequences, batch: Batch) -> None:
    """Takes the window up, or ends it, and tells what is to be told because of it."""
    try:
        change = MaintenanceChange.model_validate_json(entry.content)
        windows = change.applied(held.watch.state.maintenance, entry.received_at)
    except ValueError as fault:
        held.bury(entry.seq, "", "maintenance", fault, entry.received_at, batch)
        return
    held.watch.plan(windows)
    held.store.note([_item(change, entry.received_at)])
    held.look(entry.received_at, entry.seq, batch)


def _item(change: MaintenanceChange, now: datetime) -> AuditItem:
    plan = change.plan
    if plan is None:
        return AuditItem(at=now, what=Happened.MAINTENANCE, by=staff_name(change.by), words=f"{change.end} ended")
    parts = ", ".join(plan.parts) or "the whole service"
    words = f"{plan.id} planned, {plan.begins.isoformat()} to {plan.ends.isoformat()}, {parts}: {plan.why}"
    return AuditItem(at=now, what=Happened.MAINTENANCE, by=staff_name(plan.by), words=words)
