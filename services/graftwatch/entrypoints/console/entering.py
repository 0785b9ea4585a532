"""What somebody enters at the console: into the journal, as from the command line, and seen at once.

The page that is shown next is of after it: detection is waited for, for a moment.
"""

from collections.abc import Sequence
from time import monotonic, sleep
from typing import Final

from graftwatch.entrypoints.cli.folder import OpenFolder
from graftwatch.pipeline.journal import EntryKind

HANDLED_SECONDS: Final = 3.0
LOOK_SECONDS: Final = 0.02


def enter(folder: OpenFolder, entries: Sequence[tuple[EntryKind, str, bytes]]) -> bool:
    """Appends (kind, feed, content), all or none, durable on return; whether detection has handled them already.

    On the Kafka engine it is taken as not handled yet: entries get their place in the trial's order later.

    Raises:
        JournalUnavailable: nothing was kept.
    """
    first = folder.append(list(entries))
    return wait_until_handled(folder, first + len(entries) - 1)


def wait_until_handled(folder: OpenFolder, seq: int) -> bool:
    """Waits for detection to handle an entry, for a moment; whether it has."""
    if folder.settings.engine == "kafka" or not folder.place.state.exists():
        return False
    until = monotonic() + HANDLED_SECONDS
    with folder.state() as state:
        while state.position() < seq:
            if monotonic() > until:
                return False
            sleep(LOOK_SECONDS)
    return True
