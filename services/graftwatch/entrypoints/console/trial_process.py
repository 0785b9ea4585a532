"""The process that works out the trial's figures for the console, so that no other page waits for them.

A line with a question is answered with a line. Between questions the days around the one that was asked for are
prepared: whoever moves the slider on finds them ready. It only reads, and ends when the line to its parent ends.
"""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import suppress
from typing import Final

from graftwatch.entrypoints.child_main import run_child
from graftwatch.entrypoints.cli.folder import OpenFolder
from graftwatch.entrypoints.console.trial import TrialMaker
from graftwatch.entrypoints.link import open_line
from graftwatch.entrypoints.settings import Settings

# Behind acknowledgements, detection and the console's other pages.
NICENESS: Final = 7
_STEPS_END: Final = object()


class TrialProcess:
    """Answers over a data folder, one question at a time."""

    def __init__(self, settings: Settings) -> None:
        self._maker = TrialMaker(OpenFolder.of_settings(settings))

    async def run(self, end: socket.socket) -> None:
        """Answers until the line ends."""
        reader, writer = await open_line(end)
        writer.write(b'"ready"\n')
        likely: Iterator[None] = iter(())
        with suppress(ConnectionError):
            while True:
                asking = asyncio.create_task(reader.readline())
                while not asking.done() and await asyncio.to_thread(_step, likely):
                    pass
                line = await asking
                if not line:
                    return
                writer.write(await asyncio.to_thread(self._maker.answer, line))
                await writer.drain()
                likely = self._maker.prepared(line)


def _step(steps: Iterator[None]) -> bool:
    """Does the next step; whether there was one."""
    return next(steps, _STEPS_END) is not _STEPS_END


if __name__ == "__main__":
    run_child(TrialProcess, NICENESS)
