"""A partition's order: what passes by while an entry is written is done after it, and not at all where it fails."""

import asyncio
from collections.abc import Awaitable, Callable

from graftwatch.adapters.kafka.intake.lane import BEHIND_AT_MOST, Lane


class Desk:
    """A lane, and works that end when they are let."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.faults: list[BaseException] = []
        self.begun: list[str] = []
        self.lane = Lane(self.done.append, self.faults.append)

    def work(self, name: str, until: Callable[[], Awaitable[object]]) -> Callable[[], Awaitable[None]]:
        async def run() -> None:
            self.begun.append(name)
            await until()

        return run


async def settled() -> None:
    """All that can go on has gone on."""
    for _ in range(10):
        await asyncio.sleep(0)


async def test_what_passes_by_is_done_after_what_is_under_way_and_the_next_waits_for_it() -> None:
    desk, first, second = Desk(), asyncio.Event(), asyncio.Event()
    desk.lane.pass_by("1")
    await desk.lane.begin("2", desk.work("2", first.wait))
    desk.lane.pass_by("3")
    next_one = asyncio.create_task(desk.lane.begin("4", desk.work("4", second.wait)))
    await settled()
    assert (desk.done, desk.begun) == (["1"], ["2"])
    first.set()
    await next_one
    await settled()
    assert (desk.done, desk.begun) == (["1", "2", "3"], ["2", "4"])
    second.set()
    await desk.lane.clear()
    assert desk.done == ["1", "2", "3", "4"]


async def test_after_a_failure_nothing_is_done_and_nothing_begins() -> None:
    desk, refused = Desk(), asyncio.Event()
    fault = RuntimeError()

    async def fails() -> None:
        await refused.wait()
        raise fault

    await desk.lane.begin("1", fails)
    desk.lane.pass_by("2")
    refused.set()
    next_one = asyncio.create_task(desk.lane.begin("3", desk.work("3", asyncio.Event().wait)))
    await settled()
    assert desk.faults == [fault]
    assert (desk.done, desk.begun) == ([], [])
    next_one.cancel()


async def test_who_waits_and_is_cancelled_breaks_nothing_off() -> None:
    desk, first = Desk(), asyncio.Event()
    await desk.lane.begin("1", desk.work("1", first.wait))
    waits = asyncio.create_task(desk.lane.clear())
    await settled()
    waits.cancel()
    first.set()
    await desk.lane.clear()
    assert desk.done == ["1"]


async def test_only_so_many_pass_by() -> None:
    desk, first = Desk(), asyncio.Event()
    await desk.lane.begin("0", desk.work("0", first.wait))
    for number in range(1, BEHIND_AT_MOST):
        desk.lane.pass_by(str(number))
    assert not desk.lane.is_full
    desk.lane.pass_by("last")
    assert desk.lane.is_full
    first.set()
    await desk.lane.clear()
    assert not desk.lane.is_full
    assert len(desk.done) == BEHIND_AT_MOST + 1
