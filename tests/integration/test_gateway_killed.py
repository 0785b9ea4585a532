"""`kill -9` of a gateway under load, again and again on one folder: what was acknowledged is in the journal."""

import asyncio
import contextlib
import os
import random
import re
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from gateway_harness import frame, oru
from graftwatch.adapters.sqlite.journal_reader import SqliteJournalReader
from graftwatch.adapters.sqlite.retention import verify

KILLS = 10
CONNECTIONS = 6
IN_FLIGHT = 40
ACCEPTED = re.compile(rb"\rMSA\|AA\|([^\r|]+)\r")
PROCESS = Path(__file__).parent.parent / "gateway_process.py"


@contextlib.asynccontextmanager
async def killed_at_the_end(folder: Path) -> AsyncIterator[int]:
    """A gateway process; gives its port, kills it without a warning."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(PROCESS),
        str(folder),
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(PROCESS.parent)},
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(30):
            port = int(await process.stdout.readline())
        yield port
    finally:
        process.kill()
        await process.wait()


async def send_until_cut_off(port: int, name: str, accepted: set[str]) -> None:
    """Keep messages in flight and note every acceptance, until the connection breaks."""
    number = 0
    with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            while True:
                batch = [f"{name}-{number + offset}" for offset in range(IN_FLIGHT)]
                number += IN_FLIGHT
                writer.write(b"".join(frame(oru(control_id)) for control_id in batch))
                for _ in batch:
                    answer = await reader.readuntil(b"\x1c\r")
                    accepted.update(control_id.decode() for control_id in ACCEPTED.findall(answer))
        finally:
            writer.close()


@pytest.mark.slow
@pytest.mark.parametrize("seed", [20260301])
async def test_every_accepted_message_survives_kills_at_random_moments(tmp_path: Path, seed: int) -> None:
    moments = random.Random(seed)
    accepted: set[str] = set()
    for kill in range(KILLS):
        async with killed_at_the_end(tmp_path) as port:
            senders = [
                asyncio.create_task(send_until_cut_off(port, f"k{kill}c{sender}", accepted))
                for sender in range(CONNECTIONS)
            ]
            await asyncio.sleep(moments.uniform(0.01, 0.5))  # the moment of the kill is the case
        await asyncio.gather(*senders)
    reader = SqliteJournalReader(tmp_path / "journal")
    entries = reader.read_after(0, 10_000_000)
    reader.close()
    assert len(accepted) > 1000
    assert accepted <= {entry.control_id for entry in entries}, f"seed {seed}"
    assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
    assert all(entry.content == oru(entry.control_id) for entry in entries)
    assert [fault for report in verify(tmp_path / "journal") for fault in report.faults] == []
