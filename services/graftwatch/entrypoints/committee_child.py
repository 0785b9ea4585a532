"""The process that makes the page behind a link to the trial, as its parent sees it (see `on_demand`)."""

from typing import Final

from graftwatch.committee.audience import Audience
from graftwatch.console.committee_page import Made
from graftwatch.entrypoints.on_demand import IDLE_SECONDS, OnDemand
from graftwatch.entrypoints.options import StartOptions

MODULE: Final = "graftwatch.entrypoints.committee_process"


class CommitteeChild:
    """Makes pages in a process of its own.

    Args:
        options: what the process is started with; it reads the settings for itself.
        idle_seconds: nobody having looked for so long, it is ended.
    """

    def __init__(self, options: StartOptions, idle_seconds: float = IDLE_SECONDS) -> None:
        self._process = OnDemand(MODULE, options, idle_seconds)

    @property
    def process_id(self) -> int | None:
        """Of the process; None while there is none."""
        return self._process.process_id

    async def page(self, audience: Audience, as_of: str) -> Made | None:
        """The page of an audience at a cut-off, empty for now; None where it cannot be made at the moment."""
        from graftwatch.entrypoints.committee_process import PageAnswer, PageAsked  # noqa: PLC0415

        line = await self._process.ask(PageAsked(audience=audience, as_of=as_of).model_dump_json().encode())
        answer = PageAnswer.model_validate_json(line) if line else PageAnswer()
        return Made(answer.page, answer.refused) if answer.page or answer.refused else None

    async def stop(self) -> None:
        """Ends it, whatever it does."""
        await self._process.stop()
