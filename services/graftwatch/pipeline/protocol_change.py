"""The protocol file taken up at the start of detection: what is in force stays, or a new version comes in force.

A new version is kept in one transaction with the wish to look at everybody at that very time: whatever happens then,
each recipient is assessed anew by it, and people are told what differs.
"""

from datetime import datetime

from graftwatch.pipeline.state import StateStore
from graftwatch.protocol import Comparison, StatedProtocol, compare_with_history


def take_protocol(store: StateStore, stated: StatedProtocol, now: datetime) -> Comparison:
    """Takes up what a protocol file says; says what is in force from now on, and why the file is not, where it is not.

    Args:
        store: keeps the history.
        stated: what the file says.
        now: from when it is in force (aware).
    """
    found = compare_with_history(stated, store.protocol_history(), now)
    if found.is_new:
        with store.transaction():
            store.add_protocol(found.in_force)
            if found.changes:
                store.look_at_everybody(found.in_force.since)
    return found
