"""The process that makes the trial's page: reads the store, works out the figures, draws the charts.

It is a child of whatever serves the page, so that neither its seconds of work nor its libraries weigh on an
acknowledgement. It only reads. It ends when the line to its parent ends, and the parent ends it when nobody looks.
"""

import asyncio
import socket
from functools import lru_cache

import structlog
from pydantic import BaseModel, ConfigDict

from graftwatch.adapters.clock import SystemClock
from graftwatch.adapters.drawing import svg
from graftwatch.adapters.sqlite.state import StateUnusable
from graftwatch.committee.audience import Audience
from graftwatch.committee.chart import Chart
from graftwatch.console.committee_html import trial_page
from graftwatch.entrypoints.child_main import run_child
from graftwatch.entrypoints.cli.faults import InputFault
from graftwatch.entrypoints.cli.folder import OpenFolder
from graftwatch.entrypoints.link import open_line
from graftwatch.entrypoints.safety_document import asked_for, document_of
from graftwatch.entrypoints.settings import Settings
from graftwatch.entrypoints.wiring import DataFolder
from graftwatch.pipeline.journal import JournalUnavailable

# Behind acknowledgements and detection: whoever looks at a page can wait a second.
NICENESS = 10
CHARTS_KEPT = 256
"""Drawings of charts that are the same are made once: most of a live page's are the same from one day to the next."""


class PageAsked(BaseModel):
    """A page that is asked for; an empty `as_of` is now."""

    model_config = ConfigDict(frozen=True)

    audience: Audience
    as_of: str


class PageAnswer(BaseModel):
    """The page, or why there is none in words for its reader; neither: it failed, and the log says how."""

    model_config = ConfigDict(frozen=True)

    page: str = ""
    refused: str = ""


class CommitteeProcess:
    """Makes pages over a data folder, one at a time."""

    def __init__(self, settings: Settings) -> None:
        self._folder = OpenFolder(settings, DataFolder(settings.data))
        self._log = structlog.get_logger(component="committee")

    async def run(self, end: socket.socket) -> None:
        """Answers until the line ends."""
        reader, writer = await open_line(end)
        writer.write(b'"ready"\n')
        try:
            while line := await reader.readline():
                answer = await asyncio.to_thread(self._answer, PageAsked.model_validate_json(line))
                writer.write(answer.model_dump_json().encode() + b"\n")
                await writer.drain()
        except ConnectionError:
            pass  # the parent is gone

    def _answer(self, asked: PageAsked) -> PageAnswer:
        try:
            return PageAnswer(page=self._page(asked))
        except InputFault as fault:
            return PageAnswer(refused=f"As of {asked.as_of or 'now'}: {str(fault).partition(': ')[2] or fault}.")
        except (JournalUnavailable, StateUnusable, OSError) as fault:
            self._log.error("the trial's page cannot be made", reason=str(fault))
            return PageAnswer()

    def _page(self, asked: PageAsked) -> str:
        given, _ = asked_for(self._folder, asked.as_of or None, asked.audience)
        document = document_of(self._folder, given)
        now = SystemClock().now().astimezone(document.as_of.tzinfo)
        return trial_page(document, _drawn, asked.as_of, now)


@lru_cache(maxsize=CHARTS_KEPT)
def _drawn(chart: Chart) -> str:
    return svg(chart)


if __name__ == "__main__":
    run_child(CommitteeProcess, NICENESS)
