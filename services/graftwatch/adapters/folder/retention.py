"""How long taken files are kept: those in `done` for some days, those in `failed` until a person deals with them."""

from datetime import datetime, timedelta
from pathlib import Path

from graftwatch.adapters.folder.arrivals import DONE
from graftwatch.adapters.folder.outcome_file import SUFFIX


def expire_done(folder: Path, keep: timedelta, now: datetime) -> int:
    """Deletes the files in `done` that were taken longer ago, with their outcomes; gives how many there were."""
    expired = 0
    for outcome in (folder / DONE).rglob(f"*{SUFFIX}"):
        if outcome.stat().st_mtime < (now - keep).timestamp():
            outcome.with_name(outcome.name.removesuffix(SUFFIX)).unlink(missing_ok=True)
            outcome.unlink()
            expired += 1
    return expired
