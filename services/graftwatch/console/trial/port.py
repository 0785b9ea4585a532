"""What the committee's pages ask of the service."""

from typing import Protocol
from zoneinfo import ZoneInfo

from pydantic import JsonValue

from graftwatch.committee.audience import Audience
from graftwatch.console.trial.views import ReportShown, TrialShown


class TrialRefused(ValueError):  # noqa: N818 - said as what happened
    """There is no such day of the trial; the text says why."""


class TrialBusy(Exception):  # noqa: N818 - said as what happened
    """It cannot be worked out at the moment."""


class TrialInWork(TrialBusy):
    """It is being worked out, and is there for who asks again."""


class TrialDesk(Protocol):
    """Works out the trial's figures; every call may take seconds, and blocks nothing else.

    All of them take the audience, which alone decides what is in the answer, and the cut-off: a day, which means its
    end, or a time; empty for now. They raise TrialRefused and TrialBusy.
    """

    @property
    def zone(self) -> ZoneInfo:
        """The trial's time zone."""
        ...

    async def trial(self, audience: Audience, as_of: str, language: str, *, verdict: bool = False) -> TrialShown:
        """What the page shows, in a language; the verdict alone, without charts and tables, is there sooner."""
        ...

    async def figures(self, audience: Audience, as_of: str) -> dict[str, JsonValue]:
        """The figures as `graftwatch safety status --json` says them."""
        ...

    async def report(self, audience: Audience, as_of: str) -> ReportShown:
        """The whole report."""
        ...
