"""The time that pages count by."""

from datetime import datetime

from graftwatch.adapters.clock import SystemClock
from graftwatch.entrypoints.cli.folder import OpenFolder


def shown_now(folder: OpenFolder) -> datetime:
    """The real time; where time runs by the messages, that of the newest one."""
    newest = folder.journal.entry(folder.journal.last_seq()) if folder.settings.clock == "replay" else None
    return newest.received_at if newest else SystemClock().now()
