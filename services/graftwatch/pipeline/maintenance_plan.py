"""The windows that are planned: added, ended early, forgotten a week after their end."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from graftwatch.paging import Maintenance

KEPT_AFTER_ITS_END: Final = timedelta(days=7)
"""So long `maintenance list` shows a window that is over."""
MOST_WINDOWS: Final = 50
"""Windows that are kept at once; more is no plan."""


def with_window(windows: Iterable[Maintenance], planned: Maintenance, now: datetime) -> tuple[Maintenance, ...]:
    """The windows with one more; the same one again changes nothing.

    Raises:
        ValueError: it is over already, or too many are planned.
    """
    kept = kept_at(windows, now)
    if planned.ends <= now:
        raise ValueError("the window is over already; give an end that is still to come")
    if planned not in kept and len(kept) >= MOST_WINDOWS:
        raise ValueError(f"{MOST_WINDOWS} windows are planned already; end some, see `graftwatch maintenance list`")
    others = (one for one in kept if one.id != planned.id)
    return _in_order((*others, planned))


def with_end(windows: Iterable[Maintenance], window: str, now: datetime) -> tuple[Maintenance, ...]:
    """The windows, one of them ended now; one that has not begun is taken away.

    Raises:
        ValueError: there is no such window, or it is over.
    """
    kept = kept_at(windows, now)
    ended = next((one for one in kept if one.id == window and one.ends > now), None)
    if ended is None:
        raise ValueError(f"no window {window!r} is planned or open; see `graftwatch maintenance list`")
    cut_short = () if ended.begins >= now else (ended.model_copy(update={"ends": now}),)
    return _in_order((*(one for one in kept if one is not ended), *cut_short))


def _in_order(windows: Iterable[Maintenance]) -> tuple[Maintenance, ...]:
    return tuple(sorted(windows, key=lambda one: (one.begins, one.id)))


def kept_at(windows: Iterable[Maintenance], now: datetime) -> tuple[Maintenance, ...]:
    """The windows that are still shown."""
    return tuple(one for one in windows if one.ends + KEPT_AFTER_ITS_END > now)
