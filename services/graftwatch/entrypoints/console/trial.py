"""The committee's desk: questions about the trial, answered over a data folder or by a process of its own."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import Final, Literal
from zoneinfo import ZoneInfo

import structlog
from pydantic import BaseModel, ConfigDict, JsonValue, TypeAdapter

from graftwatch.adapters.drawing import svg
from graftwatch.adapters.sqlite.state import StateUnusable
from graftwatch.committee.audience import Audience
from graftwatch.committee.chart import Chart
from graftwatch.committee.charts import arm_charts, trial_charts
from graftwatch.committee.document import Chapter
from graftwatch.committee.report import counts_chapter
from graftwatch.committee.report_endpoint import endpoint_chapter
from graftwatch.console.trial.port import TrialBusy, TrialInWork, TrialRefused
from graftwatch.console.trial.shown import chart_said, chart_shown, endpoint_shown, report_shown, tables_of
from graftwatch.console.trial.views import ReportShown, TrialShown
from graftwatch.entrypoints.cli.faults import InputFault
from graftwatch.entrypoints.cli.folder import OpenFolder
from graftwatch.entrypoints.cli.trial_status import status_document, status_of
from graftwatch.entrypoints.console.trial_figures import FiguresOfDay, RememberedFigures
from graftwatch.entrypoints.safety_document import asked_for, document_of
from graftwatch.pipeline.journal import JournalUnavailable

TRIAL_MODULE: Final = "graftwatch.entrypoints.console.trial_process"
PATIENCE_SECONDS: Final = 20.0
"""Whoever asks is told by then that it is being worked out."""
CHARTS_KEPT: Final = 2048
"""Drawings of charts that are the same are made once, and most are from one day to the next; ten kilobytes each."""
DATE_LENGTH: Final = len("2026-06-30")
_FIGURES: Final = TypeAdapter(dict[str, JsonValue])


class TrialAsked(BaseModel):
    """What is asked; an empty `as_of` is now."""

    model_config = ConfigDict(frozen=True)

    what: Literal["trial", "verdict", "figures", "report"]
    audience: Audience
    as_of: str = ""
    language: str = "en"


class TrialAnswer(BaseModel):
    """The answer as JSON, or why there is none, in words; neither: it failed, and the log says how."""

    model_config = ConfigDict(frozen=True)

    said: str = ""
    refused: str = ""


class TrialMaker:
    """Answers over a data folder, one question at a time."""

    def __init__(self, folder: OpenFolder) -> None:
        self._folder = folder
        self._figures = RememberedFigures(folder)
        self._log = structlog.get_logger(component="committee")

    def answer(self, line: bytes) -> bytes:
        """The answer to a question, both as a line of JSON."""
        asked = TrialAsked.model_validate_json(line)
        try:
            answer = TrialAnswer(said=self._said(asked))
        except InputFault as fault:
            answer = TrialAnswer(refused=str(fault).partition(": ")[2] or str(fault))
        except (JournalUnavailable, StateUnusable, OSError) as fault:
            self._log.error("the trial's page cannot be made", reason=str(fault))
            answer = TrialAnswer()
        return answer.model_dump_json().encode() + b"\n"

    def _said(self, asked: TrialAsked) -> str:
        match asked.what:
            case "trial" | "verdict":
                return self._trial(asked).model_dump_json()
            case "figures":
                status = status_document(status_of(self._folder, asked.audience, asked.as_of or None))
                return json.dumps(status, ensure_ascii=False)
            case "report":
                given, _ = asked_for(self._folder, asked.as_of or None, asked.audience)
                return report_shown(document_of(self._folder, given), drawn).model_dump_json()

    def _trial(self, asked: TrialAsked) -> TrialShown:
        now = self._figures.now(asked.audience)
        held = self._figures.then(asked.audience, asked.as_of) if asked.as_of else now
        figures, say = held.figures, asked.language
        shown = TrialShown(
            audience=asked.audience,
            as_of=figures.as_of.astimezone(held.protocol.zone),
            day=figures.today,
            is_now=held.is_now,
            read_until=held.read_until,
            protocol=(figures.protocol.name, figures.protocol.version),
            enrolled=figures.enrolled,
            endpoints=tuple(endpoint_shown(one, say) for one in figures.endpoints),
            charts=(),
            chapters=(),
            days=self._figures.days(now),
        )
        if asked.what == "verdict":
            return shown
        charts = tuple(chart_shown(one, say, drawn) for one in charts_of(held))
        chapters = tuple(tables_of(one, say) for one in chapters_of(held))
        return shown.model_copy(update={"charts": charts, "chapters": chapters})

    def prepared(self, line: bytes) -> Iterator[None]:
        """Prepares what somebody is likely to ask after this question: a step at a time, each some tenths of a second.

        The days around the one that was asked for, the nearest first, with their charts.
        """
        asked = TrialAsked.model_validate_json(line)
        if asked.what not in {"trial", "verdict"} or len(asked.as_of) not in {0, DATE_LENGTH}:
            return
        day = date.fromisoformat(asked.as_of) if asked.as_of else self._figures.now(asked.audience).figures.today
        for apart in (0, 1, -1, 2, -2, 3, -3):
            try:
                held = self._figures.then(asked.audience, (day + timedelta(days=apart)).isoformat())
            except InputFault:
                continue
            yield
            for chart in charts_of(held):
                drawn(chart_said(chart, asked.language))
                yield


def charts_of(held: FiguresOfDay) -> Iterator[Chart]:
    """All charts of a day, those by arm last."""
    yield from trial_charts(held.figures)
    yield from arm_charts(held.by_arm)


def chapters_of(held: FiguresOfDay) -> Iterator[Chapter]:
    """The chapters whose tables stand behind the charts."""
    yield counts_chapter(held.figures, held.protocol)
    yield from (endpoint_chapter(one, held.protocol) for one in held.figures.endpoints)


@lru_cache(maxsize=CHARTS_KEPT)
def drawn(chart: Chart) -> str:
    """A chart as SVG."""
    return svg(chart)


class AskedTrial:
    """The desk over whoever answers; see `console.trial.port.TrialDesk`.

    Args:
        ask: gives the answer to a line, nothing where there is none at the moment.
        zone: the trial's.
    """

    def __init__(
        self,
        ask: Callable[[bytes], Awaitable[bytes]],
        zone: Callable[[], ZoneInfo],
        patience_seconds: float = PATIENCE_SECONDS,
    ) -> None:
        self._ask = ask
        self._zone = zone
        self._patience_seconds = patience_seconds

    @property
    def zone(self) -> ZoneInfo:
        """The trial's time zone."""
        return self._zone()

    async def trial(self, audience: Audience, as_of: str, language: str, *, verdict: bool = False) -> TrialShown:
        """What the page shows, in a language."""
        what: Literal["verdict", "trial"] = "verdict" if verdict else "trial"
        asked = TrialAsked(what=what, audience=audience, as_of=as_of, language=language)
        return TrialShown.model_validate_json(await self._said(asked))

    async def figures(self, audience: Audience, as_of: str) -> dict[str, JsonValue]:
        """The figures as `graftwatch safety status --json` says them."""
        return _FIGURES.validate_json(await self._said(TrialAsked(what="figures", audience=audience, as_of=as_of)))

    async def report(self, audience: Audience, as_of: str) -> ReportShown:
        """The whole report."""
        asked = TrialAsked(what="report", audience=audience, as_of=as_of)
        return ReportShown.model_validate_json(await self._said(asked))

    async def _said(self, asked: TrialAsked) -> str:
        working = asyncio.ensure_future(self._ask(asked.model_dump_json().encode()))
        done, _ = await asyncio.wait({working}, timeout=self._patience_seconds)
        if not done:  # it goes on, and is there for who asks again
            raise TrialInWork
        line = working.result()
        answer = TrialAnswer.model_validate_json(line) if line else TrialAnswer()
        if answer.refused:
            raise TrialRefused(answer.refused)
        if not answer.said:
            raise TrialBusy
        return answer.said


def trial_here(folder: OpenFolder) -> AskedTrial:
    """The desk without a process of its own: for tests, and wherever nothing else is to be kept waiting."""
    maker, one_at_a_time = TrialMaker(folder), asyncio.Lock()

    async def ask(line: bytes) -> bytes:
        async with one_at_a_time:
            return await asyncio.to_thread(maker.answer, line)

    return AskedTrial(ask, lambda: folder.protocol.zone)
