"""The HTTP side of the trial's page: its route, and the process that makes it."""

from collections.abc import Sequence

from starlette.routing import Route

from graftwatch.adapters.clock import SystemClock
from graftwatch.adapters.committee_links import CommitteeLinks
from graftwatch.console.attempts import FailedAttempts
from graftwatch.console.committee_page import CommitteePage
from graftwatch.entrypoints.committee_child import CommitteeChild
from graftwatch.entrypoints.options import StartOptions
from graftwatch.entrypoints.settings import Settings
from graftwatch.entrypoints.wiring import DataFolder


class CommitteeDoor:
    """The trial's page of a service.

    Args:
        settings: in force; `data` is the folder that is read.
        options: what the service was started with.
    """

    def __init__(self, settings: Settings, options: StartOptions) -> None:
        self._settings = settings
        self._child = CommitteeChild(options.model_copy(update={"data": settings.data}))

    def routes(self) -> Sequence[Route]:
        """The route."""
        wrong = FailedAttempts(self._settings.acknowledge.wrong_links_per_minute)
        links = committee_links(self._settings)
        return CommitteePage(links, self._child, SystemClock().now, wrong).routes()

    async def stop(self) -> None:
        """Ends the process that makes pages, if it runs."""
        await self._child.stop()


def committee_links(settings: Settings) -> CommitteeLinks:
    """The links to the trial's page, under the secret of the links in pages.

    Raises:
        SettingsError: the settings name a key that cannot be used.
    """
    return CommitteeLinks(settings.base_url, DataFolder(settings.data).link_key(settings))
