"""The process of intake from Kafka: one Faust worker, a child of the detector's role.

It ends when the line to its parent ends. What it cannot go on from ends it loudly, with a status that says why; its
parent starts it again, and it goes on from its last commit. Where it stands still it ends at once, from the thread that
found it: its event loop may hang.
"""

import asyncio
import os
import socket
from time import monotonic
from typing import Any

import structlog
from prometheus_client import CollectorRegistry, generate_latest

from graftwatch.adapters.clock import SystemClock
from graftwatch.adapters.kafka.faults import ClusterUnfit, KafkaFault, RecordTooNew
from graftwatch.adapters.kafka.intake.failing import TooManyDeadLetters
from graftwatch.adapters.kafka.intake.worker import IntakeWorker
from graftwatch.adapters.kafka.waiting import wait_for_cluster
from graftwatch.adapters.prometheus.intake import IntakeCollector
from graftwatch.entrypoints.child_main import run_child
from graftwatch.entrypoints.link import IntakeStatus, decode_word, open_line
from graftwatch.entrypoints.settings import Settings

NICENESS = 0
UNFIT, STOOD_STILL, TOO_MANY_DEAD_LETTERS = 1, 3, 4
"""Exit statuses: the cluster or its topics are not as they must be; no progress, or a fault; too much was given up."""


class KafkaIntakeProcess:
    """The worker, and the line to the parent."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._registry = CollectorRegistry()
        self._log = structlog.get_logger(component="intake")

    async def run(self, end: socket.socket) -> None:
        """Works until the line ends or says stop; ends the process where the worker cannot go on."""
        clock = SystemClock()
        worker = IntakeWorker(self._settings.kafka, self._settings.data / "intake", clock, self._stand_still)
        self._registry.register(IntakeCollector(worker.figures, lambda: _age(worker), clock.now))
        reader, writer = await open_line(end)
        try:
            await asyncio.to_thread(wait_for_cluster, self._settings.kafka, self._log.warning, None, "detector")
            await worker.start()
        except Exception as fault:  # noqa: BLE001 - said, and the process ends
            self._end(fault)
        writer.write(b'"ready"\n')
        serving = asyncio.create_task(self._serve(worker, reader, writer))
        ends: set[asyncio.Future[Any]] = {serving, worker.failed}
        await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        if worker.failed.done():
            failure = worker.failed.result()
            self._say(failure)
            await worker.stop()
            os._exit(_status_of(failure))
        await worker.stop()

    async def _serve(self, worker: IntakeWorker, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                word = decode_word(line)
                if word == "stop":
                    return
                status = self._status(worker, with_metrics=word == "metrics")
                writer.write(status.model_dump_json().encode() + b"\n")
                await writer.drain()
        except ConnectionError:
            pass

    def _status(self, worker: IntakeWorker, *, with_metrics: bool) -> IntakeStatus:
        figures = worker.figures
        return IntakeStatus(
            fault="" if figures.reachable else "the cluster cannot be reached",
            reachable=figures.reachable,
            partitions=figures.partitions,
            lag_records=figures.lag_records,
            progress_age_seconds=_age(worker),
            metrics=generate_latest(self._registry).decode() if with_metrics else "",
        )

    def _stand_still(self, words: str) -> None:
        self._log.error("intake stands still and is started again", reason=words)
        os._exit(STOOD_STILL)

    def _say(self, fault: BaseException) -> None:
        reason = str(fault) if isinstance(fault, KafkaFault) else type(fault).__name__
        self._log.error("intake cannot go on", reason=reason, exc_info=fault)

    def _end(self, fault: BaseException) -> None:
        self._say(fault)
        os._exit(_status_of(fault))


def _age(worker: IntakeWorker) -> float:
    return monotonic() - worker.figures.progress_at if worker.figures.progress_at else 0.0


def _status_of(fault: BaseException) -> int:
    match fault:
        case TooManyDeadLetters():
            return TOO_MANY_DEAD_LETTERS
        case ClusterUnfit() | RecordTooNew():
            return UNFIT
    return STOOD_STILL


if __name__ == "__main__":
    run_child(KafkaIntakeProcess, NICENESS)
