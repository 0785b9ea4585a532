"""The detector's process as its parent sees it: a child that is woken when there are new entries."""

import asyncio
from collections.abc import Sequence

from graftwatch.entrypoints.child import Child
from graftwatch.entrypoints.link import Status, encode_wrong
from graftwatch.entrypoints.options import StartOptions

# Entries come in bursts, and waking the other process for each costs both more than handling it. A page waits for
# so long at most, a hundredth of what people notice.
WAKE_SECONDS = 0.01


class DetectorChild(Child[Status]):
    """The detector's process."""

    def __init__(self, options: StartOptions, keeps: tuple[int, ...]) -> None:
        module = "graftwatch.entrypoints.detector_process"
        super().__init__("the detector's process", module, Status, options, keeps)
        self._waking: asyncio.TimerHandle | None = None

    def wake(self) -> None:
        """Says that there are new entries; many in a moment become one word."""
        if self._waking is None and self._writer is not None:
            self._waking = asyncio.get_running_loop().call_later(WAKE_SECONDS, self._say_new)

    def say_wrong(self, wrong: Sequence[str]) -> None:
        """Says what this process knows to be wrong, for the monitors that the heartbeat reaches."""
        if self._writer is not None and not self._writer.is_closing():
            self._writer.write(encode_wrong(wrong))

    def _say_new(self) -> None:
        self._waking = None
        self._say("new")
