"""The end of the heartbeat that every service has: a small file in the data folder, written anew each time.

Whoever watches the machine may look at its age; `graftwatch_heartbeat_timestamp_seconds` says the same. It need not
be durable: after a power cut its age is what it should be, too old.
"""

import asyncio
import json
import os
from datetime import datetime, timedelta
from pathlib import Path

from graftwatch.adapters.senders.channels import Route
from graftwatch.pipeline.channels import Channel
from graftwatch.pipeline.sender import Accepted, Answer, Dispatch, Unavailable

NAME = "heartbeat file"
"""With a space, which no channel of the settings can have in its name."""


class HeartbeatFileSender:
    """Writes one file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    async def send(self, dispatch: Dispatch, now: datetime) -> Answer:
        """Writes the heartbeat; in a thread, so that a slow disk holds up nobody else."""
        said = {"at": dispatch.page.decided_at.isoformat(), "delivered_at": now.isoformat(), "wrong": dispatch.wrong}
        try:
            await asyncio.to_thread(self._write, json.dumps(said) + "\n")
        except OSError as fault:
            return Unavailable(f"cannot write the file: {os.strerror(fault.errno or 0)}")
        return Accepted()

    async def close(self) -> None:
        """Nothing is held open."""

    def _write(self, text: str) -> None:
        draft = self._path.with_suffix(".draft")
        draft.write_text(text, "utf-8")
        draft.replace(self._path)


def heartbeat_file(path: Path) -> Route:
    """The route of every heartbeat; it takes no page."""
    return Route(Channel(NAME, severities=frozenset(), heartbeat_every=timedelta(0)), HeartbeatFileSender(path))
