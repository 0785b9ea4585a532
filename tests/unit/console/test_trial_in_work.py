"""A trial that takes long to work out: whoever asks is told so, and it is there for who asks again."""

import asyncio
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from console_site import ConsoleSite
from embedded import Embedded, enrolment
from graftwatch.committee.audience import Audience
from graftwatch.console.access.roles import Role
from graftwatch.console.trial.port import TrialInWork
from graftwatch.entrypoints.console.trial import AskedTrial, TrialAnswer


async def test_what_takes_long_goes_on_and_is_there_for_who_asks_again() -> None:
    done = asyncio.Event()
    answers: list[asyncio.Task[bytes]] = []

    async def worked_out() -> bytes:
        await done.wait()
        return TrialAnswer(said="{}").model_dump_json().encode()

    async def ask(_: bytes) -> bytes:
        answers[:] = answers or [asyncio.ensure_future(worked_out())]
        return await asyncio.shield(answers[0])

    desk = AskedTrial(ask, lambda: ZoneInfo("Asia/Tokyo"), patience_seconds=0.01)
    with pytest.raises(TrialInWork):
        await desk.figures(Audience.BLINDED, "")
    done.set()
    await answers[0]
    assert await desk.figures(Audience.BLINDED, "") == {}


def test_the_page_says_so_and_comes_by_itself(tmp_path: Path) -> None:
    async def never(_: bytes) -> bytes:
        await asyncio.Event().wait()
        return b""

    site = Embedded(tmp_path)
    site.enrol(enrolment()).run()
    desk = AskedTrial(never, lambda: ZoneInfo("Asia/Tokyo"), patience_seconds=0.01)
    with ConsoleSite(site.settings, trial=desk) as console:
        answer = console.signed_in(Role.COMMITTEE).get("/trial")
    site.close()
    assert (answer.status_code, answer.headers["refresh"]) == (503, "10")
    assert "being worked out" in answer.text
