"""The line between the gateway's process and a child of it: one JSON object a line, over a socket pair.

The gateway's process says `new` when entries are durable and `stop` at the end, and asks for `status` or, with all
metrics in it, `metrics`; the child says `ready` once and answers what it is asked. What the gateway's process knows to
be wrong it says as `{"wrong": […]}`. A line that ends means that the other process is gone.
"""

import asyncio
import json
import socket
from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict

# A status holds all metrics as text: tens of kilobytes, and a hundred times that is no status any more.
LINE_LIMIT_BYTES = 8 * 1024 * 1024

Word = Literal["new", "stop", "status", "metrics"]


class Status(BaseModel):
    """How the detector's process is.

    Attributes:
        position: sequence number of the last entry it handled.
        behind: entries it has not handled.
        lag_seconds: how long the oldest of them has waited.
        progress_age_seconds: since it last handled an entry, or found that there was none.
        fault: what keeps it from going on, in words, or nothing.
        stuck: channels whose deliveries make no progress.
        heartbeat_age_seconds: since the newest heartbeat that came to the end of a channel, or since the start.
        metrics: its metrics in Prometheus' text format; empty where they were not asked for.
    """

    model_config = ConfigDict(frozen=True)

    position: int
    behind: int
    lag_seconds: float
    progress_age_seconds: float
    fault: str = ""
    stuck: tuple[str, ...] = ()
    heartbeat_age_seconds: float = 0.0
    metrics: str = ""


class FilesStatus(BaseModel):
    """How the process of the feeds that come as files is.

    Attributes:
        faults: what keeps its feeds from going on, in words.
        stuck: feeds that have not looked at their folder for too long.
        metrics: its metrics in Prometheus' text format; empty where they were not asked for.
    """

    model_config = ConfigDict(frozen=True)

    faults: tuple[str, ...] = ()
    stuck: tuple[str, ...] = ()
    metrics: str = ""


class ConsoleStatus(BaseModel):
    """How the console's process is.

    Attributes:
        metrics: its metrics in Prometheus' text format; empty where they were not asked for.
    """

    model_config = ConfigDict(frozen=True)

    metrics: str = ""


class IntakeStatus(BaseModel):
    """How a process of intake from Kafka is.

    Attributes:
        fault: what keeps it from going on, in words.
        reachable: whether the last exchange with the cluster succeeded.
        partitions: of hl7.raw that it holds.
        lag_records: records in them that it has not committed.
        progress_age_seconds: since a commit last moved, or there was nothing to do.
        metrics: its metrics in Prometheus' text format; empty where they were not asked for.
    """

    model_config = ConfigDict(frozen=True)

    fault: str = ""
    reachable: bool = True
    partitions: int = 0
    lag_records: int = 0
    progress_age_seconds: float = 0.0
    metrics: str = ""


async def open_line(end: socket.socket) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """The streams of one end of the line."""
    end.setblocking(False)
    return await asyncio.open_connection(sock=end, limit=LINE_LIMIT_BYTES)


def encode_word(word: Word) -> bytes:
    """A word of the gateway's process as a line."""
    return json.dumps(word).encode() + b"\n"


def decode_word(line: bytes) -> str:
    """The word of a line."""
    return str(json.loads(line))


def encode_wrong(wrong: Sequence[str]) -> bytes:
    """What the gateway's process knows to be wrong as a line."""
    return json.dumps({"wrong": wrong}).encode() + b"\n"


def decode_wrong(line: bytes) -> tuple[str, ...] | None:
    """What the gateway's process knows to be wrong; None where the line says something else."""
    said = json.loads(line)
    return tuple(str(one) for one in said["wrong"]) if isinstance(said, dict) else None
