"""The process of assess: the engine in a thread of its own, and the line to the role that started it.

It ends when the line ends, whatever happened to the parent. What it was doing is undone by the store, and done by
whoever leads next.
"""

import asyncio
import socket
import sys
from functools import partial
from pathlib import Path
from threading import Event
from time import monotonic

import structlog
from prometheus_client import generate_latest

from graftwatch.adapters.clock import SystemClock
from graftwatch.adapters.kafka.faults import ClusterUnfit, RecordTooNew
from graftwatch.adapters.prometheus.codes import CodesFileFaults
from graftwatch.entrypoints.assess.codes import LeaderCodes
from graftwatch.entrypoints.assess.engine import AssessEngine, TooManyDeadLetters
from graftwatch.entrypoints.assess.figures import AssessFigures
from graftwatch.entrypoints.assess.status import TOO_MANY_DEAD_LETTERS, UNFIT, AssessStatus
from graftwatch.entrypoints.batch_log import log_batch
from graftwatch.entrypoints.child_main import run_child
from graftwatch.entrypoints.link import decode_word, open_line
from graftwatch.entrypoints.options import StartOptions
from graftwatch.entrypoints.settings import Settings
from graftwatch.entrypoints.wiring import DataFolder, on_call_of, protocol_of
from graftwatch.pipeline.batch import Batch
from graftwatch.roster import Enrolment, parse_roster

# What it does when the line ends may end for so long; the rest is undone.
STOP_SECONDS = 8.0


class AssessProcess:
    """Assess, and the line to its parent."""

    def __init__(self, settings: Settings, roster: Path | None) -> None:
        self._log = structlog.get_logger(component="assess")
        self._on_call = on_call_of(settings, DataFolder(settings.data))
        self._on_call.start()
        self._figures = AssessFigures(settings, SystemClock().now)
        self._codes = LeaderCodes(settings, lambda: self._engine.leads and self._engine.behind() == 0)
        self._engine = AssessEngine(
            settings, self._on_call, _enrolments(settings, roster), self._handled, self._codes.troubles
        )
        self._figures.watch(self._engine)
        self._figures.registry.register(CodesFileFaults(self._codes.faults))
        self._stopped = Event()

    async def run(self, end: socket.socket) -> None:
        """Works until the line ends or says stop; a fault that somebody must mend ends the process with its words."""
        reader, writer = await open_line(end)
        working = asyncio.create_task(asyncio.to_thread(self._engine.run, self._stopped), name="engine")
        listening = asyncio.create_task(self._listen(reader, writer), name="listen")
        beside = (
            asyncio.create_task(self._on_call.watch(), name="on call"),
            asyncio.create_task(self._codes.run(), name="codes"),
        )
        writer.write(b'"ready"\n')
        await asyncio.wait({working, listening}, return_when=asyncio.FIRST_COMPLETED)
        self._stopped.set()
        for task in beside:
            task.cancel()
        await asyncio.wait({working}, timeout=STOP_SECONDS)
        try:
            working.result()
        except (ClusterUnfit, RecordTooNew, TooManyDeadLetters) as fault:
            self._log.critical("assess stops", reason=str(fault))
            code = TOO_MANY_DEAD_LETTERS if isinstance(fault, TooManyDeadLetters) else UNFIT
            raise SystemExit(code) from None

    async def _listen(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await _next_line(reader):
            match decode_word(line):
                case "status" | "metrics" as word:
                    metrics = await asyncio.to_thread(self._scraped) if word == "metrics" else ""
                    writer.write(self._status(metrics).model_dump_json().encode() + b"\n")
                    await writer.drain()
                case "new":
                    continue
                case _:
                    return

    def _status(self, metrics: str) -> AssessStatus:
        engine = self._engine
        return AssessStatus(
            position=engine.position,
            behind=engine.behind(),
            lag_seconds=engine.lag_seconds() if engine.leads else 0.0,
            progress_age_seconds=monotonic() - engine.progress_at,
            fault=engine.fault,
            metrics=metrics,
            leads=engine.leads,
        )

    def _scraped(self) -> str:
        return generate_latest(self._figures.registry).decode()

    def _handled(self, batch: Batch) -> None:
        self._figures.publish(batch)
        log_batch(self._log, batch)


def _enrolments(settings: Settings, file: Path | None) -> tuple[Enrolment, ...]:
    zone = protocol_of(settings).zone
    return tuple(parse_roster(file.read_text("utf-8-sig"), file.name, zone)) if file else ()


async def _next_line(reader: asyncio.StreamReader) -> bytes:
    """The next line; none where the other process is gone, however it went."""
    try:
        return await reader.readline()
    except ConnectionError:
        return b""


if __name__ == "__main__":
    run_child(partial(AssessProcess, roster=StartOptions.model_validate_json(sys.argv[2]).roster), 0)
