"""Whether the folders of feeds that come as files can be used: there, readable, writable, on one file system.

A drop folder is written to: files are renamed into `taking`, `done` and `failed`, which only one file system can do at
once. A storage is only read; how many of its folders can be watched is the machine's setting.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from graftwatch.adapters.folder.arrivals import OWN_FOLDERS
from graftwatch.entrypoints.feed_settings import FolderFeed, SsMix2Feed

_WATCHES = Path("/proc/sys/fs/inotify/max_user_watches")


def faults_of(feed: FolderFeed | SsMix2Feed) -> Iterator[str]:
    """What is wrong with a feed's folders, each with its mend."""
    if not feed.path.is_dir():
        yield f"{feed.path} is not a folder; make it, or mount it"
        return
    if not os.access(feed.path, os.R_OK | os.X_OK):
        yield f"{feed.path} cannot be read; correct its owner or mode"
    if isinstance(feed, FolderFeed):
        yield from _drop_folder(feed.path)
    elif feed.transactions is not None and not feed.transactions.is_dir():
        yield f"`transactions`: {feed.transactions} is not a folder; make it, or leave the setting out"


def warnings_of(feed: FolderFeed | SsMix2Feed) -> Iterator[str]:
    """What will work, but not as well as it could."""
    if isinstance(feed, SsMix2Feed) and feed.watch and _WATCHES.exists():
        watches = int(_WATCHES.read_text("ascii"))
        if watches < feed.most_watches:
            yield f"the machine gives {watches} watches, fewer than `most_watches`; raise fs.inotify.max_user_watches"
    if isinstance(feed, FolderFeed):
        waiting = sum(1 for _ in feed.path.glob("failed/*.outcome.json"))
        if waiting:
            yield f"{waiting} files lie in {feed.path / 'failed'}; read the outcome beside each"


def _drop_folder(path: Path) -> Iterator[str]:
    if not os.access(path, os.W_OK):
        yield f"{path} cannot be written, and files are renamed in it; correct its owner or mode"
    device = path.stat().st_dev
    for name in sorted(OWN_FOLDERS):
        own = path / name
        if own.exists() and own.stat().st_dev != device:
            yield f"{own} is on another file system, so files cannot be renamed into it; put it beside the others"
